"""What can be wrong with a ledger or its store, said in both languages."""

from __future__ import annotations

from equipoise.values.text import Text


class LedgerFault(Exception):
    """The ledger cannot be read or written as it stands. `text` says what is wrong, where, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class StoreFault(LedgerFault):
    """The database under the ledger refuses or is damaged: full, busy, read-only, unreadable, or too new."""


class LineFault(LedgerFault):
    """A line of a ledger file is not a fact; `line` counts from 1."""

    def __init__(self, line: int, text: Text) -> None:
        super().__init__(text)
        self.line = line


class KeyReused(LedgerFault):
    """The idempotency key of a stored command came again with another command."""

    def __init__(self, key: str) -> None:
        super().__init__(
            Text(
                "The key {key} already belongs to another command. Nothing was stored; send this one under a new key.",
                "键 {key} 已属于另一条命令。未保存任何内容；请换一个新键重新提交。",
            ).format(key=key)
        )
        self.key = key


class Unstorable(ValueError):
    """A draft or command breaks the format: a mistake of the program that made it. Lists every flaw."""

    def __init__(self, flaws: list[str]) -> None:
        super().__init__("; ".join(flaws))
        self.flaws = tuple(flaws)

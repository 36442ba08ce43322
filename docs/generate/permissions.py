"""Writes docs/reference/permissions.md: who may do what, and who may see what, from the one table that decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from equipoise.protocol import builtin
from equipoise.protocol.load import load
from equipoise.trial.commands import COMMANDS, name_of
from equipoise.trial.permissions import (
    GATED,
    MAY,
    ROLES,
    answers_requests,
    reads_blind,
    reads_closed_report,
    sees_arm,
    sees_identity,
)

PAGE = Path(__file__).parents[1] / "reference" / "permissions.md"
MASKED = Path(__file__).parents[2] / "tests" / "studies" / "ASPIRE-3"
HEAD = """# Who may do what

Written from `equipoise.trial.permissions` by `docs/generate/permissions.py`; do not edit. One table decides for the pages, the API and
the command line; whatever is not marked is refused, in words that name the roles that may. A role holds where the delegation log of
the study gives it to the person, from its first day to its last. Which page opens for which role stands in
[endpoints](endpoints.md), which is measured, not written.
"""


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    lines = [HEAD, "## Roles", "", "| short | role | 角色 |", "|---|---|---|"]
    lines += [f"| {_short(role)} | {words.en} | {words.zh} |" for role, words in ROLES.items()]
    lines += ["", "## Commands", "", "A bold command is gated: a refused attempt is itself a fact of the ledger.", ""]
    lines += [_head("command"), *_commands(), "", "## What is seen", "", _head("what"), *_seen()]
    return {PAGE: "\n".join(lines) + "\n"}


def _short(role: str) -> str:
    first, _, second = role.partition("_")
    return f"{first[:3]}{'-' + second[:3] if second else ''}"


def _head(first: str) -> str:
    roles = list(ROLES)
    return f"| {first} | {' | '.join(_short(role) for role in roles)} |\n|---|{'---|' * len(roles)}"


def _row(name: str, held: list[bool]) -> str:
    return f"| {name} | {' | '.join('●' if one else '' for one in held)} |"


def _commands() -> Iterator[str]:
    for command in COMMANDS:
        name = f"`{name_of(command)}`"
        yield _row(f"**{name}**" if command in GATED else name, [role in MAY[command] for role in ROLES])


def _seen() -> Iterator[str]:
    yield _row("identity of a participant", [sees_identity(role) for role in ROLES])
    yield _row("requests of visitors", [answers_requests(role) for role in ROLES])
    for name, folder in (("open study", builtin.folder("NCT03410368")), ("masked study", MASKED)):
        study = load(folder).study
        assert study is not None
        yield _row(f"arm, {name}", [sees_arm(study, role) for role in ROLES])
        yield _row(f"closed report, {name}", [reads_closed_report(study, role) for role in ROLES])
        yield _row(f"reads scans blinded, {name}", [reads_blind(study, role) for role in ROLES])


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")

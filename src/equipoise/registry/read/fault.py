"""What could not be read, and where."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class ReadFault:
    """One place of a file that gave no record: `records.jsonl:17`, `all.zip/00/study.json`."""

    where: str
    says: Text


def damaged(where: str, fault: Exception) -> ReadFault:
    """A file that cannot be read further."""
    says = Text("The file is damaged or cut off: {why}.", "文件损坏或不完整：{why}。").format(why=str(fault) or "?")
    return ReadFault(where, says)


def too_long(where: str, limit: int) -> ReadFault:
    """A record of more bytes than are read."""
    says = Text("Longer than {limit} bytes: not read.", "超过 {limit} 字节，未读取。").format(limit=limit)
    return ReadFault(where, says)

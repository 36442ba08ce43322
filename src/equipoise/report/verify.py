"""Whether reports are what they were, and what has changed where they are not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from equipoise.ledger.row import Row
from equipoise.report.build import FORM
from equipoise.report.imprint import Software
from equipoise.values.text import Text

Cause = Literal[
    "file_changed", "file_missing", "file_added", "ledger_rewritten", "ledger_shorter", "other_software", "other_protocol",
    "other_font", "differs",
]  # fmt: skip
_SAYS: Final[Mapping[Cause, Text]] = {
    "file_changed": Text("{file}: changed after it was built.", "{file}：生成后被改动。"),
    "file_missing": Text("{file}: is not there any more.", "{file}：文件缺失。"),
    "file_added": Text("{file}: is no file of this report.", "{file}：不属于本报告。"),
    "ledger_rewritten": Text(
        "The ledger was rewritten: fact {seq} has another hash than the report names.",
        "账本已被改写：第 {seq} 条事实的哈希值与报告不符。",
    ),
    "ledger_shorter": Text(
        "The ledger ends before fact {seq}, on which the report rests.", "账本在报告所依据的第 {seq} 条事实之前结束。"
    ),
    "other_software": Text(
        "{file}: other software makes it otherwise (built with {then}, checked with {now}).",
        "{file}：软件不同导致内容不同（生成时为 {then}，核对时为 {now}）。",
    ),
    "other_protocol": Text(
        "{file}: version {version} of the study file is not the one that it was built with.",
        "{file}：研究文件 {version} 版与生成时不一致。",
    ),
    "other_font": Text(
        "{file}: another Chinese font makes it otherwise ({then}, here {now}).",
        "{file}：中文字体不同（{then}，本机为 {now}）。",
    ),
    "differs": Text(
        "{file}: built again from the same facts it differs, and nothing else tells why.",
        "{file}：依据相同事实重新生成的内容不同，原因不明。",
    ),
}
MOVED_ON: Final = Text(
    "The ledger has moved on by {n} facts since; the report stands as of fact {seq}, and a new one would differ.",
    "此后账本新增 {n} 条事实；本报告截至第 {seq} 条事实，重新生成将有所不同。",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: which file (empty: the ledger), the cause, and in words."""

    file: str
    cause: Cause
    says: Text


@dataclass(frozen=True, slots=True)
class Here:
    """What a report is compared with: this software, this study file, this font."""

    software: Software
    digest: str
    chinese_font: str


def read_manifest(content: bytes) -> Mapping[str, Any] | None:
    """A manifest as it stands in a file; None where it is none."""
    try:
        found = json.loads(content)
    except (ValueError, UnicodeDecodeError):
        return None
    wanted = {"format", "study", "cut", "head", "protocol", "software", "files", "reports", "languages", "formats"}
    return found if isinstance(found, dict) and wanted <= set(found) and found["format"] == FORM else None


def against_disk(manifested: Mapping[str, Any], there: Mapping[str, str]) -> tuple[Difference, ...]:
    """Files that were changed, lost or added, by the digest of what lies there."""
    files = manifested["files"]
    found = []
    for name, known in files.items():
        if name not in there:
            found.append(_difference("file_missing", name))
        elif there[name] != known["sha256"]:
            found.append(_difference("file_changed", name))
    return (*found, *(_difference("file_added", name) for name in there if name not in files))


def against_ledger(manifested: Mapping[str, Any], row: Row | None) -> tuple[Difference, ...]:
    """Whether the ledger still holds what the report rests on; `row` is the fact that the manifest calls the newest."""
    head = manifested["head"]
    if not head["seq"]:
        return ()
    if row is None:
        return (_difference("ledger_shorter", "", seq=head["seq"]),)
    return () if row.hash == head["hash"] else (_difference("ledger_rewritten", "", seq=head["seq"]),)


def against_rebuilt(manifested: Mapping[str, Any], rebuilt: Mapping[str, str], here: Here) -> tuple[Difference, ...]:
    """Files that come out otherwise when they are built again from the same facts, each with the likeliest cause."""
    return tuple(
        _why(manifested, name, here)
        for name, known in manifested["files"].items()
        if rebuilt.get(name) != known["sha256"]
    )


def _why(manifested: Mapping[str, Any], name: str, here: Here) -> Difference:
    protocol, made = manifested["protocol"], manifested["software"]
    if protocol["digest"] != here.digest:
        return _difference("other_protocol", name, version=protocol["version"])
    then = Software(made["version"], made["sha256"], made["typesetter"])
    if then != here.software:
        return _difference("other_software", name, then=_named(then), now=_named(here.software))
    font = manifested.get("chinese_font", "")
    if name.endswith(".pdf") and font != here.chinese_font:
        return _difference("other_font", name, then=font or "–", now=here.chinese_font or "–")
    return _difference("differs", name)


def _named(program: Software) -> str:
    return f"{program.name} {program.sha256[:12]}, {program.typesetter}"


def _difference(cause: Cause, file: str, **values: object) -> Difference:
    return Difference(file, cause, _SAYS[cause].format(file=file, **values))

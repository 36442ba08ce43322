"""Everything that a study file assumes, why, and who must confirm it before real use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from equipoise.protocol.checks.walk import children
from equipoise.protocol.fault import Lines, Place
from equipoise.protocol.model import Statement, Study, Words
from equipoise.values.text import Language, Text, same

MOST_SIGNS = 90


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumed statement: its path and line, what it is, why it stands there, who confirms it."""

    path: str
    place: Place
    what: Text
    because: Text
    confirm_by: str


_HEADINGS = {
    "en": "| what | where | why it is assumed | confirmed by |",
    "zh": "| 内容 | 位置 | 假设理由 | 确认人 |",
}
_TITLE = Text("Assumptions of {study}, version {version}", "{study}（版本 {version}）的假设")
_INTRODUCTION = Text(
    "Written from the study file; do not edit. Each line is a statement that the registry record does not make, or that the "
    "study team has not confirmed. It holds until the person named confirms or corrects it.",
    "本页由研究文件自动生成，请勿手工修改。每一行均为注册记录未写明、或研究团队尚未确认的内容，在指定人员确认或更正之前有效。",
)


def assumptions(study: Study, lines: Lines) -> tuple[Assumption, ...]:
    """All marked assumptions in the order of the study file; a part that only inherits its mark is not listed again."""
    return tuple(_found("", study, lines, None))


def to_markdown(study: Study, found: Sequence[Assumption]) -> str:
    """The page `assumptions.md` of a study: both languages, one table each, by part of the study file."""
    pages: list[str] = []
    for language in ("en", "zh"):
        pages.extend(_page(study, found, "en" if language == "en" else "zh"))
    return "\n".join(pages).rstrip() + "\n"


def _page(study: Study, found: Sequence[Assumption], language: Language) -> Iterable[str]:
    level = "#" if language == "en" else "\n#"
    yield f"{level} {_TITLE.format(study=study.id, version=study.version).in_(language)}"
    yield ""
    yield _INTRODUCTION.in_(language)
    for part in dict.fromkeys(one.path.split(".")[0] for one in found):
        of_part = [one for one in found if one.path.split(".")[0] == part]
        yield from ("", f"## {part} ({len(of_part)})", "", _HEADINGS[language], "|---|---|---|---|")
        for one in of_part:
            cells = (one.what.in_(language), f"`{one.path}`", one.because.in_(language), one.confirm_by)
            yield "| " + " | ".join(_cell(words) for words in cells) + " |"


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _found(path: str, part: object, lines: Lines, around: Text | None) -> Iterator[Assumption]:
    if isinstance(part, Statement):
        own = _name(part)
        if part.assumed is not None:
            what = own or _key(path, around)
            if isinstance(part, Words):
                what = Text("{key}: {words}", "{key}：{words}").format(key=_key(path, around), words=_short(part.text))
            yield Assumption(path, lines.of(path), what, part.assumed.because, part.assumed.confirm_by)
        around = own or around
    for name, inner in children(part):
        yield from _found(f"{path}.{name}" if path else name, inner, lines, around)


def _name(part: Statement) -> Text | None:
    """What people call the statement: its name, label, measure, or the words of a criterion."""
    for key in ("name", "label", "measure", "text", "says"):
        found = getattr(part, key, None)
        if isinstance(found, Words):
            return found.text
        if isinstance(found, Text) and not isinstance(part, Words):
            return found
    return None


_PARTS: Final[Mapping[str, Text]] = {
    "analysis": Text("analysis", "统计分析"),
    "bedside": Text("bedside", "床旁操作"),
    "boundary": Text("boundary", "停止界值"),
    "call_back": Text("call back", "召回与随访"),
    "capacity": Text("capacity", "产能"),
    "comparison": Text("comparison", "组间比较"),
    "culture": Text("culture", "培养"),
    "dose": Text("dose", "剂量"),
    "interim": Text("interim analysis", "期中分析"),
    "irecist": same("iRECIST"),
    "limits": Text("limits", "限值"),
    "plain": Text("in plain words", "通俗说明"),
    "randomisation": Text("randomisation", "随机化"),
    "readers": Text("readers", "影像评估者"),
    "safety": Text("safety", "安全性"),
    "schedule": Text("schedule", "访视安排"),
    "shelf": Text("shelf life", "有效期"),
    "simulation": Text("simulation", "模拟"),
}
"""Parts of a study file that have no name of their own, as people call them."""


def _key(path: str, around: Text | None) -> Text:
    """What the last key of the path is called, behind the name of what it stands in."""
    last = path.rpartition(".")[2]
    key = _PARTS.get(last) or same(last.replace("_", " "))
    return key if around is None else Text("{around}: {key}", "{around}：{key}").format(around=around, key=key)


def _short(words: Text) -> Text:
    """The beginning of long words."""
    en = words.en if len(words.en) <= MOST_SIGNS else words.en[: MOST_SIGNS - 1].rstrip() + "…"
    zh = words.zh if len(words.zh) <= MOST_SIGNS // 2 else words.zh[: MOST_SIGNS // 2 - 1] + "…"
    return Text(en, zh)

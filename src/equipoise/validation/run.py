"""Puts cases to the rules: each agrees, differs, cannot be asked, or is of a kind that has no rules here yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from equipoise.validation.cases import WHY, Case, CaseFault, CaseFile
from equipoise.validation.compare import Difference, compare
from equipoise.validation.find_kinds import NOT_YET, Known
from equipoise.values.text import Text

Result = Literal["agrees", "differs", "fault", "not yet"]
RESULTS: Mapping[Result, Text] = {
    "agrees": Text("agrees", "一致"),
    "differs": Text("differs", "不一致"),
    "fault": Text("fault", "案例有误"),
    "not yet": Text("not yet accepted here", "尚不支持"),
}
"""Results in words."""

_STUMBLES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What a rule may raise at data that no trial would hold; a person who brings cases is told so instead of a traceback."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: the result, what was found, every difference, and why the rules found it."""

    case: Case
    file: str
    result: Result
    found: Mapping[str, Any]
    differences: tuple[Difference, ...] = ()
    says: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How the cases of one kind came out."""

    kind: str
    cases: int
    agree: int
    differ: int
    faults: int
    not_yet: int


def run(files: Iterable[CaseFile], kinds: Mapping[str, Known], only: Sequence[str] = ()) -> tuple[Outcome, ...]:
    """Every case of the files in their order; with `only`, the cases of those kinds (`response` means all its kinds)."""
    return tuple(
        ask(case, file.name, kinds) for file in files for case in file.cases if not only or is_among(case.kind, only)
    )


def is_among(kind: str, named: Sequence[str]) -> bool:
    """Whether a kind is one of those named, or belongs to a room that is named."""
    return any(kind == one or kind.startswith(f"{one.rstrip('.')}.") for one in named)


def ask(case: Case, file: str, kinds: Mapping[str, Known]) -> Outcome:
    """What the rules find for one case, and whether the case agrees. A rule that cannot read the case makes it a fault."""
    known = kinds.get(case.kind)
    if known is None:
        return Outcome(case, file, *_unknown(case.kind, kinds))
    try:
        found = known.ask(case.given)
    except CaseFault as fault:
        return Outcome(case, file, "fault", {}, (), (fault.says,))
    except _STUMBLES as fault:
        return Outcome(case, file, "fault", {}, (), (_unread(case.kind, fault),))
    differences = compare(case.expect, found, case.tolerance)
    why = found.get(WHY)
    because = why if isinstance(why, Mapping) else {}
    fields = dict.fromkeys(difference.field for difference in differences)
    says = tuple(because[name] for name in fields if isinstance(because.get(name), Text))
    shown = {name: value for name, value in found.items() if name != WHY}
    return Outcome(case, file, "differs" if differences else "agrees", shown, differences, says)


def count(outcomes: Iterable[Outcome]) -> tuple[Count, ...]:
    """The outcomes by kind, in alphabetical order."""
    by_kind: dict[str, list[Result]] = {}
    for outcome in outcomes:
        by_kind.setdefault(outcome.case.kind, []).append(outcome.result)
    return tuple(
        Count(
            kind,
            len(results),
            results.count("agrees"),
            results.count("differs"),
            results.count("fault"),
            results.count("not yet"),
        )
        for kind, results in sorted(by_kind.items())
    )


def _unknown(kind: str, kinds: Mapping[str, Known]) -> tuple[Result, Mapping[str, Any], tuple[()], tuple[Text, ...]]:
    if kind.startswith(NOT_YET):
        return "not yet", {}, (), (Text(f"The kind {kind} is not yet accepted here.", f"尚不支持类型 {kind}。"),)
    listed = ", ".join(kinds)
    says = Text(
        f"kind: there is no kind “{kind}”; write one of {listed}.",
        f"kind：没有类型“{kind}”；请写以下之一：{listed}。",
    )
    return "fault", {}, (), (says,)


def _unread(kind: str, fault: Exception) -> Text:
    what = f"{type(fault).__name__}: {fault}"
    return Text(
        f"The rule of {kind} cannot read this given ({what}). Compare its fields with: equipoise validate --kinds",
        f"{kind} 的规则无法读取该 given（{what}）。请对照字段说明：equipoise validate --kinds",
    )

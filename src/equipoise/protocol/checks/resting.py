"""Statements that rest on nothing: neither on the registry record nor on a marked assumption."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import children, fault
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Analyte, Statement

_MARKS = ("record", "assumed")


def assumptions_are_marked(case: Case) -> Iterator[Finding]:
    """A study that rests on a registry record marks whatever the record does not say.

    An analyte's units and molar factors are chemistry, not a choice of the study: they need no mark.
    """
    if case.study.rests_on.record is not None:
        yield from _unmarked("", case.study)


def study_rests_on_something(case: Case) -> Iterator[Finding]:
    """A study file rests on a record or on a document."""
    rests = case.study.rests_on
    if (rests.record is None) == (rests.document is None):
        yield fault("rests_on", "The study file does not rest on one thing", "研究文件没有唯一的依据",
            "Write either `record` or `document`", "`record` 与 `document` 只写其中一个")  # fmt: skip


def _unmarked(path: str, part: object) -> Iterator[Finding]:
    if isinstance(part, Analyte):
        return
    if isinstance(part, Statement):
        if part.record is not None or part.assumed is not None:
            return
        if _says_something(part):
            yield fault(path, f"`{path}` rests neither on the record nor on an assumption", f"`{path}` 既无注册记录依据，也未标为假设",
                "Add `record:` with its place in the record, or `assumed: {because, confirm_by}`",
                "请补充 `record:`（在记录中的位置）或 `assumed: {because, confirm_by}`")  # fmt: skip
            return
    for name, inner in children(part):
        yield from _unmarked(f"{path}.{name}" if path else name, inner)


def _says_something(part: Statement) -> bool:
    """Whether a statement has words or numbers of its own, beyond the statements in it."""
    return any(
        name in part.model_fields_set and name not in _MARKS and _has_content(inner) for name, inner in children(part)
    )


def _has_content(part: object) -> bool:
    if isinstance(part, Statement):
        return False
    inner = list(children(part))
    return any(_has_content(found) for _, found in inner) if inner else part not in ((), {})

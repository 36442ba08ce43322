"""Reference ranges in use, each as a line: for whom, from where, and whether it holds on the day shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.facts import Fact
from equipoise.facts.in_use import RangeInUse, ranges_in_use
from equipoise.facts.laboratory import ReferenceRangeSet
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import ReferenceRange
from equipoise.trial.acts.ranges import FIELDS, whom
from equipoise.values.text import Text, same
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """One reference range as a row: `holds` says that it counts on the day shown, `fact` what set it (None: the study file), `change`
    is where a newer one for the same people is typed."""

    laboratory: str
    used: RangeInUse
    analyte: Text
    whom: Text
    unit: str
    holds: bool
    fact: Fact[ReferenceRangeSet] | None
    change: str


def analyte_words(scope: Scope, code: str) -> Text:
    """What an analyte is called; its code where the study file knows it no longer."""
    known = scope.study.forms.analytes.get(code)
    return known.name if known is not None else same(code)


def lines(scope: Scope) -> Iterator[Line]:
    """Every range in use, laboratory by laboratory."""
    for code in scope.study.forms.laboratories:
        yield from lines_of(scope, code)


def as_row(line: Line) -> dict[str, str]:
    """A range as a row of the table, without what it leaves open."""
    told = {name: getattr(line.used.range, name, line.laboratory) for name in FIELDS}
    return {name: str(value) for name, value in told.items() if value is not None}


def lines_of(scope: Scope, laboratory: str) -> Iterator[Line]:
    """The ranges of one laboratory, in the order of the analytes in the study file."""
    own = scope.trial.protocols.get(scope.study.version) or scope.trial.protocols.first
    facts = {fact.seq: fact for fact in scope.trial.study.of(ReferenceRangeSet)}
    day = scope.today.isoformat()
    order = list(scope.study.forms.analytes)
    for one in sorted(
        ranges_in_use(own, scope.trial.study, laboratory),
        key=lambda one: order.index(one.range.analyte) if one.range.analyte in order else len(order),
    ):
        plan = one.range
        yield Line(
            laboratory,
            one,
            analyte_words(scope, plan.analyte),
            whom(plan.sex, plan.age_from, plan.age_to),
            say_unit(plan.unit),
            (plan.valid_from or "") <= day and (not plan.valid_to or day <= plan.valid_to),
            facts.get(one.seq),
            scope.to("study", "laboratories", "new", **_for_whom(laboratory, plan)),
        )


def _for_whom(laboratory: str, plan: ReferenceRange) -> dict[str, object]:
    told = {name: getattr(plan, name) for name in ("analyte", "unit", "sex", "age_from", "age_to")}
    return {"laboratory": laboratory, **{name: value for name, value in told.items() if value is not None}}

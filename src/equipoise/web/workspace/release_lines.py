"""The release specification of a bag as people read it: attribute, limit, value, verdict."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Limit, Product, Study
from equipoise.rules import product
from equipoise.rules.product import Bag, Chain
from equipoise.trial.person import Person, standing
from equipoise.values.text import Text, same
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.tags import cells
from equipoise.web.workspace.words import RELEASE


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A line of the release specification: limit, value in words, verdict."""

    line: product.Line
    limit: Limit
    bound: Text
    value: Text
    look: str
    says: Text


def release_lines(scope: Scope, one: Person, chain: Chain, bag: Bag) -> list[ReleaseLine]:
    """Every line of the specification for a bag, with the newest weight of the participant."""
    study = judged_by(scope, one, bag)
    assert study.product is not None
    planned = study.product
    weight = standing(scope.trial, one, scope.today).weight_kg
    return [
        ReleaseLine(line, limit, bound_of(planned, limit), limit.says(line.value), *RELEASE[line.outcome])
        for line in product.release_verdicts(study, chain, bag, weight)
        for limit in (planned.release[line.attribute],)
    ]


def judged_by(scope: Scope, one: Person, bag: Bag) -> Study:
    """The version that a bag is judged by: that of its release or rejection, which no later amendment changes; until then the
    participant's own."""
    decided = bag.released or bag.rejected
    found = scope.trial.protocols.get(decided.protocol) if decided is not None else None
    return found or one.study


def bound_of(planned: Product, limit: Limit) -> Text:
    """The limit as a reader expects it."""
    if limit.report_only:
        return Text("report only", "仅报告")
    if limit.equals is not None:
        return limit.says(limit.equals)
    if limit.computed == "dose":
        dose = same(f"{cells(planned.dose.least)} – {cells(planned.dose.most)}")
        course = Text("{dose} in the whole course", "整个疗程 {dose}")
        return course.format(dose=dose) if planned.dose.per == "course" else dose
    below, above = ("<", ">") if limit.strictly else ("≤", "≥")
    parts = [f"{above} {limit.least}"] if limit.least is not None else []
    parts += [f"{below} {limit.most}"] if limit.most is not None else []
    return same(", ".join(parts) + (f" {say_unit(limit.unit)}" if parts and limit.unit else ""))


def known_results(limit: Limit) -> tuple[tuple[str, Text], ...]:
    """What a qualitative test is known to find, as code and words, the passing one first; nothing for a measured line."""
    if limit.equals is None:
        return ()
    return tuple((code, limit.says(code)) for code in dict.fromkeys((limit.equals, *limit.words)))

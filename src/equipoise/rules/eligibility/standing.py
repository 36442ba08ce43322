"""What becomes of a signed eligibility when the data under it change: before randomisation it must be signed again, after it a
deviation is found and the participant stays (there are no waivers; Yelland 2015, PMC4509880)."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.facts import Fact, Facts
from equipoise.facts.casebook import FormRetracted, ItemsCorrected
from equipoise.facts.participant import CriterionJudged, EligibilityConfirmed, IneligibilityFound
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.eligibility.assess import assess


def superseded_by(facts: Facts, confirmed: Fact[EligibilityConfirmed]) -> int | None:
    """The first fact that changed what was signed: a correction or retraction of a form that it rested on, or a new judgement.

    New data do not: they are assessed on the day itself. None while the signature holds.
    """
    return min(
        (seq for seq in _changes(facts, frozenset(confirmed.body.rests_on)) if seq > confirmed.seq), default=None
    )


def _changes(facts: Facts, rests_on: frozenset[int]) -> Iterator[int]:
    for correction in facts.of(ItemsCorrected):
        form = facts.form(correction.body.form, correction.body.instance)
        if form is not None and rests_on & {form.entered.seq, *(one.seq for one in form.corrections)}:
            yield correction.seq
    yield from (fact.seq for fact in facts.of(FormRetracted) if fact.cause in rests_on)
    yield from (fact.seq for fact in facts.of(CriterionJudged) if not fact.body.gate)


def found_ineligible(study: Study, facts: Facts) -> IneligibilityFound | None:
    """The deviation that the data as they now stand show, as of the day of randomisation; None if there is none, or no new one.

    `study` is the version under which the participant was randomised. Only what surely fails is a deviation.
    """
    randomised = facts.first(Randomised)
    if randomised is None:
        return None
    known = {name for fact in facts.of(IneligibilityFound) for name in fact.body.criteria}
    verdicts = assess(study, facts, randomised.day(study.time_zone)).verdicts
    failing = [one for one in verdicts if one.outcome == "fails" and one.criterion not in known]
    if not failing:
        return None
    rests_on = sorted({seq for one in failing for seq in one.facts})
    return IneligibilityFound(criteria=tuple(one.criterion for one in failing), rests_on=tuple(rests_on))

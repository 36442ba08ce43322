"""The tumour assessments of a participant, read by RECIST 1.1: the investigator's, or any reader's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from equipoise.facts import Facts
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.response.assessment import Assessment, Switches
from equipoise.rules.response.follow import TimePoint, follow
from equipoise.rules.response.measurable import against_targets
from equipoise.rules.response.read_forms import assessments
from equipoise.rules.response.sequence import Best, BestRules, best_of
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same


def time_points(study: Study, facts: Facts, readers: tuple[str, ...] | None = None) -> tuple[TimePoint, ...]:
    """Every dated assessment from baseline on, in order of day; empty where the study reads no response.

    The investigator's where no readers (codes of the form's reader item) are named. Kept until a tumour form changes.
    """
    plan = study.response
    if plan is None:
        return ()

    def read() -> tuple[TimePoint, ...]:
        """Followed anew only if one of these readers said something: all readers fill in the same form."""
        said = assessments(study, facts, readers)
        return facts.remember(("followed", readers), (), lambda: follow(said, Switches.of(plan)), (study, said))

    return facts.remember(("response", readers), (plan.lesions.form, Randomised), read, study)


def best_of_points(study: Study, facts: Facts, points: Sequence[TimePoint], rules: BestRules) -> Best:
    """The best response of one reading; stable disease is counted from randomisation, else from baseline."""
    randomised = facts.first(Randomised)
    baseline = points[0].day if points else date.max
    start = randomised.day(study.time_zone) if randomised is not None else baseline
    return best_of([(point.day, point.overall) for point in points if point.overall is not None], start, rules)


def findings(study: Study, facts: Facts, readers: tuple[str, ...] | None = None) -> tuple[Reason, ...]:
    """What a radiologist should look at again: targets that may not be ones, lesions nobody chose, an open question."""
    plan = study.response
    seen = assessments(study, facts, readers)
    if plan is None or not seen:
        return ()
    against = (
        Reason(one.code, one.says, (seen[0].seq,), one.protocol, one.remedy)
        for one in against_targets(plan, seen[0].sites)
    )
    open_questions = (
        reason
        for point in time_points(study, facts, readers)
        if point.asks
        for reason in point.reasons
        if reason.code == "response.was_it_complete"
    )
    return (*against, *_unknown_lesions(seen), *open_questions)


def _unknown_lesions(seen: Sequence[Assessment]) -> Iterator[Reason]:
    """Target lesions that were not chosen at baseline, lesions counted twice, non-target lesions that nobody recorded."""
    chosen = {lesion.number for lesion in seen[0].lesions}
    for one in seen[1:]:
        for lesion in one.lesions:
            strange = [number for number in lesion.covers if number not in chosen]
            if strange:
                says = Text(
                    "Lesion {number} was no target at baseline: record it as non-target or new.",
                    "病灶 {number} 不是基线靶病灶，请记为非靶病灶或新病灶。",
                )
                yield Reason("response.no_target", says.format(number=same(", ".join(strange))), (seen[0].seq, one.seq))
        merged = {number for lesion in one.lesions if len(lesion.covers) > 1 for number in lesion.covers}
        own = {lesion.number for lesion in one.lesions if lesion.mm}
        for number in sorted(merged & own):
            says = Text(
                "Lesion {number} is measured alone and within a merged mass: it counts twice.",
                "病灶 {number} 既单独测量又计入融合病灶，被重复计算。",
            )
            yield Reason("response.counted_twice", says.format(number=same(number)), (one.seq,))
        if one.non_target is not None and seen[0].non_target is None:
            says = Text("Non-target lesions are read that baseline does not have.", "评估了基线未记录的非靶病灶。")
            yield Reason("response.no_non_target", says, (seen[0].seq, one.seq))

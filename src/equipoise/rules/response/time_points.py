"""The tumour assessments of a participant, read by RECIST 1.1 one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from equipoise.facts import Answer, Facts, FormInstance
from equipoise.facts.form_look import day_of, form_holds
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Lesions, Study
from equipoise.rules.response.explain import why
from equipoise.rules.response.overall import NonTarget, Overall, overall_response
from equipoise.rules.response.target import Lesion, Measured, Target, measured, target_response
from equipoise.values.reason import Reason

_NON_TARGET: Final[Mapping[str, NonTarget]] = {
    "CR": "CR",
    "NON-CR/NON-PD": "NON-CR/NON-PD",
    "NONCR/NONPD": "NON-CR/NON-PD",
    "PRESENT": "NON-CR/NON-PD",
    "PD": "PD",
    "NE": "NE",
}


@dataclass(frozen=True, slots=True)
class TimePoint:
    """One assessment. `overall` is None at baseline; `target` and `non_target` are None where there was no such disease.

    `sum` adds what was measured; `nadir` is the smallest complete sum before this assessment, baseline included.
    """

    instance: str
    seq: int
    day: date
    baseline: bool
    lesions: tuple[Lesion, ...]
    sum: Decimal | None
    baseline_sum: Decimal | None
    nadir: Decimal | None
    target: Target | None
    non_target: NonTarget | None
    new_lesion: bool
    overall: Overall | None
    missing: tuple[str, ...]
    rests_on: tuple[int, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it was read so, in words; they are made when they are asked for. None at baseline."""
        return why(self)


def time_points(study: Study, facts: Facts) -> tuple[TimePoint, ...]:
    """Every dated assessment from baseline on, in order of day; empty where the study reads no response.

    Baseline is the newest assessment until the day of randomisation, or the first one of all if there is none so early.
    """
    if study.response is None:
        return ()
    dated = sorted(_dated(study, study.response.lesions, facts), key=lambda found: (found[0], found[1].seq))
    if not dated:
        return ()
    randomised = facts.first(Randomised)
    entered = randomised.day(study.time_zone) if randomised is not None else None
    start = max((place for place, (day, _) in enumerate(dated) if entered is not None and day <= entered), default=0)
    return tuple(_read(study, dated[start:]))


def _dated(study: Study, names: Lesions, facts: Facts) -> Iterator[tuple[date, FormInstance]]:
    for form in facts.forms(names.form):
        day = day_of(form.items.get(names.date), study.time_zone)
        if day is not None and (names.where is None or form_holds(study, form, names.where)):
            yield day, form


def _read(study: Study, dated: Sequence[tuple[date, FormInstance]]) -> Iterator[TimePoint]:
    assert study.response is not None
    names = study.response.lesions
    day, form = dated[0]
    chosen = _lesions(names, form)
    start = measured(chosen, chosen)
    first = TimePoint(
        form.instance,
        form.seq,
        day,
        baseline=True,
        lesions=chosen,
        sum=start.sum if chosen else None,
        baseline_sum=start.sum if chosen else None,
        nadir=None,
        target=None,
        non_target=_non_target(form.items.get(names.non_target)),
        new_lesion=False,
        overall=None,
        missing=start.missing,
        rests_on=(form.seq,),
    )
    yield first
    nadir, partial = start.sum, False
    for day, form in dated[1:]:
        lesions = _lesions(names, form)
        now = measured(chosen, lesions)
        target = _target(start, nadir, now, partial and study.response.keep_partial_response) if chosen else None
        yield _assessed(names, first, day, form, lesions, now, nadir, target)
        partial = target == "PR" or (partial and target != "PD")
        if now.complete:
            nadir = min(nadir, now.sum)


def _target(start: Measured, nadir: Decimal, now: Measured, keep: bool) -> Target:
    if not start.complete:
        return "NE"
    found = target_response(start.sum, nadir, now)
    return "PR" if keep and found == "SD" else found


def _assessed(
    names: Lesions,
    first: TimePoint,
    day: date,
    form: FormInstance,
    lesions: tuple[Lesion, ...],
    now: Measured,
    nadir: Decimal,
    target: Target | None,
) -> TimePoint:
    non_target = _non_target(form.items.get(names.non_target))
    new_lesion = form.items.get(names.new_lesion) in (True, "Y")
    overall = overall_response(target, non_target, new_lesion)
    has_target = target is not None
    return TimePoint(
        form.instance,
        form.seq,
        day,
        baseline=False,
        lesions=lesions,
        sum=now.sum if has_target else None,
        baseline_sum=first.sum,
        nadir=nadir if has_target else None,
        target=target,
        non_target=non_target,
        new_lesion=new_lesion,
        overall=overall,
        missing=now.missing if has_target else (),
        rests_on=(first.seq, form.seq),
    )


def _lesions(names: Lesions, form: FormInstance) -> tuple[Lesion, ...]:
    return tuple(
        Lesion(
            str(row.get(names.lesion) or ""),
            _mm(row.get(names.diameter)),
            row.get(names.node) in (True, "Y"),
            str(row.get(names.organ) or ""),
        )
        for row in form.groups.get(names.target, ())
    )


def _mm(answer: Answer) -> Decimal | None:
    """A diameter in mm; None where it is missing or no number."""
    value: Any = answer.get("value") if isinstance(answer, dict) else answer
    try:
        return None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def _non_target(answer: Answer) -> NonTarget | None:
    """The state of non-target lesions: not evaluable where it is stated as missing, None where there are none."""
    if isinstance(answer, dict):
        return "NE"
    return _NON_TARGET.get(answer) if isinstance(answer, str) else None

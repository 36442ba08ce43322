"""CRS and ICANS of a participant, read from the forms that the study file names, stored nowhere and shown beside the CTCAE grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from equipoise.facts import Facts, FormInstance
from equipoise.facts.form_look import form_day, form_look
from equipoise.protocol.model import Cytokines, Neurotoxicity, Study
from equipoise.rules.safety.adverse_events import is_yes
from equipoise.rules.safety.crs import CrsSigns, crs
from equipoise.rules.safety.icans import ICE_MOST, IcansSigns, icans
from equipoise.rules.safety.syndrome import SyndromeGrade
from equipoise.values.quantity import Quantity

Level = TypeVar("Level", bound=str)


@dataclass(frozen=True, slots=True)
class Assessed:
    """The grade of a syndrome as one entered form tells it."""

    form: str
    instance: str
    seq: int
    day: date
    found: SyndromeGrade


def syndrome_grades(study: Study, facts: Facts) -> tuple[Assessed, ...]:
    """Every grade of CRS and of ICANS that the participant's forms tell, in the order of entry; empty where none is declared."""
    found: list[Assessed] = []
    cytokines, neurotoxicity = study.safety.cytokines, study.safety.neurotoxicity
    if cytokines is not None:
        found += [_assessed(study, form, _crs(study, cytokines, form)) for form in facts.forms(cytokines.form)]
    if neurotoxicity is not None:
        found += [_assessed(study, form, _icans(neurotoxicity, form)) for form in facts.forms(neurotoxicity.form)]
    return tuple(sorted(found, key=lambda each: each.seq))


def _assessed(study: Study, form: FormInstance, found: SyndromeGrade) -> Assessed:
    return Assessed(form.form, form.instance, form.seq, form_day(study, form), found)


def _crs(study: Study, plan: Cytokines, form: FormInstance) -> SyndromeGrade:
    return crs(
        CrsSigns(
            temperature_c=_temperature(study, form, plan.temperature),
            hypotension=_level(form, plan.hypotension, plan.hypotension_codes),
            hypoxia=_level(form, plan.hypoxia, plan.hypoxia_codes),
            treated=plan.treated is not None and is_yes(form.items.get(plan.treated)),
            other_cause=frozenset(sign for sign, item in plan.other_cause.items() if is_yes(form.items.get(item))),
        )
    )


def _icans(plan: Neurotoxicity, form: FormInstance) -> SyndromeGrade:
    motor = form.items.get(plan.motor)
    return icans(
        IcansSigns(
            ice=_score(form, plan.ice),
            consciousness=_level(form, plan.consciousness, plan.consciousness_codes),
            seizure=_level(form, plan.seizure, plan.seizure_codes),
            motor=None if motor is None or motor == "" else is_yes(motor),
            oedema=_level(form, plan.oedema, plan.oedema_codes),
            other_cause=frozenset(sign for sign, item in plan.other_cause.items() if is_yes(form.items.get(item))),
        )
    )


def _level(form: FormInstance, item: str, codes: Mapping[str, Level]) -> Level | None:
    answer: Any = form.items.get(item)
    return codes.get(answer) if isinstance(answer, str) else None


def _score(form: FormInstance, items: tuple[str, ...]) -> int | None:
    """The points added up; None where one is missing or the sum lies outside the scale."""
    points = [form.items.get(item) for item in items]
    if any(not isinstance(point, int) or isinstance(point, bool) for point in points):
        return None
    total = sum(point for point in points if isinstance(point, int))
    return total if 0 <= total <= ICE_MOST else None


def _temperature(study: Study, form: FormInstance, item: str) -> Decimal | Fraction | None:
    seen = form_look(study, form)(item)
    if seen is None or not isinstance(seen.value, Decimal):
        return None
    return Quantity(seen.value, seen.unit).magnitude("Cel") if seen.unit else seen.value

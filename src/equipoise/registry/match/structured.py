"""What a record's own fields say of a person, apart from the text of its criteria: age, sex, healthy volunteers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from equipoise.registry.ages import days_of_age
from equipoise.registry.match.patient import Patient
from equipoise.registry.record import Record, text, value
from equipoise.values.reason import Reason
from equipoise.values.text import Text

AGE: Final = "match.age"
SEX: Final = "match.sex"
HEALTHY: Final = "match.healthy"
_ELIGIBILITY: Final = "protocolSection.eligibilityModule"


def against(record: Record, patient: Patient, at: date) -> tuple[Reason, ...]:
    """The reasons that the record's fields give against the person; what is not known of either stands against nobody."""
    return tuple(_against(record, patient, at))


def age_in_days(patient: Patient, at: date) -> tuple[Fraction | None, Fraction | None]:
    """The ages that somebody may have on a day: from the one to before the other, in days; None is open."""
    if patient.born is not None:
        return Fraction((at - patient.born.latest).days), Fraction((at - patient.born.earliest).days + 1)
    if patient.aged is not None:
        return patient.aged
    if patient.age is not None:
        return days_of_age(f"{patient.age} Years"), days_of_age(f"{patient.age + 1} Years")
    return None, None


def _against(record: Record, patient: Patient, at: date) -> Iterator[Reason]:
    low, high = age_in_days(patient, at)
    if not record.ages.meets(low, high):
        yield Reason(AGE, _ages(record), protocol=f"{_ELIGIBILITY}.minimumAge")
    wanted = {"F": "FEMALE", "M": "MALE"}.get(patient.sex)
    if wanted is not None and record.sex in ("FEMALE", "MALE") and record.sex != wanted:
        only = (
            Text("The study takes women only.", "本研究仅纳入女性。")
            if record.sex == "FEMALE"
            else Text("The study takes men only.", "本研究仅纳入男性。")
        )
        yield Reason(SEX, only, protocol=f"{_ELIGIBILITY}.sex")
    if patient.healthy and not patient.conditions and value(record.raw, f"{_ELIGIBILITY}.healthyVolunteers") is False:
        yield Reason(
            HEALTHY,
            Text("The study takes no healthy volunteers.", "本研究不纳入健康志愿者。"),
            protocol=f"{_ELIGIBILITY}.healthyVolunteers",
        )


def _ages(record: Record) -> Text:
    low, high = (text(record.raw, f"{_ELIGIBILITY}.{name}") for name in ("minimumAge", "maximumAge"))
    if low and high:
        return Text(f"The study takes people from {low} to {high}.", f"本研究纳入年龄：{_zh(low)}至{_zh(high)}。")
    if low:
        return Text(f"The study takes people from {low} on.", f"本研究纳入年龄：{_zh(low)}及以上。")
    return Text(f"The study takes people up to {high}.", f"本研究纳入年龄：{_zh(high)}及以下。")


def _zh(age: str) -> str:
    number, _, unit = age.partition(" ")
    named = {"Year": "岁", "Month": "个月", "Week": "周", "Day": "天", "Hour": "小时", "Minute": "分钟"}
    return f"{number} {named.get(unit.rstrip('s'), unit)}"

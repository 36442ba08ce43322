"""Who may take part by age: an interval whose missing ends are open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_AGE = re.compile(r"(\d{1,6}) (Year|Month|Week|Day|Hour|Minute)s?", re.ASCII)
_DAYS = {
    "Year": Fraction(1461, 4),
    "Month": Fraction(1461, 48),
    "Week": Fraction(7),
    "Day": Fraction(1),
    "Hour": Fraction(1, 24),
    "Minute": Fraction(1, 1440),
}


def number_and_unit(words: str) -> tuple[int, str] | None:
    """An age such as `6 Months` as its number and its unit in the singular; None where it is not an age.

    Source: ClinicalTrials.gov API v2, MinimumAge and MaximumAge."""
    found = _AGE.fullmatch(words.strip())
    return None if found is None else (int(found[1]), found[2])


def days_of_age(words: str) -> Fraction | None:
    """An age in days (a year is 365.25 days, a month a twelfth of it); None where it is not an age."""
    found = number_and_unit(words)
    return None if found is None else found[0] * _DAYS[found[1]]


def age_of(words: str) -> tuple[Fraction, Fraction] | None:
    """The days of age of somebody who is `8 months`, `6 weeks` or `3 days` old: from, and to before; None where it is no such age."""
    found = re.fullmatch(r"\s*(\d{1,4})\s?(month|week|day|个?月|周|天)s?\s*", words, re.ASCII | re.IGNORECASE)
    if found is None:
        return None
    unit = _DAYS[
        {"m": "Month", "个": "Month", "月": "Month", "w": "Week", "周": "Week"}.get(found[2][0].lower(), "Day")
    ]
    return int(found[1]) * unit, (int(found[1]) + 1) * unit


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages that a study takes, in days; None is open. An upper bound counts to the end of its unit: `65 Years` takes
    everyone who is 65."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def read(cls, minimum: str, maximum: str) -> Ages:
        """From the record's words; what is missing or unreadable leaves its end open."""
        found = number_and_unit(maximum)
        return cls(days_of_age(minimum), None if found is None else (found[0] + 1) * _DAYS[found[1]])

    def meets(self, low: Fraction | None, high: Fraction | None) -> bool:
        """Whether any age from `low` to before `high` (days, None is open) may take part."""
        return (self.high is None or low is None or low < self.high) and (
            self.low is None or high is None or self.low < high
        )

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


def days_of_age(words: str) -> Fraction | None:
    """An age such as `6 Months` in days (a year is 365.25 days, a month a twelfth of it); None where it is not an age.

    Source: ClinicalTrials.gov API v2, MinimumAge and MaximumAge."""
    found = _AGE.fullmatch(words.strip())
    return None if found is None else int(found[1]) * _DAYS[found[2]]


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages that a study takes, in days; None is open. An upper bound counts to the end of its unit: `65 Years` takes
    everyone who is 65."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def read(cls, minimum: str, maximum: str) -> Ages:
        """From the record's words; what is missing or unreadable leaves its end open."""
        found = _AGE.fullmatch(maximum.strip())
        return cls(days_of_age(minimum), None if found is None else (int(found[1]) + 1) * _DAYS[found[2]])

    def meets(self, low: Fraction | None, high: Fraction | None) -> bool:
        """Whether any age from `low` to before `high` (days, None is open) may take part."""
        return (self.high is None or low is None or low < self.high) and (
            self.low is None or high is None or self.low < high
        )

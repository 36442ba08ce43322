"""Criteria of the first study written a second time, from the registry's words alone, against the study file's own.

Twelve criteria that values decide; windows in days before the decision as the domain brief assumes them. Nothing of the criteria
language, of units or of dates is shared: units by a small table, ages and months by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.validation.kinds.eligibility import KINDS

AT = date(2026, 3, 31)
PER_GRAM = {"g/L": Fraction(1), "g/dL": Fraction(10), "mmol/L": Fraction("16.114")}
LIMIT_OF_BILIRUBIN = {"mg/dL": Fraction(2), "umol/L": Fraction("34.2")}


def decided(value: Mapping[str, Any] | None, days: int, holds: Any) -> str:
    """Unknown without a value, stale before the window, otherwise as it holds (None: cannot be told)."""
    if value is None:
        return "unknown"
    if date.fromisoformat(value["date"]) < AT - timedelta(days=days):
        return "stale"
    found = holds(Fraction(str(value["value"])))
    return "unknown" if found is None else "passes" if found else "fails"


def within(times: str, value: Mapping[str, Any] | None) -> str:
    high = value.get("upper_limit") if value else None
    return decided(value, 7, lambda number: None if high is None else number <= Fraction(times) * Fraction(high))


def both(one: str, other: str) -> str:
    if "fails" in (one, other):
        return "fails"
    if one == other == "passes":
        return "passes"
    open_ones = {one, other} - {"passes"}
    return "stale" if open_ones == {"stale"} else "unknown"


def adult(born: str) -> str:
    """Eighteen on every day that it may have been, on none, or on some."""
    year, *rest = (int(part) for part in born.split("-"))
    days = [
        (month, day)
        for month in (rest[:1] or range(1, 13))
        for day in (rest[1:] or range(1, (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day + 1))
    ]
    old = [(year + 18, month, day) <= (AT.year, AT.month, AT.day) for month, day in days]
    return "passes" if all(old) else "unknown" if any(old) else "fails"


def by_hand(facts: Mapping[str, Any]) -> dict[str, str]:
    bilirubin, haemoglobin = facts.get("bilirubin"), facts.get("hemoglobin")
    last = facts.get("glucocorticoid.last_dose")
    drug = facts.get("immunosuppressant.last_dose")
    return {
        "I3": adult(facts["birth_date"]),
        "I4": decided(facts.get("kps"), 7, lambda number: number >= 80),
        "I5a": decided(facts.get("lvef"), 28, lambda number: number > 50),
        "I5c": within("2.5", facts.get("creatinine")),
        "I5d": both(within("3", facts.get("alt")), within("3", facts.get("ast"))),
        "I5e": decided(bilirubin, 7, lambda number: number <= LIMIT_OF_BILIRUBIN[bilirubin["unit"]]),
        "I5f": decided(haemoglobin, 7, lambda number: number * PER_GRAM[haemoglobin["unit"]] >= 60),
        "E6b": _since(last, lambda day: (AT - day).days >= 7),
        "E6a": _since(drug, lambda day: day < date(2025, 12, 31)),
    }


def _since(words: str | None, holds: Any) -> str:
    if words is None:
        return "unknown"
    return "passes" if words == "none" or holds(date.fromisoformat(words)) else "fails"


def value(
    numbers: list[str], units: list[str | None], limits: list[str] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    parts: dict[str, Any] = {
        "value": st.sampled_from(numbers),
        "unit": st.sampled_from(units),
        "date": st.sampled_from([0, 1, 6, 7, 8, 27, 28, 29]).map(lambda ago: (AT - timedelta(days=ago)).isoformat()),
    }
    return st.fixed_dictionaries(parts, optional={"upper_limit": st.sampled_from(limits)} if limits else None)


DOSES = st.sampled_from(
    ["none", "2026-03-31", "2026-03-25", "2026-03-24", "2026-03-23", "2026-01-01", "2025-12-31", "2025-12-30"]
)
FACTS = st.fixed_dictionaries(
    {
        "birth_date": st.sampled_from(
            ["2008", "2007", "2009", "2008-03", "2008-04", "2008-02", "2008-03-31", "2008-04-01", "2008-02-29"]
        )
    },
    optional={
        "kps": value(["70", "79", "80", "100"], [None]),
        "lvef": value(["50", "50.0", "50.1", "49.9", "62"], ["%"]),
        "creatinine": value(["260", "260.0", "260.1", "250", "250.1"], ["umol/L"], ["104", "100"]),
        "alt": value(["120", "120.1", "10"], ["U/L"], ["40"]),
        "ast": value(["120", "120.1", "10"], ["U/L"], ["40"]),
        "bilirubin": value(["2.0", "2.00", "2.01", "34.2", "34.205", "34.21", "1.9"], ["mg/dL", "umol/L"]),
        "hemoglobin": value(["60", "59.9", "6.0", "5.99", "3.723", "3.724"], ["g/L", "g/dL", "mmol/L"]),
        "glucocorticoid.last_dose": DOSES,
        "immunosuppressant.last_dose": DOSES,
    },
)


@settings(max_examples=300, deadline=None)
@given(FACTS)
def test_the_criteria_written_twice_come_to_the_same(facts: dict[str, Any]) -> None:
    found = KINDS["eligibility"]({"study": "NCT03410368", "at": AT.isoformat(), "facts": facts})
    wanted = by_hand(facts)
    assert {name: found[name] for name in wanted} == wanted

"""The laboratory criteria beside NCI's own words: a second reader of the grade texts of CTCAE 5.0 and 6.0.

It knows nothing of the criteria data. It reads ranges such as `<10.0 - 8.0 g/dL` or `>3.0 - 5.0 x ULN` from the text of each
grade, with the unit printed after them, and grades values around every printed number by looking where they fall.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from equipoise.rules.safety import grade, terms
from equipoise.rules.safety.criteria import row_of

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?)"
LIMIT = rf"(?:{NUMBER}|ULN|LLN)"
UNITS = {
    "g/dL": "g/dL", "g/L": "g/L", "mmol/L": "mmol/L", "mg/dL": "mg/dL", "/mm3": "/mm3", "x 10e9/L": "10*9/L", "x 10e9 /L": "10*9/L",
    "x ULN": "ULN", "x LLN": "LLN",
}  # fmt: skip
UNIT = "|".join(re.escape(words) for words in sorted(UNITS, key=len, reverse=True))
RANGE = re.compile(
    rf"(?P<open>[<>])\s*(?P<first>{LIMIT})\s*(?:(?:{UNIT})\s*)?(?:-\s*(?P<last>{LIMIT})\s*)?(?P<unit>{UNIT})"
)
LOW, HIGH = Decimal(7), Decimal(11)
"""Limits of normal that lie far from nothing: what matters is only on which side of a multiple a value falls."""

PLAIN = [
    "Anemia", "White blood cell decreased", "Neutrophil count decreased", "Lymphocyte count decreased",
    "Platelet count decreased", "Thrombocytopenia", "CD4 lymphocytes decreased", "Activated partial thromboplastin time prolonged",
    "CPK increased", "Cholesterol high", "Hypoglycemia", "Hyperkalemia", "Hypermagnesemia", "Hypernatremia", "Hypomagnesemia",
    "Hypoalbuminemia", "Alanine aminotransferase increased", "Aspartate aminotransferase increased",
    "Alkaline phosphatase increased", "Blood bilirubin increased", "GGT increased", "Hypercalcemia", "Hypocalcemia",
]  # fmt: skip
"""Terms whose grade a number alone decides, and whose text is a plain series of ranges."""


def decimal(words: str) -> Decimal:
    return Decimal(words.replace(",", ""))


def ranges(dictionary: str, term: str) -> dict[str, list[tuple[int, str, str]]]:
    """Unit -> (grade, `<` or `>`, the limit at which it begins), as printed for a normal baseline."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for number, words in enumerate(terms(dictionary)[term].grades, start=1):
        for clause in (words or "").replace("x 0.05 - 10e9", "- 0.05 x 10e9").split(";"):
            if "Ionized" in clause or "baseline if" in clause or "x baseline" in clause:
                continue
            match = RANGE.search(clause)
            if match:
                unit = UNITS[match["unit"]]
                found.setdefault("*" if unit in ("ULN", "LLN") else unit, []).append(
                    (number, match["open"], match["first"])
                )
    return found


def begins(first: str, unit: str, sign: str) -> Decimal:
    if first == "LLN":
        return LOW
    if first == "ULN":
        return HIGH
    return decimal(first) * (HIGH if sign == ">" else LOW) if unit == "*" else decimal(first)


def read(series: list[tuple[int, str, str]], unit: str, value: Decimal) -> int:
    """The highest grade whose printed beginning the value has passed."""
    reached = [0]
    for number, sign, first in series:
        limit = begins(first, unit, sign)
        if value < limit if sign == "<" else value > limit:
            reached.append(number)
    return max(reached)


CASES = [
    (dictionary, term)
    for dictionary in ("CTCAE 5.0", "CTCAE 6.0")
    for term in PLAIN
    if term in terms(dictionary)
    and (dictionary, term) != ("CTCAE 6.0", "Alkaline phosphatase increased")  # no range there
]


@pytest.mark.parametrize(("dictionary", "term"), CASES)
def test_the_data_grades_as_the_printed_ranges_do(dictionary: str, term: str):
    checked = 0
    for unit, series in ranges(dictionary, term).items():
        for _, sign, first in series:
            limit = begins(first, unit, sign)
            for value in (limit - Decimal("0.001"), limit, limit + Decimal("0.001")):
                found = grade(dictionary, term, value, "U/L" if unit == "*" else unit, low=LOW, high=HIGH)
                assert found.grade == read(series, unit, value), (unit, value)
                checked += 1
    assert checked >= 3


def test_every_number_of_the_data_is_printed_by_nci():
    """A slip of a digit in the data would name a number that stands nowhere in the term's text."""
    computed = {"Weight gain", "Weight loss"}  # printed as changes in per cent
    ours = {Decimal("0.5")}  # fibrinogen: printed as 50 mg/dL alone
    for dictionary in ("CTCAE 5.0", "CTCAE 6.0"):
        for name, term in terms(dictionary).items():
            row = row_of(dictionary, name)
            if row is None or name in computed:
                continue
            text = " ".join(words or "" for words in term.grades)
            printed = {decimal(words) for words in re.findall(NUMBER, text)} | {
                Decimal(1),
                Decimal(0),
                *ours,
            }
            printed |= {1 - part / 100 for part in printed}  # a decrease in per cent
            for steps in (*row.units.values(), *row.abnormal.values()):
                for _, conditions in steps:
                    for bound in (bound for bounds in conditions for bound in bounds):
                        number = abs(bound.add) if not bound.of or bound.add else bound.factor
                        scales = (1, Decimal(10), Decimal(1000), Decimal("0.001"))  # g/dL and g/L; /mm3 and 10*9/L
                        assert any(number / scale in printed for scale in scales), (dictionary, name, bound)

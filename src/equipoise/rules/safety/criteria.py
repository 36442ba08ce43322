"""The laboratory criteria of CTCAE as data: rows of bounds, read once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from equipoise.values.quantity import tidy_unit

DICTIONARIES: Final = ("CTCAE 4.0", "CTCAE 5.0", "CTCAE 6.0")
"""The versions whose laboratory criteria are shipped; the terms of 4.0 (4.03) are not."""

Of = Literal["", "LLN", "ULN", "baseline"]
When = Literal["", "outside", "above", "below", "baseline", "anticoagulated"]
_BOUND = re.compile(
    r"(?P<relation><=|>=|<|>) (?:(?P<factor>[\d.]+) )?(?:(?P<of>LLN|ULN|baseline)|(?P<number>-?[\d.]+))"
    r"(?: (?P<sign>[+-]) (?P<add>[\d.]+))?"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """`relation factor x limit + add`; without a limit, `add` alone is the bound."""

    relation: str
    factor: Decimal
    of: Of
    add: Decimal


Steps = tuple[tuple[int, tuple[tuple[Bound, ...], ...]], ...]
"""Grade -> conditions of which any suffices, each of bounds that must all hold; highest grade first."""


@dataclass(frozen=True, slots=True)
class Row:
    """The criteria of one term: bounds by unit, and those that replace them (`abnormal_when`, see the data file).

    `needs_baseline`: there is no grade without one.
    """

    term: str
    direction: Literal["low", "high"]
    units: Mapping[str, Steps]
    abnormal_when: When
    abnormal: Mapping[str, Steps]
    needs_baseline: bool = False


def unit_key(words: str) -> str:
    """A unit as the rows are found by: its usual spelling, without regard to case."""
    return _key(words)


@lru_cache(maxsize=1024)
def _key(words: str) -> str:
    return tidy_unit(words).casefold()


def row_of(dictionary: str, term: str) -> Row | None:
    """The criteria of a term in a version (`CTCAE 5.0`), without regard to case; None where a number alone never grades it."""
    return _rows().get((dictionary, term.casefold()))


def graded_terms(dictionary: str) -> Mapping[str, str]:
    """The terms that a number can grade in a version: as they are compared -> as they are written."""
    return {term: row.term for (version, term), row in _rows().items() if version == dictionary}


@lru_cache(maxsize=1)
def _rows() -> Mapping[tuple[str, str], Row]:
    data = json.loads(files(__package__).joinpath("laboratory_criteria.json").read_text("utf-8"))
    rows = {}
    for entry in data["rows"]:
        abnormal = entry.get("abnormal", {"when": "", "units": {}})
        row = Row(
            entry["term"],
            entry["direction"],
            _steps(entry["units"]),
            abnormal["when"],
            _steps(abnormal["units"]),
            entry.get("needs") == "baseline",
        )
        for version in entry["versions"]:
            rows[(f"CTCAE {version}", row.term.casefold())] = row
    return rows


def _steps(units: Mapping[str, Any]) -> Mapping[str, Steps]:
    return {
        unit if unit == "*" else unit_key(unit): tuple(
            (grade, tuple(_bounds(words) for words in ([bounds] if isinstance(bounds, str) else bounds)))
            for grade, bounds in reversed(list(enumerate(by_grade, start=1)))
            if bounds is not None
        )
        for unit, by_grade in units.items()
    }


def _bounds(words: str) -> tuple[Bound, ...]:
    return tuple(_bound(part) for part in words.split(" and "))


def _bound(words: str) -> Bound:
    found = _BOUND.fullmatch(words)
    assert found is not None, words
    of: Of = found["of"] or ""  # type: ignore[assignment]
    add = Decimal(found["number"] or found["add"] or 0)
    return Bound(found["relation"], Decimal(found["factor"] or 1), of, -add if found["sign"] == "-" else add)

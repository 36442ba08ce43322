"""Compares what the rules found with what a case expects, field by field.

Only the fields of `expect` are compared. Numbers are exact unless the case gives a tolerance; a number in quotes is always exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from equipoise.validation.cases import Tolerance

ONE_OF = "one_of"
"""The field of an `expect` that lists several answers, any of which agrees."""


class _Nothing:
    """There is no such field."""

    def __repr__(self) -> str:
        return "—"


NOTHING: Final = _Nothing()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which they differ: its path, what was expected, what was found (NOTHING where there is no such field)."""

    path: str
    expected: Any
    found: Any

    @property
    def field(self) -> str:
        """The field of `expect` in which they differ."""
        return self.path.split(".")[0].split("[")[0]


def compare(
    expect: Mapping[str, Any], found: Mapping[str, Any], tolerance: Tolerance | None = None
) -> tuple[Difference, ...]:
    """Every field in which they differ, in the order of `expect`; empty where they agree."""
    if set(expect) == {ONE_OF} and isinstance(expect[ONE_OF], list):
        return tuple(_any_of(expect[ONE_OF], found, tolerance))
    return tuple(_fields(expect, found, tolerance, ""))


def compared(expect: Any, found: Any) -> Any:
    """What was found, without the fields that the case does not ask for."""
    if isinstance(expect, Mapping) and isinstance(found, Mapping):
        by_name = {str(name): value for name, value in found.items()}
        return {name: compared(one, by_name[name]) for name, one in expect.items() if name in by_name} or dict(found)
    if isinstance(expect, list) and isinstance(found, (list, tuple)) and len(expect) == len(found):
        return [compared(one, other) for one, other in zip(expect, found, strict=True)]
    return found


def _any_of(answers: Sequence[Any], found: Mapping[str, Any], tolerance: Tolerance | None) -> Iterator[Difference]:
    """The one answer that was found must be among those listed; where the rules list several, the same ones."""
    if isinstance(found.get(ONE_OF), (list, tuple)):
        several = found[ONE_OF]
        if not (_all_among(several, answers, tolerance) and _all_among(answers, several, tolerance)):
            yield Difference(ONE_OF, list(answers), list(several))
        return
    answer = next(iter(found.values()), NOTHING)
    if not _all_among([answer], answers, tolerance):
        yield Difference(ONE_OF, list(answers), answer)


def _all_among(some: Sequence[Any], others: Sequence[Any], tolerance: Tolerance | None) -> bool:
    return all(any(not list(_differ(other, one, tolerance, "")) for other in others) for one in some)


def _fields(
    expect: Mapping[str, Any], found: Mapping[Any, Any], tolerance: Tolerance | None, path: str
) -> Iterator[Difference]:
    by_name = {str(name): value for name, value in found.items()}
    for name, expected in expect.items():
        yield from _differ(expected, by_name.get(name, NOTHING), tolerance, f"{path}.{name}" if path else name)


def _differ(expected: Any, found: Any, tolerance: Tolerance | None, path: str) -> Iterator[Difference]:
    if isinstance(expected, Mapping):
        if isinstance(found, Mapping):
            yield from _fields(expected, found, tolerance, path)
        else:
            yield Difference(path, expected, found)
    elif isinstance(expected, list):
        yield from _lists(expected, found, tolerance, path)
    elif not _same(expected, found, tolerance):
        yield Difference(path, expected, found)


def _lists(expected: Sequence[Any], found: Any, tolerance: Tolerance | None, path: str) -> Iterator[Difference]:
    if not isinstance(found, (list, tuple)) or len(found) != len(expected):
        yield Difference(path, expected, found)
        return
    for count, (one, other) in enumerate(zip(expected, found, strict=True)):
        yield from _differ(one, other, tolerance, f"{path}[{count}]")


def _same(expected: Any, found: Any, tolerance: Tolerance | None) -> bool:
    """Whether two plain values agree: null only with null, true and false only with themselves."""
    if expected is None or found is None or isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(found, date):
        return bool(expected == str(found))
    wanted, got = number_of(expected), number_of(found)
    if isinstance(expected, str) and isinstance(found, str):
        return expected == found
    if wanted is None or got is None:
        return isinstance(expected, str) and expected == str(found) and found is not NOTHING
    return wanted == got or (not isinstance(expected, str) and _near(wanted, got, tolerance))


def _near(wanted: Fraction, got: Fraction, tolerance: Tolerance | None) -> bool:
    """Within either tolerance; without one, the same 64-bit number (a JSON file cannot write a third)."""
    if tolerance is None:
        return _as_float(wanted) == _as_float(got)
    apart = abs(got - wanted)
    return apart <= Fraction(tolerance.absolute) or apart <= Fraction(tolerance.relative) * abs(wanted)


def _as_float(number: Fraction) -> float | Fraction:
    try:
        return float(number)
    except OverflowError:
        return number


def number_of(value: Any) -> Fraction | None:
    """The exact number that a value is: a number, or decimal words; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    try:
        number = Decimal(str(value)) if isinstance(value, (float, str, Decimal)) else Decimal("NaN")
    except InvalidOperation:
        return None
    return Fraction(number) if number.is_finite() and abs(number.adjusted()) <= 400 else None

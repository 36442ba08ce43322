"""The limits of normal: which of a laboratory's ranges counts for a person and a day, and none where that is not sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from equipoise.protocol.model import Laboratory, ReferenceRange
from equipoise.values.dates import PartialDate, completed_years
from equipoise.values.itself import Itself
from equipoise.values.quantity import Quantity


class SexAndBirth:
    """What reference ranges depend on: sex and birth date, each None where it is not known."""

    __slots__ = ("born", "sex")

    def __init__(self, sex: str | None = None, born: PartialDate | None = None) -> None:
        self.sex = sex
        self.born = born


NOBODY = SexAndBirth()


def limits_of(
    laboratory: Laboratory | None, analyte: str, person: SexAndBirth, day: date | None
) -> tuple[Quantity | None, Quantity | None]:
    """The limits of a laboratory for an analyte, a person and a day; none where it is not sure which range applies.

    Of several that apply the most specific counts (a range for women before one for everybody), then the one newest in force. Where
    a more specific one may apply and nobody can say so, because sex or age is not known, none counts.
    """
    may = [
        (one, sure)
        for one in (_ranges(Itself(laboratory)).get(analyte, ()) if laboratory is not None else ())
        if (sure := _applies(one, person, day)) is not None
    ]
    applies = [one for one, sure in may if sure]
    if not applies:
        return None, None
    best = max(applies, key=lambda one: (_specific(one), one.valid_from or ""))
    rivals = (one for one, sure in may if not sure and _specific(one) > _specific(best))
    if any((one.low, one.high, one.unit) != (best.low, best.high, best.unit) for one in rivals):
        return None, None
    low = None if best.low is None else Quantity(best.low, best.unit)
    high = None if best.high is None else Quantity(best.high, best.unit)
    return low, high


@lru_cache(maxsize=64)
def _ranges(its_laboratory: Itself[Laboratory]) -> Mapping[str, Sequence[ReferenceRange]]:
    """The ranges by analyte: a form of twenty values asks for one analyte twenty times."""
    found = defaultdict[str, list[ReferenceRange]](list)
    for one in its_laboratory.it.ranges:
        found[one.analyte].append(one)
    return found


def _specific(one: ReferenceRange) -> int:
    return (one.sex is not None) + (one.age_from is not None or one.age_to is not None)


def _applies(one: ReferenceRange, person: SexAndBirth, day: date | None) -> bool | None:
    """Whether a range surely applies (True), may apply (False) or surely does not (None)."""
    if not _in_force(one.valid_from, one.valid_to, day):
        return None
    if one.sex is not None and person.sex is not None and one.sex != person.sex:
        return None
    in_age = _in_age(one.age_from, one.age_to, person.born, day)
    if in_age is None:
        return None
    return in_age and (one.sex is None or one.sex == person.sex)


def _in_age(first: int | None, last: int | None, born: PartialDate | None, day: date | None) -> bool | None:
    """Whether the age in completed years surely lies between the two ages, both included; None where it surely does not."""
    if first is None and last is None:
        return True
    if born is None or day is None:
        return False
    youngest, oldest = completed_years(born.latest, day), completed_years(born.earliest, day)
    if (first is not None and oldest < first) or (last is not None and youngest > last):
        return None
    return (first is None or youngest >= first) and (last is None or oldest <= last)


def _in_force(first: str | None, last: str | None, day: date | None) -> bool:
    if first is None and last is None:
        return True
    if day is None:
        return False
    words = day.isoformat()
    return (first is None or words >= first) and (last is None or words <= last)

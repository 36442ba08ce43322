"""What the gradings of CRS and ICANS share: a grade is that of the gravest sign with no other cause; unknown is never none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from equipoise.values.reason import Reason
from equipoise.values.text import Text

Syndrome = Literal["CRS", "ICANS"]


@dataclass(frozen=True, slots=True)
class SyndromeGrade:
    """A grade from 0 (none) to 5 with the signs that give it, or None with what is missing to tell it."""

    syndrome: Syndrome
    grade: int | None
    signs: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: its grade (None: not known), and the highest that it could be while it is not known."""

    name: Text
    grade: int | None
    most: int = 4


def gravest(syndrome: Syndrome, signs: Mapping[str, Sign], other_cause: Collection[str] = ()) -> SyndromeGrade:
    """The grade of the gravest sign. A sign with another cause does not count; one not known does where it could be graver."""
    counted = {name: sign for name, sign in signs.items() if name not in other_cause}
    grade = max((sign.grade for sign in counted.values() if sign.grade is not None), default=0)
    unknown = {name: sign for name, sign in counted.items() if sign.grade is None and sign.most > grade}
    if unknown:
        return SyndromeGrade(syndrome, None, (), tuple(missing(syndrome, sign.name) for sign in unknown.values()))
    by = tuple(name for name, sign in counted.items() if grade and sign.grade == grade)
    return SyndromeGrade(syndrome, grade, by, tuple(given(syndrome, counted[name].name, grade) for name in by))


def given(syndrome: Syndrome, sign: Text, grade: int) -> Reason:
    """The reason that a sign gives a grade."""
    words = Text("{sign} gives grade {grade}.", "{sign}对应 {grade} 级。").format(sign=sign, grade=grade)
    return Reason(f"{syndrome.lower()}_sign", words)


def missing(syndrome: Syndrome, sign: Text) -> Reason:
    """The reason that a grade cannot be told."""
    return Reason(f"{syndrome.lower()}_unknown", Text("Not known: {sign}.", "未知：{sign}。").format(sign=sign))

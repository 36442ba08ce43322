"""Age and sex in a note; ages of relatives, and ages at which something happened, are not the age now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from equipoise.registry.ages import days_of_age
from equipoise.registry.match.note.cues import is_somebody_else
from equipoise.registry.match.note.parts import Part
from equipoise.values.dates import PartialDate

_NOUNS: Final = (
    r"(?P<{0}f>female|woman|lady|girl|f|♀|女(?:性|童|婴|孩)?)|(?P<{0}m>male|man|gentleman|boy|m|♂|男(?:性|童|婴|孩)?)"
)
_YEARS: Final = r"years?|yrs?|y|岁"
_AGE: Final = re.compile(
    r"(?<![\d./-])(?P<age>\d{1,3})(?P<half>\.\d)?\s?-?\s?(?P<unit>years?|yrs?|months?|mos?|weeks?|wks?|days?|y|岁|个月|月龄|"
    r"周龄|日龄|天)"
    r"[\s/-]{0,2}(?:old|of age|o(?![a-z])|(?<=岁)|(?<=龄)|(?<=月)|(?<=天))"
    r"|(?<![\d./-])(?P<short>\d{2,3})\s?(?:[/ -]\s?)?(?P<shortsex>[mf♀♂])(?![a-z0-9])"
    r"|(?<![a-z])(?:(?P<first>female|male|f|m)\s?[,/]?\s?)(?P<after>\d{2,3})(?= ?(?:y|yr|yrs|years?)?(?:[,;.\s]|$))"
    r"|(?<![a-z])(?:aged?|年龄)\s?(?:\(years?\))?[:=]?\s?(?P<said>\d{1,3})(?:\s?(?P<saidunit>years?|yrs?|y|months?|mos?|weeks?|"
    r"days?|岁|个月|天))?(?!\d|\.\d|%)"
    r"|^[^.;]{0,40}?(?<![\d.-])(?P<bare>\d{1,3})\s?(?:years?|yrs?|y)(?=\s*(?:[,;.]|/|(?:fe)?male|m(?![a-z])|f(?![a-z])|man|woman))"
    r"|(?<![\d.])(?P<years>\d{1,2})\s?y(?:rs?|ears?)?\s?\d{1,2}\s?m(?:os?|onths?)?(?![a-z])"
    r"|(?<![\d.])(?P<yo>\d{1,3})\s?(?:yo|y\.o\.?|y/o)(?P<yosex>[mf])?(?![a-z])"
)
_NOT_NOW: Final = re.compile(
    r"(?:at(?: the)?(?: age(?: of)?)?|when(?: (?:he|she))?(?: was)?|since(?: age)?|until|from|before|after|onset)\s*$|(?:age|"
    r"aged)\s*$(?<=onset age)"
)
_BORN: Final = re.compile(
    r"(?<![a-z])(?:dob|d\.o\.b\.?|date of birth|born(?: on| in)?|birth ?date|出生(?:日期|于)?)\s*[:=]?\s*"
)
_SEX: Final = re.compile(rf"(?:(?<![a-z])(?:sex|gender)|性别)\s*[:=|\t]?\s*(?:{_NOUNS.format('')})(?![a-z])")
_NOUN: Final = re.compile(
    r"(?<![a-z])(?:(?P<f>woman|female|lady|girl|mrs|ms|miss|♀)|(?P<m>man|male|gentleman|boy|mr|♂))(?![a-z])|(?P<zf>女(?:性|童|"
    r"婴|孩|,|，|患))|"
    r"(?P<zm>男(?:性|童|婴|孩|,|，|患))"
)
_GRAVIDA: Final = re.compile(r"(?<![a-z0-9])(?P<f>g\d{1,2} ?p\d{1,2}|孕\d产\d|postmenopausal|绝经)")
_PRONOUN: Final = re.compile(r"(?<![a-z])(?:(?P<f>she|her|hers)|(?P<m>he|his|him))(?![a-z])")
_UNITS: Final = {
    "y": "Years", "岁": "Years", "m": "Months", "个": "Months", "月": "Months", "w": "Weeks", "周": "Weeks", "d": "Days", "日": "Days",
    "天": "Days",
}  # fmt: skip
_NEAR: Final = 40
_BESIDE: Final = 10
"""So far behind an age a relative may be named whose age it is: “her 40-year-old sister”."""


@dataclass(frozen=True, slots=True)
class Who:
    """What a note tells of age and sex, with its words. `aged` is an age that is no number of years: from and to before, in days."""

    sex: Literal["F", "M", ""] = ""
    age: int | None = None
    born: PartialDate | None = None
    aged: tuple[Fraction, Fraction] | None = None
    words: str = ""


def who(parts: tuple[Part, ...], born: PartialDate | None) -> Who:
    """Age and sex of the person: the first age that is theirs and is that of now."""
    told = [one for one in parts if one.under != "family"]
    own = [one for one in told if not is_somebody_else(one.words.lower())]
    sex: Literal["F", "M", ""] = ""
    for part in told:
        lower = part.words.lower()
        for found in _AGE.finditer(lower):
            around = lower[: found.end() + _BESIDE]
            if _NOT_NOW.search(lower[: found.start()]) or is_somebody_else(around):
                continue
            number, unit = _number(found)
            if number > 120 or (found["short"] and number < 1):
                continue
            sex = _sex_beside(lower, found) or _sex(own)
            words = part.words[found.start() : found.end()]
            if unit == "Years":
                return Who(sex, number, born, None, words)
            low, high = days_of_age(f"{number} {unit}"), days_of_age(f"{number + 1} {unit}")
            assert low is not None and high is not None
            return Who(sex, None, born, (low, high), words)
    return Who(_sex(own), None, born, None, "")


def _number(found: re.Match[str]) -> tuple[int, str]:
    number = (
        found["age"]
        or found["short"]
        or found["after"]
        or found["said"]
        or found["bare"]
        or found["years"]
        or found["yo"]
    )
    unit = found["unit"] or found["saidunit"] or "y"
    return int(number), _UNITS[unit[0]]


def _sex_beside(lower: str, found: re.Match[str]) -> Literal["F", "M", ""]:
    letter = found["shortsex"] or found["yosex"] or (found["first"] or "")[:1]
    if letter:
        return "F" if letter in "f♀" else "M"
    around = lower[found.end() : found.end() + _NEAR]
    near = re.match(
        r"[\s,-]*(?:[a-z-]+ ){0,4}?(?:(?P<f>female|woman|lady|girl|f(?![a-z])|女)|(?P<m>male|man|gentleman|boy|m(?![a-z])|男))(?![a-z])",
        around,
    )
    if near is not None:
        return "F" if near["f"] else "M"
    before = re.search(
        r"(?:(?P<f>female|woman|girl|f|女性?)|(?P<m>male|man|boy|m|男性?))[\s,，.]*(?:aged?|年龄)?[\s:]*$",
        lower[: found.start()],
    )
    return "" if before is None else "F" if before["f"] else "M"


def _sex(parts: list[Part]) -> Literal["F", "M", ""]:
    """What is said outright; otherwise a noun; otherwise the pronouns, where they are all of one kind."""
    for pattern in (_SEX, _NOUN, _GRAVIDA):
        for part in parts:
            found = pattern.search(part.words.lower())
            if found is not None:
                groups = found.groupdict()
                return "F" if groups.get("f") or groups.get("zf") else "M"
    kinds = {one.lastgroup for part in parts for one in _PRONOUN.finditer(part.words.lower())}
    return "F" if kinds == {"f"} else "M" if kinds == {"m"} else ""


def born_at(lower: str) -> int | None:
    """Where the date of birth stands in a sentence."""
    found = _BORN.search(lower)
    return None if found is None else found.end()

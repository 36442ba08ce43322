"""What a line of words says besides disease, treatment and place: the status, phase and kind of a trial, and who it is for.

The lists are ours. Nothing is read in the name of a disease or treatment, nor in a search expression."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.show.unnamed import Unnamed, is_expression

TRIAL: Final = r"(?:clinical )?(?:trials?|studies|study|research)"
_OLDEST: Final = 120


@dataclass(frozen=True, slots=True)
class Said:
    """What was read, and the words that remain. `chosen` are values by piece."""

    rest: str
    chosen: tuple[tuple[str, str], ...] = ()
    age: int | None = None
    who: str = ""
    near_me: bool = False


Patterns = Mapping[str, re.Pattern[str]]


def _compiled(patterns: Mapping[str, str]) -> Patterns:
    return {value: re.compile(pattern, re.IGNORECASE) for value, pattern in patterns.items()}


_OF_TRIALS: Final = r"(?= (?:clinical |phase |trial|stud)|$)"
"""`completed trials` asks for a status, `completed chemotherapy` does not."""
_CHOICES: Final[Mapping[str, Patterns]] = {
    "OverallStatus": _compiled({
        "NOT_YET_RECRUITING": r"\bnot yet (?:recruiting|enrolling|open)\b|尚未招募|即将招募|还未招募",
        "ACTIVE_NOT_RECRUITING": r"\bactive,? (?:but )?not recruiting\b|不再招募|停止招募",
        "ENROLLING_BY_INVITATION": r"\benrolling by invitation\b|受邀入组|邀请入组",
        "RECRUITING": r"(?<!not )\b(?:(?:currently|now|still|actively) )?(?:recruiting|enrolling)(?: now)?\b|正在招募|招募中|招募",
        "COMPLETED": rf"\bcompleted{_OF_TRIALS}|已完成",
        "TERMINATED": rf"\bterminated{_OF_TRIALS}|已终止|提前终止",
        "WITHDRAWN": rf"\bwithdrawn{_OF_TRIALS}|已撤回",
        "SUSPENDED": rf"\bsuspended{_OF_TRIALS}|已暂停",
    }),
    "StudyType": _compiled({
        "OBSERVATIONAL": rf"\bobservational(?: {TRIAL})?\b|观察性(?:研究)?",
        "INTERVENTIONAL": rf"\binterventional {TRIAL}\b|干预性(?:研究|试验)",
        "EXPANDED_ACCESS": r"\b(?:expanded access|compassionate use)\b|同情用药|扩展性?用药|拓展性(?:使用|用药)",
    }),
    "StdAge": _compiled({
        "CHILD": r"\b(?:children|child|kids?|pa?ediatrics?)\b(?!['’]|[- –]?(?:pugh|birth|care|abuse|hospital|bearing))|儿童|小儿|儿科|患儿"
        r"|\b(?:bab(?:y|ies)|newborns?|neonates?|infants?|toddlers?)\b"
        r"(?!['’]|[- –]?(?:formula|food|screening|feeding|mortality|death|botulism))"
        r"|婴幼?儿|新生儿|幼儿",
        "OLDER_ADULT": r"\b(?:elderly|older (?:adults?|people|patients?)|seniors)\b|老年人?|老人|6[05]岁(?:及|或)?以上"
        r"|\b(?:over|above|older than) 6[05](?: years?(?: old| of age)?)?\b|\b6[05](?: years?)? (?:and|or) (?:older|over)\b",
        "ADULT": r"\badults?\b(?! (?:stem|children))|成年人|成人",
    }),
    "HasResults": _compiled({"true": r"\b(?:with|has|having) results\b|有结果"}),
}  # fmt: skip
"""What asks for a value of a piece."""
_WHO: Final = _compiled(
    {
        "FEMALE": r"\b(?:an? )?(?:woman|girl|female)\b|女(?:性|孩|士|童|患者)",
        "MALE": r"\b(?:an? )?(?:man|boy|male)\b|男(?:性|孩|士|童|患者)",
    }
)
_SAME: Final = {"1": "1 i one 一 ⅰ", "2": "2 ii two 二 ⅱ", "3": "3 iii three 三 ⅲ", "4": "4 iv four 四 ⅳ"}
NUMBERS: Final = {word: number for number, words in _SAME.items() for word in words.split()}
NUMBER: Final = r"(?:iii|ii|iv|i|[1-4]|one|two|three|four|[一二三四]|[ⅰⅱⅲⅳ])"
_PHASE: Final = re.compile(
    rf"\b(?P<early>early )?phases? ?(?P<one>{NUMBER})[ab]?(?: ?(?:/|-|–|to|or|and) ?(?:phase ?)?(?P<two>{NUMBER})[ab]?)?\b"
    rf"|(?P<han>{NUMBER})(?:[ab]?[/、或和-](?P<han2>{NUMBER}))?[ab]?期(?:临床(?:试验|研究)?|试验|研究)",
    re.IGNORECASE,
)
_AGED: Final = re.compile(
    r"\b(?:aged?|age of) (?P<aged>\d{1,3})\b(?! ?(?:-|–|to|and|or|\+))(?: ?(?:years?|yrs?|y/?o)\b)?(?: old\b)?"
    r"|\b(?P<old>\d{1,3})[ -]?(?:(?:years?|yrs?)[ -]?(?:old|of age)|y/?o)\b(?! (?:and|or) (?:older|over|above))"
    r"|(?P<han>\d{1,3}) ?岁(?![以之及]|的?以)|\b(?P<months>\d{1,2})[ -]?months?[ -]?old\b|(?P<babys>\d{1,2})个月(?:大|龄)",
    re.IGNORECASE,
)
_NEAR_ME: Final = re.compile(
    r"\b(?:near|around|close to|by) me\b|\bin my (?:area|city|town)\b|(?:我|本人)(?:的)?附近|离我近", re.IGNORECASE
)
_LOOSE: Final = re.compile(
    r"^(?:(?:an?|the|of|for|with|and) +|的)+|(?: +(?:an?|the|of|for|with|and)|的)+$|^(?:an?|the|of|for|with|and|的)$",
    re.IGNORECASE,
)
"""What joined the words that were read to those that remain."""


def said(line: str, concepts: Concepts) -> Said:
    """What a line says of the trial and of the person, each outside the names of diseases and treatments."""
    if is_expression(line):
        return Said(line)
    unread = Unnamed(line, concepts)
    chosen: list[tuple[str, str]] = []
    for piece, patterns in _CHOICES.items():
        chosen += [(piece, value) for value, pattern in patterns.items() for _ in unread.read(pattern)]
    for found in unread.read(_PHASE):
        numbers = [NUMBERS[one.lower()] for one in found.group("one", "two", "han", "han2") if one]
        chosen += [("Phase", "EARLY_PHASE1" if found["early"] else f"PHASE{number}") for number in numbers]
    ages = [_years(found) for found in unread.read(_AGED, lambda found: _years(found) <= _OLDEST)]
    who = [code for code, pattern in _WHO.items() for _ in unread.read(pattern)]
    near_me = any(True for _ in unread.read(_NEAR_ME))
    rest = _LOOSE.sub("", unread.rest) if unread.was_read else line
    return Said(rest, tuple(dict.fromkeys(chosen)), next(iter(ages), None), next(iter(who), ""), near_me)


def _years(found: re.Match[str]) -> int:
    months = found["months"] or found["babys"]
    return int(months) // 12 if months else int(found["aged"] or found["old"] or found["han"])

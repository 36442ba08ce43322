"""When a treatment of a note began and ended, and whether it goes on: only where words say which day is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from equipoise.registry.match.note.dates import Dated
from equipoise.registry.match.note.mentions import Mention
from equipoise.registry.match.therapies import local_words
from equipoise.values.dates import PartialDate

_TO: Final = re.compile(r"\s*(?:to|through|until|till|-|–|—|~|至|到)\s*")
_SINCE: Final = re.compile(
    r"(?:since|from|(?:re)?started(?: on| in)?|began(?: on| in)?|commenced(?: on| in)?|自|于|始于)\s*$"
)
_ENDED: Final = re.compile(
    r"(?:(?<![a-z])(?:completed|finished|ended|stopped|discontinued|until|till|through|off since|"
    r"last (?:dose|cycle|given|infusion|fraction|treatment)(?: (?:was|on|in|given))*)\s*(?:on|in)?\s*[:(]?|"
    r"至|末次(?:用药|治疗|化疗|放疗|给药)?(?:时间)?(?:为|于|:)?|结束于|止于|停于)\s*$"
)
_LAST_OF: Final = re.compile(
    r"(?:(?<![a-z])(?:completed|finished|last|stopped|discontinued|ended)(?![a-z])[^,;.]{0,30}|末次\s*)$"
)
_ENDED_BEHIND: Final = re.compile(
    r"\s*\)?\s*(?:完成|结束|停(?:用|药)|末次|(?:completed|finished|ended|stopped)(?![a-z]))"
)
_OVER: Final = re.compile(
    r"(?<![a-z])(?:completed|finished|ended|stopped|discontinued|last|off|progress(?:ed|ion|ing)|failed|then|previous(?:ly)?|"
    r"until)(?![a-z])|"
    r"完成|结束|停用|末次|进展|后"
)
_GOING: Final = re.compile(
    r"(?:(?<![a-z])(?:on|taking|takes|receiving|receives|continues?(?: on)?|maintained on|currently(?: on)?|using|uses)"
    r"(?: (?:a|the|long-term|chronic|low[- ]dose|high[- ]dose|daily|oral|maintenance|concurrent))*|"
    r"目前(?:口服|使用|服用|应用|予)?|正在(?:口服|使用|服用|接受)?|长期(?:口服|服用|使用)|规律(?:口服|服用)|现(?:口服|服用))"
    r"\s*(?:[\x00\s,/+]|and|及|和|、)*$"
)
_DAILY: Final = re.compile(
    r"\s*\d+(?:\.\d+)?\s*(?:mg|mcg|µg|g|ug|iu|units?|puffs?)\b[^;.]{0,12}?"
    r"(?:/d(?:ay)?|daily|od\b|bd\b|b\.?i\.?d|t\.?i\.?d|q\.?d\b|qhs|q\d+h|nocte|mane|once|twice|weekly)|\s*daily|"
    r"[^;。,，]{0,14}(?:每日|qd|bid|一日)"
)
_GOES_ON: Final = re.compile(r"[\s(,:-]*(?:ongoing|continues|continuing|since|to date|至今|维持中)")
_JOINED: Final = re.compile(r"\s*(?:/|\+|and|plus|with|&|、|和|联合)?\s*")
_RIGHT_BEHIND: Final = re.compile(r"[\s(,:-]*(?:(?:on|in|given|done|dated|于)\s)?\s*")
_FAR: Final = 60
_RIGHT_BEFORE: Final = 14


@dataclass(frozen=True, slots=True)
class Course:
    """A sentence in small letters with its days and what it names."""

    lower: str
    days: tuple[Dated, ...]
    named: Sequence[Mention]

    def days_of(self, one: Mention) -> tuple[PartialDate | None, PartialDate | None]:
        """The first and last day of a treatment."""
        for first, last in zip(self.days, self.days[1:], strict=False):
            spans = _TO.fullmatch(self.lower[first.end : last.start]) is not None
            if spans and (self._behind(one, first) or 0 <= one.start - last.end <= _RIGHT_BEFORE):
                return first.day, last.day
        behind = [day for day in self.days if self._behind(one, day)]
        start = next((day.day for day in behind if _SINCE.search(self.lower[one.start : day.start])), None)
        end = next((day.day for day in behind if self._ends(one, day, day is behind[0])), None)
        return start, end

    def day_of(self, one: Mention) -> PartialDate | None:
        """The day of what is done on one day, such as a vaccination: the one right behind it."""
        return next(
            (
                day.day
                for day in self.days
                if day.start >= one.end and _RIGHT_BEHIND.fullmatch(self.lower[one.end : day.start])
            ),
            None,
        )

    def goes_on(self, one: Mention, *, ended: bool, listed: bool) -> bool:
        """Whether it is said to be given now; `listed` under medicines."""
        if _GOES_ON.match(self.lower, one.end):
            return True
        if ended or _OVER.search(self.lower):
            return False
        before = list(self.lower[: one.start])
        for other in self.named:
            if other.kind == "treatment" and other.end <= one.start:
                before[other.start : other.end] = "\x00" * (other.end - other.start)
        return listed or bool(_GOING.search("".join(before)) or _DAILY.match(self.lower, one.end))

    def route(self, one: Mention) -> str:
        """The words right beside a treatment that say that it acts on the skin, the eyes or the airways alone."""
        before = self.lower[max(0, one.start - 16) : one.start].rpartition(",")[2]
        return local_words(f"{before} {self.lower[one.end : one.end + 24].partition(',')[0].partition(';')[0]}")

    def _behind(self, one: Mention, day: Dated) -> bool:
        """Whether a day stands behind a treatment and belongs to it: not to another one that a comma parts from it."""
        if not 0 <= day.start - one.end < _FAR or re.search(r"[;。]", self.lower[one.end : day.start]):
            return False
        last = one.end
        for other in self.named:
            if other.kind == "treatment" and one.end <= other.start and other.end <= day.start:
                if _JOINED.fullmatch(self.lower[last : other.start]) is None:
                    return False
                last = other.end
        return True

    def _ends(self, one: Mention, day: Dated, first: bool) -> bool:
        if _ENDED.search(self.lower[one.start : day.start]) or _ENDED_BEHIND.match(self.lower, day.end):
            return True
        return first and _LAST_OF.search(self.lower[: one.start]) is not None

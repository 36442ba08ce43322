"""Censoring by convention: an event after a new therapy, after missed assessments, or without a baseline does not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from equipoise.facts.events import Occurred
from equipoise.protocol.model import Conventions
from equipoise.values.dates import days_between
from equipoise.values.text import Text

Why = Literal["no_baseline", "new_therapy", "missed_assessments"]
SAYS: Final[Mapping[Why, Text]] = MappingProxyType(
    {
        "no_baseline": Text("no tumour assessment at baseline", "无基线肿瘤评估"),
        "new_therapy": Text("another treatment began before", "此前已开始其他抗肿瘤治疗"),
        "missed_assessments": Text("tumour assessments were missed before the event", "事件前肿瘤评估缺失"),
    }
)


@dataclass(frozen=True, slots=True)
class Stop:
    """The convention that applies, and the last evaluable assessment before it; None where there is none: the origin."""

    why: Why
    last: Occurred | None


def censored_by(
    conventions: Conventions,
    origin: date,
    happened: date | None,
    assessments: Sequence[Occurred],
    *,
    has_baseline: bool,
    therapy: date | None = None,
) -> Stop | None:
    """The convention by which a time is censored before anything else, or None; of several the one that ends it first.

    A therapy that begins on the day of the event does not undo it. Missed assessments are counted from the last evaluable
    one before the event, or from the origin; a death that follows no assessment at all is judged alike.
    """
    if conventions.needs_baseline and not has_baseline:
        return Stop("no_baseline", None)
    stops: list[Stop] = []
    if therapy is not None and (happened is None or therapy < happened):
        stops.append(Stop("new_therapy", _last(assessments, origin, therapy, included=True)))
    if happened is not None:
        last = _last(assessments, origin, happened, included=False)
        since = last.day if last is not None else origin
        allowed = _allowed(conventions.gap_days, days_between(origin, since))
        if allowed is not None and days_between(since, happened) > allowed:
            stops.append(Stop("missed_assessments", last))
    return min(stops, key=lambda stop: stop.last.day if stop.last is not None else origin, default=None)


def _last(assessments: Sequence[Occurred], origin: date, before: date, *, included: bool) -> Occurred | None:
    seen = [one for one in assessments if origin < one.day and (one.day < before or (included and one.day == before))]
    return max(seen, default=None)


def _allowed(gaps: Mapping[int, int], day: int) -> int | None:
    """The gap that is allowed after an assessment on a day; None where no rule begins that early."""
    begun = [first for first in gaps if first <= day]
    return gaps[max(begun)] if begun else None


DateRule = Literal["event", "progression", "death", "last_assessment", "randomisation"]


@dataclass(frozen=True, slots=True)
class Row:
    """One situation of a censoring table: which date is taken, and whether it is an event."""

    says: Text
    date: DateRule
    event: bool


def _row(en: str, zh: str, rule: DateRule, event: bool) -> Row:
    return Row(Text(en, zh), rule, event)


FDA_TABLE_A: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "no_baseline": _row(
            "Incomplete or no tumour assessment at baseline", "无基线或基线评估不全", "randomisation", False
        ),
        "pd_between_scheduled_visits": _row(
            "Progression seen between scheduled visits", "计划访视之间发现进展", "progression", True
        ),
        "no_progression": _row("No progression", "无进展", "last_assessment", False),
        "discontinued_undocumented_progression": _row(
            "Treatment stopped for progression that no scan documents",
            "因无影像证据的进展停药",
            "last_assessment",
            False,
        ),
        "discontinued_toxicity_or_other": _row(
            "Treatment stopped for toxicity or another reason", "因毒性或其他原因停药", "last_assessment", False
        ),
        "new_anticancer_treatment": _row(
            "A new anticancer treatment began", "开始新的抗肿瘤治疗", "last_assessment", False
        ),
        "death_before_first_assessment": _row(
            "Death before the first assessment of progression", "首次评估前死亡", "death", True
        ),
        "death_between_assessments": _row("Death between adequate assessments", "两次有效评估之间死亡", "death", True),
        "event_after_missed_visits": _row(
            "Death or progression after more than one missed visit",
            "缺失一次以上访视后死亡或进展",
            "last_assessment",
            False,
        ),
    }
)
"""Table A of the FDA guidance, appendix 3 (documented progression only), in our words; the guidance's wording is not quoted."""


def by_table_a(new_therapy: str | None, gap_days: Mapping[int, int]) -> Conventions:
    """The conventions of table A for a study: its event for a new treatment, and its gaps of more than one missed visit."""
    return Conventions(needs_baseline=True, new_therapy=new_therapy, gap_days=dict(gap_days))

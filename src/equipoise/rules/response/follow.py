"""Assessments read one after the other by RECIST 1.1: nadir, responses, and what later assessments say about earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from equipoise.rules.response.assessment import Assessment, Switches
from equipoise.rules.response.explain import why
from equipoise.rules.response.overall import NonTarget, Overall, overall_response
from equipoise.rules.response.target import Lesion, Measured, Target, measured, target_response
from equipoise.values.reason import Reason


@dataclass(frozen=True, slots=True)
class TimePoint:
    """One assessment. `overall` is None at baseline; `target` and `non_target` are None where there was no such disease.

    `sum` adds what was measured; `nadir` is the smallest complete sum before this assessment, baseline included.
    `dated_back`: a doubtful finding of this day was confirmed later. `reappeared`: disease is back after a complete
    response. `asks`: a person must say whether that response was one. `mis_called`: this complete response was none.
    """

    seen: Assessment
    baseline: bool
    sum: Decimal | None
    baseline_sum: Decimal | None
    nadir: Decimal | None
    target: Target | None
    non_target: NonTarget | None
    new_lesion: bool
    overall: Overall | None
    missing: tuple[str, ...]
    rests_on: tuple[int, ...]
    dated_back: bool = False
    reappeared: bool = False
    asks: bool = False
    mis_called: bool = False

    @property
    def day(self) -> date:
        """The day of the scan."""
        return self.seen.day

    @property
    def seq(self) -> int:
        """The newest fact of the form."""
        return self.seen.seq

    @property
    def instance(self) -> str:
        """Which form it was."""
        return self.seen.instance

    @property
    def lesions(self) -> tuple[Lesion, ...]:
        """The target lesions as they were entered."""
        return self.seen.lesions

    @property
    def reader(self) -> str:
        """The code of the reader; empty where the study file names none."""
        return self.seen.reader

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it was read so, in words; they are made when they are asked for. None at baseline."""
        return why(self)


def follow(found: Sequence[Assessment], switches: Switches | None = None) -> tuple[TimePoint, ...]:
    """The time points of assessments in order of day, the first of which is baseline (4.3, tables 1 and 2)."""
    if not found:
        return ()
    rules = switches or Switches()
    settled = _settled(found, dates_back=rules.dates_back)
    walk = _Walk(found[0], rules)
    for place, (one, later) in enumerate(settled[1:], start=1):
        walk.add(one, later, _answer(found[place:]))
    return tuple(walk.points)


def _answer(rest: Sequence[Assessment]) -> bool | None:
    """What a person said about the earlier complete response, now or later."""
    return next((one.complete_was_real for one in rest if one.complete_was_real is not None), None)


class _Walk:
    """The state between two assessments: the nadir, whether a partial or a complete response was reached."""

    def __init__(self, first: Assessment, rules: Switches) -> None:
        self.rules = rules
        self.first = first
        self.start = measured(first.lesions, first.lesions)
        self.nadir = self.start.sum
        self.partial = self.complete = False
        self.real: bool | None = None
        total = self.start.sum if first.lesions else None
        self.points = [
            TimePoint(
                first,
                baseline=True,
                sum=total,
                baseline_sum=total,
                nadir=None,
                target=None,
                non_target=first.non_target,
                new_lesion=False,
                overall=None,
                missing=self.start.missing,
                rests_on=(first.seq,),
            )
        ]

    def add(self, one: Assessment, later: tuple[int, ...], was_real: bool | None) -> None:
        """Read one more assessment."""
        now = measured(self.first.lesions, one.lesions)
        others = self._others(one)
        target = self._target(now)
        overall = overall_response(target, others, one.new_lesion)
        back = self.complete and overall not in ("PD", "NE", "CR") and self._is_back(now, others)
        real = _REAL.get(self.rules.reappearance, self.real if was_real is None else was_real) if back else None
        if real is False:
            self._correct()
            target = self._target(now)
            overall = overall_response(target, others, one.new_lesion)
        elif back:
            overall = "NE" if real is None else "PD"
        self.points.append(
            TimePoint(
                one,
                baseline=False,
                sum=None if target is None else now.sum,
                baseline_sum=self.points[0].sum,
                nadir=None if target is None else self.nadir,
                target=target,
                non_target=others,
                new_lesion=one.new_lesion,
                overall=overall,
                missing=() if target is None else now.missing,
                rests_on=(self.first.seq, one.seq, *later),
                dated_back=bool(later),
                reappeared=back and real is True,
                asks=back and real is None,
            )
        )
        self.real = self.real or real or None
        self._remember(now, target, overall, back=back)

    def _target(self, now: Measured) -> Target | None:
        if not self.first.lesions:
            return None
        if not self.start.complete:
            return "NE"
        rules = self.rules
        found = target_response(
            self.start.sum,
            self.nadir,
            now,
            percent_alone=rules.percent_alone,
            if_certain=rules.progression_if_certain,
        )
        return "PR" if found == "SD" and self.partial and rules.keep_partial else found

    def _others(self, one: Assessment) -> NonTarget | None:
        """Non-target lesions that were there at baseline and of which nothing is said are not evaluable, never gone."""
        return "NE" if one.non_target is None and self.first.non_target is not None else one.non_target

    def _is_back(self, now: Measured, others: NonTarget | None) -> bool:
        node = now.large_node and self.rules.node_reappears
        return now.seen or node or others == "NON-CR/NON-PD"

    def _correct(self) -> None:
        """A complete response that was none becomes what its lesions then were (table 3, footnote)."""
        instead: Overall = "PR" if self.first.lesions else "NON-CR/NON-PD"
        self.points = [
            replace(point, overall=instead, mis_called=True) if point.overall == "CR" else point
            for point in self.points
        ]
        self.complete, self.partial, self.real = False, bool(self.first.lesions), None

    def _remember(self, now: Measured, target: Target | None, overall: Overall, *, back: bool) -> None:
        self.partial = target == "PR" or (self.partial and target != "PD")
        self.complete = overall == "CR" or (self.complete and (back or overall != "PD"))
        if now.complete:
            self.nadir = min(self.nadir, now.sum)


_REAL = {"progression": True, "partial": False}
"""What the study file says about an earlier complete response when disease is back; otherwise a person does."""


def _settled(found: Sequence[Assessment], *, dates_back: bool) -> list[tuple[Assessment, tuple[int, ...]]]:
    """Each assessment with the doubtful findings that were confirmed later taken as sure, and the facts that confirm them.

    A new lesion is followed by its number, or by the next clear answer where no rows are kept (4.3.5); suspected
    progression of non-target lesions by the next evaluable assessment (4.3.4).
    """
    settled: list[tuple[Assessment, tuple[int, ...]]] = []
    for place, one in enumerate(found):
        rest = found[place + 1 :]
        new, others = (_confirms_new(one, rest), _confirms_others(one, rest)) if dates_back else (None, None)
        if new is None and others is None:
            sure = one.new_lesion or any(lesion.sure for lesion in one.new)
            settled.append((one if sure == one.new_lesion else replace(one, new_lesion=True), ()))
            continue
        facts = tuple(sorted({later.seq for later in (new, others) if later is not None}))
        read = replace(
            one,
            new_lesion=one.new_lesion or new is not None or any(lesion.sure for lesion in one.new),
            non_target="PD" if others is not None else one.non_target,
        )
        settled.append((read, facts))
    return settled


def _confirms_new(one: Assessment, rest: Sequence[Assessment]) -> Assessment | None:
    if one.new_lesion:
        return None
    doubtful = {lesion.number for lesion in one.new if not lesion.sure and lesion.number}
    if doubtful:
        return next((later for later in rest if doubtful & {new.number for new in later.new if new.sure}), None)
    if not one.equivocal:
        return None
    clear = next((later for later in rest if not later.equivocal), None)
    return clear if clear is not None and clear.new_lesion and not clear.new else None


def _confirms_others(one: Assessment, rest: Sequence[Assessment]) -> Assessment | None:
    if not one.suspected:
        return None
    clear = next((later for later in rest if not later.suspected and later.non_target not in (None, "NE")), None)
    return clear if clear is not None and clear.non_target == "PD" else None

"""The target days of a visit after one occurrence of its anchor: listed days, then a repetition in days or calendar months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from equipoise.protocol.model import Every, Visit
from equipoise.values.dates import add_months


def targets(visit: Visit, anchor: date, at: date) -> Iterator[date]:
    """Target days in order. A repetition without end goes on until the first target after `at`, so that the next is known."""
    for day in visit.days:
        yield anchor + timedelta(days=day)
    if visit.every is not None:
        yield from _repeated(visit.every, anchor, anchor + timedelta(days=visit.days[-1]), at)


def _repeated(every: Every, anchor: date, start: date, at: date) -> Iterator[date]:
    until = anchor + timedelta(days=every.until) if every.until is not None else None
    step = 1
    while True:
        target = _step(every, start, step)
        if until is not None and target > until:
            return
        yield target
        if until is None and target > at:
            return
        step += 1


def _step(every: Every, start: date, step: int) -> date:
    if every.days is not None:
        return start + timedelta(days=every.days * step)
    return add_months(start, (every.months or 1) * step)

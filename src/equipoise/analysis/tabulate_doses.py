"""The cell product as it was given: courses, infusion days, cells, manufacture, days from vein to vein."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Final

from equipoise.analysis.group_arms import POOLED, Group
from equipoise.analysis.judge_treatment import receives_product
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.summarise_numbers import Summary, summarise_numbers
from equipoise.protocol.model import Study
from equipoise.rules.product import chain
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.values.text import Text

LIVE: Final = "live"
MEASURES: Final[Mapping[str, Text]] = {
    "courses_given": Text("Courses given", "完成的疗程数"),
    "courses_partial": Text("Courses given in part", "部分完成的疗程数"),
    "courses_missed": Text("Cultures of which nothing was given", "未能输注的培养批次数"),
    "infusion_days": Text("Infusion days", "输注天数"),
    "cells_total": Text("Cells given in all", "输注细胞总数"),
    "cells_per_course": Text("Cells given in a course", "每疗程输注细胞数"),
    "vein_to_vein": Text("Days from collection to first infusion", "采集至首次输注的天数"),
}
DISPOSITIONS: Final[Mapping[str, Text]] = {
    "given": Text("Given", "已输注"),
    "failed": Text("Failed", "制备失败"),
    "rejected": Text("Rejected", "不予放行"),
    "missed": Text("Missed, its days have passed", "错过，已过期限"),
    "orphaned": Text("Orphaned, the participant had stopped", "孤立，受试者已停止治疗"),
    LIVE: Text("Still growing or being given", "培养或输注中"),
}
"""What becomes of a batch, in words."""


@dataclass(frozen=True, slots=True)
class DoseRow:
    """One participant who was to receive the product. Cells are those that the study file counts; batches by disposition.

    A course is given or partial by the study file's limit; one that still runs is neither. `courses_missed` counts closed
    cultures of which nothing went in. `vein_to_vein` has one figure a course begun.
    """

    participant: str
    group: str
    courses_given: int
    courses_partial: int
    courses_missed: int
    infusion_days: int
    cells_total: int
    cells_per_course: tuple[int, ...]
    collections: int
    batches: Mapping[str, int]
    vein_to_vein: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DoseSummary:
    """One group: its participants, each measure of `MEASURES`, and its batches by disposition.

    Measures by course (`cells_per_course`, `vein_to_vein`) count courses; the others count participants.
    """

    group: str
    participants: int
    measures: Mapping[str, Summary]
    batches: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DoseTable:
    """Rows by participant (none while masked: they would tell the arm) and a summary of each group that gets the product."""

    rows: tuple[DoseRow, ...]
    groups: tuple[DoseSummary, ...]


def tabulate_doses(
    study: Study, people: Sequence[Participant], groups: Sequence[Group], trial: Trial | None = None
) -> DoseTable | None:
    """The doses of all randomised to an arm with the product, and of whoever was collected from; None without a product.

    With a trial, rows are kept in its memory.
    """
    if study.product is None:
        return None
    masked = any(group.key == POOLED for group in groups)
    found = (remember(trial, "doses", one.number, one, partial(_row, study, one)) for one in people)
    rows = [replace(row, group=POOLED) if masked else row for row in found if row is not None]
    with_rows = {row.group for row in rows} | {group.key for group in groups if receives_product(study, group.key)}
    summaries = (_summary(group.key, rows) for group in groups if group.key in with_rows)
    return DoseTable(() if masked else tuple(rows), tuple(summaries))


def _row(study: Study, one: Participant) -> DoseRow | None:
    """The row of a participant under the allocated arm; None for who neither gets the product nor was collected from."""
    if one.arm is None:
        return None
    state = chain(study, one.facts)
    if not receives_product(study, one.arm) and state.last_collected is None:
        return None
    states = Counter(course.state for course in state.courses)
    waits = [state.vein_to_vein(course) for course in state.courses]
    return DoseRow(
        participant=one.number,
        group=one.arm,
        courses_given=states["given"],
        courses_partial=states["partial"],
        courses_missed=sum(batch.closed is not None and not batch.begun for batch in state.batches.values()),
        infusion_days=state.days_infused,
        cells_total=sum(course.cells for course in state.courses),
        cells_per_course=tuple(course.cells for course in state.courses),
        collections=sum(found.collected is not None for found in state.collections.values()),
        batches=dict(Counter(batch.disposition or LIVE for batch in state.batches.values())),
        vein_to_vein=tuple(days for days in waits if days is not None),
    )


def _summary(group: str, rows: Sequence[DoseRow]) -> DoseSummary:
    inside = [row for row in rows if row.group == group]
    batches: Counter[str] = Counter()
    for row in inside:
        batches.update(row.batches)
    return DoseSummary(
        group,
        len(inside),
        {measure: summarise_numbers(_values(inside, measure)) for measure in MEASURES},
        {kind: batches[kind] for kind in (*DISPOSITIONS, *sorted(set(batches) - set(DISPOSITIONS))) if batches[kind]},
    )


def _values(rows: Sequence[DoseRow], measure: str) -> list[Fraction]:
    values: list[Fraction] = []
    for row in rows:
        found = getattr(row, measure)
        values.extend(Fraction(value) for value in (found if isinstance(found, tuple) else (found,)))
    return values

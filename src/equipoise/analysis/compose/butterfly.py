"""The butterfly of adverse events: the most frequent terms of an arm against those of the control."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.analysis.compose.caption import close
from equipoise.analysis.figures.butterfly import ButterflyArm, ButterflyFigure, ButterflyRow, EventCount
from equipoise.analysis.group_arms import Group
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.adverse_events import SEVERE_GRADE, Harm, harms, window_note
from equipoise.values.text import Text

TITLE = Text("Adverse events: {left} and {right}", "不良事件：{left}与{right}")
MOST_TERMS = 20
_MOST = Text("The {n} most frequent of {all} terms.", "{all} 个术语中最常见的 {n} 个。")


def compose_butterfly(context: Context, left: Group, right: Group) -> ButterflyFigure:
    """Participants with each term at least once within the window, by the worst grade; the commonest term first."""
    population = context.safety()
    sides = {group.key: ButterflyArm(group.name, group.colour, population.size(group.key)) for group in (left, right)}
    counted = [harm for harm in harms(context, population) if harm.in_window and harm.column in sides]
    rows = []
    for term in dict.fromkeys(harm.term for harm in counted):
        of_term = [harm for harm in counted if harm.term == term]
        rows.append(ButterflyRow(term, _count(of_term, left), _count(of_term, right)))
    rows.sort(
        key=lambda row: (-max(_share(row.left, sides[left.key]), _share(row.right, sides[right.key])), row.term.en)
    )
    shown = tuple(rows[:MOST_TERMS])
    more = (_MOST.format(n=len(shown), all=len(rows)),) if len(rows) > len(shown) else ()
    return ButterflyFigure(
        TITLE.format(left=left.name, right=right.name),
        sides[left.key],
        sides[right.key],
        shown,
        notes=close(context, population.name, *more, window_note(context)),
    )


def _count(of_term: Sequence[Harm], group: Group) -> EventCount:
    inside = [harm for harm in of_term if harm.column == group.key]
    severe = {harm.participant for harm in inside if (harm.event.grade or 0) >= SEVERE_GRADE}
    return EventCount(len({harm.participant for harm in inside}), len(severe))


def _share(count: EventCount, arm: ButterflyArm) -> float:
    return count.any_grade / arm.people if arm.people else 0.0

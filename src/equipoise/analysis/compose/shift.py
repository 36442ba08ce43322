"""The shift of a laboratory term: grade at baseline against the worst one afterwards."""

from __future__ import annotations

from collections import Counter

from equipoise.analysis.compose.caption import close
from equipoise.analysis.figures.shift import ShiftArm, ShiftCount, ShiftFigure
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.laboratory import shift_note, shifts
from equipoise.protocol.model import Study
from equipoise.rules.safety import terms
from equipoise.values.text import Text, same

TITLE = Text("{term}: from baseline to the worst grade", "{term}：基线至最高分级")


def graded_terms(study: Study) -> tuple[str, ...]:
    """Every CTCAE term by which the study grades laboratory values, in the order of the study file."""
    named = ((each,) if isinstance(each, str) else each for each in study.safety.laboratory.values())
    return tuple(dict.fromkeys(term for each in named for term in each))


def name_of(study: Study, term: str) -> Text:
    """A term as the dictionary names it in both languages; as it is written where the dictionary does not have it."""
    known = terms(study.safety.dictionary).get(term)
    return known.name if known is not None else same(term)


def compose_shift(context: Context, term: str, said: Text) -> ShiftFigure:
    """Participants of the safety set with a gradable value after randomisation, by column."""
    population = context.safety()
    counts = Counter(
        (shift.column, shift.before, shift.worst) for shift in shifts(context, population) if shift.term == term
    )
    arms = tuple(
        ShiftArm(
            group.name,
            group.colour,
            tuple(
                ShiftCount(before, worst, n)
                for (column, before, worst), n in sorted(counts.items(), key=_order)
                if column == group.key
            ),
        )
        for group in population.groups
    )
    return ShiftFigure(TITLE.format(term=said), arms, notes=close(context, population.name, shift_note(context.study)))


def _order(counted: tuple[tuple[str, int | None, int], int]) -> tuple[str, int, int]:
    (column, before, worst), _ = counted
    return column, 9 if before is None else before, worst

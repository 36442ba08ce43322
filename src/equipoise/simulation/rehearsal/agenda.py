"""What is due of a participant's product: asked again only when something could have changed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from equipoise.rules import product
from equipoise.simulation.rehearsal.script import Life, local_time
from equipoise.trial.person import Person, standing

NEVER = datetime.max.replace(tzinfo=UTC)


class Agenda:
    """The lines that `product.due` gave last.

    They hold as long as the participant stands where he stood and his product is as it was, until the first line's last day or
    moment has passed: then something else may be due in its place.
    """

    def __init__(self, life: Life) -> None:
        self._life = life
        self._lines: Sequence[product.Due] = ()
        self._rests_on: tuple[Person, product.Chain] | None = None
        self._until = life.now
        self._goes_on = True

    def due(self) -> Sequence[product.Due]:
        """Everything that is due now or will be, soonest first."""
        life, one = self._life, self._life.person()
        state = product.chain(one.study, one.facts)
        known = self._rests_on
        if known is None or known[0] is not one or known[1] is not state or life.now >= self._until:
            stands = standing(life.trial, one, life.today)
            self._goes_on, self._lines = stands.goes_on, product.due(one.study, one.facts, life.now, stands)
            self._rests_on = one, state
            self._until = _lapses(life, self._lines)
        return self._lines

    @property
    def goes_on(self) -> bool:
        """Whether this participant is still to receive the product at all."""
        self.due()
        return self._goes_on

    def has(self, line: product.Due) -> bool:
        """Whether a line is still due."""
        lines = self.due()
        return any((each.unit, each.act) == (line.unit, line.act) for each in lines)


def _lapses(life: Life, lines: Sequence[product.Due]) -> datetime:
    """The moment from which one of the lines may be due no more, or another in its place."""
    if not lines:
        return NEVER
    last = min(line.latest for line in lines)
    midnight = local_time(life.study.time_zone, last + timedelta(days=1), 0)
    return min([midnight, *(line.by for line in lines if line.by is not None)])

"""Work done once: what was found of a trial is kept in its memory until what it rests on has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from equipoise.trial.state import Trial

T = TypeVar("T")


def remember(trial: Trial | None, what: str, whose: Hashable, rests_on: object, make: Callable[[], T]) -> T:
    """What was made before from the same thing (the very same, or an equal tuple of marks), otherwise made now and kept."""
    if trial is None:
        return make()
    kept = trial.memory.get((what, whose))
    if kept is not None and (kept[0] is rests_on or (isinstance(rests_on, tuple) and kept[0] == rests_on)):
        found: T = kept[1]
        return found
    found = make()
    trial.memory[(what, whose)] = (rests_on, found)
    return found

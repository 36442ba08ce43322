"""Subgroups, strata and covariates of participants: what they were at randomisation, and nothing that came later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from equipoise.analysis.read_participant import Participant
from equipoise.analysis.tabulate_baseline import at_start
from equipoise.facts.observe import observations
from equipoise.facts.randomisation import LevelsCorrected, Randomised
from equipoise.protocol.criteria import evaluate, parse
from equipoise.protocol.model import Study
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.values.truth import Truth

MISSING = None
"""The level of whoever no condition can be told of."""


def subgroups_of(study: Study, one: Participant, trial: Trial | None = None) -> Mapping[str, str | None]:
    """The level of each declared subgroup on the day of randomisation: the first whose condition holds."""
    return remember(trial, "subgroups", one.number, one, lambda: _levels(study, one))


def _levels(study: Study, one: Participant) -> Mapping[str, str | None]:
    assert one.randomised is not None, "subgroups are told of the randomised"
    day = one.randomised.day
    look = observations(study, one.facts, day)
    return {
        name: next(
            (
                level
                for level, condition in factor.levels.items()
                if evaluate(parse(condition), look, day).truth is Truth.TRUE
            ),
            MISSING,
        )
        for name, factor in study.analysis.comparison.subgroups.items()
    }


def stratum_of(study: Study, one: Participant) -> str | None:
    """The levels of all factors of the randomisation as they truly were, joined; None where one is not known."""
    levels = [level_of(one, factor)[0] for factor in study.randomisation.factors]
    return " | ".join(levels) if all(levels) and levels else None


def covariates_of(
    study: Study, people: Sequence[Participant], trial: Trial | None = None
) -> tuple[Mapping[str, tuple[float | None, ...]], tuple[str, ...]]:
    """Columns of the declared covariates, a value a participant (None: not known), and what varies among nobody.

    A number stands as it is; a code becomes one column a level after the first, named `variable = level`.
    """
    known = [at_start(study, one, trial) for one in people]
    columns: dict[str, tuple[float | None, ...]] = {}
    flat: list[str] = []
    for name in study.analysis.comparison.covariates:
        values = [found[name].value if name in found else None for found in known]
        seen = {value for value in values if value is not None}
        if len(seen) < 2:
            flat.append(name)
        elif all(isinstance(value, Fraction) for value in seen):
            columns[name] = tuple(float(value) if isinstance(value, Fraction) else None for value in values)
        else:
            for level in sorted(str(value) for value in seen)[1:]:
                columns[f"{name} = {level}"] = tuple(
                    None if value is None else float(str(value) == level) for value in values
                )
    return columns, tuple(flat)


def level_of(one: Participant, factor: str, *, corrected: bool = True) -> tuple[str, tuple[int, ...]]:
    """The level of a factor with the fact that says so: the corrected one, or the one that the allocation used."""
    allocated = one.facts.first(Randomised)
    newest = one.facts.last(LevelsCorrected) if corrected else None
    if newest is not None and factor in newest.body.levels:
        return newest.body.levels[factor], (newest.seq,)
    return (allocated.body.levels.get(factor, ""), (allocated.seq,)) if allocated is not None else ("", ())

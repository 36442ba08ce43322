"""Balance against predictability of a study's own scheme: many lists, each drawn with a key of its own by the code of the ward."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import numpy as np

from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.randomisation import OpenList
from equipoise.simulation.allocation.newcomers import Levels, even, expected

LIST = "main"


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over all runs: its mean, its median, the value that 95 of 100 runs do not pass, and the largest."""

    mean: float
    median: float
    p95: float
    most: float


@dataclass(frozen=True, slots=True)
class Report:
    """What many lists of one scheme showed.

    `overall`, `strata` and `margins` are differences between the arm with most and the arm with fewest participants, each counted
    per share of its ratio: of the whole list, of the worst stratum (every combination of levels), of the worst level of each
    factor. `overall_at_most` is the share of runs whose whole list differs by no more. `guessed` is the share of allocations that
    somebody guesses who always names the arm that is behind (Blackwell and Hodges 1957), in the whole list and in the newcomer's
    stratum; `foreseen` is the share that somebody guesses who also knows the scheme and every level (not told of permuted blocks,
    whose place is sealed), and `certain` how many of those were sure. `longest_run` is of one arm.
    """

    study: str
    method: str
    participants: int
    runs: int
    seed: int
    levels_from: str
    shares: Mapping[str, Mapping[str, float]]
    overall: Spread
    overall_at_most: Mapping[int, float]
    strata: Spread
    margins: Mapping[str, Spread]
    guessed_overall: float
    guessed_in_stratum: float
    foreseen: float | None
    certain: float | None
    longest_run: Spread


@dataclass(frozen=True, slots=True)
class _Run:
    overall: Fraction
    strata: Fraction
    margins: Mapping[str, Fraction]
    guessed: Fraction
    guessed_in_stratum: Fraction
    foreseen: Fraction | None
    certain: int | None
    longest: int


def simulate(study: Study, participants: int, runs: int, seed: int, *, evenly: bool = False) -> Report:
    """The report for so many participants, from so many lists; the same seed gives the same report.

    Levels of the factors are drawn as the rehearsal's virtual people have them (`drawn`); with `evenly`, or where the study file
    does not tell them, every combination is as likely as another (`even`). ValueError for fewer than one participant or run.
    """
    if participants < 1 or runs < 1:
        raise ValueError("a report needs one participant and one run at least")
    drawn = [] if evenly or not study.randomisation.factors else expected(study, seed)
    among = drawn or even(study)
    chance = np.random.Generator(np.random.PCG64(seed))
    done = [_draw_list(study, participants, among, chance) for _ in range(runs)]
    shares = {
        factor: {level: sum(one[factor] == level for one in among) / len(among) for level in stated.levels}
        for factor, stated in study.randomisation.factors.items()
    }
    apart = [one.overall for one in done]
    known = [one for one in done if one.foreseen is not None and one.certain is not None]
    whole = runs * participants
    return Report(
        study=study.id,
        method=study.randomisation.method,
        participants=participants,
        runs=runs,
        seed=seed,
        levels_from="drawn" if drawn else "even",
        shares=shares,
        overall=_spread(apart),
        overall_at_most={
            limit: sum(one <= limit for one in apart) / runs for limit in range(int(max(apart)) + 2) if limit <= 20
        },
        strata=_spread([one.strata for one in done]),
        margins={factor: _spread([one.margins[factor] for one in done]) for factor in study.randomisation.factors},
        guessed_overall=float(sum((one.guessed for one in done), Fraction(0)) / whole),
        guessed_in_stratum=float(sum((one.guessed_in_stratum for one in done), Fraction(0)) / whole),
        foreseen=float(sum((one.foreseen or Fraction(0) for one in known), Fraction(0)) / whole) if known else None,
        certain=sum(one.certain or 0 for one in known) / whole if known else None,
        longest_run=_spread([Fraction(one.longest) for one in done]),
    )


def _draw_list(study: Study, participants: int, among: Sequence[Levels], chance: np.random.Generator) -> _Run:
    so_far = OpenList(study, LIST, chance.bytes(32), "simulation")
    ratios = {name: arm.ratio for name, arm in study.arms.items()}
    whole: Counter[str] = Counter()
    strata: dict[tuple[str, ...], Counter[str]] = {}
    margins: dict[tuple[str, str], Counter[str]] = {}
    arms: list[str] = []
    guessed = inside = Fraction(0)
    foreseen: Fraction | None = Fraction(0)
    certain = 0
    for place in chance.integers(len(among), size=participants).tolist():
        levels = among[place]
        told = so_far.next(levels)
        own = strata.setdefault(tuple(levels.values()), Counter())
        guessed += _guess(whole, ratios, told.arm)
        inside += _guess(own, ratios, told.arm)
        chances = told.draw.get("probabilities")
        if chances is None or foreseen is None:
            foreseen = None
        else:
            best = max(map(Fraction, chances.values()))
            foreseen += best
            certain += best == 1
        for counts in (whole, own, *(margins.setdefault(margin, Counter()) for margin in levels.items())):
            counts[told.arm] += 1
        arms.append(told.arm)
        so_far.add(_body(told.arm, told.sequence, levels, told.inputs))
    return _Run(
        overall=_apart(whole, ratios),
        strata=max(_apart(counts, ratios) for counts in strata.values()),
        margins={
            factor: max(
                (_apart(counts, ratios) for (name, _), counts in margins.items() if name == factor), default=Fraction(0)
            )
            for factor in study.randomisation.factors
        },
        guessed=guessed,
        guessed_in_stratum=inside,
        foreseen=foreseen,
        certain=certain if foreseen is not None else None,
        longest=max(sum(1 for _ in group) for _, group in groupby(arms)),
    )


def _body(arm: str, sequence: int, levels: Levels, inputs: Mapping[str, object]) -> Randomised:
    return Randomised(
        list=LIST, sequence=sequence, arm=arm, levels=dict(levels), inputs=dict(inputs), scores={}, draw={}, rests_on=()
    )


def _guess(counts: Mapping[str, int], ratios: Mapping[str, int], arm: str) -> Fraction:
    """The chance that the guess was this arm: the one furthest behind its ratio, of tied ones a largest, by chance."""
    ranks = {name: (Fraction(counts.get(name, 0), share), -share) for name, share in ratios.items()}
    behind = [name for name, rank in ranks.items() if rank == min(ranks.values())]
    return Fraction(arm in behind, len(behind))


def _apart(counts: Mapping[str, int], ratios: Mapping[str, int]) -> Fraction:
    adjusted = [Fraction(counts.get(arm, 0), share) for arm, share in ratios.items()]
    return max(adjusted) - min(adjusted)


def _spread(values: Sequence[Fraction]) -> Spread:
    ordered = sorted(values)
    place = -(-95 * len(ordered) // 100) - 1
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    mean = sum(ordered, Fraction(0)) / len(ordered)
    return Spread(float(mean), float(middle), float(ordered[place]), float(ordered[-1]))

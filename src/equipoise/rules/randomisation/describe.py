"""Balance and predictability of a method, counted exactly: how far the arms drift apart, and how often the next is guessed right.

Sources: Efron 1971; Blackwell and Hodges 1957 (the convergence strategy); Rosenberger and Lachin 2016, chapters 3 to 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from equipoise.rules.randomisation.procedure import Counts, Procedure, State, Step, walk


@dataclass(frozen=True, slots=True)
class Balance:
    """How the arms stand after some allocations: the chance of every outcome of the counts, and what follows from it.

    `difference` is the largest arm less the smallest, in participants: for two arms the absolute difference.
    """

    ratio: Counts
    chances: Mapping[Counts, Fraction]

    @property
    def balanced(self) -> Fraction:
        """The chance that the arms stand exactly in the ratio."""
        first = self.ratio[0]
        held = (
            chance
            for counts, chance in self.chances.items()
            if all(count * first == counts[0] * share for count, share in zip(counts, self.ratio, strict=True))
        )
        return sum(held, Fraction(0))

    @property
    def differences(self) -> dict[int, Fraction]:
        """The chance of each difference that can occur, from the smallest on."""
        found: dict[int, Fraction] = {}
        for counts, chance in self.chances.items():
            apart = max(counts) - min(counts)
            found[apart] = found.get(apart, Fraction(0)) + chance
        return dict(sorted(found.items()))

    def at_most(self, difference: int) -> Fraction:
        """The chance of a difference up to this one."""
        return sum((chance for apart, chance in self.differences.items() if apart <= difference), Fraction(0))

    @property
    def expected_difference(self) -> Fraction:
        """The difference on average."""
        return sum((apart * chance for apart, chance in self.differences.items()), Fraction(0))

    @property
    def expected_square(self) -> Fraction:
        """The square of the difference on average: for two equal arms the variance of the signed difference."""
        return sum((apart * apart * chance for apart, chance in self.differences.items()), Fraction(0))

    def of_arm(self, arm: int) -> list[Fraction]:
        """The chance that an arm has 0, 1, 2 … participants."""
        length = sum(next(iter(self.chances)))
        found = [Fraction(0)] * (length + 1)
        for counts, chance in self.chances.items():
            found[counts[arm]] += chance
        return found


def balance(procedure: Procedure, length: int) -> Balance:
    """How the arms stand after so many allocations."""
    now: Mapping[State, int] = {}
    whole = 1
    for now, whole in walk(procedure, length):  # noqa: B007 - only the end matters
        pass
    weights: dict[Counts, int] = {}
    for state, weight in now.items():
        counts = procedure.counts(state)
        weights[counts] = weights.get(counts, 0) + weight
    return Balance(procedure.ratio, {counts: Fraction(weight, whole) for counts, weight in weights.items()})


@dataclass(frozen=True, slots=True)
class Predictability:
    """How well an onlooker of an open trial guesses: expected right guesses, and expected allocations that were certain."""

    length: int
    correct: Fraction
    certain: Fraction

    @property
    def rate(self) -> Fraction:
        """The share of right guesses."""
        return self.correct / self.length if self.length else Fraction(0)


def predictability(procedure: Procedure, length: int) -> Predictability:
    """Over so many allocations, what somebody who sees all earlier ones guesses right.

    The guess is the likeliest arm; for two equal arms that is the arm that is behind, the convergence strategy of Blackwell and
    Hodges. Where sizes of blocks are hidden the onlooker sees the counts alone, and names the arm that is furthest behind its
    ratio. Ties are guessed by chance.
    """
    correct = certain = Fraction(0)
    for place, (now, whole) in enumerate(walk(procedure, length)):
        if place == length:
            break
        right, sure = Fraction(0), 0
        for state, weight in now.items():
            told = _told(procedure, procedure.steps(state))
            right += weight * (_behind(procedure, state, told) if procedure.hidden else max(told))
            sure += weight * (max(told) == 1)
        correct += right / whole
        certain += Fraction(sure, whole)
    return Predictability(length, correct, certain)


@dataclass(frozen=True, slots=True)
class Sequences:
    """How many sequences of allocations can occur, and whether each is as likely as any other."""

    number: int
    equally_likely: bool


def sequences(procedure: Procedure, length: int) -> Sequences:
    """The sequences of this length that a method can give."""
    known: dict[State, tuple[int, Fraction, Fraction]] = {procedure.start: (1, Fraction(1), Fraction(1))}
    for _ in range(length):
        after: dict[State, tuple[int, Fraction, Fraction]] = {}
        for state, (number, least, most) in known.items():
            for _, chance, there in procedure.steps(state):
                others, low, high = after.get(there, (0, least * chance, most * chance))
                after[there] = (others + number, min(low, least * chance), max(high, most * chance))
        known = after
    lows, highs = [low for _, low, _ in known.values()], [high for _, _, high in known.values()]
    return Sequences(sum(number for number, _, _ in known.values()), min(lows) == max(highs))


def _told(procedure: Procedure, steps: Sequence[Step]) -> list[Fraction]:
    """The chance of each arm from a state."""
    found = [Fraction(0)] * len(procedure.ratio)
    for arm, chance, _ in steps:
        found[arm] += chance
    return found


def _behind(procedure: Procedure, state: State, told: Sequence[Fraction]) -> Fraction:
    """The chance of the arm that is furthest behind its ratio; of tied ones the largest arms, one of them by chance."""
    counts = procedure.counts(state)
    ranks = [(Fraction(count, share), -share) for count, share in zip(counts, procedure.ratio, strict=True)]
    named = [chance for chance, rank in zip(told, ranks, strict=True) if rank == min(ranks)]
    return sum(named, Fraction(0)) / len(named)

"""Target lesions: their sum, and the response of that sum to baseline and nadir (RECIST 1.1: Eisenhauer 2009, EJC 45:228)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Target = Literal["CR", "PR", "SD", "PD", "NE"]
NORMAL_NODE_MM: Final = Decimal(10)
"""A lymph node of a smaller short axis is normal (4.3.1)."""
LEAST_GROWTH_MM: Final = Decimal(5)


@dataclass(frozen=True, slots=True)
class Lesion:
    """One measurement: the lesion's number, its longest diameter (short axis of a node) in mm; None where it was not measured.

    Several with the same number are the fragments of a lesion that split: their diameters add up. A number such as `T1+T2`
    is a mass into which lesions truly merged: its longest diameter stands for them all (4.4.1).
    """

    number: str
    mm: Decimal | None
    node: bool = False
    organ: str = ""

    @property
    def covers(self) -> tuple[str, ...]:
        """The numbers of the lesions at baseline that it stands for."""
        return tuple(part.strip() for part in self.number.split("+"))


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured at one time: the sum of what is known, the lesions without a diameter, whether all have vanished.

    `seen` says that a lesion other than a node is there, `large_node` that a node has 10 mm or more.
    """

    sum: Decimal
    missing: tuple[str, ...]
    vanished: bool
    seen: bool = False
    large_node: bool = False

    @property
    def complete(self) -> bool:
        """Whether every target lesion was measured, so that the sum can be a baseline or a nadir."""
        return not self.missing


def measured(baseline: Iterable[Lesion], current: Iterable[Lesion]) -> Measured:
    """The measurements of one time, held against the target lesions that were chosen at baseline, in any order."""
    nodes = {lesion.number: lesion.node for lesion in baseline}
    found = list(current)
    known = {number for lesion in found if lesion.mm is not None for number in lesion.covers}
    unknown = {number for lesion in found if lesion.mm is None for number in lesion.covers}
    missing = tuple(number for number in nodes if number not in known or number in unknown)
    sized = [(lesion.mm, _is_node(lesion, nodes)) for lesion in found if lesion.mm is not None]
    total = sum((mm for mm, _ in sized), Decimal(0))
    seen = any(mm > 0 for mm, node in sized if not node)
    large = any(mm >= NORMAL_NODE_MM for mm, node in sized if node)
    return Measured(total, missing, not (missing or seen or large), seen, large)


def target_response(
    baseline_sum: Decimal, nadir: Decimal, now: Measured, *, percent_alone: bool = False, if_certain: bool = True
) -> Target:
    """CR, PD, PR or SD, tried in this order, in exact decimals; the nadir is the smallest sum so far, baseline included.

    CR: every lesion gone, every node below 10 mm. PD: a fifth and 5 mm above the nadir. PR: at most 70 % of baseline (4.3.1).
    Where a lesion was not measured: PD if what was measured is so much already (4.4.2; unless `if_certain` is off), else NE.
    """
    if now.vanished:
        return "CR"
    if (now.complete or if_certain) and is_progression(nadir, now.sum, percent_alone=percent_alone):
        return "PD"
    if now.missing:
        return "NE"
    return "PR" if 10 * now.sum <= 7 * baseline_sum else "SD"


def is_progression(nadir: Decimal, total: Decimal, *, percent_alone: bool = False) -> bool:
    """Whether a sum lies at least 20 % and (unless `percent_alone`) at least 5 mm above the nadir."""
    growth = total - nadir
    return growth > 0 and 5 * total >= 6 * nadir and (percent_alone or growth >= LEAST_GROWTH_MM)


def _is_node(lesion: Lesion, nodes: Mapping[str, bool]) -> bool:
    """A lesion is a node if it says so, or if every lesion at baseline that it stands for was one."""
    return lesion.node or all(nodes.get(number, False) for number in lesion.covers)

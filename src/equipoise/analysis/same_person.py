"""One person under two numbers: whose allocation counts (Yelland et al. 2015, PMC4509880)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.analysis.read_participant import Participant
from equipoise.facts.randomisation import SamePersonFound
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

_SAYS = Text(
    "The same person as {other}, randomised earlier: counted once", "与此前已随机的 {other} 为同一人：仅计一次"
)
BOTH_SAYS = Text(
    "{number} and {other} are one person with two full sets of data: both count (Yelland et al. 2015).",
    "{number} 与 {other} 为同一人，且各有完整数据：两者均计入（Yelland 等 2015）。",
)


def counted_once(people: Sequence[Participant]) -> Mapping[str, Reason]:
    """The later numbers that do not count, each with the reason: the first allocation does. With two full sets of data both do."""
    by_number = {one.number: one for one in people}
    found: dict[str, Reason] = {}
    for one, other, seq in _pairs(people):
        first = by_number.get(other)
        if first is not None and not (followed(one) and followed(first)):
            found[one.number] = Reason("set.same_person", _SAYS.format(other=same(other)), (seq,))
    return found


def counted_twice(people: Sequence[Participant]) -> tuple[Text, ...]:
    """What a report must say of people who stay in the analysis under both numbers."""
    left_out = counted_once(people)
    return tuple(
        BOTH_SAYS.format(number=same(one.number), other=same(other))
        for one, other, _ in _pairs(people)
        if one.number not in left_out
    )


def followed(one: Participant) -> bool:
    """Whether there is a full set of data: something evaluable was seen under this number after its randomisation.

    A tumour assessment where the study reads them, otherwise a contact. The paper leaves open what is full: this is assumed.
    """
    if one.randomised is None:
        return False
    seen = one.assessments if one.scans else one.contacts
    return any(found.day > one.randomised.day for found in seen)


def _pairs(people: Sequence[Participant]) -> Sequence[tuple[Participant, str, int]]:
    return [
        (one, fact.body.other, fact.seq)
        for one in people
        if one.arm is not None and (fact := one.facts.last(SamePersonFound)) is not None
    ]

"""Verification in parts finds what verification in one walk finds, or leaves it to that walk."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.ledger import Row, verify
from equipoise.ledger.parts import join, walk_part
from tests.ledger.examples import STUDY, some_rows
from tests.ledger.test_verify import TAMPERED, sealed

COUNT = 12


def joined(rows: list[Row], cuts: set[int], watched: set[int] | None = None) -> object:
    """The parts between the cuts, walked and joined."""
    bounds = [0, *sorted(cut for cut in cuts if 0 < cut < len(rows)), len(rows)]
    parts = [walk_part(rows[start:end], watched or set()) for start, end in pairwise(bounds)]
    return join(parts, STUDY)


@given(st.sets(st.integers(1, COUNT - 1)), st.sets(st.integers(1, COUNT)))
def test_a_sound_chain_is_found_sound_wherever_it_is_cut(cuts: set[int], watched: set[int]) -> None:
    rows = some_rows(COUNT)
    assert joined(rows, cuts, watched) == verify(rows, STUDY, watched)


@pytest.mark.parametrize("what", TAMPERED)
@given(cuts=st.sets(st.integers(1, COUNT - 1)))
def test_no_tampering_is_joined_away(what: str, cuts: set[int]) -> None:
    tamper, _, _ = TAMPERED[what]
    rows = tamper(some_rows(COUNT))
    assert not verify(rows, STUDY).ok
    assert joined(rows, cuts) is None


@given(st.sets(st.integers(1, COUNT - 1)), st.integers(2, COUNT - 1))
def test_a_clock_that_stepped_back_is_left_to_the_walk_of_the_whole(cuts: set[int], at: int) -> None:
    rows = some_rows(COUNT)
    rows[at] = rows[at]._replace(recorded="2001-01-01T00:00:00.000000Z")
    for place in range(at, len(rows)):
        rows[place] = sealed(rows[place], previous=rows[place - 1].hash)
    assert not verify(rows, STUDY).ok
    assert joined(rows, cuts) is None


def test_a_part_with_nothing_in_it_proves_nothing() -> None:
    assert walk_part([]) is None
    assert join([], STUDY) is None

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.response import Lesion, measured, target_response
from equipoise.rules.response.target import is_progression


def sized(*sizes: str | None, node: bool = False) -> list[Lesion]:
    return [Lesion(f"T{n}", None if mm is None else Decimal(mm), node) for n, mm in enumerate(sizes, start=1)]


def read(baseline: list[Lesion], nadir: str, current: list[Lesion]) -> str:
    return target_response(measured(baseline, baseline).sum, Decimal(nadir), measured(baseline, current))


@pytest.mark.parametrize(
    ("baseline", "nadir", "now", "expected"),
    [
        ("51.0", "51.0", "35.7", "PR"),  # exactly -30 %, where binary floats fail
        ("51.0", "51.0", "35.8", "SD"),
        ("100", "50", "60", "PD"),  # exactly +20 %, and more than 5 mm
        ("100", "50", "59.9", "PR"),
        ("20", "20", "24.9", "SD"),  # +24.5 %, but not 5 mm
        ("20", "20", "25", "PD"),
        ("165", "63", "65", "PR"),
    ],
)
def test_the_limits_are_exact(baseline: str, nadir: str, now: str, expected: str):
    assert read(sized(baseline), nadir, sized(now)) == expected


def test_nodes_need_not_vanish_but_must_be_normal():
    nodes = sized("20", "18", node=True)
    assert read(nodes, "38", sized("9", "9.9", node=True)) == "CR"
    assert read(nodes, "38", sized("9", "10", node=True)) == "PR"


def test_a_lesion_is_a_node_if_it_was_one_at_baseline():
    assert read(sized("20", node=True), "20", sized("9")) == "CR"


def test_a_lesion_that_was_not_measured_makes_it_not_evaluable():
    assert read(sized("20", "20", "10"), "50", sized("10", "10", None)) == "NE"


def test_what_was_measured_may_be_progression_already():
    assert read(sized("20", "20", "10"), "50", sized("40", "40", None)) == "PD"


def test_nothing_is_no_growth_from_nothing():
    assert not is_progression(Decimal(0), Decimal(0), percent_alone=True)
    assert is_progression(Decimal(0), Decimal("0.1"), percent_alone=True)


def test_a_lesion_that_is_not_in_the_form_at_all_is_missing():
    assert measured(sized("20", "20"), sized("10")).missing == ("T2",)


def test_fragments_add_up_and_a_merged_mass_stands_for_both():
    baseline = sized("30", "20")
    split = measured(baseline, [Lesion("T1", Decimal(12)), Lesion("T1", Decimal(10)), Lesion("T2", Decimal(20))])
    merged = measured(baseline, [Lesion("T1+T2", Decimal(38))])
    assert (split.sum, split.complete) == (42, True)
    assert (merged.sum, merged.complete) == (38, True)


def test_a_fragment_without_a_diameter_leaves_its_lesion_unmeasured():
    baseline = sized("30")
    assert measured(baseline, [Lesion("T1", Decimal(12)), Lesion("T1", None)]).missing == ("T1",)


millimetres = st.decimals("0", "120", places=1)
lesions = st.lists(
    st.tuples(st.decimals("10", "120", places=1), st.none() | millimetres, st.booleans()), min_size=1, max_size=5
)


@given(lesions, millimetres, st.randoms(use_true_random=False))
def test_the_order_of_lesions_does_not_matter(
    sizes: list[tuple[Decimal, Decimal | None, bool]], nadir: Decimal, chance: Random
):
    baseline = [Lesion(f"T{n}", before, node) for n, (before, _, node) in enumerate(sizes)]
    current = [Lesion(f"T{n}", now, node) for n, (_, now, node) in enumerate(sizes)]
    total = measured(baseline, baseline).sum
    first = target_response(total, nadir, measured(baseline, current))
    chance.shuffle(baseline)
    chance.shuffle(current)
    assert target_response(total, nadir, measured(baseline, current)) == first


@given(millimetres, millimetres, st.integers(1, 1000))
def test_the_unit_of_length_does_not_change_a_fifth(nadir: Decimal, now: Decimal, scale: int):
    if is_progression(nadir, now):
        assert is_progression(nadir * scale, now * scale)

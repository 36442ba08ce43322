"""The response rules against a second implementation, and what must hold whatever the sizes are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.rules.response import Assessment, BestRules, Lesion, Switches, best_of, follow
from tests.validation.double_programmed import naive_response as naive

START = date(2026, 1, 1)
LETTER = Switches(keep_partial=False, reappearance="progression")
sizes = st.integers(0, 1200).map(lambda tenths: Decimal(tenths) / 10) | st.sampled_from(
    [Decimal(words) for words in ("0", "5", "9.9", "10", "14", "20", "24", "25", "35.7", "51")]
)
others = st.sampled_from([None, "CR", "NON-CR/NON-PD", "PD", "NE"])


@st.composite
def casebooks(draw: st.DrawFn, most: int = 8) -> list[Assessment]:
    """A baseline with up to five targets and looks in any state, six weeks apart."""
    nodes = draw(st.lists(st.booleans(), max_size=5))
    first = tuple(Lesion(f"T{n}", draw(sizes.filter(bool)), node) for n, node in enumerate(nodes))
    begun = draw(st.sampled_from([None, "NON-CR/NON-PD"]))
    looks = [Assessment(START, first, begun)]
    for place in range(1, draw(st.integers(1, most)) + 1):
        now = tuple(
            replace(lesion, mm=draw(st.one_of(sizes, st.just(lesion.mm), st.none()) if draw(st.booleans()) else sizes))
            for lesion in first
        )
        answer = draw(others) if begun is not None else None
        looks.append(
            Assessment(
                START + timedelta(42 * place), now, answer, new_lesion=draw(st.sampled_from([False] * 5 + [True]))
            )
        )
    return looks


def plainly(looks: list[Assessment]) -> list[naive.Look]:
    return [
        ([(one.number, None if one.mm is None else Fraction(one.mm), one.node) for one in look.lesions],
         look.non_target, look.new_lesion)
        for look in looks
    ]  # fmt: skip


def read(looks: list[Assessment], switches: Switches = LETTER) -> list[str | None]:
    return [point.overall for point in follow(looks, switches)[1:]]


@settings(max_examples=400)
@given(casebooks())
def test_two_implementations_read_every_casebook_alike(looks: list[Assessment]):
    mine, theirs = read(looks), naive.casebook(plainly(looks))
    until = theirs.index("CR") + 1 if "CR" in theirs else len(theirs)  # what is back after it is another rule
    assert mine[:until] == theirs[:until]


responses = st.lists(st.sampled_from(["CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE"]), max_size=7)


@settings(max_examples=400)
@given(responses, st.lists(st.integers(1, 60), min_size=7, max_size=7), st.booleans())
def test_two_implementations_find_the_same_best_response(found: list[str], gaps: list[int], confirm: bool):
    days = [sum(gaps[: place + 1]) for place in range(len(found))]
    dated = [(START + timedelta(day), response) for day, response in zip(days, found, strict=True)]
    mine = best_of(dated, START, BestRules(confirm=confirm)).response
    assert mine == naive.best(found, days, confirm=confirm)


@given(casebooks(), st.randoms(use_true_random=False))
def test_the_order_of_lesions_changes_nothing(looks: list[Assessment], chance: Random):
    mixed = []
    for look in looks:
        rows = list(look.lesions)
        chance.shuffle(rows)
        mixed.append(replace(look, lesions=tuple(rows)))
    assert read(mixed, Switches()) == read(looks, Switches())


@given(casebooks())
def test_a_lesion_that_split_is_the_sum_of_its_parts(looks: list[Assessment]):
    split = [looks[0]]
    for look in looks[1:]:
        rows: list[Any] = []
        for lesion in look.lesions:
            halves = [lesion] if lesion.mm is None or lesion.node else [replace(lesion, mm=lesion.mm / 2)] * 2
            rows.extend(halves)
        split.append(replace(look, lesions=tuple(rows)))
    assert read(split, Switches()) == read(looks, Switches())


@given(
    st.lists(sizes.filter(bool), min_size=1, max_size=5), st.lists(sizes, min_size=5, max_size=5), st.integers(2, 50)
)
def test_a_larger_body_responds_alike(first: list[Decimal], now: list[Decimal], scale: int):
    """Scaled up, progression stays and so does a response: only the 5 mm of a small tumour may fall away."""

    def answer(factor: int) -> str | None:
        baseline = tuple(Lesion(f"T{n}", mm * factor) for n, mm in enumerate(first))
        later = tuple(Lesion(f"T{n}", now[n] * factor) for n in range(len(first)))
        return read([Assessment(START, baseline), Assessment(START + timedelta(42), later)])[0]

    small, large = answer(1), answer(scale)
    assert small == large or (small == "SD" and large == "PD")


RANK = {"CR": 0, "PR": 1, "SD": 2, "PD": 3}


@given(
    st.lists(sizes.filter(bool), min_size=1, max_size=5),
    st.lists(st.tuples(sizes, sizes), min_size=5, max_size=5),
)
def test_larger_lesions_never_respond_better(first: list[Decimal], now: list[tuple[Decimal, Decimal]]):
    baseline = Assessment(START, tuple(Lesion(f"T{n}", mm) for n, mm in enumerate(first)))
    smaller, larger = (
        Assessment(START + timedelta(42), tuple(Lesion(f"T{n}", pick(now[n])) for n in range(len(first))))
        for pick in (min, max)
    )
    better, worse = read([baseline, smaller])[0], read([baseline, larger])[0]
    assert RANK[str(better)] <= RANK[str(worse)]


@given(casebooks())
def test_progression_that_was_called_stays_whatever_follows(looks: list[Assessment]):
    found = read(looks, Switches())
    for place in range(1, len(looks) + 1):
        assert read(looks[:place], Switches())[: place - 1] == found[: place - 1]


@given(casebooks())
def test_measuring_a_missing_lesion_never_undoes_progression_by_the_sum(looks: list[Assessment]):
    last = looks[-1]
    if any(lesion.mm is None for lesion in last.lesions) and follow(looks)[-1].target == "PD":
        known = tuple(replace(lesion, mm=Decimal(3)) if lesion.mm is None else lesion for lesion in last.lesions)
        assert follow([*looks[:-1], replace(last, lesions=known)])[-1].target == "PD"

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from itertools import count, islice, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.protocol.model import Study
from equipoise.rules.randomisation import commitment, procedure, scheme, scheme_hash
from equipoise.rules.randomisation._sequence import Blocks, Draws, shuffled
from equipoise.rules.randomisation.describe import balance, predictability
from tests.rules.example import PLAN, altered
from tests.rules.randomisation.test_allocate import run

KEY = bytes(range(32))
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "randomisation.md"
keys = st.binary(min_size=32, max_size=32)


def vectors() -> dict[str, object]:
    """The published test vectors: the JSON block of the reference page."""
    words = REFERENCE.read_text("utf-8").split("```json\n")[1].split("```")[0]
    found: dict[str, object] = json.loads(words)
    return found


def test_the_published_vectors_are_what_the_generator_gives():
    told = vectors()
    key = bytes.fromhex(str(told["key"]))
    assert commitment(key) == told["commitment"]
    for draw in told["draws"]:  # type: ignore[attr-defined]
        stream = Draws(key, draw["stream"])
        assert [stream.below(limit) for limit in draw["below"]] == draw["values"], draw
    block = told["block"]
    blocks = Blocks(key, block["name"], block["stratum"], block["sizes"], block["ratios"])  # type: ignore[index]
    arms = [
        blocks.arm(place)
        for place in range(len(block["arms"]))  # type: ignore[index]
    ]
    assert arms == block["arms"]  # type: ignore[index]


def test_the_published_lists_are_what_the_allocation_gives():
    told = vectors()
    for one in told["lists"]:  # type: ignore[attr-defined]
        plan = study_of(one["scheme"])
        assert (scheme(plan), scheme_hash(plan)) == (one["scheme"], one["scheme_hash"])
        factors = [factor["factor"] for factor in one["scheme"]["factors"]]
        people = [dict(zip(factors, levels, strict=True)) for levels in one["levels"]]
        facts = run(plan, people, bytes.fromhex(str(told["key"])))
        assert [fact.body.arm for fact in facts] == one["arms"]
        assert [fact.body.draw["value"] for fact in facts] == one["values"]
        assert [fact.body.draw["below"] for fact in facts] == one["below"]


def study_of(told: dict[str, Any]) -> Study:
    """The small study with a published scheme in it."""
    arms = {name: PLAN["arms"]["control"] | {"ratio": ratio} for name, ratio in told["arms"]}
    figures = {name: told[name] for name in ("imbalance", "probability", "tolerance") if name in told}
    if "urn" in told:
        figures["urn"] = dict(zip(("alpha", "beta"), told["urn"], strict=True))
    factors = PLAN["randomisation"]["factors"]
    return altered(arms=arms, randomisation={"method": told["method"], "factors": factors} | figures)


def test_the_published_table_of_balance_and_predictability_is_what_is_counted():
    rows = [line.split("|")[1:-1] for line in REFERENCE.read_text("utf-8").splitlines() if line.startswith("| ")]
    told = {name.strip(): [float(cell) for cell in cells] for name, *cells in rows if name.strip() in TABLE}
    assert set(told) == set(TABLE)
    for name, walk in TABLE.items():
        stands, guessed = balance(walk, 120), predictability(walk, 120)
        counted = [stands.balanced, stands.at_most(2), guessed.rate, guessed.certain / 120]
        assert told[name] == [pytest.approx(float(one), abs=5e-4) for one in counted], name


TABLE = {
    "simple": procedure.simple((1, 1)),
    "permuted blocks of 4": procedure.permuted_blocks([4], (1, 1)),
    "permuted blocks of 4, 6, 8, hidden": procedure.permuted_blocks([4, 6, 8], (1, 1)),
    "biased coin 2/3": procedure.biased_coin(Fraction(2, 3)),
    "urn UD(0,1)": procedure.urn(0, 1),
    "big stick, tolerance 3": procedure.big_stick(3),
}


def test_a_draw_is_the_first_eight_bytes_of_the_hmac_taken_as_one_number():
    text = b'["T","live","main","hash","min","",1]'
    digest = hmac.new(KEY, text + b"\0" + (0).to_bytes(8, "big"), sha256).digest()
    expected = int.from_bytes(digest[:8], "big") % 10
    assert Draws(KEY, ["T", "live", "main", "hash", "min", "", 1]).below(10) == expected


def test_the_commitment_is_a_hash_over_a_prefix_a_zero_byte_and_the_key():
    assert commitment(KEY) == sha256(b"equipoise-rand-commit-v1" + b"\0" + KEY).hexdigest()


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"short")


@given(keys, st.integers(1, 2**64), st.integers(0, 99))
def test_a_draw_is_below_its_limit_and_repeats_itself(key: bytes, limit: int, number: int):
    first, second = Draws(key, ["a", number]), Draws(key, ["a", number])
    draws = [first.below(limit) for _ in range(6)]
    assert all(0 <= value < limit for value in draws)
    assert draws == [second.below(limit) for _ in range(6)]


def test_every_order_of_three_cards_is_about_equally_likely():
    seen = Counter("".join(shuffled(Draws(KEY, ["shuffle", n]), "abc")) for n in range(6000))
    assert set(seen) == {"".join(order) for order in permutations("abc")}
    assert all(900 < count < 1100 for count in seen.values())


def sequence(key: bytes, size: int, ratios: dict[str, int], stratum: str = "") -> list[str]:
    return [Blocks(key, ["t"], stratum, [size], ratios).arm(place) for place in range(size)]


@pytest.mark.parametrize(
    ("size", "ratios", "expected"),
    [(4, {"a": 1, "b": 1}, 6), (6, {"a": 1, "b": 1}, 20), (3, {"a": 2, "b": 1}, 3), (6, {"a": 2, "b": 1}, 15)],
)
def test_every_block_sequence_occurs_and_each_about_equally_often(size: int, ratios: dict[str, int], expected: int):
    rounds = 200 * expected
    seen = Counter(tuple(sequence(sha256(bytes([n % 256, n // 256])).digest(), size, ratios)) for n in range(rounds))
    assert len(seen) == expected
    chi_square = sum(Fraction((count - 200) ** 2, 200) for count in seen.values())
    assert chi_square < 3 * expected


@given(
    keys,
    st.sampled_from([{"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 1, "c": 2}]),
    st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True),
)
def test_every_block_is_balanced_whatever_its_drawn_size(key: bytes, ratios: dict[str, int], multiples: list[int]):
    share = sum(ratios.values())
    sizes = [multiple * share for multiple in multiples]
    place = 0
    for number in range(1, 4):
        size = sizes[Draws(key, ["t", "block", "s", number]).below(len(sizes))]
        block = [Blocks(key, ["t"], "s", sizes, ratios).arm(place + n) for n in range(size)]
        assert Counter(block) == {arm: size // share * ratio for arm, ratio in ratios.items()}
        place += size


def test_strata_have_streams_of_their_own():
    several = [tuple(sequence(KEY, 8, {"a": 1, "b": 1}, stratum)) for stratum in "abcdef"]
    assert len(set(several)) > 1


@pytest.mark.parametrize("sizes", [[], [3], [0]])
def test_a_block_that_the_ratio_does_not_divide_is_refused(sizes: list[int]):
    with pytest.raises(ValueError, match="multiple of 2"):
        Blocks(KEY, ["t"], "", sizes, {"a": 1, "b": 1})


def test_numbers_beyond_the_last_full_multiple_are_drawn_again():
    limit = 2**63 + 1
    draws = Draws(KEY, ["reject"])
    values = list(islice(iter(lambda: draws.below(limit), None), 50))
    assert all(value < limit for value in values)


def eight_bytes(key: bytes, name: list[str | int]) -> Iterator[int]:
    """The numbers below 2^64 of a stream, written out from the reference page: HMAC-SHA256 in counter mode, in eights."""
    prefix = json.dumps(name, separators=(",", ":")).encode() + b"\0"
    for counter in count():
        block = hmac.digest(key, prefix + counter.to_bytes(8, "big"), sha256)
        yield from (int.from_bytes(block[start : start + 8], "big") for start in range(0, 32, 8))


def test_a_limit_above_half_the_space_keeps_only_numbers_below_it():
    limit = 2**63 + 1
    wanted = [number for number in islice(eight_bytes(KEY, ["reject"]), 40) if number < limit]
    assert 10 < len(wanted) < 30
    draws = Draws(KEY, ["reject"])
    assert [draws.below(limit) for _ in wanted] == wanted


def test_the_whole_space_is_a_limit_and_one_more_is_none():
    draws = Draws(KEY, ["whole"])
    assert [draws.below(2**64) for _ in range(6)] == list(islice(eight_bytes(KEY, ["whole"]), 6))
    for limit in (2**64 + 1, 0, -1):
        with pytest.raises(ValueError, match="from 1 to 2"):
            draws.below(limit)


def test_the_first_number_beyond_the_last_full_multiple_is_drawn_again():
    name: list[str | int] = next(["edge", n] for n in count() if next(eight_bytes(KEY, ["edge", n])) > 2**63)
    first, *later = islice(eight_bytes(KEY, name), 12)
    assert Draws(KEY, name).below(first) == next(number for number in later if number < first)


def test_one_card_is_a_block_for_one_arm():
    assert Blocks(KEY, ["t"], "", [1], {"a": 1}).arm(2) == "a"
    assert procedure.permuted_blocks([1], [1]).ratio == (1,)


def test_the_open_block_is_hidden_only_where_its_size_is_drawn():
    hidden = {sizes: procedure.permuted_blocks(sizes, [1, 1]).hidden for sizes in [(4,), (4, 4), (4, 6), (2, 4, 6)]}
    assert hidden == {(4,): False, (4, 4): False, (4, 6): True, (2, 4, 6): True}


@pytest.mark.parametrize(("ratios", "said"), [((1, 1), False), ((2, 1), True), ((1, 1, 1), True)])
def test_minimisation_of_other_than_two_equal_arms_says_how_its_chances_keep_the_ratio(ratios, said):
    arms = {f"arm{n}": PLAN["arms"]["control"] | {"ratio": ratio} for n, ratio in enumerate(ratios)}
    assert ("chances" in scheme(altered(arms=arms))) == said

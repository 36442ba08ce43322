"""Cases of allocation: what a procedure does on average, what minimisation prefers, and what the generator draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import comb
from typing import Any

from equipoise.rules.randomisation import commitment, describe, procedure, vectors
from equipoise.rules.randomisation import probabilities as preferring
from equipoise.rules.randomisation import scores as marks_of
from equipoise.validation.cases import Found, Given, Kind
from equipoise.validation.read_given import (
    as_number,
    fault,
    need,
    read_choice,
    read_list,
    read_object,
    read_whole,
    read_words,
    shown,
)

_MOST_STATES = 250_000
_IMBALANCES = ("range", "variance", "sum")


def balance(given: Given) -> Found:
    """How far the arms drift apart over n allocations, exactly."""
    walk, length = _procedure(given), _length(given)
    _feasible(walk, length)
    found = describe.balance(walk, length)
    at_most, so_far = {}, Fraction(0)
    for difference in range(length + 1):
        so_far += found.differences.get(difference, Fraction(0))
        at_most[str(difference)] = so_far
    return {
        "p_balanced": found.balanced,
        "p_absolute_difference": {str(apart): chance for apart, chance in found.differences.items()},
        "p_absolute_difference_at_most": at_most,
        "p_absolute_difference_at_least": {
            str(apart): 1 - (at_most[str(apart - 1)] if apart else 0) for apart in range(length + 1)
        },
        "expected_absolute_difference": found.expected_difference,
        "expected_squared_difference": found.expected_square,
        **{f"p_count_arm_{arm + 1}": found.of_arm(arm) for arm in range(len(walk.ratio))},
    }


def predictability(given: Given) -> Found:
    """How often somebody who sees all earlier allocations guesses the next one right, exactly."""
    walk, length = _procedure(given), _length(given)
    _feasible(walk, length)
    found = describe.predictability(walk, length)
    answer = {
        "expected_correct_guesses": found.correct,
        "p_correct_guess": found.rate,
        "expected_certain_allocations": found.certain,
        "expected_excess_over_chance": found.correct - Fraction(length * max(walk.ratio), sum(walk.ratio)),
    }
    if "block" in given and length == _positive(given, "block"):
        answer["expected_correct_guesses_per_block"] = found.correct
    return answer


def block_sequences(given: Given) -> Found:
    """How many sequences a block can hold, and whether all are equally likely."""
    walk, size = _procedure({"procedure": "permuted_block", **given}), _positive(given, "block")
    _feasible(walk, size)
    found = describe.sequences(walk, size)
    return {"sequences": found.number, "each_equally_likely": found.equally_likely}


def minimisation(given: Given) -> Found:
    """The score of each arm, the arms of least score, and the chance of each where a `probability` is given."""
    arms = read_list(given, "arms")
    ratio = read_list(given, "ratio", [1] * len(arms))
    if len(ratio) != len(arms) or len(arms) < 2:
        raise fault("ratio", "write one share for each of two or more arms", "请为每个组（至少两组）写一个比例")
    ratios = {str(arm): _share(share) for arm, share in zip(arms, ratio, strict=True)}
    participant, counts = read_object(given, "participant"), read_object(given, "counts")
    weights = read_object(given, "weights", {})
    table, weighing = {}, {}
    for factor, level in participant.items():
        row = read_object(read_object(counts, factor), str(level), {})
        table[factor] = {arm: _count(row.get(arm, 0), f"counts.{factor}.{level}.{arm}") for arm in ratios}
        weighing[factor] = Fraction(as_number(weights.get(factor, 1), f"weights.{factor}"))
    found = marks_of(table, ratios, weighing, read_choice(given, "imbalance", _IMBALANCES))
    least = min(found.values())
    answer: dict[str, Any] = {"scores": found, "preferred": [arm for arm in ratios if found[arm] == least]}
    if "probability" in given:
        answer["probabilities"] = preferring(found, ratios, _chance(given, "probability"))
    return answer


def next_chances(given: Given) -> Found:
    """The chance of each arm for the next participant, from how many each arm has."""
    walk = _procedure(given)
    counts = tuple(_count(count, "counts") for count in read_list(given, "counts"))
    if len(counts) != len(walk.ratio) or not isinstance(walk.start, tuple) or walk.counts(walk.start) != walk.start:
        raise fault(
            "counts",
            "write one count for each arm of a procedure that looks at counts alone",
            "请为仅依据各组例数的方法，逐组写出例数",
        )
    chances = [Fraction(0)] * len(counts)
    for arm, chance, _ in walk.steps(counts):
        chances[arm] = chance
    return {"probabilities": chances}


def draws(given: Given) -> Found:
    """What the generator draws on one stream of a key."""
    stream = [part if isinstance(part, int) else str(part) for part in read_list(given, "stream")]
    limits = [_count(limit, "below") for limit in read_list(given, "below")]
    try:
        return {"values": vectors.draws(_key(given), stream, limits)}
    except ValueError:
        raise fault("below", "write limits from 1 to 2^64", "请写 1 至 2^64 的上限") from None


def committed(given: Given) -> Found:
    """The commitment of a key."""
    return {"commitment": commitment(_key(given))}


def blocks(given: Given) -> Found:
    """The arms of one stratum under permuted blocks of a key, from the first participant on."""
    ratios = {arm: _share(share) for arm, share in read_object(given, "ratios").items()}
    sizes = [_count(size, "sizes") for size in read_list(given, "sizes")]
    name = [str(part) for part in read_list(given, "name")]
    number = _positive(given, "n")
    try:
        return {"arms": vectors.block_arms(_key(given), name, read_words(given, "stratum", ""), sizes, ratios, number)}
    except ValueError:
        raise _not_whole() from None


def _simple(given: Given) -> procedure.Procedure:
    return procedure.simple(_ratio(given))


def _coin(given: Given) -> procedure.Procedure:
    _two_equal(given)
    chance = _chance(given, "p")
    if chance < Fraction(1, 2):
        raise fault("p", "write a chance from 1/2 to 1", "请写 1/2 至 1 的概率")
    return procedure.biased_coin(chance)


def _stick(given: Given) -> procedure.Procedure:
    _two_equal(given)
    return procedure.big_stick(_positive(given, "tolerance" if "tolerance" in given else "limit"))


def _urn(given: Given) -> procedure.Procedure:
    ratio = _ratio(given)
    alpha, beta = read_whole(given, "alpha"), read_whole(given, "beta")
    if min(alpha, beta) < 0 or alpha + beta == 0:
        raise fault(
            "alpha", "write alpha and beta from 0 up, one of them above 0", "alpha 与 beta 不小于 0，且至少一项大于 0"
        )
    if len(set(ratio)) > 1:
        raise fault("ratio", "the urn is defined for equal shares", "该方法仅适用于比例相等的设计")
    return procedure.urn(alpha, beta, len(ratio))


def _blocks(given: Given) -> procedure.Procedure:
    sizes = read_list(given, "blocks") if "blocks" in given else [need(given, "block")]
    try:
        return procedure.permuted_blocks([_count(size, "block") for size in sizes], _ratio(given))
    except ValueError:
        raise _not_whole() from None


def _minimised(given: Given) -> procedure.Procedure:
    name = "probability" if "probability" in given else "p"
    return procedure.minimisation(
        read_choice(given, "imbalance", _IMBALANCES, "range"), _chance(given, name), _ratio(given)
    )


_PROCEDURES: Mapping[str, Callable[[Given], procedure.Procedure]] = {
    "simple": _simple,
    "complete": _simple,
    "biased_coin": _coin,
    "big_stick": _stick,
    "urn": _urn,
    "permuted_block": _blocks,
    "permuted_blocks": _blocks,
    "minimisation": _minimised,
}


def _procedure(given: Given) -> procedure.Procedure:
    return _PROCEDURES[read_choice(given, "procedure", tuple(_PROCEDURES))](given)


def _ratio(given: Given) -> tuple[int, ...]:
    """The shares of the arms: `ratio`, or as many equal ones as there are `arms`; two where neither is given."""
    named = read_list(given, "ratio", None)
    ratio: tuple[int, ...] = (1,) * read_whole(given, "arms", 2) if named is None else tuple(map(_share, named))
    if len(ratio) < 2:
        raise fault("arms", "write two arms or more", "至少两组")
    return ratio


def _two_equal(given: Given) -> None:
    ratio = _ratio(given)
    if len(ratio) != 2 or len(set(ratio)) > 1:
        raise fault(
            "arms", "this procedure is defined for two arms in equal shares", "该方法仅适用于两组且比例相等的设计"
        )


def _length(given: Given) -> int:
    return _positive(given, "n" if "n" in given else "block")


def _feasible(walk: procedure.Procedure, length: int) -> None:
    arms = len(walk.ratio)
    if arms > 6 or length > 5000 or comb(length + arms - 1, arms - 1) > _MOST_STATES:
        raise fault(
            "n", "too many outcomes to count them all; write a smaller number", "结果数过多，无法逐一计数，请减小数值"
        )


def _chance(given: Given, name: str) -> Fraction:
    value = need(given, name)
    try:
        chance = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        chance = Fraction(-1)
    if isinstance(value, bool) or not 0 <= chance <= 1:
        raise fault(
            name, f"write a chance such as “2/3”, not {shown(value)}", f"请写如“2/3”的概率，而不是{shown(value)}"
        )
    return chance


def _positive(given: Given, name: str) -> int:
    number: int = read_whole(given, name)
    if number < 1:
        raise fault(name, "write a whole number above 0", "请写大于 0 的整数")
    return number


def _count(value: Any, name: str) -> int:
    number: int = read_whole({name: value}, name)
    if number < 0:
        raise fault(name, "write a whole number from 0 up", "请写不小于 0 的整数")
    return number


def _share(value: Any) -> int:
    return _positive({"ratio": value}, "ratio")


def _key(given: Given) -> bytes:
    try:
        key = bytes.fromhex(read_words(given, "key"))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise fault("key", "write 32 bytes as 64 hexadecimal digits", "请写 64 位十六进制数（32 字节）")
    return key


def _not_whole() -> Exception:
    return fault("block", "write sizes that are multiples of the ratio's sum", "请写比例之和的整数倍")


KINDS: Mapping[str, Kind] = {
    "randomisation.balance": balance,
    "randomisation.predictability": predictability,
    "randomisation.block_sequences": block_sequences,
    "randomisation.minimisation": minimisation,
    "randomisation.chances": next_chances,
    "randomisation.draws": draws,
    "randomisation.commitment": committed,
    "randomisation.blocks": blocks,
}

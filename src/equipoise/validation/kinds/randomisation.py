"""Cases of allocation: what a procedure does on average, what minimisation prefers, and what the generator draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import comb
from typing import Any

from equipoise.rules.randomisation import commitment, describe, procedure, vectors
from equipoise.rules.randomisation import probabilities as preferring
from equipoise.rules.randomisation import scores as marks_of
from equipoise.validation.cases import About, Found, Given, Kind
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
from equipoise.values.text import Text

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

_PROCEDURE: Mapping[str, Text] = {
    "procedure": Text(
        "simple, permuted_block, biased_coin, urn, big_stick or minimisation",
        "simple、permuted_block、biased_coin、urn、big_stick 或 minimisation",
    ),
    "arms": Text("whole number, optional: arms in equal shares; 2 if left out", "整数，可省略：等比例的组数，缺省为 2"),
    "ratio": Text("list of whole numbers, optional: the shares of the arms", "整数列表，可省略：各组比例"),
    "p": Text("fraction, biased coin and minimisation: the preferred chance", "分数，偏币法与最小化法：优先概率"),
    "alpha": Text("whole number, urn: balls of each arm at the start", "整数，罐模型：各组起始球数"),
    "beta": Text("whole number, urn: balls of every other arm added", "整数，罐模型：每次为其他组加入的球数"),
    "limit": Text("whole number, big stick: the greatest difference", "整数，大棒法：两组之差的上限"),
    "block": Text("whole number, permuted block: its size", "整数，置换区组：区组长度"),
    "blocks": Text(
        "list of whole numbers, optional: hidden sizes, equally likely", "整数列表，可省略：等概率的隐藏区组长度"
    ),
    "imbalance": Text("range, variance or sum, minimisation", "range、variance 或 sum，最小化法"),
}
_N = {"n": Text("whole number: allocations", "整数：分配例数")}
_KEY = {"key": Text("64 hexadecimal digits", "64 位十六进制数")}
_CHANCE = Text("chance", "概率")

ABOUT: Mapping[str, About] = {
    "randomisation.balance": About(
        Text("How far the arms drift apart", "各组例数的偏离"),
        "Efron 1971; Wei 1978; Soares and Wu 1983; Rosenberger and Lachin 2016",
        {**_PROCEDURE, **_N},
        {
            "p_balanced": Text("chance that the arms stand exactly in the ratio", "各组恰好符合比例的概率"),
            "p_absolute_difference": Text("difference of largest and smallest arm → chance", "最大组与最小组之差 → 概率"),
            "p_absolute_difference_at_most": Text("difference → chance of at most it", "差值 → 不超过该值的概率"),
            "p_absolute_difference_at_least": Text("difference → chance of at least it", "差值 → 不小于该值的概率"),
            "expected_absolute_difference": Text("mean difference, participants", "平均差值（例）"),
            "expected_squared_difference": Text("mean squared difference", "差值平方的平均"),
            "p_count_arm_1": Text(
                "list: chance that arm 1 has 0, 1, 2 … participants; likewise for the other arms",
                "列表：第 1 组有 0、1、2……例的概率；其他组同理",
            ),
        },
    ),
    "randomisation.predictability": About(
        Text("How often the next allocation is guessed", "下一分组被猜中的机会"),
        "Blackwell and Hodges 1957",
        {**_PROCEDURE, "n": Text("whole number: allocations; the block if left out", "整数：分配例数，缺省为一个区组")},
        {
            "expected_correct_guesses": Text("expected right guesses over n allocations", "n 次分配中预期猜中次数"),
            "expected_correct_guesses_per_block": Text("the same over one block", "一个区组内预期猜中次数"),
            "p_correct_guess": Text("share of right guesses", "猜中比例"),
            "expected_certain_allocations": Text("expected allocations that were certain", "预期可完全推知的分配次数"),
            "expected_excess_over_chance": Text("right guesses beyond always naming the largest arm", "比始终猜最大组多猜中的次数"),
        },
    ),
    "randomisation.block_sequences": About(
        Text("The sequences of a block", "区组的排列"),
        "Rosenberger and Lachin 2016, section 3.4",
        {
            "block": _PROCEDURE["block"],
            "ratio": _PROCEDURE["ratio"],
            "procedure": Text("permuted_block, optional", "permuted_block，可省略"),
        },
        {
            "sequences": Text("whole number", "整数"),
            "each_equally_likely": Text("true or false", "true 或 false"),
        },
    ),
    "randomisation.minimisation": About(
        Text("Scores and preferred arms of minimisation", "最小化法的得分与优先组"),
        "Pocock and Simon 1975; Taves 1974; Han, Enas and McEntegart 2009",
        {
            "imbalance": Text("range, variance (divisor arms - 1) or sum", "range、variance（除数为组数减 1）或 sum"),
            "arms": Text("list of names", "组名列表"),
            "ratio": Text("list of whole numbers, optional", "整数列表，可省略"),
            "weights": Text("factor → number, optional: 1", "因素 → 权重，可省略，缺省为 1"),
            "counts": Text("factor → level → arm → participants so far", "因素 → 水平 → 组 → 已有例数"),
            "participant": Text("factor → level of the newcomer", "因素 → 新受试者的水平"),
            "probability": Text("fraction, optional: the preferred chance", "分数，可省略：优先概率"),
            "procedure": Text("minimisation, optional", "minimisation，可省略"),
        },
        {
            "scores": Text("arm → imbalance if it were given", "组 → 若分入该组的不均衡得分"),
            "preferred": Text("list: arms of least score, in the order of `arms`", "列表：得分最低的组，按 arms 的顺序"),
            "probabilities": Text("arm → chance, where `probability` is given", "组 → 概率（给出 probability 时）"),
        },
    ),
    "randomisation.chances": About(
        Text("The chance of each arm for the next participant", "下一受试者分入各组的概率"),
        "Efron 1971; Wei 1978; Soares and Wu 1983",
        {**_PROCEDURE, "counts": Text("list: participants of each arm so far", "列表：各组已有例数")},
        {"probabilities": Text("list: chance of each arm", "列表：各组概率")},
    ),
    "randomisation.draws": About(
        Text("Draws of the generator hmac-sha256-v1", "生成器 hmac-sha256-v1 的抽取"),
        "docs/reference/randomisation.md; RFC 2104; RFC 8785",
        {**_KEY, "stream": Text("list: the name of the stream", "列表：数据流名称"), "below": Text("list of limits", "上限列表")},
        {"values": Text("list of whole numbers", "整数列表")},
    ),
    "randomisation.commitment": About(
        Text("The commitment of a key", "密钥的承诺值"),
        "docs/reference/randomisation.md",
        _KEY,
        {"commitment": Text("64 hexadecimal digits", "64 位十六进制数")},
    ),
    "randomisation.blocks": About(
        Text("Permuted blocks of a key", "由密钥得出的置换区组"),
        "docs/reference/randomisation.md",
        {
            **_KEY,
            **_N,
            "name": Text("list: study, environment, list, scheme hash", "列表：研究、环境、随机列表、方案哈希"),
            "stratum": Text("text, optional: canonical JSON of the levels", "文本，可省略：各水平的规范 JSON"),
            "sizes": Text("list of block sizes", "区组长度列表"),
            "ratios": Text("arm → share, in the order of the study file", "组 → 比例，按研究文件顺序"),
        },
        {"arms": Text("list of arms, first participant first", "组列表，从首例起")},
    ),
}  # fmt: skip

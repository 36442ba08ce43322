"""What the kinds of allocation ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.validation.cases import About
from equipoise.values.text import Text

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

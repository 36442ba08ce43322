"""Whether the method of allocation is defined for these arms, and has the figures that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.numbers import fraction
from equipoise.protocol.checks.walk import fault, remark
from equipoise.protocol.fault import Finding

_TWO_EQUAL_ARMS = {"biased_coin": "Efron 1971", "big_stick": "Soares and Wu 1983"}


def several_arms_are_allocated(case: Case) -> Iterator[Finding]:
    """Where there is more than one arm, the study file says how participants come to theirs."""
    if len(case.study.arms) > 1 and "randomisation" not in case.study.model_fields_set:
        yield fault("arms", "There are several arms, and `randomisation` does not say how participants come to theirs",
            "研究有多个组别，但缺少 `randomisation` 说明如何分组", "Write `randomisation:`, for example with `method: permuted_blocks`",
            "请写 `randomisation:`，例如 `method: permuted_blocks`")  # fmt: skip


def the_method_is_defined_for_the_arms(case: Case) -> Iterator[Finding]:
    """Biased coin and big stick are defined for two arms in equal shares, Wei's urn for any number of arms in equal shares."""
    method, ratios = case.study.randomisation.method, [arm.ratio for arm in case.study.arms.values()]
    if len(ratios) < 2:
        return
    unequal = len(set(ratios)) > 1
    if method in _TWO_EQUAL_ARMS and (len(ratios) > 2 or unequal):
        source = _TWO_EQUAL_ARMS[method]
        yield fault("randomisation.method", f"`{method}` is defined for two arms in equal shares only ({source})",
            f"`{method}` 仅适用于两组且比例相等的设计（{source}）", "Write permuted_blocks or minimisation",
            "请写 permuted_blocks 或 minimisation")  # fmt: skip
    if method == "urn" and unequal:
        yield fault("randomisation.method", "`urn` is defined for arms in equal shares only (Wei 1978)",
            "`urn` 仅适用于各组比例相等的设计（Wei 1978）", "Write permuted_blocks or minimisation",
            "请写 permuted_blocks 或 minimisation")  # fmt: skip


def blocks_hold_every_arm(case: Case) -> Iterator[Finding]:
    """Block sizes are multiples of the ratio's sum; the smallest block of two equal arms is guessed right three times in four."""
    scheme, shares = case.study.randomisation, sum(arm.ratio for arm in case.study.arms.values())
    if scheme.method == "permuted_blocks" and not scheme.blocks:
        yield fault(
            "randomisation.method", "There are no block sizes", "缺少区组长度", "Write `blocks:`", "请写 `blocks:`"
        )
    for place, size in enumerate(scheme.blocks):
        path = f"randomisation.blocks.{place}"
        if shares and (size <= 0 or size % shares):
            yield fault(path, f"A block of this size does not divide by the ratio's {shares} shares",
                f"该区组长度不能按比例（共 {shares} 份）整除", f"Write a multiple of {shares}",
                f"请写 {shares} 的倍数")  # fmt: skip
        elif size == 2 and scheme.method == "permuted_blocks":
            yield remark(path, "A block of two is guessed right three times in four", "长度为 2 的区组，四次有三次会被猜中",
                "Use larger blocks of several sizes", "请使用更大且长度不一的区组")  # fmt: skip


def the_preferred_chance_prefers(case: Case) -> Iterator[Finding]:
    """The chance of the preferred arm is a fraction, not below what the arm has without preference, and best below 1."""
    scheme, ratios = case.study.randomisation, [arm.ratio for arm in case.study.arms.values()]
    path, chance = "randomisation.probability", fraction(scheme.probability)
    if chance is None or not 0 < chance <= 1:
        yield fault(path, f"`{scheme.probability}` is not a fraction above 0 and up to 1",
            f"`{scheme.probability}` 不是大于 0 且不超过 1 的分数", "Write for example 4/5", "请写如 4/5")  # fmt: skip
        return
    if scheme.method not in ("minimisation", "biased_coin") or not ratios:
        return
    least = Fraction(min(ratios), sum(ratios))
    if chance < least:
        yield fault(path, f"A chance of {scheme.probability} would avoid the arm that is to be preferred",
            f"概率 {scheme.probability} 反而会避开应优先的组", f"Write a fraction from {least} up",
            f"请写不小于 {least} 的分数")  # fmt: skip
    elif chance == 1:
        yield remark(path, "A preferred arm is certain: whoever knows the counts knows the next allocation",
            "优先组必然被选中：知道各组例数者即可推知下一分组", "Write a fraction below 1, for example 4/5",
            "请写小于 1 的分数，如 4/5")  # fmt: skip


def urn_and_stick_have_their_figures(case: Case) -> Iterator[Finding]:
    """An urn says how many balls, a big stick how great a difference it allows."""
    scheme = case.study.randomisation
    if scheme.method == "urn" and (scheme.urn is None or scheme.urn.alpha + scheme.urn.beta == 0):
        yield fault("randomisation.method", "The urn has no balls", "缺少罐中球数", "Write `urn: {alpha: 0, beta: 1}`, one of them above 0",
            "请写 `urn: {alpha: 0, beta: 1}`，至少一项大于 0")  # fmt: skip
    if scheme.method == "big_stick" and scheme.tolerance is None:
        yield fault("randomisation.method", "There is no greatest difference between the arms", "缺少两组例数之差的上限",
            "Write `tolerance: 3`", "请写 `tolerance: 3`")  # fmt: skip
    unused = {"blocks": bool(scheme.blocks) and scheme.method != "permuted_blocks",
              "urn": scheme.urn is not None and scheme.method != "urn",
              "tolerance": scheme.tolerance is not None and scheme.method != "big_stick",
              "factors": bool(scheme.factors) and scheme.method == "simple"}  # fmt: skip
    for name, idle in unused.items():
        if idle:
            yield remark(f"randomisation.{name}", f"`{name}` has no part in the method `{scheme.method}`",
                f"方法 `{scheme.method}` 不使用 `{name}`", "Remove it, or choose its method", "请删除，或改用相应方法")  # fmt: skip


def a_collection_slot_has_a_product(case: Case) -> Iterator[Finding]:
    """Allocation can wait for a collection place only where an arm receives a cell product."""
    study = case.study
    collected = study.product is not None and any(arm.cell_product for arm in study.arms.values())
    if "collection_slot" in study.randomisation.requires and not collected:
        yield fault("randomisation.requires", "No arm receives a cell product: there are no collections to wait for",
            "没有任何组使用细胞制品，不存在采集名额", "Remove `collection_slot`, or mark the arm with `cell_product: true`",
            "请删除 `collection_slot`，或为相应组写 `cell_product: true`")  # fmt: skip


def factors_have_levels(case: Case) -> Iterator[Finding]:
    """Minimisation has factors, a factor has two levels or more, and labels only for its own levels."""
    scheme = case.study.randomisation
    if scheme.method == "minimisation" and not scheme.factors:
        yield fault(
            "randomisation.method",
            "Minimisation needs factors",
            "最小化法需要分层因素",
            "Write `factors:`",
            "请写 `factors:`",
        )
    for name, factor in scheme.factors.items():
        if len(factor.levels) < 2:
            yield fault(f"randomisation.factors.{name}", f"The factor `{name}` has fewer than two levels",
                f"因素 `{name}` 少于两个水平", "Write each level with its condition", "请写出各水平及其条件")  # fmt: skip
        for level in factor.labels:
            if level not in factor.levels:
                yield fault(f"randomisation.factors.{name}.labels.{level}", f"There is no level `{level}`",
                    f"没有水平 `{level}`", "Give labels to the factor's levels alone", "只为已有水平写标签")  # fmt: skip

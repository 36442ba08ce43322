"""Numbers and dates that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from zoneinfo import ZoneInfo

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault, item_paths, path_of_item, remark
from equipoise.protocol.fault import Finding
from equipoise.values.dates import is_day


def days_are_days(case: Case) -> Iterator[Finding]:
    """Every date of the study file is a day of the calendar, and its time zone is one."""
    study = case.study
    days = {"effective": study.effective, "simulation.start": study.simulation.start}
    days |= {f"consents.{name}.effective": consent.effective for name, consent in study.consents.items()}
    for path, words in days.items():
        if not is_day(words):
            yield fault(
                path, f"`{words}` is not a day", f"`{words}` 不是日期", "Write YYYY-MM-DD", "请按 YYYY-MM-DD 书写"
            )
    try:
        ZoneInfo(study.time_zone)
    except (ValueError, OSError, LookupError):
        yield fault("time_zone", f"There is no time zone `{study.time_zone}`", f"没有时区 `{study.time_zone}`",
            "Write a name such as Asia/Shanghai", "请写如 Asia/Shanghai 的时区名")  # fmt: skip


def arms_share_the_enrolment(case: Case) -> Iterator[Finding]:
    """The enrolment divides by the allocation ratio, and ages stand the right way round."""
    study = case.study
    shares = sum(arm.ratio for arm in study.arms.values())
    if not study.arms:
        yield fault("arms", "The study has no arm", "研究没有组别", "Add at least one arm", "请至少添加一个组别")
    elif study.design.enrolment % shares:
        yield remark("design.enrolment", f"{study.design.enrolment} participants do not divide by the ratio's {shares} shares",
            f"{study.design.enrolment} 名受试者不能按比例（共 {shares} 份）整除", f"Plan a multiple of {shares}",
            f"请计划为 {shares} 的倍数")  # fmt: skip
    low, high = study.design.minimum_age, study.design.maximum_age
    if low is not None and high is not None and low > high:
        yield fault("design.minimum_age", "The least age is above the greatest", "最小年龄大于最大年龄",
            "Exchange the two", "请对调两者")  # fmt: skip


def masking_says_who_is_masked(case: Case) -> Iterator[Finding]:
    """A masked study names the roles that must not see the arm; an open one names none."""
    design = case.study.design
    if design.masking != "NONE" and not design.masked:
        yield fault("design.masking", "Nobody is masked, although the study is", "研究设盲，但未写明对谁设盲",
            "Name the masked roles under `masked`", "请在 `masked` 中写出设盲的角色")  # fmt: skip
    if design.masking == "NONE" and design.masked:
        yield fault("design.masked", "Roles are masked, although the study is open", "研究为开放，却写有设盲角色",
            "Remove `masked`, or say how the study is masked", "请删除 `masked`，或写明设盲方式")  # fmt: skip


def limits_stand_the_right_way(case: Case) -> Iterator[Finding]:
    """The least of a value is not above its most, what is unlikely lies within what is possible; so for reference ranges."""
    for words, item in item_paths(case.study):
        if item.least is not None and item.most is not None and item.least > item.most:
            yield fault(f"{path_of_item(words)}.least", f"`{words}` can have no value: its least is above its most",
                f"`{words}` 不可能有值：下限大于上限", "Exchange the two", "请对调两者")  # fmt: skip
        rising = [
            each for each in (item.least, item.unlikely_below, item.unlikely_above, item.most) if each is not None
        ]
        if rising != sorted(rising):
            yield fault(f"{path_of_item(words)}.unlikely_below", f"The limits of `{words}` do not rise from least to most",
                f"`{words}` 的各限值未按从小到大排列",
                "Order them: least, unlikely_below, unlikely_above, most",
                "请依次递增：least、unlikely_below、unlikely_above、most")  # fmt: skip
    for name, laboratory in case.study.forms.laboratories.items():
        for place, limits in enumerate(laboratory.ranges):
            if limits.low is not None and limits.high is not None and limits.low > limits.high:
                yield fault(f"forms.laboratories.{name}.ranges.{place}", "The low limit is above the high one",
                    "参考范围下限大于上限", "Exchange the two", "请对调两者")  # fmt: skip


def chances_are_chances(case: Case) -> Iterator[Finding]:
    """Chances lie between 0 and 1, and those of one choice add up to 1."""
    simulation = case.study.simulation
    for mishap, trouble in simulation.trouble.items():
        if not 0 <= trouble.chance <= 1:
            yield fault(f"simulation.trouble.{mishap}.chance", f"{trouble.chance} is not a chance", f"{trouble.chance} 不是概率",
                "Write a number from 0 to 1", "请写 0 到 1 之间的数")  # fmt: skip
    for name, values in simulation.values.items():
        if values.choice is not None and sum(values.choice.values()) != 1:
            yield fault(f"simulation.values.{name}.choice", f"The chances of `{name}` add up to {sum(values.choice.values())}",
                f"`{name}` 的各概率之和为 {sum(values.choice.values())}", "Let them add up to 1", "其和应为 1")  # fmt: skip
    if not 0 < (fraction(case.study.analysis.alpha) or 0) < 1:
        yield fault("analysis.alpha", f"`{case.study.analysis.alpha}` is not a significance level",
            f"`{case.study.analysis.alpha}` 不是显著性水平", "Write for example '0.05'", "请写如 '0.05'")  # fmt: skip


def fraction(words: str) -> Fraction | None:
    """An exact fraction from `4/5` or `0.8`; None for anything else."""
    try:
        return Fraction(words)
    except (ValueError, ZeroDivisionError):
        return None


def exact(words: str) -> Decimal | None:
    """An exact decimal from its words; None for anything else."""
    try:
        return Decimal(words)
    except InvalidOperation:
        return None

"""A cell product that cannot be made, kept or given as the study file says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import get_args

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault
from equipoise.protocol.fault import Finding
from equipoise.protocol.model.simulation import Step

ROUNDING = Decimal("0.001")
HOURS_OF_A_WORKING_DAY = 8


def a_product_has_its_arm(case: Case) -> Iterator[Finding]:
    """An arm receives the product if there is one, and there is one if an arm receives it."""
    arms = [name for name, arm in case.study.arms.items() if arm.cell_product]
    if case.study.product is not None and not arms:
        yield fault("product", "No arm receives the product", "没有组别接受该产品", "Write `cell_product: true` at the arm",
            "请在相应组别写 `cell_product: true`")  # fmt: skip
    if case.study.product is None:
        for name in arms:
            yield fault(f"arms.{name}.cell_product", f"The arm `{name}` receives a product that is not described",
                f"组别 `{name}` 接受的产品没有说明", "Add the part `product`", "请补充 `product` 部分")  # fmt: skip


def the_process_has_its_figures(case: Case) -> Iterator[Finding]:
    """A rehearsal of a product draws every figure of its process from the study file."""
    if case.study.product is None:
        return
    for step in get_args(Step):
        if step not in case.study.simulation.process:
            yield fault("simulation", f"The rehearsal has no figure `{step}` of the process", f"预演缺少制备过程参数 `{step}`",
                f"Add `process: {{{step}: {{middle: …, spread: …, source: …}}}}`",
                f"请补充 `process: {{{step}: {{middle: …, spread: …, source: …}}}}`")  # fmt: skip


def the_cycle_closes(case: Case) -> Iterator[Finding]:
    """The next collection falls on an infusion day, and a culture is ready when the next course begins."""
    if case.study.product is None or case.study.product.courses.number == 1:
        return
    courses, culture = case.study.product.courses, case.study.product.culture
    collection = courses.next_collection_day
    if collection is not None and collection not in courses.infusion_days:
        yield fault("product.courses.next_collection_day", "The next collection does not fall on an infusion day",
            "下一次采集不在输注日", "Write one of the infusion days", "请写某一个输注日")  # fmt: skip
    elif collection is not None and courses.interval_days != culture.days + collection:
        yield fault("product.courses.interval_days",
            f"Collections {courses.interval_days} days apart do not fit a culture of {culture.days} days",
            f"采集间隔 {courses.interval_days} 天与培养 {culture.days} 天不符", f"Write {culture.days + collection}",
            f"请写 {culture.days + collection}")  # fmt: skip
    low, high = case.study.product.limits.gap_days
    if not low <= courses.interval_days <= high:
        yield fault("product.limits.gap_days", "The planned interval between courses lies outside its own limits",
            "计划的疗程间隔超出其自身的限度", f"Let {courses.interval_days} lie between the two",
            f"应使 {courses.interval_days} 落在两者之间")  # fmt: skip


def the_culture_can_be_harvested(case: Case) -> Iterator[Finding]:
    """The planned harvest lies between the earliest and the latest, and controls before it."""
    if case.study.product is None:
        return
    culture = case.study.product.culture
    if not culture.earliest_harvest_day <= culture.days <= culture.latest_harvest_day:
        yield fault("product.culture.days", "The planned harvest lies outside its own limits", "计划收获日超出其自身限度",
            "Let it lie between the earliest and the latest harvest", "应在最早与最晚收获日之间")  # fmt: skip
    for place, day in enumerate(culture.controls):
        if not 0 <= day <= culture.latest_harvest_day:
            yield fault(f"product.culture.controls.{place}", f"There is no culture on day {day}", f"第 {day} 天没有培养",
                "Write a day of the culture", "请写培养期内的某一天")  # fmt: skip
    before = -1
    for place, band in enumerate(culture.growth):
        path = f"product.culture.growth.{place}"
        if band.day <= before:
            yield fault(f"{path}.day", f"Day {band.day} does not follow day {before}", f"第 {band.day} 天未排在第 {before} 天之后",
                "Write the days in their order", "请按先后顺序书写")  # fmt: skip
        if not 0 < band.least <= band.most:
            yield fault(f"{path}.least", "The band is upside down or below zero", "区间上下限颠倒或不大于零",
                "Write the lower edge first, above zero", "请先写下限，且大于零")  # fmt: skip
        before = band.day


def the_cells_live_until_they_are_given(case: Case) -> Iterator[Finding]:
    """Cells of the last possible harvest are given within their shelf life: one harvest cannot serve days beyond it.

    An infusion takes place within a working day of its hour, so `n` days later means up to 24 n + 8 hours.
    """
    if case.study.product is None:
        return
    product = case.study.product
    last_infusion = product.culture.days + max(product.courses.infusion_days)
    days = last_infusion - product.culture.latest_harvest_day
    if days > 0 and 24 * days + HOURS_OF_A_WORKING_DAY > product.shelf.hours:
        yield fault("product.shelf.hours",
            f"Cells harvested on culture day {product.culture.latest_harvest_day} have expired when they are given "
            f"on day {last_infusion}: they keep for {product.shelf.hours} hours",
            f"培养第 {product.culture.latest_harvest_day} 天收获的细胞在第 {last_infusion} 天输注时已过期："
            f"有效期为 {product.shelf.hours} 小时",
            "Allow a harvest on each infusion day, or show a longer shelf life", "请允许每个输注日收获，或证明更长的有效期")  # fmt: skip
    if not 0 < product.shelf.alert_hours <= product.shelf.hours:
        yield fault("product.shelf.alert_hours", "The alert comes after the end of the shelf life", "警示时间晚于有效期",
            "Write fewer hours", "请写更小的小时数")  # fmt: skip
    if product.shelf.temperature_c[0] > product.shelf.temperature_c[1]:
        yield fault("product.shelf.temperature_c", "The lower temperature is above the upper", "温度下限高于上限",
            "Exchange the two", "请对调两者")  # fmt: skip


def the_dose_is_whole(case: Case) -> Iterator[Finding]:
    """The days' fractions of a dose are as many as the infusion days and add up to 1; the least is not above the most."""
    if case.study.product is None:
        return
    dose, days = case.study.product.dose, case.study.product.courses.infusion_days
    if len(dose.daily_fraction) != len(days):
        yield fault("product.dose.daily_fraction", f"There are {len(dose.daily_fraction)} fractions for {len(days)} infusion days",
            f"有 {len(days)} 个输注日，却写了 {len(dose.daily_fraction)} 个比例", "Write one for each infusion day",
            "请为每个输注日写一个")  # fmt: skip
    elif abs(sum(dose.daily_fraction, Decimal()) - 1) > ROUNDING:
        yield fault("product.dose.daily_fraction", f"The fractions add up to {sum(dose.daily_fraction)}",
            f"各比例之和为 {sum(dose.daily_fraction)}", "Let them add up to 1", "其和应为 1")  # fmt: skip
    if dose.least > dose.most:
        yield fault(
            "product.dose.least",
            "The least dose is above the most",
            "最低剂量高于最高剂量",
            "Exchange the two",
            "请对调两者",
        )
    for name, limit in case.study.product.release.items():
        if limit.least is not None and limit.most is not None and limit.least > limit.most:
            yield fault(f"product.release.{name}.least", f"No product can pass `{name}`: its least is above its most",
                f"任何产品都无法通过 `{name}`：下限大于上限", "Exchange the two", "请对调两者")  # fmt: skip


def no_exception_is_critical(case: Case) -> Iterator[Finding]:
    """An exceptional release is never argued on a critical line, and only below a least value."""
    if case.study.product is None:
        return
    for name, limit in case.study.product.release.items():
        if limit.exceptional_least is None:
            continue
        if limit.severity == "critical":
            yield fault(f"product.release.{name}.exceptional_least", f"`{name}` is critical: no exception can be argued",
                f"`{name}` 为关键项目，不得例外放行", "Leave it out, or write `severity: major`",
                "请删除该项，或写 `severity: major`")  # fmt: skip
        elif limit.least is not None and limit.exceptional_least >= limit.least:
            yield fault(f"product.release.{name}.exceptional_least", f"The exception of `{name}` is not below its least",
                f"`{name}` 的例外下限不低于其下限", "Write a smaller value", "请写更小的数值")  # fmt: skip

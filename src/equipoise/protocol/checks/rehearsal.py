"""The priors of the rehearsal can be drawn from: rates are rates, and a drawn value is one that its form takes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault, item_paths
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Simulation


def rates_are_rates(case: Case) -> Iterator[Finding]:
    """People come at a rate above 0, and nothing happens less often than never."""
    simulation = case.study.simulation
    for key in ("accrual_per_month", "follow_up_months"):
        if getattr(simulation, key).value <= 0:
            yield fault(f"simulation.{key}.value", f"`{key}` is not above 0", f"`{key}` 不大于 0",
                "Write a number greater than 0", "请写大于 0 的数")  # fmt: skip
    for path, rate in _rates(simulation):
        if rate < 0:
            yield fault(path, f"{rate} is less often than never", f"频率 {rate} 小于 0",
                "Write 0 or a number greater than 0", "请写 0 或大于 0 的数")  # fmt: skip


def drawn_values_are_possible(case: Case) -> Iterator[Finding]:
    """The middle of what the virtual clinic draws lies where the form takes it: otherwise every draw is cut to the limit."""
    for words, item in item_paths(case.study):
        for name in dict.fromkeys((words, words.rpartition(".")[2])):
            values = case.study.simulation.values.get(name)
            spread = values.normal or values.lognormal if values is not None else None
            if spread is None or (name != words and words in case.study.simulation.values):
                continue
            low, high = (
                item.least is not None and spread[0] < item.least,
                item.most is not None and spread[0] > item.most,
            )
            if low or high:
                limit = item.least if low else item.most
                yield fault(f"simulation.values.{name}", f"The middle {spread[0]} of `{name}` is beyond what `{words}` takes ({limit})",
                    f"`{name}` 的中间值 {spread[0]} 超出 `{words}` 的允许范围（{limit}）",
                    "Write it in the item's first unit, or correct `least` and `most`",
                    "请按该项目的首个单位书写，或更正 `least` 与 `most`")  # fmt: skip


def _rates(simulation: Simulation) -> Iterator[tuple[str, Decimal]]:
    for term, prior in simulation.adverse_events.items():
        yield f"simulation.adverse_events.{term}.value", prior.value
    for form, rate in simulation.logs.items():
        for arm, often in rate.per_month.items():
            yield f"simulation.logs.{form}.per_month.{arm}", often

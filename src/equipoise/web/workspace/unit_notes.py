"""What a step of custody measured or decided, in one line under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from equipoise.facts import History
from equipoise.facts import product as made
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Product
from equipoise.values.text import Text, same
from equipoise.web.workspace.tags import cells

_KINDS: Final = {
    "full": Text("full release", "完全放行"),
    "conditional": Text("conditional release", "有条件放行"),
    "exceptional": Text("exceptional release", "例外放行"),
}


def notes(product: Product, facts: History) -> Mapping[int, Text]:
    """Ledger number -> the note of that step, for every step of a participant's product that has one."""
    return dict(_notes(product, facts))


def _notes(product: Product, facts: History) -> Iterator[tuple[int, Text]]:
    for kind, say in _SAYS.items():
        for fact in facts.of(kind):
            yield fact.seq, say(fact.body)
    for fact in facts.of(made.UnitTested):
        yield fact.seq, _tested(product, fact.body)


def _tested(product: Product, body: made.UnitTested) -> Text:
    limit = product.release.get(body.attribute)
    name = limit.name if limit is not None else same(body.attribute)
    unit = body.measured_in or (limit.unit if limit is not None else "")
    state = same("") if body.final else Text(" (to date)", "（迄今）")
    return Text("{name}: {value}{unit}{state}", "{name}：{value}{unit}{state}").format(
        name=name,
        value=limit.says(body.value) if limit is not None else same(body.value),
        unit=f" {say_unit(unit)}" if unit else "",
        state=state,
    )


def _received(body: made.BagReceived) -> Text:
    if not body.minutes_outside:
        return Text("no time outside the limits", "全程未超温")
    return Text(f"{body.minutes_outside} min outside the limits", f"超温 {body.minutes_outside} 分钟")


_SAYS: Final[dict[type[Any], Callable[[Any], Text]]] = {
    made.CollectionBooked: lambda body: Text(f"collection {body.number}", f"第 {body.number} 次采集"),
    made.Collected: lambda body: Text(
        f"{body.volume_ml} mL, {cells(body.mononuclear_cells)} mononuclear cells",
        f"{body.volume_ml} mL，单个核细胞 {cells(body.mononuclear_cells)}",
    ),
    made.BatchTested: lambda body: Text(
        f"day {body.culture_day}: {cells(body.total_cells)} cells, {body.viability_pct} % viable",
        f"第 {body.culture_day} 天：细胞 {cells(body.total_cells)}，活率 {body.viability_pct} %",
    ),
    made.BagFormulated: lambda body: Text(
        f"{body.volume_ml} mL, {body.viability_pct} % viable, {body.nk_pct} % of them counted for the dose",
        f"{body.volume_ml} mL，活率 {body.viability_pct} %，其中计入剂量的细胞 {body.nk_pct} %",
    ),
    made.BagLabelled: lambda body: Text(
        f"labels: {body.printed} printed, {body.used} used, {body.destroyed} destroyed, {body.archived} kept",
        f"标签：打印 {body.printed}，使用 {body.used}，销毁 {body.destroyed}，存档 {body.archived}",
    ),
    made.BagReleased: lambda body: _KINDS.get(body.kind, same(body.kind)),
    made.BagReceived: _received,
    made.ExcursionDecided: lambda body: (
        Text("may be used", "可以使用") if body.usable else Text("must not be used", "不得使用")
    ),
    made.BagVerified: lambda body: Text(f"wristband {body.wristband}", f"腕带 {body.wristband}"),
    made.InfusionStarted: lambda body: Text(
        f"course {body.course}, day {body.day}, {body.planned_ml} mL planned",
        f"第 {body.course} 疗程第 {body.day} 天，计划 {body.planned_ml} mL",
    ),
    made.ReactionNoted: lambda body: Text(f"grade {body.grade}: {body.seen}", f"{body.grade} 级：{body.seen}"),
    made.InfusionEnded: lambda body: Text(
        f"{body.volume_ml} mL in {body.minutes} min, {cells(body.cells_given)} cells",
        f"{body.minutes} 分钟输注 {body.volume_ml} mL，细胞 {cells(body.cells_given)}",
    ),
    made.BagDisposed: lambda body: Text(f"{body.volume_ml} mL destroyed", f"销毁 {body.volume_ml} mL"),
}
"""How each kind of step is noted."""

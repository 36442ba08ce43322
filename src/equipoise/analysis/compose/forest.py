"""The forest of an endpoint: the hazard ratio in each declared subgroup, everybody as the diamond."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.compose.caption import close
from equipoise.analysis.estimate_endpoint import observe_rows
from equipoise.analysis.figures.forest import ForestFigure, ForestRow
from equipoise.analysis.figures.say_results import say_p
from equipoise.analysis.group_arms import Group
from equipoise.analysis.read_levels import subgroups_of
from equipoise.analysis.regression import SubgroupFactor, SubgroupRow, estimate_subgroups
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.tables import Context
from equipoise.analysis.tabulate_baseline import YES_NO
from equipoise.protocol.model import Factor
from equipoise.values.text import Text, same

TITLE = Text("{endpoint} by subgroup: {compared} against {reference}", "{endpoint}亚组分析：{compared}对比{reference}")
MEASURE = Text("Hazard ratio", "风险比")
COLUMN = Text("{arm}, events / n", "{arm}，事件/例数")
FAVOURS = Text("Favours {arm}", "{arm}更优")
EVERYBODY = Text("Everybody", "全部受试者")
MISSING = Text("Not known", "不详")
_INTERACTION = Text("{factor} (interaction {p})", "{factor}（交互作用 {p}）")
_MADE = Text(
    "Unstratified Cox models, Efron; intervals are not adjusted for the number of subgroups. Interaction by likelihood ratio.",
    "未分层Cox模型（Efron法）；区间未按亚组个数校正；交互作用采用似然比检验。",
)


def compose_forest(context: Context, endpoint: EndpointResult, reference: Group, compared: Group) -> ForestFigure:
    """The subgroups of the study file at randomisation; a level that is not known stands as its own row."""
    declared = context.study.analysis.comparison.subgroups
    rows = [row for row in endpoint.rows if row.arm in (reference.key, compared.key)]
    levels = [subgroups_of(context.study, context.by_number[row.participant], context.trial) for row in rows]
    seen = observe_rows(endpoint.table, context.groups).within([reference.key, compared.key])
    found = estimate_subgroups(seen, {name: [level[name] for level in levels] for name in declared})
    drawn = [row for factor in found.factors if seen.n for row in _factor(declared[factor.factor], factor)]
    drawn.append(_row(found.everybody, EVERYBODY, overall=True))
    names = {"compared": compared.name, "reference": reference.name}
    return ForestFigure(
        TITLE.format(endpoint=endpoint.label, **names),
        MEASURE,
        tuple(drawn),
        tuple(COLUMN.format(arm=group.name) for group in (reference, compared)),
        FAVOURS.format(arm=compared.name),
        FAVOURS.format(arm=reference.name),
        notes=close(context, endpoint.set_name, _MADE),
    )


def _factor(declared: Factor, found: SubgroupFactor) -> Iterator[ForestRow]:
    p = found.p_interaction
    said = declared.name if p is None else _INTERACTION.format(factor=declared.name, p=say_p(p))
    yield ForestRow(said, heading=True)
    order = {level: place for place, level in enumerate(declared.levels)}
    for row in sorted(found.rows, key=lambda row: order.get(row.level, len(order))):
        yield _row(row, declared.labels.get(row.level) or _plain(declared, row.level))


def _plain(declared: Factor, level: str) -> Text:
    if level not in declared.levels:
        return MISSING
    return YES_NO.get(level, same(level))


def _row(row: SubgroupRow, said: Text, *, overall: bool = False) -> ForestRow:
    ratio = row.hazard_ratio
    cells = tuple(f"{events} / {n}" for events, n in zip(row.events, row.n, strict=True))
    return ForestRow(said, ratio.ratio, ratio.lower, ratio.upper, cells, overall=overall)

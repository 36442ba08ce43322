"""The forest of an endpoint: the hazard ratio in each declared subgroup, everybody as the diamond."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.compare_endpoint import compare_subgroups
from equipoise.analysis.compose.caption import close
from equipoise.analysis.figures.forest import ForestFigure, ForestRow
from equipoise.analysis.figures.say_results import say_p
from equipoise.analysis.group_arms import Group
from equipoise.analysis.regression import SubgroupFactor, SubgroupRow
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.subgroups import EVERYBODY, in_order, level_name
from equipoise.protocol.model import Factor
from equipoise.values.text import Text

TITLE = Text("{endpoint} by subgroup: {compared} against {reference}", "{endpoint}亚组分析：{compared}对比{reference}")
MEASURE = Text("Hazard ratio", "风险比")
COLUMN = Text("{arm}, events / n", "{arm}，事件/例数")
FAVOURS = Text("Favours {arm}", "{arm}更优")
_INTERACTION = Text("{factor} (interaction {p})", "{factor}（交互作用 {p}）")
_MADE = Text(
    "Unstratified Cox models, Efron; intervals are not adjusted for the number of subgroups. Interaction by likelihood ratio.",
    "未分层 Cox 模型（Efron 法）；区间未按亚组个数校正；交互作用采用似然比检验。",
)


def compose_forest(context: Context, endpoint: EndpointResult, reference: Group, compared: Group) -> ForestFigure:
    """The subgroups of the study file at randomisation; a level that is not known stands as its own row."""
    declared = context.study.analysis.comparison.subgroups
    pair = (reference, compared)
    found = compare_subgroups(context.study, context.trial, endpoint, context.by_number, pair)
    drawn = [row for factor in found.factors for row in _factor(declared[factor.factor], factor)]
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
    for row in in_order(declared, found.rows):
        yield _row(row, level_name(declared, row.level))


def _row(row: SubgroupRow, said: Text, *, overall: bool = False) -> ForestRow:
    ratio = row.hazard_ratio
    cells = tuple(f"{events} / {n}" for events, n in zip(row.events, row.n, strict=True))
    return ForestRow(said, ratio.ratio, ratio.lower, ratio.upper, cells, overall=overall)

"""The Kaplan–Meier figure of an endpoint, composed from its estimates."""

from __future__ import annotations

from equipoise.analysis.figures.kaplan_meier import DrawnArm, KaplanMeierFigure
from equipoise.analysis.results import EndpointResult, Results
from equipoise.analysis.say_day import say_day
from equipoise.values.text import Text

MEASURE = Text("Share without the event ({short})", "未发生事件者比例（{short}）")
CUT = Text("Data cut {day}, ledger number {head}.", "数据截止 {day}，账本序号 {head}。")
SET = Text("Analysis set: {name}.", "分析集：{name}。")


def compose_survival_figure(results: Results, endpoint: EndpointResult) -> KaplanMeierFigure:
    """The Kaplan–Meier figure of one endpoint, its caption closed by analysis set and data cut."""
    curves = zip(results.groups, endpoint.estimates.curves, strict=True)
    return KaplanMeierFigure(
        title=endpoint.label,
        measure=MEASURE.format(short=endpoint.short),
        anchor=endpoint.origin,
        arms=tuple(DrawnArm(group.name, group.colour, curve) for group, curve in curves),
        hazard_ratios=endpoint.estimates.hazard_ratios,
        log_rank=endpoint.estimates.log_rank,
        notes=(SET.format(name=endpoint.set_name), CUT.format(day=say_day(results.until), head=results.head)),
    )

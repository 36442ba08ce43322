"""The Kaplan–Meier figure of an endpoint, and the follow-up behind it, composed from its estimates."""

from __future__ import annotations

from equipoise.analysis.compose.caption import say_cut, say_set
from equipoise.analysis.estimate_endpoint import observe_rows
from equipoise.analysis.figures.kaplan_meier import DrawnArm, KaplanMeierFigure
from equipoise.analysis.results import EndpointResult, Results
from equipoise.analysis.survival import Observations, estimate_kaplan_meier
from equipoise.values.text import Text

MEASURE = Text("Share without the event ({short})", "未发生事件者比例（{short}）")
FOLLOWED = Text("Share still followed", "仍在随访者比例")
FOLLOW_UP = Text("Follow-up of {endpoint}", "{endpoint}的随访时间")
_REVERSE = Text(
    "The reverse method: censoring is the event, and an event ends follow-up (Schemper and Smith 1996).",
    "反向法：以删失为事件，发生终点事件视为随访终止（Schemper 与 Smith 1996）。",
)


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
        notes=(say_set(endpoint.set_name), say_cut(results)),
    )


def compose_follow_up_figure(results: Results, endpoint: EndpointResult) -> KaplanMeierFigure:
    """How long each arm was followed: unequal follow-up feigns differences, and a median means little before it."""
    seen = observe_rows(endpoint.table, results.groups)
    turned = Observations(seen.days, ~seen.events, seen.arm_of, seen.arms, seen.stratum_of, seen.strata)
    by_arm = {curve.arm: curve for curve in estimate_kaplan_meier(turned)}
    return KaplanMeierFigure(
        title=FOLLOW_UP.format(endpoint=endpoint.short),
        measure=FOLLOWED,
        anchor=endpoint.origin,
        arms=tuple(DrawnArm(group.name, group.colour, by_arm[group.key]) for group in results.groups),
        notes=(_REVERSE, say_set(endpoint.set_name), say_cut(results)),
    )

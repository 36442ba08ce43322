"""The stopping boundaries: for toxicity, and for the planned looks at an endpoint, each with what was observed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import log, sqrt

from equipoise.analysis.compose.caption import close
from equipoise.analysis.estimate_endpoint import observe_rows
from equipoise.analysis.figures.boundary import BoundaryFigure, BoundaryLook
from equipoise.analysis.figures.toxicity import ToxicityFigure
from equipoise.analysis.group_arms import Group
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.sequential import Spending, SpendingKind, efficacy_boundaries
from equipoise.analysis.survival import compare_log_rank
from equipoise.analysis.tables import Context
from equipoise.facts.product import InfusionStarted
from equipoise.protocol.model import Interim
from equipoise.rules.safety import boundary_of, unacceptable
from equipoise.values.text import Text, same

TOXICITY = Text("Stopping boundary for unacceptable toxicity", "不可耐受毒性停止界值")
LOOKS = Text(
    "Stopping boundary of {endpoint}: {compared} against {reference}", "{endpoint}停止界值：{compared}对比{reference}"
)
TREATED = Text("Everybody treated", "全部接受治疗者")
_CHANCE = Text(
    "Acceptable rate {rate}; the chance to stop at that rate is {chance}.",
    "可接受毒性率 {rate}；真实毒性率等于该值时的停止概率为 {chance}。",
)
_LOOK, _FINAL, _NOW = Text("Look {n}", "第 {n} 次分析"), Text("Final", "最终分析"), Text("Now", "当前")
_DIRECTION = Text(
    "Values above 0 favour {compared}: the log-rank statistic turned round. Planned: {events} events, one-sided error {alpha}, "
    "spent after {spending}. What is observed now is shown at its share of the events; it is no look unless one was planned there.",
    "大于0表示{compared}更优（log-rank统计量取反号）。计划 {events} 个事件，单侧检验水准 {alpha}，按{spending}消耗函数分配。"
    "当前观察值标于其事件比例处，未计划的时点不构成正式分析。",
)
_SPENT = {"LDOF": Text("O'Brien–Fleming", "O'Brien–Fleming"), "LDPocock": Text("Pocock", "Pocock")}
_FUTILITY = Text(
    "Futility, not binding: a hazard ratio of {ratio} or more.", "无效性界值（非约束性）：风险比不低于 {ratio}。"
)


def compose_toxicity(context: Context) -> ToxicityFigure:
    """The boundary of the study file, and how treatment and toxicity came, day by day."""
    plan = context.study.safety.boundary
    assert plan is not None, "drawn only where there is a boundary"
    found = boundary_of(plan)
    treated = toxic = 0
    path: list[tuple[int, int]] = []
    for _, kind in sorted(step for one in context.people for step in _steps(context, one)):
        treated, toxic = treated + (kind == 0), toxic + (kind == 1)
        path.append((treated, toxic))
    note = _CHANCE.format(rate=f"{float(plan.rate):.0%}", chance=f"{float(found.stop_chance):.1%}")
    return ToxicityFigure(TOXICITY, found.limits, tuple(path), close(context, TREATED, note))


def _steps(context: Context, one: Participant) -> Iterator[tuple[date, int]]:
    """The day of the first treatment (0), and of the first unacceptable toxicity after it (1), as the hold counts them."""
    study = context.study
    begun = one.facts.first(InfusionStarted)
    if study.product is not None:
        start = begun.day(study.time_zone) if begun is not None else None
    else:
        start = one.randomised.day if one.randomised is not None and study.arms[one.arm or ""].interventions else None
    if start is None:
        return
    yield start, 0
    toxic = unacceptable(study, one.facts)
    if toxic:
        onsets = [each.event.onset for each in toxic if each.event.onset is not None]
        yield max(start, min(onsets, default=start)), 1


def compose_looks(
    context: Context, interim: Interim, endpoint: EndpointResult, reference: Group, compared: Group
) -> BoundaryFigure:
    """The planned looks with their critical values, and the log-rank statistic as it stands now."""
    fractions = [float(share) for share in interim.looks]
    limits = efficacy_boundaries(float(interim.alpha), fractions, Spending(SpendingKind(interim.spending)))
    seen = observe_rows(endpoint.table, context.groups).within([reference.key, compared.key])
    test = compare_log_rank(seen)
    now = int(seen.events.sum()) / interim.events
    shares = _shares(context, reference, compared)
    looks = [
        BoundaryLook(
            _FINAL if place == len(fractions) else _LOOK.format(n=place),
            share,
            limit,
            _futility(interim, share, shares) if place < len(fractions) else limit,
        )
        for place, (share, limit) in enumerate(zip(fractions, limits, strict=True), start=1)
    ]
    if test.z is not None and now > 0:
        looks.append(BoundaryLook(_NOW, now, None, None, -test.z))
    names = {"compared": compared.name, "reference": reference.name}
    notes = [
        _DIRECTION.format(
            compared=compared.name, events=interim.events, alpha=same(f"{float(interim.alpha):g}"),
            spending=_SPENT[interim.spending],
        )
    ]  # fmt: skip
    if interim.futility_hazard_ratio is not None:
        notes.append(_FUTILITY.format(ratio=f"{float(interim.futility_hazard_ratio):g}"))
    title = LOOKS.format(endpoint=endpoint.short, **names)
    return BoundaryFigure(title, tuple(looks), notes=close(context, endpoint.set_name, *notes))


def _shares(context: Context, reference: Group, compared: Group) -> float:
    """The share of the allocation that goes to the compared arm, of the two."""
    arms = context.study.arms
    first, second = (arms[group.key].ratio if group.key in arms else 1 for group in (reference, compared))
    return second / (first + second)


def _futility(interim: Interim, share: float, allocated: float) -> float | None:
    """The z of the hazard ratio below which (as benefit) a look advises to stop: -log(HR) sqrt(D p (1 - p)) (Schoenfeld)."""
    ratio = interim.futility_hazard_ratio
    if ratio is None or ratio <= 0:
        return None
    return -log(float(ratio)) * sqrt(share * interim.events * allocated * (1 - allocated)) + 0.0

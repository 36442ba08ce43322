"""The stopping boundaries: for toxicity, and for the planned looks at an endpoint, each with what was observed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil, log, sqrt

from equipoise.analysis.compose.caption import close
from equipoise.analysis.estimate_endpoint import observe_rows
from equipoise.analysis.figures.boundary import BoundaryFigure, BoundaryLook
from equipoise.analysis.figures.toxicity import ToxicityFigure
from equipoise.analysis.group_arms import Group
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.sequential import Spending, SpendingKind, efficacy_boundaries
from equipoise.analysis.survival import compare_log_rank, read_observations
from equipoise.analysis.tables import Context
from equipoise.facts.product import InfusionStarted
from equipoise.protocol.model import Interim
from equipoise.rules.safety import boundary_of, unacceptable
from equipoise.values.dates import days_between
from equipoise.values.text import Text, same

TOXICITY = Text("Stopping boundary for unacceptable toxicity", "不可接受毒性停止界值")
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
    "spent after {spending}. At a planned look the statistic is that of the day of its last event, by what is known now; what is "
    "observed today is no look.",
    "大于 0 表示{compared}更优（log-rank 统计量取反号）。计划 {events} 个事件，单侧检验水准 {alpha}，按{spending}消耗函数分配。"
    "计划分析处的统计量按达到该事件数当日、依现有数据计算；当前观察值不构成正式分析。",
)
SPENT = {"LDOF": same("O'Brien–Fleming"), "LDPocock": same("Pocock")}
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
            _then(endpoint, interim, share, reference, compared),
        )
        for place, (share, limit) in enumerate(zip(fractions, limits, strict=True), start=1)
    ]
    if (
        test.z is not None
        and now > 0
        and all(round(share * interim.events) != seen.events.sum() for share in fractions)
    ):
        looks.append(BoundaryLook(_NOW, now, None, None, -test.z))
    names = {"compared": compared.name, "reference": reference.name}
    notes = [
        _DIRECTION.format(
            compared=compared.name, events=interim.events, alpha=same(f"{float(interim.alpha):g}"),
            spending=SPENT[interim.spending],
        )
    ]  # fmt: skip
    if interim.futility_hazard_ratio is not None:
        notes.append(_FUTILITY.format(ratio=f"{float(interim.futility_hazard_ratio):g}"))
    title = LOOKS.format(endpoint=endpoint.short, **names)
    return BoundaryFigure(title, tuple(looks), notes=close(context, endpoint.set_name, *notes))


def _then(endpoint: EndpointResult, interim: Interim, share: float, reference: Group, compared: Group) -> float | None:
    """The statistic on the day of the event that a look was planned at, by what is known now; None before that day."""
    rows = [row for row in endpoint.rows if row.arm in (reference.key, compared.key)]
    days = sorted(row.on for row in rows if row.event)
    wanted = ceil(share * interim.events)
    if not 0 < wanted <= len(days):
        return None
    cut = days[wanted - 1]
    known = [row for row in rows if row.origin <= cut]
    seen = read_observations(
        [min(row.day, days_between(row.origin, cut) + 1) for row in known],
        [row.event and row.on <= cut for row in known],
        [row.arm for row in known],
        (reference.key, compared.key),
    )
    z = compare_log_rank(seen).z
    return None if z is None else -z


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

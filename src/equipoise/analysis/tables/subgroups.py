"""The subgroups of an endpoint as a table: what the forest figure draws, with the participants and facts under each number."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.analysis.compare_endpoint import MONTH_DAYS, compare_subgroups
from equipoise.analysis.group_arms import Group, control_first
from equipoise.analysis.read_levels import subgroups_of
from equipoise.analysis.regression import SubgroupRow
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.tables.context import Context
from equipoise.analysis.tables.display import EMPTY, Column, Display, Number, Row, resting
from equipoise.analysis.tables.further import is_compared
from equipoise.analysis.time_to_event import TimeToEventRow
from equipoise.protocol.model import Factor
from equipoise.values.text import Text, same

TITLE = Text("{endpoint} by subgroup", "{endpoint}亚组分析")
EVERYBODY, MISSING = Text("Everybody", "全部受试者"), Text("Not known", "不详")
_EVENTS, _MEDIAN = Text("{arm}\nevents / n", "{arm}\n事件/例数"), Text("{arm}\nmedian, months", "{arm}\n中位数，月")
_RATIO, _P = Text("Hazard ratio (95% interval)", "风险比（95% 区间）"), Text("Interaction, p", "交互作用 p 值")
_LABEL = Text("Subgroup at randomisation", "随机时亚组")
_MADE = Text(
    "Unstratified Cox models, Efron; intervals are not adjusted for the number of subgroups. Interaction by likelihood ratio. "
    "Subgroups describe; none is a test of efficacy.",
    "未分层 Cox 模型（Efron 法）；区间未按亚组个数校正；交互作用采用似然比检验。亚组分析仅作描述，不作疗效检验。",
)


def pairs_of(context: Context) -> tuple[tuple[str, Group, Group], ...]:
    """What a key ends with, the reference and the other arm: every arm against the first control; none while masked."""
    reference, *others = control_first(context.groups)
    return tuple((f"_{other.key}" if len(others) > 1 else "", reference, other) for other in others)


def subgroup_keys(context: Context) -> dict[str, tuple[EndpointResult, Group, Group]]:
    """The tables of subgroups that a study has: of each endpoint that is compared and no sensitivity analysis."""
    if not context.study.analysis.comparison.subgroups:
        return {}
    return {
        f"subgroups_{one.key}{ending}": (one, reference, other)
        for one in context.results.endpoints
        if one.sensitivity_of is None and is_compared(one)
        for ending, reference, other in pairs_of(context)
    }


def subgroup_table(context: Context, key: str) -> Display:
    """Events, medians and hazard ratio in each level, and the test of interaction of each factor."""
    endpoint, reference, other = subgroup_keys(context)[key]
    pair = (reference, other)
    found = compare_subgroups(context.study, context.trial, endpoint, context.by_number, pair)
    columns = (
        *(Column(f"events_{group.key}", _EVENTS.format(arm=group.name)) for group in pair),
        *(Column(f"median_{group.key}", _MEDIAN.format(arm=group.name)) for group in pair),
        Column("hazard_ratio", _RATIO),
        Column("interaction", _P),
    )
    members = [row for row in endpoint.rows if row.arm in (reference.key, other.key)]
    level_of = {
        row.participant: subgroups_of(context.study, context.by_number[row.participant], context.trial)
        for row in members
    }
    rows: list[Row] = []
    for factor in found.factors:
        declared = context.study.analysis.comparison.subgroups[factor.factor]
        p = factor.p_interaction
        said = same("–" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}")
        cell = resting(said, members, p)
        rows.append(Row(factor.factor, declared.name, (*(EMPTY for _ in columns[1:]), cell)))
        for one in in_order(declared, factor.rows):
            inside = [row for row in members if (level_of[row.participant][factor.factor] or "missing") == one.level]
            rows.append(
                Row(f"{factor.factor}.{one.level}", level_name(declared, one.level), _cells(one, inside, pair), 1)
            )
    rows.append(Row("everybody", EVERYBODY, _cells(found.everybody, members, pair)))
    title = TITLE.format(endpoint=endpoint.label)
    return Display(key, title, endpoint.set_name, columns, tuple(rows), (_MADE,), _LABEL)


def in_order(declared: Factor, rows: Sequence[SubgroupRow]) -> list[SubgroupRow]:
    """The levels in the order of the study file, those that are not known last."""
    order = {level: place for place, level in enumerate(declared.levels)}
    return sorted(rows, key=lambda row: order.get(row.level, len(order)))


def level_name(declared: Factor, level: str) -> Text:
    """A level in words; "Not known" where no condition could be told."""
    return MISSING if level not in declared.levels else declared.labels.get(level, same(level))


def _cells(one: SubgroupRow, inside: Sequence[TimeToEventRow], pair: tuple[Group, Group]) -> tuple[Number, ...]:
    by_arm = [[row for row in inside if row.arm == group.key] for group in pair]
    counts = (
        resting(same(f"{events} / {n}"), rows, float(events))
        for events, n, rows in zip(one.events, one.n, by_arm, strict=True)
    )
    medians = (
        resting(same("–" if day is None else f"{day / MONTH_DAYS:.1f}"), rows, day)
        for day, rows in zip(one.medians, by_arm, strict=True)
    )
    fit = one.hazard_ratio
    said = "–"
    if fit.ratio is not None and fit.lower is not None and fit.upper is not None:
        said = f"{fit.ratio:.2f} ({fit.lower:.2f} – {fit.upper:.2f})"
    return (*counts, *medians, resting(same(said), inside, fit.ratio), EMPTY)

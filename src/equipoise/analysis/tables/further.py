"""What an endpoint's table says beyond the plain test: stratified, adjusted, proportional hazards, restricted means, milestones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from equipoise.analysis.compare_endpoint import ARM, MONTH_DAYS, ArmComparison, compare_endpoint, restrict_to
from equipoise.analysis.estimate_endpoint import observe_rows
from equipoise.analysis.group_arms import control_first
from equipoise.analysis.regression import RegressionStatus
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.survival import HazardRatio, SurvivalCurve, estimate_restricted_mean, read_survival
from equipoise.analysis.tables.context import Context
from equipoise.analysis.tables.display import EMPTY, Column, Number, Row
from equipoise.values.text import Text, listed, same

_REFERENCE = Text("reference", "参照")
_NOTHING = same("–")
_STRATIFIED = Text("Hazard ratio, stratified (95% interval)", "分层风险比（95% 区间）")
_STRATIFIED_TEST = Text("Stratified log-rank test, p", "分层 log-rank 检验 p 值")
_ADJUSTED = Text("Hazard ratio, adjusted (95% interval)", "校正风险比（95% 区间）")
_HAZARDS = Text("Proportional hazards, p", "比例风险检验 p 值")
_TESTS = (_STRATIFIED_TEST, _HAZARDS)
"""Rows of which the reference has no cell of its own."""
_MEAN = Text(
    "Restricted mean to {months} months, months (95% interval)", "{months} 个月内限制性平均时间，月（95% 区间）"
)
_MEAN_DIFFERENCE = Text(
    "Difference of restricted means, months (95% interval); p", "限制性平均时间之差，月（95% 区间）；p 值"
)
_SHARE = Text("Without the event at {months} months, % (95% interval)", "{months} 个月时无事件率，%（95% 区间）")
_SHARE_DIFFERENCE = Text("Difference, percentage points (95% interval); p", "差值，百分点（95% 区间）；p 值")
_STRATA = Text("Stratified by: {factors}, as they truly were.", "分层因素（真实水平）：{factors}。")
_HELD = Text("Adjusted for: {names}; Cox model, Efron.", "校正变量：{names}；Cox 模型，Efron 法。")
_LEFT_OUT = Text(
    "{arm}: {n} without a value of these are not in the adjusted model.", "{arm}：{n} 例因缺少上述变量未纳入校正模型。"
)
_FLAT = Text("{name} is the same in everybody and not in the model.", "{name}在所有受试者中相同，未纳入模型。")
_CHECKED = Text(
    "Proportional hazards after Grambsch and Therneau, time as the share that had the event; a small p says that the hazard ratio "
    "changes with time, and then the difference of restricted means is the better summary.",
    "比例风险检验采用 Grambsch–Therneau 法（时间取 1－KM）；p 值小提示风险比随时间变化，此时以限制性平均时间之差概括更为合适。",
)
_MEANS = Text(
    "Restricted means up to the earlier of the arms' last days, where the study file names no month.",
    "研究文件未指定月数时，限制性平均时间取至各组末次观察日中较早者。",
)

_MEANS_OF_ONE = Text(
    "Restricted mean up to the last day observed, where the study file names no month.",
    "研究文件未指定月数时，限制性平均时间取至末次观察日。",
)


def is_compared(found: EndpointResult) -> bool:
    """Arms are compared only where time counts from the randomisation of everybody: not after a response or a first infusion."""
    return found.table.expected and found.table.from_randomisation and not found.table.without_origin


def comparisons_of(context: Context, found: EndpointResult) -> tuple[ArmComparison, ...]:
    """Each arm against the first control; none while masked, in a single arm, or where an endpoint is only described."""
    reference, *others = control_first(context.groups)
    if not is_compared(found):
        return ()
    return tuple(
        compare_endpoint(context.study, context.trial, found, context.groups, context.by_number, (reference, other))
        for other in others
    )


def further_rows(context: Context, found: EndpointResult, columns: Sequence[Column]) -> Iterator[Row]:
    """The rows in the order of a report; what the study file does not ask for has none."""
    compared = {one.compared: one for one in comparisons_of(context, found)}
    row = _Rows(found, columns, compared)
    if any(one.stratified is not None for one in compared.values()):
        yield row.of("hazard_ratio_stratified", _STRATIFIED, lambda one: _ratio(one.stratified))
        yield row.of("log_rank_stratified", _STRATIFIED_TEST, _test)
    if context.study.analysis.comparison.covariates and compared:
        yield row.of("hazard_ratio_adjusted", _ADJUSTED, _adjusted)
    if compared:
        yield row.of("proportional_hazards", _HAZARDS, lambda one: _p(one.hazards.p[0]))
    yield from _means(context, found, row)
    yield from _milestones(context, row)


class _Rows:
    """Makes rows of one endpoint: a cell an arm, resting on the records of that arm (and of the reference)."""

    def __init__(self, found: EndpointResult, columns: Sequence[Column], compared: dict[str, ArmComparison]) -> None:
        self.found, self.columns, self.compared = found, columns, compared

    def of(
        self, key: str, label: Text, make: Callable[[ArmComparison], tuple[Text, float | None]], level: int = 0
    ) -> Row:
        """A row of comparisons with the reference."""
        cells = []
        for column in self.columns:
            one = self.compared.get(column.key)
            if one is None:
                cells.append(EMPTY if label in _TESTS else Number(_REFERENCE))
            else:
                said, value = make(one)
                cells.append(self._resting(said, (one.reference, one.compared), value))
        return Row(key, label, tuple(cells), level)

    def of_arms(self, key: str, label: Text, make: Callable[[SurvivalCurve], tuple[Text, float | None]]) -> Row:
        """A row of estimates arm by arm."""
        made = [(column, make(curve)) for column, curve in zip(self.columns, self.found.estimates.curves, strict=True)]
        return Row(key, label, tuple(self._resting(said, (column.key,), value) for column, (said, value) in made))

    def _resting(self, said: Text, arms: Sequence[str], value: float | None) -> Number:
        rows = [row for row in self.found.rows if row.arm in arms]
        facts = tuple(sorted({fact for row in rows for fact in row.facts}))
        return Number(said, tuple(row.participant for row in rows), facts, value)


def _ratio(fit: HazardRatio | None) -> tuple[Text, float | None]:
    if fit is None or fit.ratio is None or fit.lower is None or fit.upper is None:
        return _NOTHING, None
    return same(f"{fit.ratio:.2f} ({fit.lower:.2f} – {fit.upper:.2f})"), fit.ratio


def _adjusted(one: ArmComparison) -> tuple[Text, float | None]:
    fit = one.adjusted
    if fit is None or fit.status is not RegressionStatus.ESTIMATED:
        return _NOTHING, None
    ratios, limits = fit.ratio, fit.interval()
    if ratios is None or limits is None:
        return _NOTHING, None
    place = fit.names.index(ARM)
    low, high = limits[place]
    return same(f"{ratios[place]:.2f} ({low:.2f} – {high:.2f})"), ratios[place]


def _test(one: ArmComparison) -> tuple[Text, float | None]:
    return _p(one.stratified_test.p_two_sided if one.stratified_test is not None else None)


def _p(p: float | None) -> tuple[Text, float | None]:
    return (_NOTHING if p is None else same("< 0.001" if p < 0.001 else f"{p:.3f}")), p


def _horizon(context: Context, found: EndpointResult) -> float | None:
    """The day to which means are restricted; None where an arm was not observed beyond the origin: nothing can be averaged."""
    horizon = restrict_to(context.study, observe_rows(found.table, context.groups))
    return horizon if horizon is not None and horizon > 1 else None


def _means(context: Context, found: EndpointResult, row: _Rows) -> Iterator[Row]:
    horizon = _horizon(context, found)
    if horizon is None:
        return
    label = _MEAN.format(months=f"{horizon / MONTH_DAYS:.1f}".removesuffix(".0"))
    yield row.of_arms("restricted_mean", label, lambda curve: _mean(curve, horizon))
    if row.compared:
        yield row.of("restricted_mean.difference", _MEAN_DIFFERENCE, _mean_difference, 1)


def _mean(curve: SurvivalCurve, horizon: float) -> tuple[Text, float | None]:
    found = estimate_restricted_mean(curve, horizon)
    if found.mean is None or found.lower is None or found.upper is None:
        return _NOTHING, None
    mean, low, high = (days / MONTH_DAYS for days in (found.mean, found.lower, found.upper))
    return same(f"{mean:.1f} ({low:.1f} – {high:.1f})"), mean


def _mean_difference(one: ArmComparison) -> tuple[Text, float | None]:
    found = one.means.difference if one.means is not None else None
    if found is None or found.estimate is None:
        return _NOTHING, None
    return _contrast(found.estimate, found.lower, found.upper, found.p, MONTH_DAYS)


def _milestones(context: Context, row: _Rows) -> Iterator[Row]:
    for place, months in enumerate(context.study.analysis.comparison.milestone_months):
        day = months * MONTH_DAYS
        label = _SHARE.format(months=months)
        yield row.of_arms(f"milestone_{months}", label, partial(_share, day=day))
        if row.compared:
            key = f"milestone_{months}.difference"
            yield row.of(key, _SHARE_DIFFERENCE, partial(_share_difference, place=place), 1)


def _share(curve: SurvivalCurve, day: float) -> tuple[Text, float | None]:
    """The share at a day; a dash where the arm was not followed so long while some were still without the event."""
    if not curve.n or (curve.last_day is not None and curve.last_day < day and curve.survival[-1] > 0):
        return _NOTHING, None
    found = read_survival(curve, day)
    if found.lower is None or found.upper is None:
        return same(f"{100 * found.survival:.1f}"), found.survival
    said = f"{100 * found.survival:.1f} ({100 * found.lower:.1f} – {100 * found.upper:.1f})"
    return same(said), found.survival


def _share_difference(one: ArmComparison, place: int) -> tuple[Text, float | None]:
    _, found = one.milestones[place]
    if found.difference is None or found.beyond_follow_up:
        return _NOTHING, None
    return _contrast(found.difference, found.lower, found.upper, found.p, 0.01)


def _contrast(
    estimate: float, lower: float | None, upper: float | None, p: float | None, unit: float
) -> tuple[Text, float | None]:
    said = f"{estimate / unit:.1f}"
    if lower is not None and upper is not None:
        said += f" ({lower / unit:.1f} – {upper / unit:.1f})"
    words, _ = _p(p)
    return (same(said) if p is None else same(f"{said}; {words.en}")), estimate


def further_notes(context: Context, found: EndpointResult) -> list[Text]:
    """By what was stratified and adjusted, who is not in the model, and how the check is to be read."""
    study, compared = context.study, comparisons_of(context, found)
    notes: list[Text] = []
    names = {group.key: group.name for group in context.groups}
    if any(one.stratified is not None for one in compared):
        notes.append(_STRATA.format(factors=listed([one.name for one in study.randomisation.factors.values()])))
    held = [study.variables[name].name for name in study.analysis.comparison.covariates]
    if compared and held:
        notes.append(_HELD.format(names=listed(held)))
        notes += [_LEFT_OUT.format(arm=names[one.compared], n=one.left_out) for one in compared if one.left_out]
        flat = dict.fromkeys(name for one in compared for name in one.flat)
        notes += [_FLAT.format(name=study.variables[name].name) for name in flat]
    if compared:
        notes.append(_CHECKED)
    if study.analysis.comparison.restricted_months is None and _horizon(context, found) is not None:
        notes.append(_MEANS_OF_ONE if study.single_arm else _MEANS)
    return notes

"""Results as sentences beneath a figure, with the conventions behind them."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.analysis.figures.axes import TimeUnit
from equipoise.analysis.survival import CoxStatus, HazardRatio, LogRank, LogRankStatus, SurvivalCurve, find_quantile
from equipoise.values.text import Text, same

NOT_REACHED = Text("not reached", "未达到")

NO_RATIO: Mapping[CoxStatus, Text] = {
    CoxStatus.NO_EVENTS: Text("none, because there are no events yet", "尚无事件，无法估计"),
    CoxStatus.NO_CONTRAST: Text(
        "none, because no event came while both arms were at risk", "两组同时处于风险期间尚无事件，无法估计"
    ),
    CoxStatus.TOWARDS_ZERO: Text(
        "no finite estimate; while both arms were at risk, events came in {reference} only",
        "无有限估计值，两组同时处于风险期间，事件仅见于{reference}",
    ),
    CoxStatus.TOWARDS_INFINITY: Text(
        "no finite estimate; while both arms were at risk, events came in {compared} only",
        "无有限估计值，两组同时处于风险期间，事件仅见于{compared}",
    ),
}
NO_TEST: Mapping[LogRankStatus, Text] = {
    LogRankStatus.NO_EVENTS: Text("not possible, because there are no events yet", "尚无事件，无法检验"),
    LogRankStatus.NO_CONTRAST: Text(
        "not possible, because no event came while two arms were at risk", "任何两组同时处于风险期间均无事件，无法检验"
    ),
}


def say_p(p: float) -> str:
    """A p value as journals print it."""
    return "p\u00a0<\u00a00.001" if p < 0.001 else f"p\u00a0=\u00a0{p:.3f}"


def say_median(curve: SurvivalCurve, unit: TimeUnit) -> Text:
    """The median with its unit, or that it is not reached."""
    median = find_quantile(curve).day
    if median is None:
        return Text("median {median}", "中位时间{median}").format(median=NOT_REACHED)
    return Text("median {median} {unit}", "中位时间 {median} {unit}").format(
        median=f"{median / unit.days:.1f}", unit=unit.name
    )


def say_arm(name: Text, curve: SurvivalCurve, unit: TimeUnit) -> Text:
    """One arm's people, events and median with limits."""
    if not curve.n:
        return Text("{name}: nobody yet.", "{name}：尚无受试者。").format(name=name)
    people = Text(f"{curve.n} participant{_plural(curve.n)}", f"{curve.n} 例")
    events = Text(f"{curve.event_count} event{_plural(curve.event_count)}", f"事件 {curve.event_count} 例")
    pattern = Text("{name}: {people}, {events}, {median}{limits}.", "{name}：{people}，{events}，{median}{limits}。")
    return pattern.format(
        name=name, people=people, events=events, median=say_median(curve, unit), limits=_limits(curve, unit)
    )


def say_hazard_ratio(fit: HazardRatio, names: Mapping[str, Text]) -> Text:
    """The hazard ratio with its interval, or why there is none; the model is named once for all of them."""
    arms = {"compared": names[fit.compared], "reference": names[fit.reference]}
    if fit.ratio is None or fit.lower is None or fit.upper is None:
        return Text(
            "Hazard ratio of {compared} to {reference}: {answer}.", "{compared}与{reference}相比的风险比：{answer}。"
        ).format(**arms, answer=NO_RATIO[fit.status].format(**arms))
    return Text(
        "Hazard ratio of {compared} to {reference}: {ratio} ({level} CI {lower} to {upper}).",
        "{compared}与{reference}相比的风险比：{ratio}（{level} 置信区间 {lower}～{upper}）。",
    ).format(
        **arms,
        ratio=f"{fit.ratio:.2f}",
        level=f"{fit.convention.level * 100:g}%",
        lower=f"{fit.lower:.2f}",
        upper=f"{fit.upper:.2f}",
    )


def say_log_rank(test: LogRank) -> Text:
    """The test with its two-sided p, or why there is none."""
    name = test.convention.words
    pattern = Text(name.en[0].upper() + name.en[1:] + ": {answer}.", name.zh[0].upper() + name.zh[1:] + "：{answer}。")
    if test.p_two_sided is None:
        return pattern.format(answer=NO_TEST[test.status])
    return pattern.format(answer=Text("two-sided {p}", "双侧 {p}").format(p=say_p(test.p_two_sided)))


def _limits(curve: SurvivalCurve, unit: TimeUnit) -> Text:
    """The median's limits; nothing where neither they nor the median are reached."""
    median = find_quantile(curve)
    if median.lower is None and median.upper is None:
        return same("")
    return Text(" ({level} CI {lower} to {upper})", "（{level} 置信区间 {lower}～{upper}）").format(
        level=f"{curve.convention.level * 100:g}%",
        lower=_time(median.lower, unit),
        upper=_time(median.upper, unit),
    )


def _time(day: float | None, unit: TimeUnit) -> Text:
    return NOT_REACHED if day is None else same(f"{day / unit.days:.1f}")


def _plural(n: int) -> str:
    return "" if n == 1 else "s"

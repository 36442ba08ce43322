"""Enrolment against its plan, with a forecast of its end."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from equipoise.analysis.compose.caption import close
from equipoise.analysis.figures.enrolment import EnrolmentFigure, EnrolmentPoint, ForecastPoint
from equipoise.analysis.forecast_enrolment import LEVEL, Forecast, forecast_enrolment
from equipoise.analysis.tables import Context
from equipoise.facts.study import StudyOpened
from equipoise.protocol.entry_words import entry_words
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same

TITLE = Text("Enrolment against plan", "入组进度与计划")
MEASURE = Text("Participants randomised", "随机化受试者数")
MONTH = 30.4375
_PLAN = Text(
    "Plan: {rate} a month from {start} on, as the study file assumes for its rehearsal.",
    "计划：自{start}起每月 {rate} 例（研究文件为预演所作假定）。",
)
_FORECAST = Text(
    "Forecast: {target} are reached on {day} (middle), with a chance of {level} between {early} and {late}, if people go on to come "
    "as since {opened}.",
    "预测：若入组速度与{opened}以来相同，预计{day}达到 {target} 例（中位），{level} 的可能性介于{early}与{late}之间。",
)
_NEVER = Text("more than twenty years hence", "二十年之后")
_NO_RATE = Text("No forecast: nobody has been randomised yet.", "暂无预测：尚无人随机化。")
_FULL = Text("The target is reached.", "已达目标例数。")


def compose_enrolment(context: Context) -> EnrolmentFigure:
    """Everybody randomised by day; the plan where the study file has one; a forecast while the target is not reached."""
    days = sorted(one.randomised.day for one in context.people if one.randomised is not None)
    target = context.study.design.enrolment
    opened = opened_on(context)
    forecast = forecast_enrolment(days, opened, context.until, target) if opened is not None else None
    actual = tuple(EnrolmentPoint(day, place) for place, day in enumerate(days, start=1))
    points = tuple(ForecastPoint(*each) for each in forecast.course) if forecast is not None else ()
    plan, planned = _plan(context)
    notes = [*planned, *_foretold(forecast, opened, target)]
    if forecast is None:
        notes.append(_FULL if len(days) >= target else entry_words(context.study, _NO_RATE))
    notes = list(close(context, context.population().name, *notes))
    return EnrolmentFigure(
        TITLE,
        actual,
        plan,
        points,
        target,
        context.until if actual else None,
        entry_words(context.study, MEASURE),
        tuple(notes),
    )


def opened_on(context: Context) -> date | None:
    """The day since which people can come: the study was opened; without that fact, the first randomisation."""
    opened = context.trial.study.first(StudyOpened)
    days = [one.randomised.day for one in context.people if one.randomised is not None]
    if opened is not None:
        return min([opened.day(context.study.time_zone), *days])
    return min(days, default=None)


def _plan(context: Context) -> tuple[tuple[EnrolmentPoint, ...], tuple[Text, ...]]:
    simulation = context.study.simulation
    if simulation.accrual_per_month.value <= 0:
        return (), ()
    rate, start, target = (
        float(simulation.accrual_per_month.value),
        date.fromisoformat(simulation.start),
        context.study.design.enrolment,
    )
    end = start + timedelta(days=ceil(target / rate * MONTH))
    said = _PLAN.format(rate=same(f"{rate:g}"), start=day_words(start))
    return (EnrolmentPoint(start, 0), EnrolmentPoint(end, target)), (said,)


def _foretold(forecast: Forecast | None, opened: date | None, target: int) -> tuple[Text, ...]:
    if forecast is None or opened is None:
        return ()
    day, early, late = (
        day_words(one) if one is not None else _NEVER for one in (forecast.reached, forecast.earliest, forecast.latest)
    )
    said = _FORECAST.format(
        target=target, day=day, early=early, late=late, level=f"{LEVEL:.0%}", opened=day_words(opened)
    )
    return (said,)

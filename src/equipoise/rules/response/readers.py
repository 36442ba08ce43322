"""Whose reading it is: the investigator's, or that of the blinded central readers with their adjudicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from equipoise.facts import Facts
from equipoise.protocol.model import Study
from equipoise.protocol.model.response import Question, Readers, Reading
from equipoise.rules.response.follow import TimePoint
from equipoise.rules.response.sequence import BestRules
from equipoise.rules.response.time_points import best_of_points, time_points
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

QUESTIONS = {
    "progression": Text("whether the disease progressed", "是否进展"),
    "progression_day": Text("the day of progression", "进展日期"),
    "best_response": Text("the best response", "最佳疗效"),
}


@dataclass(frozen=True, slots=True)
class Central:
    """The central reading: the assessments that stand and whose they are; what the readers differ on; what is open.

    No points and no `stands` while a reader or the adjudicator is still waited for.
    """

    points: tuple[TimePoint, ...]
    stands: str
    differ: tuple[Question, ...]
    open: tuple[Reason, ...]


def adjudicator(study: Study) -> str | None:
    """The code of whoever decides between two readers; None where the study file names nobody."""
    plan = study.response
    return plan.readers.adjudicator if plan is not None and plan.readers is not None else None


def reader_name(study: Study, code: str) -> Text:
    """A reader's code in the words of the study file."""
    plan = study.response
    if plan is None or plan.readers is None:
        return same(code)
    item = study.forms.forms[plan.lesions.form].items.get(plan.readers.item)
    named = study.forms.code_lists.get(item.codes, {}) if item is not None and item.codes is not None else {}
    return named.get(code, same(code))


def time_points_of(study: Study, facts: Facts, reading: Reading) -> tuple[TimePoint, ...]:
    """The assessments of a reading; a central reading that is not settled has none yet."""
    if reading == "investigator":
        return time_points(study, facts)
    found = central(study, facts)
    return found.points if found is not None else ()


def central(study: Study, facts: Facts) -> Central | None:
    """The central reading of a participant; None where the study file names no central reader."""
    plan = study.response.readers if study.response is not None else None
    if plan is None or not plan.central:
        return None
    found = {code: time_points(study, facts, (code,)) for code in plan.central}
    waited = tuple(_waited(study, code) for code, points in found.items() if not points)
    first, *rest = plan.central
    if waited or not rest:
        return Central(() if waited else found[first], "" if waited else first, (), waited)
    differ = tuple(_differ(study, facts, plan, found[first], found[rest[0]]))
    if not differ:
        return Central(found[first], first, (), ())
    code, points = _adjudicated(study, facts, plan)
    return Central(points, code, differ, () if code else (_asks(plan, differ, found[first], found[rest[0]]),))


def _waited(study: Study, code: str) -> Reason:
    says = Text("The reading of {reader} is missing.", "缺少{reader}的阅片。").format(reader=reader_name(study, code))
    return Reason("response.reading_missing", says, (), "response.readers.central")


def _asks(plan: Readers, differ: Sequence[Question], *read: Sequence[TimePoint]) -> Reason:
    questions = [QUESTIONS[one] for one in differ]
    says = Text("The central readers differ on {what}.", "中心阅片人意见不一：{what}。").format(
        what=Text(", ".join(one.en for one in questions), "、".join(one.zh for one in questions))
    )
    remedy = (
        Text("The adjudicator decides.", "由裁定人决定。")
        if plan.adjudicator is not None
        else Text("Name an adjudicator in the study file.", "请在研究文件中指定裁定人。")
    )
    facts = tuple(point.seq for points in read for point in points)
    return Reason("response.readers_differ", says, facts, "response.readers.differ_on", remedy)


def _differ(
    study: Study, facts: Facts, plan: Readers, first: Sequence[TimePoint], second: Sequence[TimePoint]
) -> Iterator[Question]:
    days = [next((point.day for point in points if point.overall == "PD"), None) for points in (first, second)]
    found: dict[Question, bool] = {
        "progression": (days[0] is None) != (days[1] is None),
        "progression_day": None not in days and days[0] != days[1],
        "best_response": _best(study, facts, first) != _best(study, facts, second),
    }
    yield from (question for question in plan.differ_on if found[question])


def _best(study: Study, facts: Facts, points: Sequence[TimePoint]) -> str:
    assert study.response is not None, "asked only where response is read"
    return best_of_points(study, facts, points, BestRules.of(study.response)).response


def _adjudicated(study: Study, facts: Facts, plan: Readers) -> tuple[str, tuple[TimePoint, ...]]:
    """Whose reading the adjudicator lets stand, and its assessments; empty while nothing is decided."""
    assert study.response is not None, "asked only where response is read"
    if plan.adjudicator is None:
        return "", ()
    own = [form for form in facts.forms(study.response.lesions.form) if form.items.get(plan.item) == plan.adjudicator]
    if plan.decided is None:
        return (plan.adjudicator, time_points(study, facts, (plan.adjudicator,))) if own else ("", ())
    chosen = [code for form in own if (code := form.items.get(plan.decided)) in plan.central]
    return (chosen[-1], time_points(study, facts, (chosen[-1],))) if chosen else ("", ())

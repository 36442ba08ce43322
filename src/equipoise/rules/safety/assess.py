"""Seriousness, causality and expectedness of an adverse event, and the classes of event that reporting rules know (ICH E2A)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from equipoise.facts.form_condition import form_holds
from equipoise.protocol.model import Study
from equipoise.protocol.model.safety import EventClass, Seriousness
from equipoise.rules.safety.adverse_events import AdverseEvent, is_yes
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

SERIOUSNESS: Final[dict[Seriousness, Text]] = {
    "death": Text("Death", "导致死亡"),
    "life_threatening": Text("Life-threatening", "危及生命"),
    "hospital": Text("Hospital stay or a longer one", "住院或住院时间延长"),
    "disability": Text("Lasting or significant disability", "永久或显著的功能丧失"),
    "congenital": Text("Congenital anomaly or birth defect", "先天性异常或出生缺陷"),
    "important": Text("Other important medical event", "其他重要医学事件"),
}
"""The criteria of seriousness (ICH E2A, II.B)."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an event is for reporting. `expected` is None where neither a reference list nor the form tells.

    `open_points` say where the form disagrees with itself or with the reference list.
    """

    serious: bool
    criteria: tuple[Seriousness, ...]
    related: bool
    expected: bool | None
    classes: frozenset[EventClass]
    open_points: tuple[Reason, ...]


def assess_event(study: Study, event: AdverseEvent) -> Assessment:
    """How serious, related and expected an event is, and which classes of reporting it falls in.

    It is serious if the form says so or one criterion does; related if investigator or sponsor cannot exclude it; unexpected
    unless the reference list has its term at its grade. What is not known to be expected counts as unexpected.
    """
    serious, fatal = event.serious, bool({"death", "life_threatening"} & set(event.criteria))
    listed = expected_by_reference(study, event)
    expected = listed if listed is not None else _said_expected(study, event)
    classes: set[EventClass] = {"any"}
    if serious:
        classes.add("serious")
    if serious and event.related:
        classes.add("related_serious")
    if serious and event.related and not expected:
        classes |= {"susar", "susar_fatal" if fatal else "susar_other"}
    return Assessment(
        serious, event.criteria, event.related, expected, frozenset(classes), _open_points(study, event, listed)
    )


def event_classes(study: Study, event: AdverseEvent) -> frozenset[EventClass]:
    """The classes of reporting that an event falls in."""
    return assess_event(study, event).classes


def expected_by_reference(study: Study, event: AdverseEvent) -> bool | None:
    """Whether the reference safety information has the event at its grade or a graver one; None without such a list.

    A grade that is not stated is not known to be expected.
    """
    reference = study.safety.reference
    if reference is None:
        return None
    highest = {term.casefold(): grade for term, grade in reference.terms.items()}.get(event.term.casefold())
    return highest is not None and event.grade is not None and event.grade <= highest


def is_open(study: Study, event: AdverseEvent) -> bool:
    """Whether an event is still present, by the study's condition; without one it counts as present."""
    condition = study.safety.event.open
    return condition is None or form_holds(study, event.form, condition)


def _said_expected(study: Study, event: AdverseEvent) -> bool | None:
    item = study.safety.event.unexpected
    answer = event.form.items.get(item) if item is not None else None
    return None if answer is None or answer == "" else not is_yes(answer)


def _open_points(study: Study, event: AdverseEvent, listed: bool | None) -> tuple[Reason, ...]:
    points, criteria = [], event.criteria
    if criteria and not event.marked_serious:
        says = Text(
            "{term} is not marked serious although a criterion holds: {criterion}.",
            "{term}未判为严重不良事件，但符合标准：{criterion}。",
        )
        points.append(
            _point(
                "serious_by_criterion", event, says.format(term=same(event.term), criterion=SERIOUSNESS[criteria[0]])
            )
        )
    if event.marked_serious and study.safety.event.criteria and not criteria:
        says = Text("{term} is serious without a criterion.", "{term}判为严重不良事件，但未选择标准。")
        points.append(_point("no_criterion", event, says.format(term=same(event.term))))
    said = _said_expected(study, event)
    if listed is not None and said is not None and said != listed:
        says = Text(
            "{term}: the form and the reference list differ on whether it is expected; the list counts.",
            "{term}：表单与参考安全性信息对是否预期的判断不一致，以参考信息为准。",
        )
        points.append(_point("expectedness_differs", event, says.format(term=same(event.term))))
    return tuple(points)


def _point(code: str, event: AdverseEvent, says: Text) -> Reason:
    return Reason(code, says, (event.seq,), "safety.event")

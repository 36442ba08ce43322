"""Acts of the safety desk: reports sent, computed grades confirmed."""

from __future__ import annotations

from equipoise.facts.safety import GradeConfirmed, SafetyReportSent
from equipoise.rules import safety
from equipoise.trial import commands as act
from equipoise.trial.acts.about import closed, known, on_participant
from equipoise.trial.decision import Accepted, Asked, Decision, refuse
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed


def send_report(trial: Trial, asked: Asked, command: act.SendSafetyReport) -> Decision:
    """Record that a report of an event went to someone, answering one of the study's clocks."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    event = one.facts.form(one.study.safety.event.form, command.instance)
    reasons = []
    if event is None:
        reasons.append(
            Reason(
                "unknown_event",
                Text(f"There is no adverse event {command.instance}.", f"没有编号为 {command.instance} 的不良事件。"),
            )
        )
    if command.clock not in one.study.safety.clocks:
        reasons.append(
            Reason(
                "unknown_clock",
                Text(f"The study has no reporting duty {command.clock}.", f"本研究没有报告义务 {command.clock}。"),
                protocol="safety.clocks",
                remedy=Text("Choose among: {all}.", "可选：{all}。").format(
                    all=listed([clock.name for clock in one.study.safety.clocks.values()])
                ),
            )
        )
    if any(
        fact.body.instance == command.instance and fact.body.clock == command.clock
        for fact in one.facts.of(SafetyReportSent)
    ):
        reasons.append(Reason("sent_already", Text("This report is recorded already.", "该报告已记录。")))
    if reasons or event is None:
        return refuse(*reasons)
    body = SafetyReportSent(instance=command.instance, clock=command.clock, to=command.to)
    return Accepted((on_participant(one, asked, body, event.seq),))


def confirm_grade(trial: Trial, asked: Asked, command: act.ConfirmGrade) -> Decision:
    """Confirm a grade that was computed from a laboratory value, or set it aside with a reason."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    form = one.facts.form(command.form, command.instance)
    reasons = closed(trial, one)
    if form is None or command.item not in form.items:
        reasons.append(Reason("not_entered", Text("There is no such value.", "没有这个数值。")))
    if not 0 <= command.grade <= 5:
        reasons.append(Reason("impossible_grade", Text("A grade is 0 to 5.", "分级为 0 至 5 级。")))
    if not command.accepted and not command.reason:
        reasons.append(
            Reason("reason_missing", Text("Setting a grade aside needs a reason.", "不采纳该分级须填写原因。"))
        )
    if reasons or form is None:
        return refuse(*reasons)
    term, dictionary = _computed(one, command)
    body = GradeConfirmed(
        form=command.form,
        instance=command.instance,
        item=command.item,
        grade=command.grade,
        accepted=command.accepted,
        term=term,
        dictionary=dictionary,
    )
    return Accepted((on_participant(one, asked, body, form.seq),))


def _computed(one: Person, command: act.ConfirmGrade) -> tuple[str, str]:
    """The term and the dictionary by which the grade was computed: of several terms the one that gives this grade."""
    place = (command.form, command.instance, command.item)
    found = [
        each
        for each in safety.laboratory_grades(one.study, one.facts)
        if (each.value.form, each.value.instance, each.value.item) == place
    ]
    named = next((each for each in found if each.grade.grade == command.grade), found[0] if found else None)
    return (named.term, named.dictionary) if named is not None else ("", one.study.safety.dictionary)

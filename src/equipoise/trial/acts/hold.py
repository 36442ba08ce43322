"""Holds that follow from the study file by themselves, and who may lift one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from equipoise.facts import Body, Fact, FormInstance, History, local_day
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.form_condition import form_holds
from equipoise.facts.product import InfusionStarted, UnitTested
from equipoise.facts.randomisation import Randomised
from equipoise.facts.study import HoldLiftAgreed, HoldLifted, HoldPlaced
from equipoise.protocol.model import HoldRule, ResultRun, Study
from equipoise.rules import safety
from equipoise.trial import commands as act
from equipoise.trial.acts.study import STREAM, hold
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.permissions import ROLES
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed

BOUNDARY: Final = "boundary"
BY_DECISION: Final = "by_decision"
LIFTERS: Final = ("investigator", "safety_board")
"""Who may lift a hold for which the study file names nobody; one on manufacturing alone also the quality releaser."""


_FORMS: Final = (FormSaved, ItemsCorrected)
_CAUSES: Final = (InfusionStarted, Randomised, UnitTested)
"""The kinds of facts that can bring about a hold, besides the forms of adverse events."""


def follow_holds(trial: Trial, facts: Sequence[Fact[Body]]) -> tuple[Happening, ...]:
    """The holds that newly kept facts bring about: by the safety boundary, by a single event, by a run of results.

    A rule whose hold stands places no second one; one that was lifted comes again with the next cause, not with the same.
    """
    found: list[Happening] = []
    standing = {placed.body.rule for placed in trial.holds.values()}
    for fact in facts:
        history = trial.facts_of(fact.subject) if _may_cause(trial, fact.body) else None
        if history is None:
            continue
        study = trial.version_on(local_day(fact.recorded, trial.protocols.first.time_zone))
        for rule, scope, why in _causes(trial, study, history, fact):
            if rule not in standing:
                standing.add(rule)
                found.append(hold(trial, scope, rule, f"{why.en} / {why.zh}", fact.seq, after=len(found)))
    return tuple(found)


def _may_cause(trial: Trial, body: Body) -> bool:
    """Whether a fact can bring about a hold in any version: of the forms, which most facts are, only that of an adverse event."""
    if isinstance(body, _FORMS):
        return any(body.form == study.safety.event.form for study in trial.protocols.versions)
    return isinstance(body, _CAUSES)


def _causes(
    trial: Trial, study: Study, history: History, fact: Fact[Body]
) -> Iterator[tuple[str, tuple[str, ...], Text]]:
    body = fact.body
    if isinstance(body, FormSaved | ItemsCorrected) and body.form == study.safety.event.form:
        form = history.form(body.form, body.instance)
        if form is not None:
            yield from _of_event(trial, study, form, body)
    elif isinstance(body, InfusionStarted | Randomised) and safety.unacceptable(study, history):
        yield from _of_boundary(trial, study)
    elif isinstance(body, UnitTested):
        yield from _of_results(trial, study, body)


def _of_event(
    trial: Trial, study: Study, form: FormInstance, body: FormSaved | ItemsCorrected
) -> Iterator[tuple[str, tuple[str, ...], Text]]:
    """What an event brings about when it comes to fulfil a condition: not again when it did so before its correction."""
    before = replace(form, items={**form.items, **_of_items(body.old)}) if isinstance(body, ItemsCorrected) else None

    def comes_to(condition: str) -> bool:
        return form_holds(study, form, condition) and (before is None or not form_holds(study, before, condition))

    for name, rule in study.safety.holds.items():
        if rule.when is not None and comes_to(rule.when):
            yield name, rule.scope, _of_single(study, form, rule)
    if any(comes_to(limit.when) for limit in study.safety.unacceptable.values()):
        yield from _of_boundary(trial, study)


def _of_items(old: dict[str, object]) -> dict[str, object]:
    return {path: answer for path, answer in old.items() if "." not in path}


def _of_single(study: Study, form: FormInstance, rule: HoldRule) -> Text:
    term = str(form.items.get(study.safety.event.term) or form.instance)
    return Text("{rule}: {term}. One such event is enough.", "{rule}：{term}。发生一例即暂停。").format(
        rule=rule.name, term=Text(term, term)
    )


def _of_boundary(trial: Trial, study: Study) -> Iterator[tuple[str, tuple[str, ...], Text]]:
    plan = study.safety.boundary
    if plan is None:
        return
    treated, toxic = exposure(trial, study)
    if safety.crossed(study, treated, toxic):
        yield (
            BOUNDARY,
            plan.scope,
            Text(
                f"{toxic} of {treated} treated participants with unacceptable toxicity: the boundary of the study file is crossed.",
                f"{treated} 例已治疗受试者中 {toxic} 例出现不可接受毒性：已越过研究文件规定的界值。",
            ),
        )


def _of_results(trial: Trial, study: Study, body: UnitTested) -> Iterator[tuple[str, tuple[str, ...], Text]]:
    for name, rule in study.safety.holds.items():
        run = rule.results
        if run is None or body.attribute != run.attribute or body.value not in run.values:
            continue
        seen = newest_results(trial, run)
        count = sum(value in run.values for value in seen)
        if count >= run.count:
            yield (
                name,
                rule.scope,
                Text(
                    "{rule}: {count} of the newest {seen} results.", "{rule}：最近 {seen} 份结果中有 {count} 份。"
                ).format(rule=rule.name, count=count, seen=len(seen)),
            )


def newest_results(trial: Trial, run: ResultRun) -> list[str]:
    """The newest result of an attribute for each unit, those of the newest units alone, the oldest of them first."""
    results: dict[str, tuple[int, str]] = {}
    first: dict[str, int] = {}
    for history in trial.participants.values():
        for fact in history.of(UnitTested):
            if fact.body.attribute == run.attribute:
                first.setdefault(fact.body.unit, fact.seq)
                results[fact.body.unit] = (fact.seq, fact.body.value)
    newest = sorted(results, key=lambda unit: first[unit])[-run.among :]
    return [results[unit][1] for unit in newest]


def exposure(trial: Trial, study: Study) -> tuple[int, int]:
    """Participants treated with what the boundary watches, and those of them with toxicity that this version calls unacceptable.

    Everybody is counted by the same version, that of the limits they are held against: a limit is one for the whole trial.
    """
    treated = toxic = 0
    for history in trial.participants.values():
        if not _treated(trial, study, history):
            continue
        treated += 1
        toxic += bool(safety.unacceptable(study, history))
    return treated, toxic


def _treated(trial: Trial, study: Study, history: History) -> bool:
    """Whether somebody was given the product; in a study without one, whether the arm of allocation is given anything. An arm may
    be one that a later version added."""
    if study.product is not None:
        return history.first(InfusionStarted) is not None
    randomised = history.first(Randomised)
    return randomised is not None and bool(trial.version(randomised.protocol).arms[randomised.body.arm].interventions)


def must_agree(study: Study, placed: HoldPlaced) -> tuple[str, ...]:
    """The roles that must all agree before a hold is lifted, each by another person; empty where one person is enough."""
    if placed.rule == BOUNDARY:
        return study.safety.boundary.lifted_by if study.safety.boundary is not None else ()
    rule = study.safety.holds.get(placed.rule)
    return rule.lifted_by if rule is not None else ()


def still_to_agree(trial: Trial, placed: Fact[HoldPlaced], on: date) -> tuple[str, ...]:
    """The roles whose word a hold still waits for; where one person is enough, the one whose task it is: the safety board."""
    wanted = must_agree(trial.version_on(on), placed.body)
    agreed = {fact.body.role for fact in _agreed(trial, placed.body.hold)}
    return tuple(role for role in wanted if role not in agreed) if wanted else ("safety_board",)


def lift_hold(trial: Trial, asked: Asked, command: act.LiftHold) -> Decision:
    """End a hold, with a reason; where the study file names several who must agree, each agrees in turn and the last one lifts."""
    placed = trial.holds.get(command.hold)
    reasons = []
    if placed is None:
        reasons.append(
            Reason("no_such_hold", Text(f"There is no hold {command.hold}.", f"没有编号为 {command.hold} 的暂停。"))
        )
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("Lifting a hold needs a reason.", "解除暂停须填写原因。")))
    if placed is None:
        return refuse(*reasons)
    wanted = must_agree(trial.version_on(asked.day(trial.protocols.first)), placed.body)
    reasons += _against_lifting(trial, asked, placed, wanted)
    if reasons:
        return refuse(*reasons)
    agreed = {fact.body.role for fact in _agreed(trial, command.hold)} | {asked.by.role}
    happenings = []
    if wanted:
        body = HoldLiftAgreed(hold=command.hold, role=asked.by.role)
        happenings.append(Happening(body, STREAM, reason=command.reason, cause=placed.seq))
    if set(wanted) <= agreed:
        happenings.append(Happening(HoldLifted(hold=command.hold), STREAM, reason=command.reason, cause=placed.seq))
    return Accepted(tuple(happenings))


def _agreed(trial: Trial, number: str) -> list[Fact[HoldLiftAgreed]]:
    return [fact for fact in trial.study.of(HoldLiftAgreed) if fact.body.hold == number]


def _against_lifting(trial: Trial, asked: Asked, placed: Fact[HoldPlaced], wanted: tuple[str, ...]) -> Iterator[Reason]:
    role, protocol = asked.by.role, _protocol_of(placed.body)
    one_is_enough = (*LIFTERS, "quality_releaser") if placed.body.scope == ("manufacturing",) else LIFTERS
    if role not in (wanted or one_is_enough):
        names = listed([ROLES[each] for each in (wanted or one_is_enough)])
        says = Text("This hold is not for your role to lift.", "该暂停不由您的角色解除。")
        remedy = Text("It is lifted by: {roles}.", "由以下角色解除：{roles}。").format(roles=names)
        yield Reason("not_yours_to_lift", says, (placed.seq,), protocol, remedy)
    for fact in _agreed(trial, placed.body.hold):
        if fact.body.role == role:
            yield Reason(
                "agreed_already",
                Text("This role has agreed already; others still must.", "该角色已同意，尚待其他角色同意。"),
                (fact.seq,),
                protocol,
            )
        elif fact.actor == asked.by.actor:
            yield Reason(
                "same_person",
                Text("Another person must agree for the second role.", "第二个角色须由另一人同意。"),
                (fact.seq,),
                protocol,
            )


def _protocol_of(placed: HoldPlaced) -> str:
    if placed.rule == BOUNDARY:
        return "safety.boundary.lifted_by"
    return "" if placed.rule == BY_DECISION else f"safety.holds.{placed.rule}.lifted_by"

"""Those who look at the whole trial: the data manager asks, the monitor compares, an amendment comes, a hold is placed and lifted."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import date, timedelta

from equipoise.facts import FormInstance
from equipoise.facts.casebook import SourceVerified
from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.facts.study import HoldPlaced
from equipoise.protocol.model import Study
from equipoise.rules import randomisation, visits
from equipoise.simulation.rehearsal.enter import sign
from equipoise.simulation.rehearsal.script import Ask, Life, Script
from equipoise.trial import commands as act
from equipoise.trial.acts.hold import still_to_agree
from equipoise.trial.gateway import Reply
from equipoise.trial.person import Person, people

_WEEK = timedelta(days=7)


def manage_data(life: Life, until: date) -> Script:
    """Each week: answer and settle open queries, correct what was entered wrongly, compare a sample with its source.

    The casebook of somebody with whom nothing is due any more is put away once a week brought nothing new to it.
    """
    away: dict[str, int] = {}
    while life.today < until:
        yield life.wait(life.at(life.today + _WEEK, 14))
        for number, facts in list(life.trial.participants.items()):
            head = facts.head
            if away.get(number) == head:
                continue
            life.number = number
            one = life.person()
            yield from _settle_queries(life, one)
            if one.active:
                yield from _look_after(life, one)
            else:
                away[number] = head


def _settle_queries(life: Life, one: Person) -> Script:
    for query in visits.queries(one.facts):
        if query.state in ("open", "reopened"):
            yield from _answer(life, query.id)
        elif query.state == "answered":
            yield from life.do("data_manager", act.CloseQuery(participant=one.number, query=query.id), 1)


def _look_after(life: Life, one: Person) -> Script:
    """What chance brings to a casebook in a week: a slip set right, a comparison with the source, a question."""
    if life.happens("correction"):
        yield from _correct(life, one)
    if life.chance.happens(0.1):
        yield from _verify(life, one)
    if life.happens("query"):
        yield from _ask(life, one)


def amend(life: Life) -> Script:
    """Every later version of the study file is approved a month before it takes effect, and those whom it touches sign again."""
    for study in life.trial.protocols.versions[1:]:
        effective = date.fromisoformat(study.effective)
        yield life.wait(life.at(effective - timedelta(days=30), 10))
        command = act.ApproveAmendment(version=study.version, effective=max(effective, life.today).isoformat())
        yield from life.do("investigator", command)
        yield from _commit_anew(life, study, effective)
        yield life.wait(life.at(effective, 9))
        for _ in range(6):
            for one in list(people(life.trial, life.today)):
                if one.active and one.consent_due is not None:
                    life.number = one.number
                    yield from sign(life)
            yield life.wait(life.at(life.today + timedelta(days=1), 9))


def _commit_anew(life: Life, study: Study, effective: date) -> Script:
    """A version that changes the scheme of allocation has it committed before anybody can be allocated on its first day."""
    committed = life.trial.study.last(AllocationKeyCommitted)
    promised = committed.body.scheme_hash if committed is not None else ""
    if not study.single_arm and promised != randomisation.scheme_hash(study):
        yield life.wait(life.at(effective, 6))
        yield from life.do("statistician", act.CommitAllocationKey())


def pause(life: Life, opened: date) -> Script:
    """A hold on accrual as the study file's trouble `hold` says, lifted after two weeks by the safety board."""
    if not life.happens("hold"):
        return
    yield life.wait(life.at(opened + timedelta(days=life.chance.between(90, 240)), 11))
    why = "Review of an unexpected event / 审查一起非预期事件"
    placed = yield from life.do("investigator", act.PlaceHold(scope=("accrual",), reason=why))
    yield life.wait(life.at(life.today + timedelta(days=14), 11))
    for fact in placed.facts:
        if isinstance(fact.body, HoldPlaced):
            lifted = act.LiftHold(hold=fact.body.hold, reason="Reviewed, no change of risk / 已审查，风险无变化")
            yield from life.do("safety_board", lifted)


def lift_boundary_holds(life: Life, until: date) -> Script:
    """A hold that the boundary placed is reviewed for three weeks; the rehearsal's board then lets the trial go on."""
    while life.today < until:
        yield life.wait(life.at(life.today + _WEEK, 15))
        for fact in list(life.trial.holds.values()):
            placed = fact.day(life.study.time_zone)
            if fact.body.rule != "by_decision" and (life.today - placed).days >= 21:
                command = act.LiftHold(hold=fact.body.hold, reason="Board review: continue / 委员会审查：继续")
                for role in still_to_agree(life.trial, fact, life.today):
                    yield from life.do(role, command)


def _answer(life: Life, query: str) -> Script:
    command = act.AnswerQuery(participant=life.number, query=query, words="Checked with the source / 已核对原始资料")
    yield from life.do("coordinator", command, 1)


def _forms(one: Person, keep: Callable[[FormInstance], bool]) -> Sequence[FormInstance]:
    return [form for entries in one.facts.all_forms().values() for form in entries.values() if keep(form)]


def _correct(life: Life, one: Person) -> Script:
    """A digit was mistyped: one text or whole number of an entered form is set right."""
    texts = [
        (form, name)
        for form in _forms(one, lambda form: "coordinator" in one.study.forms.forms[form.form].by)
        if form.form != one.study.safety.event.form  # the name of an event is not a slip of the hand
        for name, item in one.study.forms.forms[form.form].items.items()
        if item.kind == "text" and isinstance(form.items.get(name), str) and item.derived is None
    ]
    if not texts:
        return
    form, name = life.chance.one_of(texts)
    command = act.CorrectItems(
        participant=one.number,
        form=form.form,
        instance=form.instance,
        new={name: f"{form.items[name]} (checked)"},
        reason="Transcription slip / 转录笔误",
    )
    yield from life.do("coordinator", command, 2)


def _verify(life: Life, one: Person) -> Script:
    done = {(fact.body.form, fact.body.instance) for fact in one.facts.of(SourceVerified)}
    left = _forms(one, lambda form: (form.form, form.instance) not in done and bool(form.items))
    if not left:
        return
    form = life.chance.one_of(left)
    command = act.VerifySource(
        participant=one.number, form=form.form, instance=form.instance, items=tuple(sorted(form.items))
    )
    yield from life.do("monitor", command, 2)


def _ask(life: Life, one: Person) -> Generator[Ask, Reply | None, None]:
    entered = _forms(one, lambda form: bool(form.items))
    if not entered:
        return
    form = life.chance.one_of(entered)
    command = act.OpenQuery(
        participant=one.number,
        form=form.form,
        instance=form.instance,
        item=min(form.items),
        words="Confirm with the source / 请与原始资料核对",
    )
    yield from life.do("data_manager", command, 1)

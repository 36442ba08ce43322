"""A person comes, is told, signs, is examined, and enters the trial, or does not."""

from __future__ import annotations

from functools import partial

from equipoise.facts.participant import ParticipantRegistered
from equipoise.facts.randomisation import Randomised
from equipoise.rules import eligibility
from equipoise.simulation.rehearsal.attend import attend
from equipoise.simulation.rehearsal.fate import draw_fate, live_and_die
from equipoise.simulation.rehearsal.gate import judge, keep
from equipoise.simulation.rehearsal.harm import log, suffer
from equipoise.simulation.rehearsal.make import make
from equipoise.simulation.rehearsal.screen import findings
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial import commands as act
from equipoise.trial.person import accrual_held


def enter(life: Life, site: str) -> Script:
    """From the first visit to the allocation; afterwards the parts of a participant's life run side by side."""
    answer = yield from life.do("coordinator", act.RegisterParticipant(site=site))
    body = answer.facts[0].body
    assert isinstance(body, ParticipantRegistered)
    life.number = body.number
    yield from sign(life)
    failing = life.happens("screen_failure")
    for wanted, (items, groups) in findings(life, failing).items():
        yield life.wait(life.at(wanted.day, 9, 30))
        yield from keep(life, wanted.form, wanted.instance, wanted.visit, items, groups)
    yield from _decide(life, failing)


def sign(life: Life) -> Script:
    """Sign the consent version that is in force, with every permission that it needs."""
    study = life.trial.version_on(life.today)
    version = [name for name, one in study.consents.items() if one.effective <= life.today.isoformat()][-1]
    consent = study.consents[version]
    ticks = {tick: tick in consent.required_ticks or life.chance.happens(0.9) for tick in consent.ticks}
    command = act.SignConsent(
        participant=life.number,
        version=version,
        language=consent.languages[0],
        family=True,
        ticks=ticks,
        understood=dict.fromkeys(consent.questions, True),
    )
    yield from life.do("sub_investigator", command, 60)


def _decide(life: Life, failing: bool) -> Script:
    found = eligibility.assess(life.study, life.facts, life.today)
    for verdict in found.verdicts:
        if verdict.outcome == "judgement":
            yield from judge(life, verdict.criterion)
    found = eligibility.assess(life.study, life.facts, life.today)
    if not found.eligible:
        fails = any(verdict.outcome == "fails" for verdict in found.verdicts)
        command = act.FailScreening(
            participant=life.number,
            cause="criteria" if fails else "other",
            reason="" if fails else "Examinations not completed / 检查未完成",
        )
        yield from life.do("investigator", command, 30)
        return
    if failing:
        # No finding spoke against this person, in whom screening was to fail all the same: so it fails for another reason.
        command = act.FailScreening(participant=life.number, cause="other", reason="Did not come back / 未再就诊")
        yield from life.do("investigator", command, 30)
        return
    if life.happens("declined"):
        decline = act.FailScreening(participant=life.number, cause="declined", reason="Own wish / 本人意愿")
        yield from life.do("investigator", decline, 30)
        return
    yield from life.do("investigator", act.ConfirmEligibility(participant=life.number), 20)
    answer = yield from life.do("coordinator", act.Randomise(participant=life.number), 15)
    while not answer.accepted and any(reason.code == "accrual_held" for reason in answer.reasons):
        while accrual_held(life.trial):
            yield life.wait(life.at(life.today.fromordinal(life.today.toordinal() + 1), 9))
        answer = yield from life.do("coordinator", act.Randomise(participant=life.number))
    while answer.reasons and all(reason.code == "no-collection-slot" for reason in answer.reasons):
        yield life.wait(life.at(life.today.fromordinal(life.today.toordinal() + 1), 9))
        answer = yield from life.do("coordinator", act.Randomise(participant=life.number))
    allocated = next((fact.body for fact in answer.facts if isinstance(fact.body, Randomised)), None)
    if allocated is not None:
        _begin(life, allocated.arm)
        return
    # Screening took too long while accrual was held: what was measured is out of date.
    lapse = act.FailScreening(participant=life.number, cause="other", reason="Screening lapsed / 筛选超时")
    yield from life.do("investigator", lapse, 30)


def _begin(life: Life, arm: str) -> None:
    fate = draw_fate(life, arm)
    life.begin(1, lambda one: attend(one, fate))
    life.begin(2, lambda one: live_and_die(one, fate))
    life.begin(3, suffer)
    if life.person().receives_product:
        life.begin(4, make)
    for number, form in enumerate(life.study.simulation.logs):
        life.begin(20 + number, partial(log, form=form))

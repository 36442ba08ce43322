"""A person comes, is told, signs, is examined, and enters the trial, or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from equipoise.facts import Body, Fact, History, as_stored
from equipoise.facts.casebook import FormSaved
from equipoise.facts.observe import BIRTH_DATE, SEX, forms_of
from equipoise.facts.participant import ParticipantRegistered
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules import eligibility, visits
from equipoise.simulation.rehearsal.answers import Filling, Groups, Items, fill
from equipoise.simulation.rehearsal.attend import attend
from equipoise.simulation.rehearsal.fate import draw_fate, live_and_die, scan
from equipoise.simulation.rehearsal.gate import forms_behind, judge
from equipoise.simulation.rehearsal.harm import log, suffer
from equipoise.simulation.rehearsal.make import make
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial import commands as act
from equipoise.trial.person import accrual_held

_DRAWS = 400
"""How often the virtual clinic may draw a person's findings anew until they are as fate has decided: eligible or not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form of screening: which instance, at which visit, on which day."""

    form: str
    instance: str
    visit: str
    day: date


Drawn = dict[Wanted, tuple[Items, Groups]]


def enter(life: Life, site: str) -> Script:
    """From the first visit to the allocation; afterwards the parts of a participant's life run side by side."""
    answer = yield from life.do("coordinator", act.RegisterParticipant(site=site))
    body = answer.facts[0].body
    assert isinstance(body, ParticipantRegistered)
    life.number = body.number
    yield from sign(life)
    failing = life.happens("screen_failure")
    for wanted, (items, groups) in _findings(life, failing).items():
        yield from life.wait(life.at(wanted.day, 9, 30))
        command = act.SaveForm(
            participant=life.number,
            form=wanted.form,
            instance=wanted.instance,
            visit=wanted.visit,
            items=items,
            groups=groups,
        )
        yield from life.do(life.study.forms.forms[wanted.form].by[0], command, 4)
    yield from _decide(life, failing)


def sign(life: Life) -> Script:
    """Sign the consent version that is in force, with every permission that it needs."""
    study = life.trial().version_on(life.today)
    version = [name for name, one in study.consents.items() if one.effective <= life.today.isoformat()][-1]
    consent = study.consents[version]
    ticks = {tick: tick in consent.required_ticks or life.chance.happens(0.9) for tick in consent.ticks}
    command = act.SignConsent(
        participant=life.number, version=version, language=consent.languages[0], family=True, ticks=ticks
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
        while accrual_held(life.trial()):
            yield from life.wait(life.at(life.today.fromordinal(life.today.toordinal() + 1), 9))
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
    life.spawn.append(attend(life.apart(1), fate))
    life.spawn.append(live_and_die(life.apart(2), fate))
    life.spawn.append(suffer(life.apart(3)))
    if life.study.arms[arm].cell_product:
        life.spawn.append(make(life.apart(4)))
    for number, form in enumerate(life.study.simulation.logs):
        one = life.apart(20 + number)
        life.spawn.append(log(one, form))


def _findings(life: Life, failing: bool) -> Drawn:
    """All forms of screening in the order of their days: drawn anew, form by form, until the person is eligible on the last
    of them, or is not, as fate decided."""
    study = life.study
    wanted = _screening_forms(life)
    last = wanted[-1].day if wanted else life.today
    drawn: Drawn = {key: _one(life, key) for key in wanted}
    outcomes: dict[str, eligibility.Outcome] = {}
    asked: frozenset[str] | None = None
    for _ in range(_DRAWS):
        found = eligibility.assess(study, _supposed(life, drawn), last, only=asked)
        outcomes |= {verdict.criterion: verdict.outcome for verdict in found.verdicts}
        wrong = [name for name, outcome in outcomes.items() if outcome in ("fails", "unknown", "stale")]
        if failing == ("fails" in outcomes.values()) and (failing or not wrong):
            break
        criteria = [study.eligibility.criteria[name] for name in (wrong or study.eligibility.criteria)]
        behind = set(forms_behind(study, criteria))
        again = [key for key in wanted if key.form in behind]
        if failing and not wrong:
            again = [life.chance.one_of(again)] if again else []
        for key in again:
            drawn[key] = _one(life, key)
        asked = _resting_on(study, {key.form for key in again})
    return drawn


def _resting_on(study: Study, forms: set[str]) -> frozenset[str] | None:
    """The criteria whose verdicts these forms can change: None, all of them, where reference ranges or events rest on them."""
    of_events = {event.form for event in study.events.values()}
    if not forms.isdisjoint({*forms_of(study, (SEX, BIRTH_DATE)), *of_events}):
        return None
    criteria = study.eligibility.criteria
    return frozenset(name for name, one in criteria.items() if not forms.isdisjoint(forms_behind(study, (one,))))


def _one(life: Life, wanted: Wanted) -> tuple[Items, Groups]:
    filling = Filling(life.study, wanted.form, wanted.day, life.at(wanted.day, 9, 30))
    if life.study.response is not None and wanted.form == life.study.response.lesions.form:
        baseline = scan(life, life.study, None)
        assert baseline is not None
        filling = replace(baseline, day=filling.day, moment=filling.moment)
    return fill(filling, life.chance)


def _screening_forms(life: Life) -> Sequence[Wanted]:
    """The forms that are due before allocation, each on its visit's day, and on the last of these days those behind a
    criterion or a stratum that no visit brings."""
    one = life.person()
    found: dict[str, Wanted] = {}
    for occurrence in visits.calendar(one.study, one.facts, one.events, life.today, None):
        day = max(occurrence.target, life.today)
        for form in occurrence.forms:
            if form.required and not form.entered and not one.study.forms.forms[form.form].log:
                found.setdefault(form.form, Wanted(form.form, occurrence.instance, occurrence.instance, day))
    last = max((wanted.day for wanted in found.values()), default=life.today)
    behind = [variable.item.partition(".")[0] for variable in one.study.variables.values()]
    asked = forms_behind(one.study, one.study.eligibility.criteria.values())
    for name in (*asked, *(form for form in behind if not one.study.forms.forms[form].log)):
        found.setdefault(name, Wanted(name, "SCREENING", "", last))
    return sorted(found.values(), key=lambda wanted: wanted.day)


def _supposed(life: Life, drawn: Drawn) -> History:
    """The participant's history as it would be with these forms entered."""
    history = History(life.number, life.facts.facts)
    at = as_stored(life.now)
    for key, (items, groups) in drawn.items():
        answers = items | visits.derive(life.study, key.form, items)
        body: Body = FormSaved(form=key.form, instance=key.instance, visit=key.visit, items=answers, groups=groups)
        history.add(Fact(history.head + 1, "", life.number, at, at, "", "", "", "", "", 0, body))
    return history

"""A person comes, is told, signs, is examined, and enters the trial, or does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.facts import Body, Fact, History, as_stored
from equipoise.facts.casebook import FormSaved
from equipoise.facts.participant import ParticipantRegistered
from equipoise.facts.randomisation import Randomised
from equipoise.rules import eligibility, visits
from equipoise.simulation.rehearsal.answers import Filling, Groups, Items, fill
from equipoise.simulation.rehearsal.attend import attend
from equipoise.simulation.rehearsal.fate import draw_fate, live_and_die, scan
from equipoise.simulation.rehearsal.gate import forms_behind, judge
from equipoise.simulation.rehearsal.harm import log, suffer
from equipoise.simulation.rehearsal.make import make
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.trial import commands as act

_DRAWS = 400
"""How often the virtual clinic may draw a person's findings anew until they are as fate has decided: eligible or not."""
Drawn = dict[tuple[str, str, str], tuple[Items, Groups]]


def enter(life: Life, site: str) -> Script:
    """From the first visit to the allocation; afterwards the parts of a participant's life run side by side."""
    answer = yield from life.do("coordinator", act.RegisterParticipant(site=site))
    body = answer.facts[0].body
    assert isinstance(body, ParticipantRegistered)
    life.number = body.number
    yield from sign(life)
    failing = life.happens("screen_failure")
    drawn = _findings(life, failing)
    for (form, instance, visit), (items, groups) in drawn.items():
        command = act.SaveForm(
            participant=life.number, form=form, instance=instance, visit=visit, items=items, groups=groups
        )
        yield from life.do(life.study.forms.forms[form].by[0], command, 4)
    yield from _decide(life)


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


def _decide(life: Life) -> Script:
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
    if life.happens("declined"):
        decline = act.FailScreening(participant=life.number, cause="declined", reason="Own wish / 本人意愿")
        yield from life.do("investigator", decline, 30)
        return
    yield from life.do("investigator", act.ConfirmEligibility(participant=life.number), 20)
    answer = yield from life.do("coordinator", act.Randomise(participant=life.number), 15)
    while not answer.accepted and any(reason.code == "accrual_held" for reason in answer.reasons):
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
    """All forms of screening: drawn anew, form by form, until the person is eligible, or is not, as fate decided."""
    study = life.study
    wanted = _screening_forms(life)
    drawn: Drawn = {key: _one(life, key) for key in wanted}
    for _ in range(_DRAWS):
        found = eligibility.assess(study, _supposed(life, drawn), life.today)
        wrong = [verdict.criterion for verdict in found.verdicts if verdict.outcome in ("fails", "unknown", "stale")]
        if failing == any(verdict.outcome == "fails" for verdict in found.verdicts) and (failing or not wrong):
            break
        criteria = [study.eligibility.criteria[name] for name in (wrong or study.eligibility.criteria)]
        behind = set(forms_behind(study, criteria))
        again = [key for key in wanted if key[0] in behind]
        if failing and not wrong:
            again = [life.chance.one_of(again)] if again else []
        for key in again:
            drawn[key] = _one(life, key)
    return drawn


def _one(life: Life, key: tuple[str, str, str]) -> tuple[Items, Groups]:
    study = life.study
    if study.response is not None and key[0] == study.response.lesions.form:
        filling = scan(life, study, None)
        assert filling is not None
        return fill(filling, life.chance)
    return fill(Filling(study, key[0], life.today, life.now), life.chance)


def _screening_forms(life: Life) -> Sequence[tuple[str, str, str]]:
    """The forms that are due before allocation, and those behind a criterion or a stratum that no visit brings."""
    one = life.person()
    found: dict[str, tuple[str, str, str]] = {}
    for occurrence in visits.calendar(one.study, one.facts, one.events, life.today, None):
        for form in occurrence.forms:
            if form.required and not form.entered and not one.study.forms.forms[form.form].log:
                found.setdefault(form.form, (form.form, occurrence.instance, occurrence.instance))
    for name in forms_behind(one.study, one.study.eligibility.criteria.values()):
        found.setdefault(name, (name, "SCREENING", ""))
    for variable in one.study.variables.values():
        name = variable.item.partition(".")[0]
        if not one.study.forms.forms[name].log:
            found.setdefault(name, (name, "SCREENING", ""))
    return tuple(found.values())


def _supposed(life: Life, drawn: Mapping[tuple[str, str, str], tuple[Items, Groups]]) -> History:
    """The participant's history as it would be with these forms entered."""
    history = History(life.number, life.facts.facts)
    at = as_stored(life.now)
    for (form, instance, visit), (items, groups) in drawn.items():
        answers = items | visits.derive(life.study, form, items)
        body: Body = FormSaved(form=form, instance=instance, visit=visit, items=answers, groups=groups)
        history.add(Fact(history.head + 1, "", life.number, at, at, "", "", "", "", "", 0, body))
    return history

"""The blinded readers read scan after scan, each by their own measure; where they differ an adjudicator decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from equipoise.facts import Answer, FormInstance
from equipoise.facts.form_look import day_of
from equipoise.protocol.model import Response, Study
from equipoise.protocol.model.response import Readers
from equipoise.rules import response
from equipoise.rules.response.read_forms import read_mm
from equipoise.simulation.rehearsal.answers import Filling, Items, fill
from equipoise.simulation.rehearsal.gate import next_entry
from equipoise.simulation.rehearsal.script import Life, Script
from equipoise.simulation.rehearsal.staff import colleague, second_colleague, staff_of
from equipoise.trial import commands as act
from equipoise.trial.permissions import BLIND_READER

_SESSION = timedelta(days=14)
_DIFFERS: Final = "reading_differs"
"""The trouble of the study file: a reader sees a new lesion where another does not, or the other way round."""
_WHY = "Both readings seen again / 已复核两份阅片"


def readers_of(study: Study) -> Readers | None:
    """Who reads blinded in a study; None where nobody does."""
    plan = study.response
    return plan.readers if plan is not None and plan.readers is not None and plan.readers.central else None


def accounts_of(study: Study) -> dict[str, str]:
    """Reader's code -> the virtual person who reads under it: nobody reads for two."""
    readers = readers_of(study)
    if readers is None:
        return {}
    people = (staff_of(BLIND_READER), colleague(BLIND_READER))
    found = dict(zip(readers.central, people, strict=False))
    return found | ({readers.adjudicator: second_colleague(BLIND_READER)} if readers.adjudicator is not None else {})


def read_blinded(life: Life, until: date) -> Script:
    """Every two weeks what waits is read, participant after participant, scan after scan."""
    if readers_of(life.study) is None:
        return
    seen: dict[str, int] = {}
    while life.today < until:
        yield life.wait(life.at(life.today + _SESSION, 13))
        for number, facts in list(life.trial.participants.items()):
            life.number = number
            study = life.person().study
            if study.response is None or readers_of(study) is None:
                continue
            entered = len(facts.forms(study.response.lesions.form))
            if seen.get(number) == entered:
                continue
            yield from _read_all(life, study, study.response)
            seen[number] = len(facts.forms(study.response.lesions.form))


def _read_all(life: Life, study: Study, plan: Response) -> Script:
    """Until nothing waits, or a reading was refused."""
    people = accounts_of(study)
    while True:
        waiting = response.readings(study, life.facts)
        wanted = next((one for one in waiting.wanted if one.reader in people), None)
        if wanted is not None:
            scan = _of_day(life, study, plan, wanted.day)
            assert scan is not None, "what waits is a scan that was assessed"
            command = _reading(life, study, plan, scan, wanted.reader)
            answer = yield from life.do(BLIND_READER, command, 6, people[wanted.reader])
        elif waiting.adjudicate and plan.readers is not None and plan.readers.adjudicator in people:
            decision = _decision(life, study, plan, plan.readers)
            answer = yield from life.do(BLIND_READER, decision, 6, people[plan.readers.adjudicator])
        else:
            return
        if not answer.accepted:
            return


def _of_day(life: Life, study: Study, plan: Response, day: date) -> FormInstance | None:
    """The investigator's assessment of a scan."""
    assert plan.readers is not None
    read = (
        form
        for form in life.facts.forms(plan.lesions.form)
        if form.items.get(plan.readers.item) in plan.readers.investigator
    )
    return next((form for form in read if day_of(form.items.get(plan.lesions.date), study.time_zone) == day), None)


def _reading(life: Life, study: Study, plan: Response, scan: FormInstance, reader: str) -> act.SaveForm:
    """The same picture seen by another eye: lesions measured a little otherwise, now and then another view of a new one."""
    names, readers = plan.lesions, plan.readers
    assert readers is not None
    seen = scan.items.get(names.new_lesion)
    settled: Items = {name: scan.items.get(name) for name in (names.date, names.non_target, *readers.shown)}
    settled |= {readers.item: reader, names.new_lesion: _otherwise(seen) if life.happens(_DIFFERS) else seen}
    settled = {name: answer for name, answer in settled.items() if answer is not None}
    rows = tuple(_measured(life, plan, row) for row in scan.groups.get(names.target, ()))
    filling = Filling(study, names.form, life.today, life.now, settled, {names.target: rows})
    items, groups = fill(filling, life.chance)
    return act.SaveForm(
        participant=life.number, form=names.form, instance=next_entry(life, names.form), items=items, groups=groups
    )


def _otherwise(answer: Answer) -> Answer:
    return {"Y": "N", "N": "Y"}.get(answer, answer) if isinstance(answer, str) else answer


def _measured(life: Life, plan: Response, row: Items | dict[str, Answer]) -> Items:
    """A row of a target lesion with its diameter within about a tenth, as two readers of one scan usually agree."""
    name = plan.lesions.diameter
    size = read_mm(row.get(name))
    if not size:
        return dict(row)
    read = str(max(Decimal(5), (size * Decimal(life.chance.between(93, 107)) / 100).quantize(Decimal(1))))
    before = row[name]
    return {**row, name: {**before, "value": read} if isinstance(before, dict) else read}


def _decision(life: Life, study: Study, plan: Response, readers: Readers) -> act.SaveForm:
    """The adjudicator lets one of the two readings stand, either as often as the other."""
    assert readers.adjudicator is not None
    settled: Items = {readers.item: readers.adjudicator, **dict(_dated(life, study, plan))}
    if readers.decided is not None:
        settled[readers.decided] = life.chance.one_of(list(readers.central))
    filling = Filling(study, plan.lesions.form, life.today, life.now, settled, {plan.lesions.target: ()})
    items, groups = fill(filling, life.chance)
    return act.SaveForm(
        participant=life.number,
        form=plan.lesions.form,
        instance=next_entry(life, plan.lesions.form),
        items=items,
        groups=groups,
        reason=_WHY,
    )


def _dated(life: Life, study: Study, plan: Response) -> Iterator[tuple[str, Answer]]:
    """The decision bears the day of the newest scan that was read."""
    days = [
        day
        for form in life.facts.forms(plan.lesions.form)
        if (day := day_of(form.items.get(plan.lesions.date), study.time_zone)) is not None
    ]
    if days:
        yield plan.lesions.date, max(days).isoformat()
    yield plan.lesions.new_lesion, "N"

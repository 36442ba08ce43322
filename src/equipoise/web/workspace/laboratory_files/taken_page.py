"""A file that was taken in: what it made, what was left out and why, and under which mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.exchange.laboratory.codes import code_words
from equipoise.facts import Body, Fact
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.laboratory import LaboratoryFileImported, LaboratoryMappingSet
from equipoise.values.text import Text, listed
from equipoise.web.workspace.laboratory_files.sent import KINDS
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@dataclass(frozen=True, slots=True)
class Made:
    """A form that the file saved or corrected."""

    seq: int
    participant: str
    form: str
    name: Text
    instance: str
    corrected: bool
    answers: int


@workspace_page
def page(request: HttpRequest, scope: Scope, seq: int) -> HttpResponse:
    """The record of one file, read from the facts."""
    record = next((fact for fact in scope.trial.study.of(LaboratoryFileImported) if fact.seq == seq), None)
    if record is None:
        raise Http404
    mapping = next((one for one in scope.trial.study.of(LaboratoryMappingSet) if one.seq == record.body.mapping), None)
    left_out = [(place, listed([code_words(code) for code in codes])) for place, codes in record.body.left_out.items()]
    return answer(
        request,
        scope,
        "laboratory_files/taken.html",
        {
            "tab": "laboratory-files",
            "record": record,
            "kind": KINDS.get(record.body.kind),
            "mapping": mapping,
            "made": _made(scope, record),
            "left_out": left_out,
        },
    )


def _made(scope: Scope, record: Fact[LaboratoryFileImported]) -> Sequence[Made]:
    wanted = frozenset(record.body.forms)
    first = min(wanted, default=1)
    found: list[Made] = []
    for number, history in scope.trial.participants.items():
        for fact in history.since(first - 1, (FormSaved, ItemsCorrected)):
            if fact.seq in wanted:
                found += _form(scope, number, fact)
    return sorted(found, key=lambda made: made.seq)


def _form(scope: Scope, number: str, fact: Fact[Body]) -> Sequence[Made]:
    body = fact.body
    assert isinstance(body, FormSaved | ItemsCorrected)
    plan = scope.study.forms.forms.get(body.form)
    corrected = isinstance(body, ItemsCorrected)
    visit = body.visit if isinstance(body, FormSaved) else body.instance
    if scope.conceal.form(body.form) or scope.conceal.visit(scope.study.schedule.visits.get(visit.partition(".")[0])):
        return ()
    answers = len(body.new) if isinstance(body, ItemsCorrected) else len(body.items)
    name = plan.name if plan is not None else Text(body.form, body.form)
    return (Made(fact.seq, number, body.form, name, body.instance, corrected, answers),)

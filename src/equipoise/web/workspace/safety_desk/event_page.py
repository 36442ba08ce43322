"""One adverse event: its answers over time, the narrative, who was told when, and its report as a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from equipoise import __version__
from equipoise.facts import Body, Fact
from equipoise.facts.safety import SafetyReportSent
from equipoise.paper import NoFont, find_fonts, set_html, set_pdf
from equipoise.report.safety_case import Case, case_of
from equipoise.report.safety_event import event_report
from equipoise.report.safety_narrative import narrative, text_of
from equipoise.rules import visits
from equipoise.rules.safety import SERIOUSNESS
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import Person
from equipoise.values.text import Language, Text, listed, same
from equipoise.web.workspace.entered_form import answer_words
from equipoise.web.workspace.safety_desk.event_steps import event_of
from equipoise.web.workspace.safety_desk.watch import clock_lines, person_events
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@dataclass(frozen=True, slots=True)
class Change:
    """One answer as a fact made it: what it was before, None where it was given first."""

    label: Text
    old: Text | None
    new: Text


@dataclass(frozen=True, slots=True)
class Moment:
    """What became known, or was done, at one time: by which fact, with the answers it changed or what it says."""

    fact: Fact[Body]
    says: Text
    changes: tuple[Change, ...]


@workspace_page
def page(request: HttpRequest, scope: Scope, number: str, instance: str) -> HttpResponse:
    """The page of one event."""
    one = scope.person(number)
    event = event_of(one, instance)
    line = next(found for found in person_events(one, scope.at) if found.event.instance == instance)
    case = case_of(one, event, scope.at, arms=not scope.conceal.arms)
    names = one.study.safety.event
    kept = case.answer(names.narrative)
    form = one.study.forms.forms[names.form]
    return answer(
        request,
        scope,
        "safety_desk/event.html",
        {
            "tab": "safety",
            "one": one,
            "line": line,
            "event": event,
            "case": case,
            "facts_of": [
                (item.label, _with_code(line.name, words) if name == names.term else words)
                for name, item in form.items.items()
                if name != names.narrative
                and (words := answer_words(one.study, item, event.form.items.get(name))) is not None
            ],
            "criteria": [SERIOUSNESS[name] for name in line.assessed.criteria],
            "clocks": clock_lines((line,), scope.at),
            "moments": sorted(_moments(one, case), key=lambda moment: moment.fact.seq),
            "written": kept if isinstance(kept, str) else "",
            "draft": text_of(narrative(case)),
            "may_send": may(scope.role, act.SendSafetyReport) and not scope.past,
            "may_write": names.narrative is not None
            and line.assessed.serious
            and may(scope.role, act.CorrectItems)
            and scope.role in form.by
            and visits.locked(one.facts, scope.trial.study, names.form, instance, event.form.visit or instance) is None
            and not scope.past,
            "who_sends": listed([ROLES[role] for role in MAY[act.SendSafetyReport]]),
        },
    )


def _with_code(name: Text, code: Text) -> Text:
    """A term of the dictionary by its name, in Chinese with the English one that the code is."""
    return name if name.en == name.zh else Text(code.en, f"{name.zh}（{code.zh}）")


@workspace_page
def document(request: HttpRequest, scope: Scope, number: str, instance: str, wanted: str) -> HttpResponse:
    """The report of the event in one language: as PDF, or as one page to read where there is no font for it."""
    if wanted not in _LANGUAGES:
        raise Http404
    one = scope.person(number)
    case = case_of(one, event_of(one, instance), scope.at, arms=not scope.conceal.arms)
    document = event_report(case, head=scope.trial.head, software=__version__)
    tongue = _LANGUAGES[wanted]
    try:
        made = HttpResponse(set_pdf(document, tongue, find_fonts()), content_type="application/pdf")
    except NoFont:
        return HttpResponse(set_html(document, tongue))
    name = f"{scope.name}-{number}-event-{instance}-{wanted}.pdf"
    made.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return made


_LANGUAGES: Final[dict[str, Language]] = {"en": "en", "zh": "zh"}


def _moments(one: Person, case: Case) -> Iterator[Moment]:
    """What was kept about the event, fact by fact."""
    study, form = one.study, case.event.form
    plan = study.forms.forms[form.form]
    entered = form.entered
    first = tuple(
        Change(item.label, None, words)
        for name, item in plan.items.items()
        if (words := answer_words(study, item, entered.body.items.get(name))) is not None
    )
    yield Moment(entered, Text("Entered", "录入"), first)
    for correction in form.corrections:
        changes = tuple(
            Change(
                plan.items[path].label,
                answer_words(study, plan.items[path], correction.body.old.get(path)) or same("–"),
                answer_words(study, plan.items[path], answer) or same("–"),
            )
            for path, answer in correction.body.new.items()
            if path in plan.items
        )
        yield Moment(correction, Text("Corrected", "更正"), changes)
    for fact in one.facts.of(SafetyReportSent):
        if fact.body.instance == form.instance:
            clock = study.safety.clocks.get(fact.body.clock)
            duty = clock.name if clock is not None else same(fact.body.clock)
            known = clock is not None and fact.body.to.casefold() == clock.to.en.casefold()
            to = clock.to if clock is not None and known else same(fact.body.to)
            yield Moment(fact, Text("Reported to {to}: {duty}", "报告{to}：{duty}").format(to=to, duty=duty), ())

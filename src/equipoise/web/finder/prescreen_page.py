"""“Could this trial be for me?”, one plain question a page. The answers travel in the form; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from equipoise.protocol.model import Study
from equipoise.registry.match.prescreen import OUTCOMES, UNKNOWN, Step, fits, next_step, prescreened, steps
from equipoise.values.truth import Truth
from equipoise.web.finder.held_study import study_of

BEFORE = "a-"
"""Begins the names of the fields that carry earlier answers."""


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The next question, or what the answers come to."""
    study, today = study_of(name), timezone.localdate()
    answers = _answers(study, request.POST)
    asked = _step(study, answers, request.POST.get("step", ""))
    fault = False
    if "back" in request.POST:
        last = list(answers)[-1:]
        for one in last:
            del answers[one]
    elif asked is not None and "answer" in request.POST:
        given = UNKNOWN if request.POST.get("unknown") else request.POST.get("answer", "").strip()
        fault = not fits(asked, given)
        if not fault:
            answers[asked.id] = given
    elif asked is not None and request.POST.get("unknown"):
        answers[asked.id] = UNKNOWN
    elif asked is not None and request.method == "POST":
        fault = True
    step = next_step(study, answers, today)
    every = steps(study, answers, today)
    started = request.method == "POST" and "again" not in request.POST
    held = {
        "study": study,
        "name": name,
        "step": step,
        "started": started,
        "fault": fault,
        "answers": [(f"{BEFORE}{one}", value) for one, value in answers.items()],
        "number": sum(one.id in answers for one in every) + 1,
        "count": len(every),
        "result": None if step is not None else _result(study, answers),
    }
    return render(request, "finder/for_me.html", held, status=422 if fault else 200)


def _answers(study: Study, sent: Mapping[str, str]) -> dict[str, str]:
    """The earlier answers in the order in which they were given; what is no answer is left out."""
    found: dict[str, str] = {}
    for field in sent:
        one = field.removeprefix(BEFORE)
        step = _step(study, found, one) if field.startswith(BEFORE) else None
        if step is not None and fits(step, sent[field]):
            found[one] = sent[field]
    return found


def _step(study: Study, answers: Mapping[str, str], named: str) -> Step | None:
    return next((step for step in steps(study, answers, timezone.localdate()) if step.id == named), None)


def _result(study: Study, answers: Mapping[str, str]) -> dict[str, object]:
    made = prescreened(study, answers, timezone.localdate())
    return {
        "overall": made.overall,
        "says": OUTCOMES[made.overall],
        "state": {"possible": "passes", "unlikely": "fails", "cannot tell": "unknown"}[made.overall],
        "against": [point for point in made.points if point.truth is Truth.FALSE],
        "open": [point for point in made.points if point.truth is Truth.UNKNOWN and point.answer],
        "fulfilled": [point for point in made.points if point.truth is Truth.TRUE],
        "judged": made.judged,
    }

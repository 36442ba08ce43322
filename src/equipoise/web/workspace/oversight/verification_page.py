"""The monitor's page: which answers are still to be compared with their source, critical ones first, and which changed since."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from equipoise.protocol.model import Study
from equipoise.rules.visits import Verification
from equipoise.trial.conduct import Conduct
from equipoise.values.text import Text, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.oversight.casebooks import casebooks, totals
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@dataclass(frozen=True, slots=True)
class Still:
    """A form with answers to verify: how many critical ones are open, how many changed since they were verified."""

    form: str
    instance: str
    name: Text
    critical: int
    void: int


@dataclass(frozen=True, slots=True)
class Line:
    """A participant with what is still to be verified, form by form."""

    conduct: Conduct
    forms: tuple[Still, ...]


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A row a participant, most open critical answers first; `?format=csv` names every open answer."""
    every = casebooks(scope)
    lines = [Line(one, _still(scope.study, one.verification)) for one in every]
    if wants_csv(request):
        header = ("participant", "form", "instance", "item", "why")
        rows = (
            (one.number, *path, why)
            for one in every
            for paths, why in ((one.verification.critical_open, "critical"), (one.verification.void, "changed"))
            for path in paths
        )
        return csv_answer(f"{scope.name}-verification", header, rows)
    lines.sort(key=lambda line: (line.conduct.verification.critical_verified - line.conduct.verification.critical,
                                 line.conduct.number))  # fmt: skip
    shown = {"tab": "oversight", "part": "verification", "lines": lines, "totals": totals(every)}
    return answer(request, scope, "oversight/verification.html", shown)


def _still(study: Study, found: Verification) -> tuple[Still, ...]:
    critical: dict[tuple[str, str], int] = {}
    void: dict[tuple[str, str], int] = {}
    for counted, paths in ((critical, found.critical_open), (void, found.void)):
        for form, instance, _ in paths:
            counted[form, instance] = counted.get((form, instance), 0) + 1
    return tuple(
        Still(
            form,
            instance,
            study.forms.forms[form].name if form in study.forms.forms else same(form),
            critical.get((form, instance), 0),
            void.get((form, instance), 0),
        )
        for form, instance in dict.fromkeys((*critical, *void))
    )

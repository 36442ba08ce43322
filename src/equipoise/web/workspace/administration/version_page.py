"""The versions of the study file: what one changes, and whom of this trial it touches today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from equipoise.facts.study import AmendmentApproved
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.web.workspace.administration.versions import impact, version_named
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@workspace_page
def page(request: HttpRequest, scope: Scope, version: str) -> HttpResponse:
    """A version of the study file beside the one before it."""
    found = version_named(scope, version)
    approved = next((one for one in scope.trial.study.of(AmendmentApproved) if one.body.version == version), None)
    return answer(
        request,
        scope,
        "administration/version.html",
        {
            "tab": "study",
            "part": "versions",
            "version": found,
            "impact": impact(scope, found),
            "approved": approved,
            "may_approve": approved is None and not scope.past and may(scope.role, act.ApproveAmendment),
        },
    )

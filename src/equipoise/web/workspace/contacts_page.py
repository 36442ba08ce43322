"""The requests of people who want to hear from the study team, for those who may answer them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from equipoise.registry.match.prescreen import OUTCOMES
from equipoise.trial.permissions import answers_requests
from equipoise.values.text import Text
from equipoise.web.contacts import Contact, contacts
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.scope import Scope, answer, workspace_act

NOT_YOURS = Text(
    "Requests of visitors are answered by investigators and coordinators.", "访客的联系请求由研究者和研究协调员答复。"
)
_DONE = Text(
    "Marked as answered. Name, way to reach and message are erased.", "已标记为已答复，姓名、联系方式和留言已删除。"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One request with who asked, as long as that is kept."""

    contact: Contact
    person: dict[str, str] | None
    outcome: Text | None


@never_cache
@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Open requests first; a POST marks one as answered, which erases who asked."""
    if not answers_requests(scope.role):
        raise PermissionDenied(say(NOT_YOURS))
    kept, actor = contacts(), request.user.get_username()
    if request.method == "POST":
        if not kept.answered(scope.name, request.POST.get("number", ""), actor, scope.now):
            raise Http404
        messages.success(request, say(_DONE), extra_tags="good")
        return redirect(scope.to("contacts"))
    found = kept.of_study(scope.name)
    people = kept.people(found, actor, scope.now)
    rows = [
        Row(one, people.get(one.id), next((says for code, says in OUTCOMES.items() if code == one.outcome), None))
        for one in found
    ]
    return answer(
        request,
        scope,
        "contacts.html",
        {
            "tab": "contacts",
            "open": [row for row in rows if row.contact.answered_at is None],
            "answered": [row for row in rows if row.contact.answered_at is not None],
        },
    )

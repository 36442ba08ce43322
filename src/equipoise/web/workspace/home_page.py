"""The door of the workspace: straight to the first page of a role, or the choice among studies and roles."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.accounts.active import Choice, active, ask_ledger
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.desks import first_page

NOWHERE = Text(
    "No delegation log of this installation gives you a role.", "本系统中没有任何研究的授权分工表授予您角色。"
)  # fmt: skip


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The first page of whoever stands in one role; for others the choice."""
    stands = active(request)
    if not stands.choices:
        for name in trials.names():
            ask_ledger(name)
        raise PermissionDenied(say(NOWHERE))
    wanted = request.GET.get("study", "")
    if stands.study and not wanted:
        return redirect(f"/workspace/{stands.study}/{first_page(stands.role)}")
    titles = {name: trials.study(name).protocols.first.about.titles.brief.text for name in _studies(stands.choices)}
    chosen = [
        (name, title, [choice for choice in stands.choices if choice.study == name]) for name, title in titles.items()
    ]
    return render(request, "workspace/home.html", {"chosen": chosen, "next": request.GET.get("next", "")})


def _studies(choices: tuple[Choice, ...]) -> list[str]:
    return list(dict.fromkeys(choice.study for choice in choices))

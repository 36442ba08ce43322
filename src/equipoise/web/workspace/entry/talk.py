"""Small acts on an entered form, done where it is read: questions about an item, and its comparison with the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.values.text import Text
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.entry.place import Place, find
from equipoise.web.workspace.entry.show import read
from equipoise.web.workspace.give import do
from equipoise.web.workspace.scope import Scope, workspace_act

_DONE: Final[Mapping[str, Text]] = {
    "ask": Text("The query is open.", "质疑已提出。"),
    "answer": Text("The query is answered.", "质疑已答复。"),
    "close": Text("The query is closed.", "质疑已关闭。"),
    "cancel": Text("The query is cancelled.", "质疑已取消。"),
    "reopen": Text("The query is asked again.", "质疑已重新提出。"),
    "verify": Text("{n} items are verified against their source.", "已完成 {n} 项源数据核查。"),
}


@workspace_act
def talk(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    """Ask, answer, close, cancel, ask again; verify. What is refused comes back with its reasons and the words typed."""
    place = find(scope, number, form, instance)
    if request.method != "POST":
        return redirect(place.address)
    if place.saved is None:
        raise Http404
    step = request.POST.get("~act", "")
    if step not in _DONE:
        raise BadRequest(step)
    command = _command(request, place, step)
    done = do(request, scope, command)
    if done.reasons:
        typed = {name: request.POST.get(name, "") for name in ("item", "query", "words")}
        answer = read(request, place, {"refusals": done.reasons, "typed": typed})
        answer.status_code = 409
        return answer
    verified = len(command.items) if isinstance(command, act.VerifySource) else 0
    messages.success(request, say(_DONE[step].format(n=verified)), extra_tags="good")
    return redirect(f"{place.address}#{'items' if verified else 'queries'}")


def _command(request: HttpRequest, place: Place, step: str) -> Command:
    post, number = request.POST, place.one.number
    words, query = post.get("words", "").strip(), post.get("query", "")
    if step == "ask":
        return act.OpenQuery(
            participant=number, form=place.form, instance=place.instance, item=post.get("item", ""), words=words
        )
    if step == "verify":
        items = tuple(sorted(set(post.getlist("verify"))))
        return act.VerifySource(participant=number, form=place.form, instance=place.instance, items=items)
    if step == "answer":
        return act.AnswerQuery(participant=number, query=query, words=words)
    if step == "reopen":
        return act.ReopenQuery(participant=number, query=query, words=words)
    return act.CloseQuery(participant=number, query=query, cancelled=step == "cancel", reason=words)

"""Sending a laboratory file, the files that wait for a decision, and those that were taken in."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from equipoise.exchange.laboratory import kind_of, read_table
from equipoise.exchange.laboratory.propose import fits
from equipoise.facts.laboratory import LaboratoryFileImported
from equipoise.trial import commands as act
from equipoise.trial.acts.laboratory import mappings
from equipoise.trial.permissions import may
from equipoise.values.text import Text
from equipoise.web.drafts import uploads
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.laboratory_files.sent import KINDS, allow
from equipoise.web.workspace.scope import Scope, answer, workspace_act

LARGEST: Final = 15 * 1024 * 1024
_NO_FILE: Final = Text("Choose a file of up to 15 MB.", "请选择文件（不超过 15 MB）。")
_EMPTY: Final = Text("The file is empty.", "文件为空。")
_FORGOTTEN: Final = Text("The file is deleted. Nothing of it was taken in.", "文件已删除，未导入任何内容。")


@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A POST sends a file: it is kept sealed for a day, and its reading is confirmed or, where it is known, previewed at once."""
    if request.method == "POST":
        return _receive(request, scope)
    acts = not scope.past and (may(scope.role, act.SetLaboratoryMapping) or may(scope.role, act.RecordLaboratoryFile))
    taken = reversed(scope.trial.study.of(LaboratoryFileImported))
    return answer(
        request,
        scope,
        "laboratory_files/desk.html",
        {
            "tab": "laboratory-files",
            "acts": acts,
            "waiting": uploads.waiting(request.user.get_username(), scope.name, timezone.now()) if acts else (),
            "mappings": [(name, seq, KINDS[known.kind]) for name, (seq, known) in mappings(scope.trial).items()],
            "taken": [(fact, KINDS.get(fact.body.kind)) for fact in taken],
            "life": int(uploads.LIFE.total_seconds()) // 3600,
        },
    )


@workspace_act
def forget(request: HttpRequest, scope: Scope, token: str) -> HttpResponse:
    """Delete a file that is not wanted."""
    allow(scope)
    if request.method == "POST":
        uploads.drop(request.user.get_username(), scope.name, token)
        messages.success(request, say(_FORGOTTEN), extra_tags="good")
    return redirect(scope.to("laboratory-files"))


def _receive(request: HttpRequest, scope: Scope) -> HttpResponse:
    allow(scope)
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST:
        messages.error(request, say(_EMPTY if file is not None and not file.size else _NO_FILE), extra_tags="refusal")
        return redirect(scope.to("laboratory-files"))
    raw, owner = file.read(), request.user.get_username()
    token = uploads.put(owner, scope.name, file.name or "file", raw, timezone.now())
    known = _known(scope, raw)
    if known:
        uploads.choose(owner, scope.name, token, known)
        return redirect(scope.to("laboratory-files", token, "preview"))
    return redirect(scope.to("laboratory-files", token, "mapping"))


def _known(scope: Scope, raw: bytes) -> str:
    """The one remembered mapping that can read the file; empty where none can, or several."""
    kind = kind_of(raw)
    columns = read_table(raw).head if kind == "csv" else ()
    able = [name for name, (_, mapping) in mappings(scope.trial).items() if fits(mapping, kind, columns)]
    return able[0] if len(able) == 1 else ""

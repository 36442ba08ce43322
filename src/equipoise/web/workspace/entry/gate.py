"""Acts that cannot be taken back have a page of their own: what will happen, what it rests on, and who one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.permissions import may
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same
from equipoise.web.accounts.prove import is_wrong, needs_name, prove
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.entry.acting import against, do
from equipoise.web.workspace.entry.page import new_key
from equipoise.web.workspace.entry.place import Place, find
from equipoise.web.workspace.form_page import answered
from equipoise.web.workspace.scope import Scope, answer, workspace_act

MEANINGS: Final = (
    Text("Reviewed: the data are complete and agree with the source", "已审核：数据完整，与源文件一致"),
    Text("Approved", "批准"),
    Text("I made these observations myself", "本人完成上述观察与记录"),
    Text("I take responsibility for these data", "本人对上述数据负责"),
)
"""What a signature may mean (21 CFR 11.50(a)(3): review, approval, authorship, responsibility)."""
ALL: Final = "all"
"""The target of a lock that is a whole participant."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One act behind its gate. `content` is the digest of what the page shows: another content is not signed unseen."""

    title: Text
    says: Text
    act: Text
    done: Text
    back: str
    command: Command
    meaning: bool = False
    reason: bool = False
    second: bool = False
    content: str = ""
    rests: Sequence[tuple[Text, Text]] = ()


_CHANGED: Final = Reason(
    "changed_meanwhile",
    Text("What this page showed has changed since you opened it.", "您打开此页后，所示内容已发生变化。"),
    remedy=Text("Look at it as it now stands, then decide.", "请按当前内容核对后再决定。"),
)


@workspace_act
def sign(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    """Sign a form: name, time with zone and meaning, bound to its content."""
    place = _entered(find(scope, number, form, instance))
    assert place.saved is not None
    meaning = request.POST.get("meaning", "").strip() or (say(MEANINGS[0]) if request.method != "POST" else "")
    return _through(
        request,
        scope,
        Gate(
            Text("Sign {form}", "签署：{form}").format(form=place.plan.name),
            Text(
                "Your name, the time and the meaning stand under this form from now on. A later change ends the signature and asks "
                "for a new one; it stays in the history.",
                "您的姓名、签署时间与签名含义将记录于本表单。此后如有更改，签名即失效，须重新签署；原签名保留于历史记录。",
            ),
            Text("Sign", "签署"),
            Text("Signed.", "已签署。"),
            place.address,
            act.SignForm(participant=number, form=form, instance=place.instance, meaning=meaning),
            meaning=True,
            content=visits.content_digest(place.saved),
            rests=answered(place.one, form, place.saved),
        ),
    )


@workspace_act
def retract(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    """Take back a form that should never have been entered."""
    place = _entered(find(scope, number, form, instance))
    assert place.saved is not None
    return _through(
        request,
        scope,
        Gate(
            Text("Take back {form}", "撤销：{form}").format(form=place.plan.name),
            Text(
                "The form counts no more, its open queries are cancelled, and it stays in the ledger. For a wrong answer correct the "
                "answer instead.",
                "该表单将不再计入，其未决质疑随之取消，记录仍保留在账本中。若只是个别数据有误，应改用更正。",
            ),
            Text("Take back", "撤销"),
            Text("Taken back.", "已撤销。"),
            scope.to("participants", number),
            act.RetractForm(
                participant=number, form=form, instance=place.instance, reason=request.POST.get("reason", "").strip()
            ),
            reason=True,
            content=visits.content_digest(place.saved),
            rests=answered(place.one, form, place.saved),
        ),
    )


@workspace_act
def lock(request: HttpRequest, scope: Scope, number: str, level: str, target: str) -> HttpResponse:
    """Lock a form, a visit or a participant; where it is locked, open it again with a reason and a second person."""
    one = scope.person(number)
    if level not in ("form", "visit", "participant") or not (may(scope.role, act.Lock) or may(scope.role, act.Unlock)):
        raise Http404
    named = number if level == "participant" else target
    back = scope.to("participants", number, *(("forms", *target.split("/", 1)) if level == "form" else ()))
    what = _NAMED[level].format(target=named)
    if visits.is_locked(one.facts, level, named):
        reason, second = request.POST.get("reason", "").strip(), request.POST.get("second", "").strip()
        command: Command = act.Unlock(participant=number, level=level, target=named, reason=reason, second=second)
        opened = Gate(
            Text("Unlock {what}", "解锁：{what}").format(what=what),
            Text(
                "Data can be changed again. The reason and both names are recorded.",
                "数据将可再次更改。原因与两人姓名均予记录。",
            ),
            Text("Unlock", "解锁"),
            Text("Unlocked.", "已解锁。"),
            back,
            command,
            reason=True,
            second=True,
        )
        return _through(request, scope, opened)
    closed = Gate(
        Text("Lock {what}", "锁定：{what}").format(what=what),
        Text(
            "Nothing can be entered, corrected or asked here any more. Only a reason and two people open it again.",
            "此处将不能再录入、更正或提出质疑；须说明原因并由两人共同解锁。",
        ),
        Text("Lock", "锁定"),
        Text("Locked.", "已锁定。"),
        back,
        act.Lock(participant=number, level=level, target=named),
    )
    return _through(request, scope, closed)


_NAMED: Final = {
    "form": Text("form {target}", "表单 {target}"),
    "visit": Text("visit {target}", "访视 {target}"),
    "participant": Text("participant {target}", "受试者 {target}"),
}


@workspace_act
def endorse(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """Endorse all data of a participant (ICH E6(R3) 3.16.1(o))."""
    one = scope.person(number)
    if not may(scope.role, act.EndorseCasebook):
        raise Http404
    meaning = request.POST.get("meaning", "").strip() or (say(MEANINGS[0]) if request.method != "POST" else "")
    forms = [
        (one.study.forms.forms[name].name, same(", ".join(entries)))
        for name, entries in one.facts.all_forms().items()
        if entries and name in one.study.forms.forms
    ]
    return _through(
        request,
        scope,
        Gate(
            Text("Endorse the data of {number}", "确认数据：{number}").format(number=number),
            Text(
                "You state that all data of this participant are complete and right as they now stand. Any later change ends it.",
                "您确认该受试者的全部数据按当前内容完整、准确。此后任何更改均使确认失效。",
            ),
            Text("Endorse", "确认"),
            Text("Endorsed.", "已确认。"),
            scope.to("participants", number),
            act.EndorseCasebook(participant=number, meaning=meaning),
            meaning=True,
            content=visits.casebook_digest(one.facts),
            rests=forms,
        ),
    )


def _entered(place: Place) -> Place:
    if place.saved is None:
        raise Http404
    return place


def _through(request: HttpRequest, scope: Scope, gate: Gate) -> HttpResponse:
    """Show the gate, or pass it: who one is first, then whether the content is still that of the page, then the command."""
    if request.method != "POST" or scope.past:
        return _page(request, scope, gate, against(request, scope, _trying(gate)), None)
    wrong = _not_proved(request, gate)
    if wrong is not None:
        return _page(request, scope, gate, (), wrong, 403)
    if gate.content != request.POST.get("content", ""):
        return _page(request, scope, gate, (_CHANGED,), None, 409)
    done = do(request, scope, gate.command)
    if done.reasons:
        return _page(request, scope, gate, done.reasons, None, 409)
    messages.success(request, say(gate.done), extra_tags="good")
    return redirect(gate.back)


def _trying(gate: Gate) -> Command:
    """The command as it would be once the reason is written: the page says beforehand what else stands against it."""
    command = gate.command
    if isinstance(command, act.RetractForm):
        return act.RetractForm(
            participant=command.participant, form=command.form, instance=command.instance, reason="…"
        )
    return command


def _not_proved(request: HttpRequest, gate: Gate) -> Text | None:
    wrong = prove(request, request.POST.get("username", ""), request.POST.get("password", ""))
    if wrong is None and gate.second:
        second = request.POST.get("second", "").strip()
        if second == request.user.get_username():
            return Text("The second person is somebody else.", "第二人须为他人。")
        wrong = is_wrong(request, second, request.POST.get("second_password", ""))
    return wrong


def _page(
    request: HttpRequest, scope: Scope, gate: Gate, reasons: Sequence[Reason], wrong: Text | None, status: int = 200
) -> HttpResponse:
    asked = request.method == "POST" and wrong is None
    shown = answer(
        request,
        scope,
        "gate.html",
        {
            "tab": "participants",
            "gate": gate,
            "reasons": () if gate.second and not asked else reasons,
            "refused": asked,
            "wrong": wrong,
            "meanings": MEANINGS,
            "meaning": request.POST.get("meaning", ""),
            "reason": request.POST.get("reason", ""),
            "second": request.POST.get("second", ""),
            "ask_name": needs_name(request),
            "key": new_key(),
        },
    )
    shown.status_code = status
    return shown

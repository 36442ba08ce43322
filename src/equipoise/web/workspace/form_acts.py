"""Acts that cannot be taken back have a page of their own: what will happen, what it rests on, and who one is."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.perform import perform
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.entered_form import answered
from equipoise.web.workspace.entry.place import Place, find
from equipoise.web.workspace.scope import Scope, workspace_act

MEANINGS: Final = (
    Text("Reviewed: the data are complete and agree with the source", "已审核：数据完整，与源文件一致"),
    Text("Approved", "批准"),
    Text("I made these observations myself", "本人完成上述观察与记录"),
    Text("I take responsibility for these data", "本人对上述数据负责"),
)
"""What a signature may mean (21 CFR 11.50(a)(3): review, approval, authorship, responsibility)."""
REASON: Final = Text("Reason", "原因")


@workspace_act
def sign(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    """Sign a form: name, time with zone and meaning, bound to its content."""
    place = _entered(find(scope, number, form, instance))
    assert place.saved is not None
    step = Step(
        does=act.SignForm,
        title=Text("Sign {form}", "签署：{form}").format(form=place.plan.name),
        says=Text(
            "Your name, the time and the meaning stand under this form from now on. A later change ends the signature and asks "
            "for a new one; it stays in the history.",
            "您的姓名、签署时间与签名含义将记录于本表单。此后如有更改，签名即失效，须重新签署；原签名保留于历史记录。",
        ),
        act=Text("Sign", "签署"),
        done=Text("Signed.", "已签署。"),
        back=place.address,
        command=lambda given: act.SignForm(
            participant=number, form=form, instance=place.instance, meaning=given.meaning
        ),
        person=place.one,
        unit=f"{form}/{place.instance}",
        proof=True,
        meanings=MEANINGS,
        content=visits.content_digest(place.saved),
        rests=answered(place.one, form, place.saved),
    )
    return perform(request, scope, step)


@workspace_act
def retract(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    """Take back a form that should never have been entered."""
    place = _entered(find(scope, number, form, instance))
    assert place.saved is not None
    step = Step(
        does=act.RetractForm,
        title=Text("Take back {form}", "撤销：{form}").format(form=place.plan.name),
        says=Text(
            "The form counts no more, its open queries are cancelled, and it stays in the ledger. For a wrong answer correct the "
            "answer instead.",
            "该表单将不再计入，其未决质疑随之取消，记录仍保留在账本中。若只是个别数据有误，应改用更正。",
        ),
        act=Text("Take back", "撤销"),
        done=Text("Taken back.", "已撤销。"),
        back=scope.to("participants", number),
        command=lambda given: act.RetractForm(
            participant=number, form=form, instance=place.instance, reason=given.reason
        ),
        person=place.one,
        unit=f"{form}/{place.instance}",
        proof=True,
        reason=REASON,
        content=visits.content_digest(place.saved),
        rests=answered(place.one, form, place.saved),
    )
    return perform(request, scope, step)


@workspace_act
def lock(request: HttpRequest, scope: Scope, number: str, level: str, target: str) -> HttpResponse:
    """Lock a form, a visit or a participant; where it is locked, open it again with a reason and a second person."""
    one = scope.person(number)
    if level not in _NAMED:
        raise Http404
    named = number if level == "participant" else target
    back = scope.to("participants", number, *(("forms", *target.split("/", 1)) if level == "form" else ()))
    what = _NAMED[level].format(target=named)
    if visits.is_locked(one.facts, level, named):
        opened = Step(
            does=act.Unlock,
            title=Text("Unlock {what}", "解锁：{what}").format(what=what),
            says=Text(
                "Data can be changed again. The reason and both names are recorded.",
                "数据将可再次更改。原因与两人姓名均予记录。",
            ),
            act=Text("Unlock", "解锁"),
            done=Text("Unlocked.", "已解锁。"),
            back=back,
            command=lambda given: act.Unlock(
                participant=number, level=level, target=named, reason=given.reason, second=given.second
            ),
            person=one,
            unit=f"{level}/{named}",
            proof=True,
            reason=REASON,
            second=True,
            second_may=Text("Another data manager, or an investigator.", "另一名数据管理员或研究者。"),
            early=False,
        )
        return perform(request, scope, opened)
    closed = Step(
        does=act.Lock,
        title=Text("Lock {what}", "锁定：{what}").format(what=what),
        says=Text(
            "Nothing can be entered, corrected or asked here any more. Only a reason and two people open it again.",
            "此处将不能再录入、更正或提出质疑；须说明原因并由两人共同解锁。",
        ),
        act=Text("Lock", "锁定"),
        done=Text("Locked.", "已锁定。"),
        back=back,
        command=lambda given: act.Lock(participant=number, level=level, target=named),
        person=one,
        unit=f"{level}/{named}",
        proof=True,
    )
    return perform(request, scope, closed)


_NAMED: Final = {
    "form": Text("form {target}", "表单 {target}"),
    "visit": Text("visit {target}", "访视 {target}"),
    "participant": Text("participant {target}", "受试者 {target}"),
}


@workspace_act
def endorse(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """Endorse all data of a participant (ICH E6(R3) 3.16.1(o))."""
    one = scope.person(number)
    forms = [
        (one.study.forms.forms[name].name, same(", ".join(entries)))
        for name, entries in one.facts.all_forms().items()
        if entries and name in one.study.forms.forms
    ]
    step = Step(
        does=act.EndorseCasebook,
        title=Text("Endorse the data of {number}", "确认数据：{number}").format(number=number),
        says=Text(
            "You state that all data of this participant are complete and right as they now stand. Any later change ends it.",
            "您确认该受试者的全部数据按当前内容完整、准确。此后任何更改均使确认失效。",
        ),
        act=Text("Endorse", "确认"),
        done=Text("Endorsed.", "已确认。"),
        back=scope.to("participants", number),
        command=lambda given: act.EndorseCasebook(participant=number, meaning=given.meaning),
        person=one,
        proof=True,
        meanings=MEANINGS,
        content=visits.casebook_digest(one.facts),
        rests=forms,
    )
    return perform(request, scope, step)


def _entered(place: Place) -> Place:
    if place.saved is None:
        raise Http404
    return place

"""After a finding: who was told, who was seen again, how it goes on; and a lot that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import Http404

from equipoise.rules import product
from equipoise.rules.product import CallBack
from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.cells.crumbs import TAB, crumbs
from equipoise.web.workspace.cells.places import with_product
from equipoise.web.workspace.find_unit import Unit, made_unit
from equipoise.web.workspace.scope import Scope

STEPS: Final = (
    ("told", Text("somebody was told", "已告知有关人员")),
    ("followed_up", Text("the participant was seen", "已随访受试者")),
)
_NONE: Final = Text("none", "无")


def names(units: tuple[str, ...]) -> Text:
    """Units in one line."""
    return same(", ".join(units)) if units else _NONE


def tell_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Record that somebody was told of a call-back, or that the participant was seen."""
    found, back = _call_back(scope, unit, asked)
    untold = back.untold(found.product)
    step = asked.get("step", "") or ("told" if untold else "followed_up")
    return Step(
        does=act.TakeCallBackStep,
        title=Text("Call-back of {unit}: a step", "召回 {unit}：执行步骤").format(unit=unit),
        says=Text(
            "Say what was done and with whom; the hour is the hour of this record unless you give another.",
            "请记录已执行的步骤与对象；如未另填时间，以记录时间为准。",
        ),
        act=Text("Record the step", "记录步骤"),
        done=Text("Recorded.", "已记录。"),
        back=scope.to("cells", "call-backs"),
        command=lambda given: act.TakeCallBackStep(
            participant=found.one.number,
            result=back.result.seq,
            step=str(given.get("step")),
            whom=str(given.get("whom")),
            reason=str(given.get("how")),
            happened=given.happened,
        ),
        person=found.one,
        unit=f"{unit}/{back.result.seq}",
        fields=(
            Field(name="step", label=Text("What was done", "执行内容"), kind="choice", options=STEPS, start=step),
            Field(
                name="whom",
                label=Text("Who was told, or who saw the participant", "被告知者或随访执行者"),
                kind="list",
                options=tuple(ROLES.items()),
                start=asked.get("whom", "") or (untold[0] if untold else ""),
            ),
            Field(
                name="how", label=Text("How, and what was said or found", "方式与内容"), kind="words", required=False
            ),
        ),
        happened=True,
        rests=_reach(back),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def settle_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """Decide how it goes on after a call-back."""
    found, back = _call_back(scope, unit, asked)
    return Step(
        does=act.SettleCallBack,
        title=Text("Call-back of {unit}: decide how to go on", "召回 {unit}：决定后续处理").format(unit=unit),
        says=Text(
            "What this result blocks stays blocked. You decide with a physician whether the participant's other products go on.",
            "该结果所涉制品仍不得使用；由质量部门与医师共同决定该受试者其他制品能否继续。",
        ),
        act=Text("Sign the decision", "签署决定"),
        done=Text("Decided.", "已决定。"),
        back=scope.to("cells", "call-backs"),
        command=lambda given: act.SettleCallBack(
            participant=found.one.number,
            result=back.result.seq,
            resume=given.get("resume") == "resume",
            second=given.second,
            reason=given.reason,
        ),
        person=found.one,
        unit=f"{unit}/{back.result.seq}",
        fields=(
            Field(
                name="resume",
                label=Text("The participant's other products", "该受试者其他制品"),
                kind="choice",
                options=(("resume", Text("go on", "继续")), ("stop", Text("stay stopped", "维持停用"))),
            ),
        ),
        reason=Text("Why", "原因"),
        proof=True,
        second=True,
        second_may=Text("A physician of this study.", "本研究医师。"),
        rests=_reach(back),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def _call_back(scope: Scope, unit: str, asked: Mapping[str, str]) -> tuple[Unit, CallBack]:
    """The call-back that the address names, otherwise the newest of the unit."""
    found = made_unit(scope, unit)
    known = [one for one in product.call_backs(found.one.study, found.chain) if one.result.body.unit == unit]
    named = [one for one in known if str(one.result.seq) == asked.get("result", "")]
    for one in named or known[-1:]:
        return found, one
    raise Http404


def _reach(back: CallBack) -> list[tuple[Text, Text]]:
    return [
        (back.name, back.says),
        (Text("Blocked", "已停用"), names(back.blocked)),
        (Text("Infused", "已输注"), names(back.infused)),
        (Text("Cultures that wait", "暂停的培养批次"), names(back.cultures)),
    ]


def recall_lot(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Take a lot of a material back; what it reaches is shown before."""
    if scope.study.product is None or scope.conceal.product:
        raise Http404
    material, lot = asked.get("material", ""), asked.get("lot", "")
    rests: list[tuple[Text, Text]] = []
    if material and lot:
        reach = product.made_with([chain for _, chain in with_product(scope)], material, lot)
        rests = [
            (Text("Participants", "受试者"), names(reach.participants)),
            (Text("Collections", "采集物"), names(reach.collections)),
            (Text("Cultures", "培养批次"), names(reach.batches)),
            (Text("Bags", "制品袋"), names(reach.bags)),
            (Text("of them infused", "其中已输注"), names(reach.infused)),
        ]
    return Step(
        does=act.RecallLot,
        title=Text("Recall a lot: {lot} {material}", "召回批号：{material} {lot}").format(lot=lot, material=material),
        says=Text(
            "From now on nothing is made with this lot, and what holds it goes no further. It cannot be taken back.",
            "自此该批号不得使用，含有该批号的制品一律停用。此操作不可撤销。",
        ),
        act=Text("Recall the lot", "召回批号"),
        done=Text("The lot is recalled.", "该批号已召回。"),
        back=scope.to("cells", "search", q=f"{material} {lot}".strip()),
        command=lambda given: act.RecallLot(
            material=str(given.get("material")), lot=str(given.get("lot")), reason=given.reason
        ),
        unit=f"{material}/{lot}",
        fields=(
            Field(name="material", label=Text("Material", "物料"), start=material),
            Field(name="lot", label=Text("Lot", "批号"), start=lot),
        ),
        reason=Text("Why", "原因"),
        proof=True,
        rests=rests,
        notes=()
        if rests
        else (
            Text("Search the lot first: its reach is shown before you recall it.", "请先检索该批号，召回前将显示涉及范围。"),
        ),
        links=() if rests else ((Text("Search", "检索"), scope.to("cells", "search")),),
        crumbs=crumbs(scope),
        tab=TAB,
    )  # fmt: skip

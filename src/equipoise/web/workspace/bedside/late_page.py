"""A sheet that was filled in while the network was down is entered: what was done, when, by whom; what contradicts it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.facts import Body, Fact
from equipoise.facts import product as made
from equipoise.facts.study import ActRefused, HoldLifted, HoldPlaced
from equipoise.rules import product
from equipoise.rules.product import REACTIONS
from equipoise.rules.visits import CheckFinding
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import standing
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same
from equipoise.web.accounts.prove import needs_name, prove
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.acting import fields
from equipoise.web.workspace.acting.fields import Box, Field
from equipoise.web.workspace.acting.perform import NOT_YOURS
from equipoise.web.workspace.bedside.bags import WardBag, find_bag
from equipoise.web.workspace.bedside.infusion_steps import GRADES, NEEDED
from equipoise.web.workspace.bedside.scan import as_label
from equipoise.web.workspace.bedside.sign_steps import field_of, impossible, judged, signs_asked, signs_of, unlikely
from equipoise.web.workspace.bedside.starts import minutes_running
from equipoise.web.workspace.entry.confirmed import findings_mark, note_of, reasons_of
from equipoise.web.workspace.give import do, new_key
from equipoise.web.workspace.scope import Scope, answer, workspace_act

Values = Mapping[str, Any]
MISSING: Final = Text("Not filled in, and the rest of this part is.", "该部分其他内容已填写，此项缺失。")
NOTHING: Final = Text("Nothing of the sheet is entered.", "未录入纸质单的任何内容。")
ONE_PERSON: Final = Text("The two people of the sheet are one.", "纸质单上的两人为同一人。")
_KINDS: Final[tuple[type[Body], ...]] = (
    made.BagRejected, made.ExcursionDecided, made.BagVerified, made.InfusionStarted, made.InfusionEnded, made.BagDisposed,
    made.BatchClosed, made.UnitTested, made.CallBackStepTaken, ActRefused,
)  # fmt: skip
"""What may have happened meanwhile that a sheet of paper did not know."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sheet: its boxes, which of them it cannot do without once it is begun, and the command that it becomes,
    and what the rules say about its values."""

    name: str
    title: Text
    boxes: Sequence[Field]
    needed: Sequence[str]
    command: Callable[[Values], Command]
    judged: Callable[[Values], Sequence[CheckFinding]] = lambda values: ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says after a sheet was sent."""

    wrong: Text | None = None
    boxes: Mapping[str, Text] = field(default_factory=dict)
    entered: Sequence[Text] = ()
    refused: Text | None = None
    reasons: Sequence[Reason] = ()
    meanwhile: Sequence[Fact[Body]] = ()
    confirm: Sequence[CheckFinding] = ()
    unsaid: bool = False
    status: int = 200


@workspace_act
def page(request: HttpRequest, scope: Scope, bag: str) -> HttpResponse:
    """Enter a sheet. Its parts go through the gate one after the other, each at its own time; the first that is refused stops."""
    if not may(scope.role, act.VerifyBag):
        raise PermissionDenied(say(NOT_YOURS.format(roles=listed([ROLES[role] for role in MAY[act.VerifyBag]]))))
    one = find_bag(scope, bag)
    if request.method != "POST":
        return _page(request, one, None, Told())
    told = _enter(request, one)
    if isinstance(told, HttpResponse):
        return told
    return _page(request, find_bag(scope, bag), request.POST.dict(), told)  # read again: a part of it may be entered


def _enter(request: HttpRequest, one: WardBag) -> HttpResponse | Told:
    parts = list(parts_of(one))
    every = [*_people(one), *(box for part in parts for box in part.boxes)]
    read = fields.read(every, request.POST.dict(), request.POST.getlist, one.scope.zone)
    begun = [part for part in parts if _is_begun(part, read.values)]
    found = [finding for part in begun for finding in part.judged(read.values)]
    wrong = {**impossible(found), **_gaps(begun, read.values), **read.wrong}
    if wrong:
        return Told(boxes=wrong, status=422)
    if not begun:
        return Told(wrong=NOTHING, status=422)
    if read.values["first"] == read.values["other"]:
        return Told(boxes={"other": ONE_PERSON}, status=422)
    doubts, typed = unlikely(found), request.POST.dict()
    confirmed = request.POST.get("~confirmed") == findings_mark(doubts)
    if doubts and not (confirmed and all(note_of(typed, one) for one in doubts)):
        return Told(confirm=doubts, unsaid=confirmed, status=409)
    unproved = prove(request, request.POST.get("username", ""), request.POST.get("password", ""))
    if unproved is not None:
        return Told(wrong=unproved, status=403)
    entered: list[Text] = []
    for part in begun:
        values = {**read.values, "me": request.user.get_username()}
        values["because"] = "; ".join(filter(None, (values["because"], reasons_of(typed, part.judged(values)))))
        done = do(request, one.scope, part.command(values), part.name)
        if done.reasons:
            since = min(str(read.values[f"{each.name}_at"]) for each in begun)
            return Told(
                entered=entered, refused=part.title, reasons=done.reasons, meanwhile=_meanwhile(one, since), status=409
            )
        entered.append(part.title)
    says = Text("The sheet is entered: {parts}.", "纸质单已补录：{parts}。").format(parts=listed(entered))
    messages.success(request, say(says), extra_tags="good")
    return redirect(one.to())


def _meanwhile(one: WardBag, since: str) -> Sequence[Fact[Body]]:
    """What was recorded about the participant's product and about holds since the first moment on the sheet."""
    own = [fact for fact in one.one.facts.facts if fact.recorded >= since and isinstance(fact.body, _KINDS)]
    holds = [
        fact
        for fact in one.scope.trial.study.facts
        if fact.recorded >= since and isinstance(fact.body, HoldPlaced | HoldLifted | made.LotRecalled)
    ]
    return sorted([*own, *holds], key=lambda fact: fact.seq)


def _is_begun(part: Part, values: Values) -> bool:
    return any(values.get(box.name) not in (None, "", False) for box in part.boxes if not box.start)


def _gaps(begun: Sequence[Part], values: Values) -> dict[str, Text]:
    found = {name: MISSING for part in begun for name in part.needed if values.get(name) in (None, "")}
    planned, given = values.get("planned_ml"), values.get("given_ml")
    if given is not None and planned is not None and given < planned and not values.get("why"):
        found["why"] = NEEDED
    return found


def _people(one: WardBag) -> Sequence[Field]:
    team = standing(one.scope.trial, one.one, one.scope.today).team or frozenset()
    options = tuple((name, same(name)) for name in sorted(team))
    return (
        Field(name="first", label=Text("First person on the sheet", "纸质单第一人"), kind="list", options=options),
        Field(name="other", label=Text("Second person on the sheet", "纸质单第二人"), kind="list", options=options),
        Field(name="because", label=Text("Why it is entered late", "补录原因"), kind="line"),
    )


def parts_of(one: WardBag) -> Iterator[Part]:
    """The parts of the sheet that are not on record yet, in the order of the day."""
    bag = one.bag
    if bag.received is None:
        yield _received(one)
    if bag.started is None:
        yield _verified(one)
        yield _started(one)
    yield from _signs(one, "start")
    yield _reacted(one)
    if bag.ended is None:
        yield _ended(one)
    yield from _signs(one, "end")
    if bag.disposed is None:
        yield _disposed(one)


def _signs(one: WardBag, after: str) -> Iterator[Part]:
    """The vital signs that are not taken yet and count from the start of the infusion, or from its end."""
    group = product.signs_group(one.one.study)
    for sign in one.signs if group is not None else ():
        when = one.plan.bedside.times.get(sign.point)
        if sign.state in ("done", "skipped") or group is None or (when.after if when is not None else "start") != after:
            continue
        asked = [field_of(one, name, item, f"{sign.point}_", False) for name, item in signs_asked(group).items()]
        yield Part(
            sign.point,
            sign.name,
            (_at(sign.point), *asked),
            (_at(sign.point).name,),
            _sign(one, sign.point),
            partial(judged, one, group, prefix=f"{sign.point}_"),
        )


def _at(part: str) -> Field:
    return Field(name=f"{part}_at", label=Text("When", "时间"), kind="moment", required=False)


def _number(name: str, label: Text, unit: str, start: str = "") -> Field:
    return Field(name=name, label=label, kind="number", unit=unit, required=False, start=start)


def _reason(values: Values) -> str:
    """Who did it and why it is entered late, as the ledger keeps it."""
    return f"{values['because']} · {values['first']} + {values['other']}"


def _second(values: Values) -> str:
    """The one of the two who is not entering the sheet."""
    return str(values["first"] if values["other"] == values["me"] else values["other"])


def _received(one: WardBag) -> Part:
    def command(values: Values) -> Command:
        low, high = values["lowest_c"], values["highest_c"]
        outside = int(values.get("outside", 0))
        return act.ReceiveBag(participant=one.one.number, bag=one.id, lowest_c=low, highest_c=high,
            minutes_outside=outside, happened=values["receipt_at"], reason=_reason(values))  # fmt: skip

    boxes = (
        _at("receipt"),
        _number("lowest_c", Text("Lowest on the way", "途中最低温度"), "°C"),
        _number("highest_c", Text("Highest on the way", "途中最高温度"), "°C"),
        Field(name="outside", label=Text("Minutes outside", "超限分钟数"), kind="whole", required=False, start="0"),
    )
    return Part("receipt", Text("Taken over", "接收"), boxes, ("receipt_at", "lowest_c", "highest_c"), command)


def _verified(one: WardBag) -> Part:
    def command(values: Values) -> Command:
        return act.VerifyBag(participant=one.one.number, bag=as_label(values["bag"]), ordered=one.id,
            wristband=as_label(values["wristband"]), second=_second(values), happened=values["check_at"],
            reason=_reason(values))  # fmt: skip

    boxes = (
        _at("check"),
        Field(name="wristband", label=Text("Wristband, as written", "腕带（按单填写）"), kind="scan", required=False),
        Field(name="bag", label=Text("Bag, as written", "制品袋（按单填写）"), kind="scan", required=False),
    )
    return Part("check", Text("Compared by two people", "双人核对"), boxes, ("check_at", "wristband", "bag"), command)


def _started(one: WardBag) -> Part:
    def command(values: Values) -> Command:
        minutes = int(values.get("planned_minutes", 60))
        return act.StartInfusion(participant=one.one.number, bag=one.id, course=one.course, day=one.bag.harvest,
            planned_ml=values["planned_ml"], planned_minutes=minutes, happened=values["start_at"],
            reason=_reason(values))  # fmt: skip

    boxes = (
        _at("start"),
        _number("planned_ml", Text("Volume to give", "计划输注体积"), "mL"),
        Field(
            name="planned_minutes", label=Text("Over", "计划时长"), kind="whole", unit="min", required=False, start="60"
        ),
    )
    return Part("start", Text("Started", "开始输注"), boxes, ("start_at", "planned_ml"), command)


def _sign(one: WardBag, point: str) -> Callable[[Values], Command]:
    def command(values: Values) -> Command:
        group = product.signs_group(one.one.study)
        assert group is not None
        return act.TakeVitalSigns(participant=one.one.number, bag=one.id, point=point,
            signs=signs_of(one, group, values, f"{point}_"), happened=values[f"{point}_at"],
            reason=_reason(values))  # fmt: skip

    return command


def _reacted(one: WardBag) -> Part:
    def command(values: Values) -> Command:
        return act.NoteReaction(participant=one.one.number, bag=one.id, grade=int(values["grade"]), seen=values["seen"],
            action=values["action"], treated=values.get("treated", ""), happened=values["reaction_at"],
            reason=_reason(values))  # fmt: skip

    boxes = (
        _at("reaction"),
        Field(name="grade", label=Text("Grade", "分级"), kind="list", options=GRADES, required=False),
        Field(name="seen", label=Text("What was seen", "所见表现"), kind="line", required=False),
        Field(
            name="action",
            label=Text("The infusion", "输注处理"),
            kind="list",
            options=tuple(REACTIONS.items()),
            required=False,
        ),
        Field(name="treated", label=Text("What was given or done", "用药与处理"), kind="line", required=False),
    )
    return Part("reaction", Text("Reaction", "输注反应"), boxes, ("reaction_at", "grade", "seen", "action"), command)


def _ended(one: WardBag) -> Part:
    def command(values: Values) -> Command:
        planned = one.bag.started.body.planned_ml if one.bag.started else values.get("planned_ml", values["given_ml"])
        whole = values["given_ml"] >= planned
        why = "" if whole else f"{values.get('why', '')} · "
        return act.EndInfusion(participant=one.one.number, bag=one.id, volume_ml=values["given_ml"],
            minutes=int(values["minutes"]), completed=whole, happened=values["end_at"],
            reason=why + _reason(values))  # fmt: skip

    running = str(minutes_running(one)) if one.bag.started is not None else ""
    boxes = (
        _at("end"),
        _number("given_ml", Text("Went in", "实际输注体积"), "mL"),
        Field(
            name="minutes", label=Text("Ran for", "输注时长"), kind="whole", unit="min", required=False, start=running
        ),
        Field(name="why", label=Text("Why not all of it", "未全部输注的原因"), kind="line", required=False),
    )
    return Part("end", Text("Ended", "结束输注"), boxes, ("end_at", "given_ml", "minutes"), command)


def _disposed(one: WardBag) -> Part:
    def command(values: Values) -> Command:
        return act.DisposeBag(participant=one.one.number, bag=one.id, volume_ml=values["left_ml"], second=_second(values),
            happened=values["rest_at"], reason=_reason(values))  # fmt: skip

    boxes = (_at("rest"), _number("left_ml", Text("Destroyed", "销毁体积"), "mL"))
    return Part("rest", Text("Rest destroyed", "销毁剩余"), boxes, ("rest_at", "left_ml"), command)


def _page(request: HttpRequest, one: WardBag, held: Mapping[str, str] | None, told: Told) -> HttpResponse:
    parts: list[tuple[Part, list[Box]]] = [(part, fields.boxes(part.boxes, held, told.boxes)) for part in parts_of(one)]
    return answer(
        request,
        one.scope,
        "bedside/late.html",
        {
            "tab": "bedside",
            "one": one,
            "people": fields.boxes(_people(one), held, told.boxes),
            "parts": parts,
            "told": told,
            "held": held or {},
            "confirmed": findings_mark(told.confirm) if told.confirm else "",
            "faults": [(box, part) for part, boxes in parts for box in boxes if box.wrong],
            "ask_name": needs_name(request),
            "key": new_key(),
        },
        status=told.status,
    )

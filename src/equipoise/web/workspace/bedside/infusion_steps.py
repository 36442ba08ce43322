"""The infusion itself: it begins, a reaction is managed, it ends, and what is left is destroyed before two people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.templatetags.words import at_time, say
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step
from equipoise.web.workspace.bedside.bag_in_hand import crumbs_of, rests_of
from equipoise.web.workspace.bedside.bags import WardBag, find_bag
from equipoise.web.workspace.bedside.starts import least_minutes, minutes_running, usual_start
from equipoise.web.workspace.give import Done
from equipoise.web.workspace.scope import Scope

NEEDED: Final = Text("Say why not all of it was given.", "请说明未全部输注的原因。")
GRADES: Final = tuple((str(grade), Text(f"Grade {grade}", f"{grade} 级")) for grade in range(1, 6))
_SETTLED: Final = ("0", Text("Settled", "已缓解"))


def start(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Begin to infuse: the volume that the dose leaves, over the time that its endotoxin asks for."""
    one = find_bag(scope, about)
    usual, least = usual_start(one), least_minutes(one)
    notes = [Text("At most {most} mL may be given.", "最多可输注 {most} mL。").format(most=usual.planned_ml)]
    if least:
        notes.append(Text("It runs {m} minutes at least.", "输注时间不少于 {m} 分钟。").format(m=least))
    if one.verified_until is not None:
        says = Text("The bedside check holds until {time}.", "床旁核对有效至 {time}。")
        notes.append(says.format(time=at_time(one.verified_until, scope.zone)))

    def command(given: Given) -> act.StartInfusion:
        return msgspec.structs.replace(
            usual,
            planned_ml=given.get("planned_ml", usual.planned_ml),
            planned_minutes=given.get("planned_minutes", usual.planned_minutes),
            happened=given.happened,
        )

    return Step(
        does=act.StartInfusion,
        title=Text("Start {bag}", "开始输注 {bag}").format(bag=one.id),
        says=Text(
            "The cells begin to run into participant {number}. This cannot be taken back.",
            "细胞开始输入受试者 {number} 体内，此操作不可撤回。",
        ).format(number=one.one.number),
        act=Text("Start the infusion", "开始输注"),
        done=Text("The infusion runs.", "输注已开始。"),
        back=one.to(),
        command=command,
        person=one.one,
        unit=one.id,
        fields=(
            Field(
                name="planned_ml",
                label=Text("Volume to give", "计划输注体积"),
                kind="number",
                unit="mL",
                start=str(usual.planned_ml),
            ),
            Field(
                name="planned_minutes",
                label=Text("Over", "计划时长"),
                kind="whole",
                unit="min",
                start=str(usual.planned_minutes),
            ),
        ),
        proof=True,
        notes=notes,
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        touch=True,
        usual=usual,
    )


def react(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """A reaction is noted with what is done about the infusion; from grade 1 on its adverse event is entered next."""
    one = find_bag(scope, about)
    rules = one.plan.bedside.reactions
    called_for = tuple(
        (
            Text(f"Grade {grade}", f"{grade} 级"),
            Text("{now} {later}", "{now}{later}").format(now=rule.now, later=rule.later),
        )
        for grade, rule in rules.items()
    )
    return Step(
        does=act.NoteReaction,
        title=Text("Reaction at {bag}", "输注反应：{bag}").format(bag=one.id),
        says=Text(
            "What was seen, how grave it is, and what you do with the infusion. Its adverse event is entered next.",
            "记录所见表现、分级及对输注的处理。随后录入不良事件。",
        ),
        act=Text("Record", "记录"),
        done=Text("Recorded.", "已记录。"),
        back=one.to(),
        command=lambda given: act.NoteReaction(
            participant=one.one.number,
            bag=one.id,
            grade=int(given.get("grade", "0")),
            seen=given.get("seen"),
            action=given.get("action", "continue"),
            treated=given.get("treated"),
            happened=given.happened,
        ),
        person=one.one,
        unit=one.id,
        fields=_of_a_reaction(one),
        happened=True,
        rests=called_for or rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        touch=True,
        early=False,
        reasons=_not_started(one),
        then=lambda done: _after_reaction(one, done),
    )


def end(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """The infusion ends with the volume that went in; less than planned needs its reason."""
    one = find_bag(scope, about)
    started = one.bag.started
    planned = started.body.planned_ml if started is not None else Decimal(0)
    stopped = [fact.body for fact in one.bag.reactions if fact.body.action in ("stop", "pause")]
    why = stopped[-1].seen if stopped else ""
    return Step(
        does=act.EndInfusion,
        title=Text("End {bag}", "结束输注 {bag}").format(bag=one.id),
        says=Text(
            "The dose given is computed from the volume that went in, and from nothing else.",
            "实际剂量仅按实际输注体积计算。",
        ),
        act=Text("End the infusion", "结束输注"),
        done=Text("The infusion has ended.", "输注已结束。"),
        back=one.to(),
        command=lambda given: _end(one, given, planned),
        person=one.one,
        unit=one.id,
        fields=(
            Field(
                name="volume_ml",
                label=Text("Went in", "实际输注体积"),
                kind="number",
                unit="mL",
                start="" if stopped else str(planned),
                hint=Text("Planned: {ml} mL", "计划：{ml} mL").format(ml=planned),
            ),
            Field(
                name="minutes",
                label=Text("Ran for", "输注时长"),
                kind="whole",
                unit="min",
                start=str(minutes_running(one)),
            ),
            Field(
                name="why",
                label=Text("Why not all of it", "未全部输注的原因"),
                kind="words",
                required=False,
                start=why,
                hint=Text("Only where less than planned went in.", "仅在少于计划体积时填写。"),
            ),
        ),
        faults=lambda values: _partial(values, planned),
        happened=True,
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        touch=True,
        reasons=_not_started(one),
    )


def dispose(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """What was not given is destroyed before the eyes of a second person."""
    one = find_bag(scope, about)
    return Step(
        does=act.DisposeBag,
        title=Text("Destroy what is left of {bag}", "销毁剩余制品：{bag}").format(bag=one.id),
        says=Text(
            "Two people see it destroyed. What went in and what is destroyed must add up to what was filled.",
            "由两人共同见证销毁。输注量与销毁量之和应等于分装量。",
        ),
        act=Text("Destroyed", "已销毁"),
        done=Text("Recorded as destroyed.", "已记录销毁。"),
        back=one.to() if scope.role != "cell_technician" else scope.to("units", one.id),
        command=lambda given: act.DisposeBag(
            participant=one.one.number,
            bag=one.id,
            volume_ml=given.get("volume_ml", one.bag.left_ml),
            second=given.second,
            reason=str(given.get("why")),
            happened=given.happened,
        ),
        person=one.one,
        unit=one.id,
        fields=(
            Field(
                name="volume_ml",
                label=Text("Destroyed", "销毁体积"),
                kind="number",
                unit="mL",
                start=str(one.bag.left_ml),
            ),
            Field(name="why", label=Text("Why", "原因"), kind="line", start=_why_left(one)),
        ),
        second=True,
        second_may=Text("Anybody else of the study team.", "研究团队中的另一人。"),
        happened=True,
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        touch=True,
        usual=act.DisposeBag(participant=one.one.number, bag=one.id, volume_ml=one.bag.left_ml, second=""),
    )


def _of_a_reaction(one: WardBag) -> tuple[Field, ...]:
    """What is asked about a reaction; the infusion can be dealt with only as it stands."""
    running = one.bag.started is not None and one.bag.ended is None
    return (
        Field(
            name="grade",
            label=Text("Grade", "分级"),
            kind="choice",
            options=(*((_SETTLED,) if one.bag.reactions else ()), *GRADES),
        ),
        Field(name="seen", label=Text("What was seen", "所见表现"), kind="words"),
        Field(
            name="action",
            label=Text("The infusion", "输注处理"),
            kind="choice",
            options=[(code, words) for code, words in product.REACTIONS.items() if _offered(one, code, running)],
            start="" if running else "continue",
        ),
        Field(
            name="treated",
            label=Text("What was given or done", "用药与处理"),
            kind="words",
            required=False,
            hint=Text("Premedication, rescue medication, oxygen, fluids", "预处理、抢救用药、吸氧、补液"),
        ),
    )


def _offered(one: WardBag, code: str, running: bool) -> bool:
    """Whether this can be done with the infusion as it stands."""
    if not running:
        return code == "continue"
    if one.bag.is_paused:
        return code in ("resume", "stop")
    return code != "resume"


def _not_started(one: WardBag) -> tuple[Reason, ...]:
    """Told before anything is typed: there is no infusion."""
    if one.bag.started is not None:
        return ()
    return (
        Reason("not-started", Text("This bag was not started.", "该制品袋尚未开始输注。"), (one.bag.formulated.seq,)),
    )


def _end(one: WardBag, given: Given, planned: Decimal) -> act.EndInfusion:
    volume = given.get("volume_ml", planned)
    whole = volume >= planned
    return act.EndInfusion(
        participant=one.one.number,
        bag=one.id,
        volume_ml=volume,
        minutes=given.get("minutes", 1),
        completed=whole,
        reason="" if whole else str(given.get("why")),
        happened=given.happened,
    )


def _partial(values: Mapping[str, Any], planned: Decimal) -> Mapping[str, Text]:
    volume = values.get("volume_ml")
    return {"why": NEEDED} if volume is not None and volume < planned and not values.get("why") else {}


def _why_left(one: WardBag) -> str:
    if one.bag.ended is not None:
        return one.bag.ended.reason or say(Text("Not needed for the dose", "超出剂量所需"))
    return say(Text("Expired", "已过期")) if one.expired else ""


def _after_reaction(one: WardBag, done: Done) -> str:
    fact = done.facts[0]
    return one.to("event", fact.seq) if getattr(fact.body, "grade", 0) else one.to()

"""The printed sheet of a bag for when the network is down: all that two people compare, and places to write what they did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from equipoise.paper import (
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Signature,
    Signatures,
    Table,
)
from equipoise.paper.code import draw_code
from equipoise.protocol.criteria.say import say_unit
from equipoise.rules import product
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same
from equipoise.web.templatetags.words import at_time
from equipoise.web.workspace.bedside.bags import WardBag
from equipoise.web.workspace.bedside.sign_steps import signs_asked
from equipoise.web.workspace.bedside.starts import least_minutes, planned_ml
from equipoise.web.workspace.tags import cells
from equipoise.web.workspace.words import UNITS

EMPTY = Text("", "")
SHEET: Final = "SHEET."
"""What the code of a sheet begins with, so that nobody can scan a sheet of paper in place of a bag."""
_ROOM: Final = "\n\u00a0"
_FIRST, _SECOND = Text("First person", "第一人"), Text("Second person", "第二人")
_TIME = Text("Time", "时间")


def sheet(one: WardBag) -> Document:
    """The sheet, as the bag stands at the moment shown."""
    return Document(
        title=Text("Bedside sheet {bag}", "床旁核对与输注单 {bag}").format(bag=one.id),
        subtitle=one.plan.name,
        moment=one.scope.at,
        blocks=tuple(_blocks(one)),
        head=Text("{study} · participant {number}", "{study} · 受试者 {number}").format(
            study=one.scope.name, number=one.one.number
        ),
        foot=Text(
            "Printed for when the network is down. Enter it afterwards: Bedside, bag {bag}, “Enter a sheet”.",
            "供网络中断时使用。恢复后录入：床旁输注，制品袋 {bag}，“补录纸质单”。",
        ).format(bag=one.id),
    )


def _blocks(one: WardBag) -> Iterator[Block]:
    yield Notice(
        Text("Only while the network is down", "仅限网络中断期间使用"),
        (
            Text(
                "The state below is that of {time}. What happened since (a hold, a recall, a rejection) is not on this sheet: "
                "telephone quality before you start.",
                "以下为 {time} 的状态。此后发生的暂停、召回或判不合格不在本单上：开始前须电话询问质量部门。",
            ).format(time=at_time(one.scope.at, one.scope.zone)),
            Text(
                "If one line does not agree: stop, give nothing, call quality.",
                "任何一项不符：立即停止，不得输注，通知质量部门。",
            ),
        ),
        "warning",
    )
    yield Heading(Text("1. Bag and participant", "1. 制品袋与受试者"), 2)
    yield Figure(
        draw_code(SHEET + one.id),
        Text("Code of this sheet, {bag}", "本单条码 {bag}").format(bag=one.id),
        _OWN_CODE,
        width=12,
    )
    yield KeyValues(tuple(_known(one)))
    yield Heading(Text("2. Two people compare, reading aloud", "2. 双人唱读核对"), 2)
    yield Table(_COMPARED, tuple(_compared(one)), Text("What two people compare", "双人核对项目"))
    yield PageBreak()
    yield Heading(Text("3. Infusion, and what is left", "3. 输注与剩余制品"), 2)
    yield Table(_WRITTEN, tuple(_infusion(one)), Text("The infusion", "输注记录"))
    group = product.signs_group(one.one.study)
    if group is not None:
        asked = signs_asked(group)
        columns = (
            Column(Text("Vital signs", "生命体征"), 3),
            Column(_TIME, 2),
            *(Column(_heading(item.label, item.units[0] if item.units else ""), 2) for item in asked.values()),
        )
        rows = tuple((_tall(name), *(EMPTY for _ in range(len(asked) + 1))) for name in group.rows.values())
        yield Heading(Text("4. Vital signs", "4. 生命体征"), 2)
        yield Table(columns, rows, Text("Vital signs", "生命体征"), dense=True)
    yield Heading(Text("5. Reaction", "5. 输注反应"), 2)
    if one.plan.bedside.reactions:
        rules = one.plan.bedside.reactions.items()
        yield Table(
            _RULES, tuple((same(grade), rule.now, rule.later) for grade, rule in rules), Text("By grade", "按分级处理")
        )
    yield Table(
        _REACTION,
        tuple((_tall(EMPTY), *(EMPTY,) * (len(_REACTION) - 1)) for _ in range(2)),
        Text("What was seen", "所见表现"),
    )
    meaning = Text(
        "I did and saw what this sheet says; my user name as name", "本人执行并见证本单所载内容；姓名栏填写用户名"
    )
    yield Signatures((Signature(_FIRST, meaning), Signature(_SECOND, meaning)))


_OWN_CODE = Text(
    "This code opens the entry of this sheet. It stands for neither wristband nor bag.",
    "此条码仅用于打开本单的补录页面，不代表腕带或制品袋。",
)
_COMPARED = (
    Column(Text("Compare", "核对项目"), 3),
    Column(Text("Expected", "应为"), 3),
    Column(_FIRST, 1),
    Column(_SECOND, 1),
)
_WRITTEN = (
    Column(Text("What", "项目"), 3),
    Column(Text("Planned", "计划"), 2),
    Column(Text("Done", "实际"), 3),
    Column(_TIME, 2),
)
_RULES = (Column(Text("Grade", "分级"), 1), Column(Text("Now", "立即处理"), 5), Column(Text("Later", "后续"), 5))
_REACTION = (
    Column(_TIME, 1),
    Column(Text("Grade", "分级"), 1),
    Column(Text("What was seen", "所见表现"), 3),
    Column(Text("Infusion: slow, pause, go on, stop", "输注：减速、暂停、恢复、终止"), 2),
    Column(Text("Given or done", "用药与处理"), 3),
)


def _tall(words: Text) -> Text:
    """A first cell that makes its row high enough to write in."""
    return Text(words.en + _ROOM, words.zh + _ROOM)


def _heading(name: Text, unit: str) -> Text:
    return Text("{name} ({unit})", "{name}（{unit}）").format(name=name, unit=say_unit(unit)) if unit else name


def _known(one: WardBag) -> Iterator[tuple[Text, Text | Cell]]:
    bag, zone = one.bag, one.scope.zone
    yield Text("State", "状态"), UNITS[bag.state]
    yield Text("Product", "制品"), one.plan.name
    course = Text("course {c}, day {d}", "第 {c} 疗程第 {d} 天").format(c=one.course, d=bag.harvest)
    yield Text("Course and day", "疗程与输注日"), course
    yield Text("Expires", "有效期至"), Cell(same(at_time(bag.expires, zone)), strong=True)
    yield Text("Volume in the bag", "袋内体积"), same(f"{bag.formulated.body.volume_ml} mL")
    yield Text("Cells", "细胞数"), same(cells(product.cells_in(one.one.study, bag)))
    if bag.released is not None:
        yield Text("Released", "放行"), same(f"{at_time(bag.released.moment(), zone)} · {bag.released.actor}")
    if one.plan.label:
        yield Text("Label", "标签"), listed([*one.plan.label.values()])


def _compared(one: WardBag) -> Iterator[tuple[Text | Cell, ...]]:
    bag = one.bag
    lines = (
        (
            Text("The participant says name and date of birth", "受试者自述姓名与出生日期"),
            Text("as on the wristband", "与腕带一致"),
        ),
        (Text("Number on the wristband", "腕带编号"), same(one.one.number)),
        (Text("Number on the bag", "制品袋编号"), same(one.id)),
        (Text("Participant on the bag", "制品袋上的受试者编号"), same(one.one.number)),
        (Text("Day of infusion on the bag", "制品袋上的输注日"), day_words(bag.day)),
        (Text("Not expired", "未过期"), same(at_time(bag.expires, one.scope.zone))),
        (Text("Bag whole, no clumps", "袋体完好，无团块"), Text("yes", "是")),
        (Text("Consent in force, no hold (telephone)", "知情同意有效、无暂停（电话确认）"), Text("yes", "是")),
    )
    for name, expected in lines:
        yield _tall(name), expected, EMPTY, EMPTY


def _infusion(one: WardBag) -> Iterator[tuple[Text, ...]]:
    least = least_minutes(one)
    minutes = (
        Text("at least {m} min", "不少于 {m} 分钟").format(m=least) if least else Text("30 to 60 min", "30–60 分钟")
    )
    yield _tall(Text("Compared by two people", "双人核对完成")), EMPTY, EMPTY, EMPTY
    yield (
        _tall(Text("Started, volume to give", "开始，计划体积")),
        Text("at most {ml} mL", "最多 {ml} mL").format(ml=planned_ml(one)),
        EMPTY,
        EMPTY,
    )
    yield _tall(Text("Ended, volume that went in", "结束，实际输注体积")), minutes, EMPTY, EMPTY
    yield _tall(Text("Why not all of it", "未全部输注的原因")), EMPTY, EMPTY, EMPTY
    yield _tall(Text("Destroyed before two people (mL)", "双人见证销毁（mL）")), EMPTY, EMPTY, EMPTY

"""The ward takes a bag over with what its logger says; quality decides where it was too warm, too cold or out of sight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.values.text import Text
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step
from equipoise.web.workspace.bedside.bag_in_hand import crumbs_of, rests_of
from equipoise.web.workspace.bedside.bags import WardBag, find_bag
from equipoise.web.workspace.bedside.starts import transport_starts
from equipoise.web.workspace.scope import Scope

Readings = tuple[tuple[int, Decimal], ...]
_LINE: Final = re.compile(r"[\s,;，；]+")
_NOT_A_SERIES: Final = Text(
    "Line {n} is no reading: write the minutes since dispatch and the degrees, such as “5 4.2”.",
    "第 {n} 行不是有效读数：请填写发出后分钟数与温度，例如“5 4.2”。",
)
_NEEDED: Final = Text("Not filled in, and no series of the logger either.", "未填写，且无温度记录序列。")
_LOGGER: Final = (
    Field(name="lowest_c", label=Text("Lowest on the way", "途中最低温度"), kind="number", unit="°C", required=False),
    Field(name="highest_c", label=Text("Highest on the way", "途中最高温度"), kind="number", unit="°C", required=False),
    Field(
        name="minutes_outside",
        label=Text("Minutes outside the range, in all", "累计超限分钟数"),
        kind="whole",
        unit="min",
        start="0",
        required=False,
    ),
    Field(
        name="readings",
        label=Text("Series of the logger", "温度记录序列"),
        kind="words",
        required=False,
        hint=Text(
            "A line for each reading: minutes since dispatch, degrees. With it the three boxes above are computed.",
            "每行一个读数：发出后分钟数、温度。填写后以上三项自动计算。",
        ),
    ),
)
"""The boxes for what the temperature logger says: its extremes, or its whole series."""


def receive(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Take a bag over on the ward: the logger's extremes, or its whole series, and the form of the transport."""
    one = find_bag(scope, about)
    low, high = one.plan.shelf.temperature_c
    return Step(
        does=act.ReceiveBag,
        title=Text("Take over {bag}", "接收 {bag}").format(bag=one.id),
        says=Text(
            "From now on the ward has the bag. Outside {low} to {high} °C for more than {m} minutes in all, quality decides first.",
            "自此制品袋由病房保管。累计超出 {low}–{high} °C 逾 {m} 分钟者，须先由质量部门裁定。",
        ).format(low=low, high=high, m=one.plan.shelf.excursion_minutes),
        act=Text("Take over", "接收"),
        done=Text("The ward has the bag.", "病房已接收该制品袋。"),
        back=one.to(),
        command=lambda given: _receive(one, given),
        person=one.one,
        unit=one.id,
        form=one.plan.forms.transport or "",
        starts=transport_starts(one),
        fields=(Field(name="bag", label=Text("Scan the bag", "扫描制品袋"), kind="scan", must=one.id), *_LOGGER),
        faults=_faults,
        happened=True,
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        touch=True,
        usual=act.ReceiveBag(participant=one.one.number, bag=one.id, lowest_c=low, highest_c=high),
    )


def decide_excursion(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Quality decides whether a bag may be used after a temperature excursion."""
    one = find_bag(scope, about)
    return Step(
        does=act.DecideExcursion,
        title=Text("Decide on the temperature of {bag}", "裁定温度偏离：{bag}").format(bag=one.id),
        says=Text(
            "The bag waits on the ward. It may be used or it is destroyed; the decision and its reason stay with the bag.",
            "制品袋在病房等待。裁定可否使用；决定与理由随制品袋保存。",
        ),
        act=Text("Decide", "作出裁定"),
        done=Text("Decided.", "已裁定。"),
        back=one.to(),
        command=lambda given: act.DecideExcursion(
            participant=one.one.number, bag=one.id, usable=given.get("usable") == "yes", reason=str(given.get("why"))
        ),
        person=one.one,
        unit=one.id,
        fields=(
            Field(
                name="usable",
                label=Text("May it be used", "可否使用"),
                kind="choice",
                options=(("yes", Text("It may be used", "可以使用")), ("no", Text("It must not be used", "不得使用"))),
            ),
            Field(name="why", label=Text("Why", "理由"), kind="words"),
        ),
        proof=True,
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        touch=True,
        usual=act.DecideExcursion(participant=one.one.number, bag=one.id, usable=True),
    )


def read_series(words: str) -> Readings | Text:
    """The readings that are written line by line, or what is wrong with a line."""
    found = []
    for number, line in enumerate((line.strip() for line in words.splitlines() if line.strip()), start=1):
        parts = _LINE.split(line)
        try:
            minutes, degrees = int(parts[0]), Decimal(parts[1])
        except (ValueError, IndexError, InvalidOperation):
            return _NOT_A_SERIES.format(n=number)
        if not degrees.is_finite():
            return _NOT_A_SERIES.format(n=number)
        found.append((minutes, degrees))
    return tuple(found)


def _faults(values: Mapping[str, Any]) -> Mapping[str, Text]:
    series = read_series(str(values.get("readings", "")))
    if isinstance(series, Text):
        return {"readings": series}
    if series:
        return {}
    return {name: _NEEDED for name in ("lowest_c", "highest_c") if name not in values}


def _receive(one: WardBag, given: Given) -> act.ReceiveBag:
    series = read_series(str(given.get("readings")))
    readings: Readings = () if isinstance(series, Text) else series
    low, high = one.plan.shelf.temperature_c
    lowest, highest = given.get("lowest_c", low), given.get("highest_c", high)
    outside = int(given.get("minutes_outside", 0))
    if readings:
        read = product.read_logger(readings, low, high)
        lowest, highest, outside = read.lowest_c, read.highest_c, read.minutes_outside
    return act.ReceiveBag(
        participant=one.one.number,
        bag=one.id,
        lowest_c=lowest,
        highest_c=highest,
        minutes_outside=outside,
        readings=readings,
        happened=given.happened,
        items=dict(given.items),
        groups=dict(given.groups),
    )

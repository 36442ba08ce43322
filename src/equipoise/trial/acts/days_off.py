"""Acts on days off: close a site, or everybody, for some days; open it again. A day of a weekend can be set as worked instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec.structs import replace

from equipoise.facts.calendar import OFFICE, DayOffSet, DayOffWithdrawn
from equipoise.facts.in_use import PLACES, each_day, standing_days_off
from equipoise.protocol.closed import is_working_day
from equipoise.trial import commands as act
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.state import Trial
from equipoise.values.dates import is_day
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

_STREAM: Final = "S"
_MOST_DAYS: Final = 31
"""Days of one entry: who is closed for longer writes it again, and is asked what becomes of the trial."""
CLOSES: Final[dict[str, Text]] = {
    "clinic": Text("clinic", "门诊"),
    "apheresis": Text("apheresis", "血细胞采集室"),
    "cell_laboratory": Text("cell laboratory", "细胞制备室"),
    "ward": Text("ward", "病房"),
    OFFICE: Text("no working day by law", "法定非工作日"),
}
"""What a day off closes, in words; the last one is left out of reporting times that count working days."""
assert set(CLOSES) == {*PLACES, OFFICE}


WORKED: Final = Text("working day by law", "调休上班日")
"""What a day is that is worked instead, in words."""


def closed_words(closed: tuple[str, ...]) -> Text:
    """What a day off closes, in words."""
    return listed([CLOSES[one] for one in closed if one in CLOSES])


def does_words(body: DayOffSet) -> Text:
    """What a fact makes of its days: what it closes, or that they are worked."""
    return WORKED if body.worked else closed_words(body.closed)


def set_day_off(trial: Trial, asked: Asked, command: act.SetDayOff) -> Decision:
    """Close something from one day to another, or set these days as worked."""
    body = DayOffSet(
        first=command.first,
        last=command.last or command.first,
        closed=tuple(one for one in CLOSES if one in command.closed),
        name=command.name.strip(),
        site=command.site,
        worked=command.worked,
    )
    reasons = [
        *_days(trial, asked, command),
        *(_works(trial, asked, command, body) if command.worked else _closes(command)),
        *_whose(trial, command),
        *_unnamed(command),
        *_set_already(trial, body),
    ]
    if reasons:
        return refuse(*reasons)
    return Accepted((Happening(body, _STREAM, reason=command.reason),))


def withdraw_day_off(trial: Trial, asked: Asked, command: act.WithdrawDayOff) -> Decision:
    """Open again what was closed."""
    standing = next((fact for fact in standing_days_off(trial.study) if fact.seq == command.day_off), None)
    reasons = []
    if standing is None:
        says = Text("No fact {seq} sets a day off that counts.", "第 {seq} 条事实并未设置现行休息日。")
        reasons.append(Reason("no_such_day_off", says.format(seq=command.day_off)))
    if not command.reason.strip():
        reasons.append(Reason("reason_missing", Text("Say why it is open after all.", "请说明恢复开放的原因。")))
    if reasons or standing is None:
        return refuse(*reasons)
    return Accepted(
        (Happening(DayOffWithdrawn(day_off=command.day_off), _STREAM, reason=command.reason, cause=standing.seq),)
    )


def _days(trial: Trial, asked: Asked, command: act.SetDayOff) -> Iterator[Reason]:
    days = [command.first, *([command.last] if command.last else [])]
    wrong = [day for day in days if not is_day(day)]
    for day in wrong:
        remedy = Text("Write YYYY-MM-DD.", "请按 YYYY-MM-DD 填写。")
        yield Reason("impossible_date", Text(f"“{day}” is not a day.", f"“{day}”不是有效日期。"), remedy=remedy)
    if wrong:
        return
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    if last < first:
        yield Reason("ends_before_it_begins", Text("The last day lies before the first.", "截止日早于起始日。"))
    elif (last - first).days >= _MOST_DAYS:
        says = Text(f"One entry holds at most {_MOST_DAYS} days.", f"一条记录最多 {_MOST_DAYS} 天。")
        yield Reason("too_long", says)
    if first < asked.day(trial.protocols.first):
        says = Text(
            "{day} has passed: what was done or missed on it stays as it is.",
            "{day}已过：当日已做或漏做的事项不再改变。",
        )
        remedy = Text("Begin today or later.", "请从今天或以后开始。")
        yield Reason("day_has_passed", says.format(day=day_words(first)), remedy=remedy)


def _works(trial: Trial, asked: Asked, command: act.SetDayOff, body: DayOffSet) -> Iterator[Reason]:
    """Why days cannot be set as worked: something is to be closed on them, or one of them is a working day as it is."""
    if command.closed:
        says = Text("What is worked closes nothing.", "上班日不能同时设置停用部门。")
        yield Reason("worked_and_closed", says)
    if not (is_day(body.first) and is_day(body.last)):
        return
    calendar = trial.version_on(asked.day(trial.protocols.first)).safety.calendar
    days = [date.fromisoformat(day) for day in each_day(body.first, body.last)][:_MOST_DAYS]
    working = [day for day in days if is_working_day(day, calendar)]
    if working:
        says = Text("Worked as it is: {days}.", "本来就是工作日：{days}。")
        remedy = Text(
            "Set days of a weekend, or days off by law, one entry for each row of them.",
            "仅可设置周末或法定非工作日；不连续的日期请分别设置。",
        )
        yield Reason("works_already", says.format(days=listed([day_words(day) for day in working])), remedy=remedy)


def _unnamed(command: act.SetDayOff) -> Iterator[Reason]:
    if not command.name.strip():
        says = Text("Say what for, such as National Day.", "请填写事由，例如国庆节。")
        yield Reason("name_missing", says)


def _set_already(trial: Trial, body: DayOffSet) -> Iterator[Reason]:
    for fact in standing_days_off(trial.study):
        if replace(fact.body, name=body.name) == body:
            says = Text("This is set already: {name}.", "已设置：{name}。").format(name=fact.body.name)
            yield Reason("set_already", says, (fact.seq,))


def _closes(command: act.SetDayOff) -> Iterator[Reason]:
    for one in command.closed:
        if one not in CLOSES:
            known = Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(each) for each in CLOSES]))
            yield Reason("unknown_place", Text(f"“{one}” cannot be closed.", f"“{one}”不可设为停用。"), remedy=known)
    if not command.closed:
        yield Reason("nothing_closed", Text("Say what is closed.", "请选择停用的部门。"))


def _whose(trial: Trial, command: act.SetDayOff) -> Iterator[Reason]:
    sites = trial.protocols.first.about.sites
    if command.site and command.site not in sites:
        known = Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(each) for each in sites]))
        yield Reason(
            "unknown_site", Text(f"There is no site “{command.site}”.", f"没有研究中心“{command.site}”。"), remedy=known
        )
    if command.site and (command.worked or OFFICE in command.closed):
        says = Text("What the law sets holds for all sites.", "法定安排适用于所有研究中心。")
        yield Reason("law_of_all", says, remedy=Text("Leave the site empty.", "请将研究中心留空。"))

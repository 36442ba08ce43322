"""Acts on days off: close a site, or everybody, for some days; open it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from equipoise.facts.calendar import OFFICE, DayOffSet, DayOffWithdrawn
from equipoise.facts.in_use import PLACES, standing_days_off
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


def closed_words(closed: tuple[str, ...]) -> Text:
    """What a day off closes, in words."""
    return listed([CLOSES[one] for one in closed if one in CLOSES])


def set_day_off(trial: Trial, asked: Asked, command: act.SetDayOff) -> Decision:
    """Close something from one day to another."""
    reasons = [*_days(trial, asked, command), *_closes(trial, command)]
    if not command.name.strip():
        reasons.append(
            Reason("name_missing", Text("Say why it is closed, such as National Day.", "请填写停诊原因，例如国庆节。"))
        )
    body = DayOffSet(
        first=command.first,
        last=command.last or command.first,
        closed=tuple(one for one in CLOSES if one in command.closed),
        name=command.name.strip(),
        site=command.site,
    )
    for fact in standing_days_off(trial.study):
        if (fact.body.first, fact.body.last, fact.body.closed, fact.body.site) == (
            body.first, body.last, body.closed, body.site,
        ):  # fmt: skip
            says = Text("This is set already: {name}.", "已设置：{name}。").format(name=fact.body.name)
            reasons.append(Reason("set_already", says, (fact.seq,)))
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
        says = Text(f"One entry closes at most {_MOST_DAYS} days.", f"一条记录最多 {_MOST_DAYS} 天。")
        yield Reason("too_long", says)
    if first < asked.day(trial.protocols.first):
        says = Text(
            "{day} has passed: what was done or missed on it stays as it is.",
            "{day}已过：当日已做或漏做的事项不再改变。",
        )
        remedy = Text("Begin today or later.", "请从今天或以后开始。")
        yield Reason("day_has_passed", says.format(day=day_words(first)), remedy=remedy)


def _closes(trial: Trial, command: act.SetDayOff) -> Iterator[Reason]:
    for one in command.closed:
        if one not in CLOSES:
            known = Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(each) for each in CLOSES]))
            yield Reason("unknown_place", Text(f"“{one}” cannot be closed.", f"“{one}”不可设为停用。"), remedy=known)
    if not command.closed:
        yield Reason("nothing_closed", Text("Say what is closed.", "请选择停用的部门。"))
    sites = trial.protocols.first.about.sites
    if command.site and command.site not in sites:
        known = Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(each) for each in sites]))
        yield Reason(
            "unknown_site", Text(f"There is no site “{command.site}”.", f"没有研究中心“{command.site}”。"), remedy=known
        )
    if command.site and OFFICE in command.closed:
        says = Text("A day off by law holds for all sites.", "法定非工作日适用于所有研究中心。")
        yield Reason("law_of_all", says, remedy=Text("Leave the site empty.", "请将研究中心留空。"))

"""Days on which something is closed, and days of a weekend that are worked: set, and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import Http404

from equipoise.facts.calendar import OFFICE
from equipoise.facts.in_use import standing_days_off
from equipoise.trial import commands as act
from equipoise.trial.acts.days_off import CLOSES, does_words
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step
from equipoise.web.workspace.scope import Scope

_CALENDAR: Final = Text("Calendar", "日历")
_WITHDRAW_WORKED: Final = Text("Withdraw a worked day", "撤销调休上班日")


@dataclass(frozen=True, slots=True)
class _Words:
    """What the page says of a kind of day."""

    title: Text
    says: Text
    act: Text
    done: Text
    occasions: Text


_OFF: Final = _Words(
    title=Text("Set a day off", "设置休息日"),
    says=Text(
        "Nothing can be booked for what is closed. What is booked already stands on the worklist as to be moved. "
        "A window of the protocol stays as it is: the worklist names the nearest open day in it.",
        "停用期间不能预约。已预约的事项将列入工作清单，提示改期。方案窗口期不变：工作清单提示窗口期内最近的开放日。",
    ),
    act=Text("Set the day off", "设置"),
    done=Text("The day off is set.", "休息日已设置。"),
    occasions=Text("Such as National Day, or service of the cell separator.", "例如：国庆节、血细胞分离机检修。"),
)
_WORKED: Final = _Words(
    title=Text("Set a worked day", "设置调休上班日"),
    says=Text(
        "A day of a weekend, or a day off by law, on which people work, as by the yearly notice of the State Council. It counts in "
        "reporting times that count working days. Nothing is closed or opened by it.",
        "周末或法定非工作日改为上班，依国务院办公厅年度放假安排。该日计入按工作日计算的报告时限，不影响各部门的停用与开放。",
    ),
    act=Text("Set the worked day", "设置"),
    done=Text("The worked day is set.", "调休上班日已设置。"),
    occasions=Text("Such as Spring Festival.", "例如：春节调休。"),
)


def set_day_off(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Close something for some days; with `worked` in the address, have people work on a day of rest."""
    worked = bool(asked.get("worked"))
    words = _WORKED if worked else _OFF
    return Step(
        does=act.SetDayOff,
        title=words.title,
        says=words.says,
        act=words.act,
        done=words.done,
        back=scope.to("study", "calendar"),
        command=lambda given: _day_off(given, worked=worked),
        unit="worked" if worked else "",
        fields=(*_days(asked, words.occasions), *(() if worked else _closed(scope))),
        faults=_faults,
        crumbs=((_CALENDAR, scope.to("study", "calendar")),),
        tab="study",
    )


def _days(asked: Mapping[str, str], occasions: Text) -> tuple[Field, ...]:
    return (
        Field(name="name", label=Text("Occasion", "事由"), hint=occasions),
        Field(name="first", label=Text("First day", "起始日"), kind="day", start=asked.get("first", "")),
        Field(
            name="last",
            label=Text("Last day", "截止日"),
            kind="day",
            required=False,
            hint=Text("Empty: that day alone.", "留空表示仅当日。"),
        ),
    )


def _closed(scope: Scope) -> tuple[Field, ...]:
    sites = scope.trial.protocols.first.about.sites
    return (
        Field(
            name="closed",
            label=Text("What is closed", "停用部门"),
            kind="several",
            options=tuple(CLOSES.items()),
            hint=Text(
                "A day off by law is left out of reporting times that count working days.",
                "法定非工作日不计入按工作日计算的报告时限。",
            ),
        ),
        Field(
            name="site",
            label=Text("Site", "研究中心"),
            kind="list",
            required=False,
            options=tuple((code, site.name) for code, site in sites.items()),
            hint=Text("Empty: all sites.", "留空表示所有研究中心。"),
        ),
    )


def _faults(given: Mapping[str, object]) -> Mapping[str, Text]:
    """What is wrong with boxes together: told beside the box that mends it."""
    first, last = given.get("first"), given.get("last")
    closed = given.get("closed") or ()
    wrong: dict[str, Text] = {}
    if first is not None and last is not None and str(last) < str(first):
        wrong["last"] = Text("The last day lies before the first.", "截止日早于起始日。")
    if isinstance(closed, tuple) and OFFICE in closed and given.get("site"):
        wrong["site"] = Text(
            "A day off by law holds for all sites: leave the site empty.", "法定非工作日适用于所有研究中心：请留空。"
        )
    return wrong


def _day_off(given: Given, *, worked: bool) -> act.SetDayOff:
    """A worked day closes nothing and holds for all sites: it has no boxes for them."""
    return act.SetDayOff(
        first=str(given.get("first")),
        last=str(given.get("last")),
        closed=tuple(given.get("closed", ())),
        name=given.get("name"),
        site=given.get("site"),
        worked=worked,
    )


def withdraw_day_off(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Open again what was closed, or give a worked day its rest back."""
    standing = next(
        (fact for fact in standing_days_off(scope.trial.study) if str(fact.seq) == asked.get("day_off")), None
    )
    if standing is None:
        raise Http404
    seq, body = standing.seq, standing.body
    return Step(
        does=act.WithdrawDayOff,
        title=_WITHDRAW_WORKED if body.worked else Text("Withdraw a day off", "撤销休息日"),
        says=Text("The day counts as it did before.", "该日恢复原来的性质。")
        if body.worked
        else Text("It is open after all; what was to be moved may stay.", "恢复开放；原提示改期的事项可照原计划进行。"),
        act=Text("Withdraw", "撤销"),
        done=Text("It is withdrawn.", "已撤销。"),
        back=scope.to("study", "calendar"),
        command=lambda given: act.WithdrawDayOff(day_off=seq, reason=given.reason),
        unit=str(seq),
        reason=Text("Why it is withdrawn", "撤销原因"),
        rests=(
            (Text("Occasion", "事由"), same(body.name)),
            (Text("First day", "起始日"), _day_words(body.first)),
            (Text("Last day", "截止日"), _day_words(body.last)),
            (Text("What it does", "安排"), does_words(body)),
            (Text("Site", "研究中心"), same(body.site) if body.site else Text("all", "全部")),
        ),
        crumbs=((_CALENDAR, scope.to("study", "calendar")),),
        tab="study",
    )


def _day_words(day: str) -> Text:
    return day_words(date.fromisoformat(day))

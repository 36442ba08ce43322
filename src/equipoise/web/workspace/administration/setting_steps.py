"""The acts on ranges and days off that one step is enough for: withdraw a range, close something, open it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.http import Http404

from equipoise.facts.calendar import OFFICE
from equipoise.facts.in_use import standing_days_off, standing_ranges
from equipoise.trial import commands as act
from equipoise.trial.acts.days_off import CLOSES, closed_words
from equipoise.trial.acts.ranges import in_words, whom, withdrawn_effects
from equipoise.trial.decision import Asked, By
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Make, Step
from equipoise.web.workspace.administration.ranges_page import analyte_words
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.words import unit_words

_LABORATORIES: Final = Text("Laboratories", "实验室")
_CALENDAR: Final = Text("Calendar", "日历")


def _seq(asked: Mapping[str, str], name: str) -> int:
    words = asked.get(name, "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < len("1000000000") else 0


def _withdraw_range(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    seq = _seq(asked, "range")
    standing = next((fact for fact in standing_ranges(scope.trial.study) if fact.seq == seq), None)
    if standing is None:
        raise Http404
    body = standing.body
    command = act.WithdrawReferenceRange(range=seq)
    found = withdrawn_effects(scope.trial, Asked(command, By("", scope.role, ""), scope.now), seq)
    limits = f"{body.low or '–'} – {body.high or '–'} {unit_words(body.unit)}"
    return Step(
        does=act.WithdrawReferenceRange,
        title=Text("Withdraw a reference range", "撤销参考区间"),
        says=Text(
            "A range that was set by mistake counts no more, from its first day on: what stood before it counts again. "
            "A range that the laboratory changed again is not withdrawn; the newer one is set.",
            "误设的参考区间自其起始日起不再适用，恢复此前的区间。若检验科再次调整，请设置新的区间，而不是撤销。",
        ),
        act=Text("Withdraw", "撤销"),
        done=Text("The range is withdrawn.", "参考区间已撤销。"),
        back=scope.to("study", "laboratories"),
        command=lambda given: act.WithdrawReferenceRange(range=seq, changed=len(found.values), reason=given.reason),
        unit=str(seq),
        proof=True,
        reason=Text("Why it was a mistake", "误设原因"),
        content=f"{seq}/{len(found.values)}",
        rests=(
            (Text("Laboratory", "实验室"), same(body.laboratory)),
            (Text("Analyte", "检验项目"), analyte_words(scope, body.analyte)),
            (Text("For", "适用人群"), whom(body.sex, body.age_from, body.age_to)),
            (Text("Limits", "参考区间"), same(limits)),
            (Text("From", "起始日"), _day_words(body.valid_from)),
            (Text("Document", "依据文件"), same(body.source)),
            (Text("What changes", "影响"), in_words(found)),
        ),
        crumbs=((_LABORATORIES, scope.to("study", "laboratories")),),
        tab="study",
    )


def _set_day_off(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    sites = scope.trial.protocols.first.about.sites
    return Step(
        does=act.SetDayOff,
        title=Text("Set a day off", "设置休息日"),
        says=Text(
            "Nothing can be booked for what is closed. What is booked already stands on the worklist as to be moved. "
            "A window of the protocol stays as it is: the worklist names the nearest open day in it.",
            "停用期间不能预约。已预约的事项将列入工作清单，提示改期。方案窗口期不变：工作清单提示窗口期内最近的开放日。",
        ),
        act=Text("Set the day off", "设置"),
        done=Text("The day off is set.", "休息日已设置。"),
        back=scope.to("study", "calendar"),
        command=_day_off_given,
        fields=(
            Field(
                name="name",
                label=Text("Occasion", "事由"),
                hint=Text(
                    "Such as National Day, or service of the cell separator.", "例如：国庆节、血细胞分离机检修。"
                ),
            ),
            Field(name="first", label=Text("First day", "起始日"), kind="day", start=asked.get("first", "")),
            Field(
                name="last",
                label=Text("Last day", "截止日"),
                kind="day",
                required=False,
                hint=Text("Empty: that day alone.", "留空表示仅当日。"),
            ),
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
        ),
        faults=_day_off_faults,
        crumbs=((_CALENDAR, scope.to("study", "calendar")),),
        tab="study",
    )


def _day_off_faults(given: Mapping[str, object]) -> Mapping[str, Text]:
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


def _day_off_given(given: Given) -> act.SetDayOff:
    return act.SetDayOff(
        first=str(given.get("first")),
        last=str(given.get("last")),
        closed=tuple(given.get("closed", ())),
        name=given.get("name"),
        site=given.get("site"),
    )


def _withdraw_day_off(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    seq = _seq(asked, "day_off")
    standing = next((fact for fact in standing_days_off(scope.trial.study) if fact.seq == seq), None)
    if standing is None:
        raise Http404
    body = standing.body
    return Step(
        does=act.WithdrawDayOff,
        title=Text("Withdraw a day off", "撤销休息日"),
        says=Text("It is open after all; what was to be moved may stay.", "恢复开放；原提示改期的事项可照原计划进行。"),
        act=Text("Withdraw", "撤销"),
        done=Text("The day off is withdrawn.", "休息日已撤销。"),
        back=scope.to("study", "calendar"),
        command=lambda given: act.WithdrawDayOff(day_off=seq, reason=given.reason),
        unit=str(seq),
        reason=Text("Why it is open", "恢复开放的原因"),
        rests=(
            (Text("Occasion", "事由"), same(body.name)),
            (Text("First day", "起始日"), _day_words(body.first)),
            (Text("Last day", "截止日"), _day_words(body.last)),
            (Text("What is closed", "停用部门"), closed_words(body.closed)),
            (Text("Site", "研究中心"), same(body.site) if body.site else Text("all", "全部")),
        ),
        crumbs=((_CALENDAR, scope.to("study", "calendar")),),
        tab="study",
    )


def _day_words(day: str) -> Text:
    return day_words(date.fromisoformat(day))


STEPS: Final[Mapping[str, Make]] = {
    "withdraw_reference_range": _withdraw_range,
    "set_day_off": _set_day_off,
    "withdraw_day_off": _withdraw_day_off,
}
"""The steps by their acts."""

"""The annual report to the ethics committee, in the manner of a development safety update report (ICH E2F)."""

from __future__ import annotations

from datetime import date

from equipoise.paper import Document, KeyValues, Notice, Paragraph, Signature, Signatures
from equipoise.protocol.entry_words import entry_words
from equipoise.report import frame
from equipoise.report.exhibits import Pages
from equipoise.report.investigational_plan import INVESTIGATOR
from equipoise.report.material import View
from equipoise.report.narratives import narratives
from equipoise.report.period import begin
from equipoise.values.say_day import day_words
from equipoise.values.text import Text

TITLE = Text("Annual report to the ethics committee", "伦理委员会年度报告")
_PERIOD = Text("Period of this report", "报告期间")
_FROM_TO = Text("{first} to {last}", "{first}至{last}")
_SO_FAR = Text(
    "{n} of {planned} participants are randomised; {left} are still to come.",
    "计划 {planned} 例，已随机 {n} 例，尚余 {left} 例。",
)
_NONE = Text("There are none.", "无。")


def ethics_report(view: View) -> Document:
    """Enrolment, consents, serious events, deviations, amendments and what comes next, of the last year and so far."""
    pages = Pages(view)
    first = begin(view.context)
    frame.opening(pages, contents=False)
    period = _FROM_TO.format(first=day_words(first), last=day_words(view.context.until))
    pages.heading(Text("1 Period and summary", "1 报告期间与概况"))
    pages.write(KeyValues(((_PERIOD, period),)))
    pages.table("period", "1.1")
    pages.place(
        INVESTIGATOR, Text("Is the relation of benefit and risk unchanged, and why.", "获益与风险关系是否改变及理由。")
    )
    pages.heading(Text("2 Enrolment and consent", "2 入组与知情同意"))
    pages.table("enrolment", "2.1")
    pages.table("disposition", "2.2")
    pages.table("consents", "2.3")
    _safety(pages, first)
    pages.heading(Text("4 Deviations", "4 方案偏离"))
    if "form_deviations" in view.keys:
        pages.table("form_deviations", "4.1")
    pages.table("refusals", "4.2" if "form_deviations" in view.keys else "4.1")
    pages.heading(Text("5 Amendments and holds", "5 方案修订与暂停"))
    pages.table("amendments", "5.1")
    pages.table("holds", "5.2")
    _plan(pages)
    frame.resting_on(pages, Text("7 What the numbers rest on", "7 数字所依据的内容"))
    return frame.finish(pages, TITLE)


def _safety(pages: Pages, first: date) -> None:
    view = pages.view
    pages.heading(Text("3 Safety", "3 安全性"))
    keys = [
        key for key in ("serious_events", "form_deaths", "adverse_events", "listing_serious_events") if key in view.keys
    ]
    for place, key in enumerate(keys, start=1):
        pages.table(key, f"3.{place}")
    pages.heading(
        Text("Serious adverse events of the period, told from the facts", "本期严重不良事件叙述（依据账本）"), 2
    )
    told = narratives(view.context, first)
    if not told:
        pages.say(_NONE)
    for one in told:
        pages.write(Paragraph(one.title, keep=True), Paragraph(one.says, small=True))
    if "boundary" in view.keys and not view.pooled:
        pages.table("boundary", f"3.{len(keys) + 1}")


def _plan(pages: Pages) -> None:
    context = pages.view.context
    randomised = sum(one.randomised is not None for one in context.people)
    left = max(0, context.study.design.enrolment - randomised)
    pages.heading(Text("6 Plan", "6 后续计划"))
    pages.write(
        Notice(
            entry_words(context.study, _SO_FAR).format(n=randomised, planned=context.study.design.enrolment, left=left)
        )
    )
    pages.place(
        INVESTIGATOR,
        Text(
            "What is planned for the coming year: amendments, sites, end of the study.",
            "来年计划：方案修订、中心、研究结束时间等。",
        ),
    )
    pages.write(
        Signatures((Signature(Text("Investigator", "主要研究者"), Text("I confirm this report", "确认本报告")),))
    )

"""The reports to the safety board: an open one of all participants together, a closed one by arm for those who may see arms."""

from __future__ import annotations

from itertools import count

from equipoise.analysis.tables.product import tells_arms
from equipoise.paper import Document, Paragraph, Signature, Signatures
from equipoise.report import frame
from equipoise.report.exhibits import Pages
from equipoise.report.material import View
from equipoise.report.narratives import narratives
from equipoise.values.text import Text

OPEN = Text("Safety board: open report", "数据安全监查委员会：开放报告")
CLOSED = Text("Safety board: closed report", "数据安全监查委员会：闭门报告")
_CHAIR = Text("To be written by the board", "由委员会撰写")
_STATISTICIAN = Text("To be written by the reporting statistician", "由报告统计师撰写")
_CONFIDENTIAL = Text(
    "Confidential. For voting members and the reporting statistician only; it compares arms while the trial goes on.",
    "机密。仅供有表决权的委员与报告统计师阅读；本报告在试验进行中比较各组。",
)
_CONFIDENTIAL_OF_ONE = Text(
    "Confidential. For voting members and the reporting statistician only; it tells efficacy while the trial goes on.",
    "机密。仅供有表决权的委员与报告统计师阅读；本报告在试验进行中报告有效性结果。",
)
_EFFICACY = Text("4 Efficacy{product}{by_arm}", "4 有效性{product}{by_arm}")
_PRODUCT, _BY_ARM, _NOTHING = Text(" and product", "与制品"), Text(", by arm", "（按组）"), Text("", "")
_NONE = Text("There are none.", "无。")


def open_report(view: View) -> Document:
    """Conduct, harm and the boundary, of all participants together: nothing in it is by arm."""
    pages = Pages(view)
    frame.opening(pages, contents=False, pooled=True)
    _conduct(pages)
    _harm(pages)
    _boundary(pages)
    _decision(pages)
    frame.resting_on(pages, Text("6 What the numbers rest on", "6 数字所依据的内容"))
    return frame.finish(pages, OPEN)


def closed_report(view: View) -> Document:
    """The same by arm, with efficacy and the product."""
    pages = Pages(view)
    frame.opening(pages, contents=False)
    pages.write(Paragraph(_CONFIDENTIAL_OF_ONE if view.study.single_arm else _CONFIDENTIAL, "bad"))
    _conduct(pages)
    _harm(pages)
    _boundary(pages)
    _efficacy(pages)
    _decision(pages)
    frame.resting_on(pages, Text("6 What the numbers rest on", "6 数字所依据的内容"))
    return frame.finish(pages, CLOSED)


def _conduct(pages: Pages) -> None:
    pages.heading(Text("1 Conduct", "1 研究实施"))
    tables, figures = count(1), count(1)
    pages.table("disposition", f"1.{next(tables)}")
    if not pages.view.pooled:
        pages.figure("consort", f"1.{next(figures)}", 92)
    pages.table("enrolment", f"1.{next(tables)}")
    pages.table("completeness", f"1.{next(tables)}")
    pages.figure("enrolment", f"1.{next(figures)}")
    pages.table("baseline", f"1.{next(tables)}")
    if "form_deviations" in pages.view.keys:
        pages.table("form_deviations", f"1.{next(tables)}")
    pages.table("amendments", f"1.{next(tables)}")
    pages.table("holds", f"1.{next(tables)}")


_HARM = (
    "exposure", "adverse_events", "adverse_events_by_grade", "serious_events", "form_deaths", "laboratory_shifts",
)  # fmt: skip


def _harm(pages: Pages) -> None:
    pages.heading(Text("2 Harm", "2 安全性"))
    keys = [key for key in _HARM if key in pages.view.keys]
    for place, key in enumerate(keys, start=1):
        pages.table(key, f"2.{place}")
    if not pages.view.pooled:
        for place, key in enumerate([key for key in pages.view.figures if "butterfly" in key], start=1):
            pages.figure(key, f"2.{place}")
    pages.heading(Text("Serious adverse events, told from the facts", "严重不良事件叙述（依据账本）"), 2)
    told = narratives(pages.view.context)
    if not told:
        pages.say(_NONE)
    for one in told:
        pages.write(Paragraph(one.title, keep=True), Paragraph(one.says, small=True))
    pages.table("listing_serious_events", f"2.{len(keys) + 1}")


def _boundary(pages: Pages) -> None:
    view = pages.view
    pages.heading(Text("3 Stopping boundary", "3 停止界值"))
    if "boundary" not in view.keys:
        pages.say(Text("The study file declares no stopping boundary.", "研究文件未规定停止界值。"))
    elif tells_arms(view.study, masked=view.pooled) and view.study.design.masking != "NONE":
        pages.quiet(
            Text("In the closed report: who was treated would tell the arms.", "见闭门报告：治疗例数会泄露分组。")
        )
    else:
        pages.table("boundary", "3.1")
        for key in [key for key in view.figures if "boundary" in key]:
            pages.figure(key, "3.1")


def _efficacy(pages: Pages) -> None:
    view = pages.view
    product = _PRODUCT if view.study.product is not None else _NOTHING
    pages.heading(_EFFICACY.format(product=product, by_arm=_NOTHING if view.study.single_arm else _BY_ARM))
    main = [one for one in view.context.results.endpoints if one.sensitivity_of is None]
    rates = [f"response_{key}" for key in view.study.analysis.responses]
    keys = [f"endpoint_{one.key}" for one in main] + [
        key for key in (*rates, "measures", "release") if key in view.keys
    ]
    for place, key in enumerate(keys, start=1):
        pages.table(key, f"4.{place}")
    for place, one in enumerate(main[:2], start=1):
        pages.figure(f"km_{one.key}", f"4.{place}")
    pages.place(
        _STATISTICIAN,
        Text(
            "Interim look: information reached, critical value, conditional power, if one was planned.",
            "期中分析：信息量、临界值、条件把握度（如有计划）。",
        ),
    )


def _decision(pages: Pages) -> None:
    pages.heading(Text("5 Recommendation", "5 建议"))
    pages.place(
        _CHAIR,
        Text(
            "Continue as planned, continue with changes, hold, or stop; with reasons.",
            "按计划继续、修改后继续、暂停或终止，并说明理由。",
        ),
    )
    member = Text("Member of the board", "委员")
    meaning = Text("I read this report and agree with the recommendation", "已阅读本报告并同意上述建议")
    pages.write(
        Signatures((Signature(Text("Chair", "主席"), meaning), Signature(member, meaning), Signature(member, meaning)))
    )

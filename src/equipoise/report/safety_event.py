"""The report of one serious event as a document: the fields of the CIOMS I form in their order, the narrative, who was told when.

Fields after CIOMS Form I (Council for International Organizations of Medical Sciences, 1990); the numbers in brackets are its own.
It is a report to be read and signed by people, not an electronic ICSR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Final

from equipoise.facts.form_look import day_of
from equipoise.paper import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    KeyValues,
    Notice,
    Paragraph,
    Signature,
    Signatures,
    Table,
)
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Form
from equipoise.report.safety_case import (
    Case,
    age_and_sex,
    answer_words,
    cells_words,
    given_before,
    moment_words,
    own_words,
    related_values,
)
from equipoise.report.safety_narrative import narrative, text_of
from equipoise.rules.safety import GRADES, SERIOUSNESS, Running
from equipoise.values.dates import days_between
from equipoise.values.quantity import decimal_words
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

TITLE: Final = Text("Report of a serious adverse event", "严重不良事件报告表")
UNKNOWN: Final = Text("not known", "不详")
WITHHELD: Final = Text("withheld: the reader is masked", "盲态，不予显示")
_TICKED, _OPEN = "■", "□"
MOST_ROWS: Final = 40
"""Rows of history and of other medication; a report names what is beyond them as a number."""
_STATES = {
    "late": Text("overdue", "逾期未报"),
    "running": Text("running", "计时中"),
    "sent": Text("sent in time", "按时已报"),
    "sent late": Text("sent late", "逾期已报"),
}


def event_report(case: Case, *, head: int, software: str) -> Document:
    """The document of a case as of its moment; a narrative that was kept on the form stands in it, otherwise the draft."""
    number, instance = case.one.number, case.event.instance
    foot = Text(
        "{study} · {number} · event {instance} · ledger head {head} · Equipoise {software}",
        "{study} · {number} · 事件 {instance} · 账本位置 {head} · Equipoise {software}",
    ).format(study=same(case.study.id), number=number, instance=instance, head=head, software=software)
    blocks = tuple(_blocks(case))
    subtitle = Text("{event}, participant {number}", "{event}，受试者 {number}").format(event=case.name, number=number)
    return Document(
        TITLE, subtitle, case.at.astimezone(UTC), blocks, head=case.study.about.titles.brief.text, foot=foot
    )


def _blocks(case: Case) -> Iterator[Block]:
    yield Notice(
        Text("After CIOMS form I; not an electronic ICSR", "参照 CIOMS I 表；非电子 ICSR"),
        (
            Text(
                "Made from the facts of the ledger. A person reads it against the source and signs it before it goes out.",
                "由账本记录生成，发出前须由研究者与源文件核对并签名。",
            ),
        ),
        "quiet",
    )
    yield Heading(Text("I. Reaction information", "一、不良事件信息"), 2)
    yield KeyValues(tuple(_reaction(case)))
    yield Paragraph(_ticks(case))
    yield Heading(Text("Course of the event [7]", "事件经过 [7]"), 3)
    yield from _narrative(case)
    values = _values(case)
    if values is not None:
        yield values
    yield Heading(Text("II. Suspect product", "二、可疑制品"), 2)
    yield from _product(case)
    yield Heading(Text("III. History and other medication", "三、病史与合并用药"), 2)
    yield from _history(case)
    yield Heading(Text("IV. Report", "四、报告信息"), 2)
    yield KeyValues(tuple(_report(case)))
    yield _told(case)
    yield Signatures(
        (
            Signature(Text("Reporting investigator", "报告研究者"), Text("Agrees with the source", "与源文件一致")),
            Signature(Text("Received by", "接收人"), Text("Received", "已接收")),
        )
    )


def _reaction(case: Case) -> Iterator[tuple[Text, Text | Cell]]:
    event = case.event
    age, sex, birth = age_and_sex(case)
    site = case.study.about.sites.get(case.one.site)
    yield Text("Participant [1]", "受试者 [1]"), Cell(same(case.one.number), code=True)
    yield Text("Country [1a]", "国家 [1a]"), site.country if site is not None else UNKNOWN
    yield Text("Birth date [2]", "出生日期 [2]"), day_words(birth) if birth is not None else UNKNOWN
    yield (
        Text("Age at onset [2a]", "发生时年龄 [2a]"),
        Text(f"{age} years", f"{age} 岁") if age is not None else UNKNOWN,
    )
    yield Text("Sex [3]", "性别 [3]"), sex if sex is not None else UNKNOWN
    yield Text("Onset [4–6]", "发生日期 [4–6]"), day_words(event.onset) if event.onset is not None else UNKNOWN
    yield Text("Event", "事件名称"), Cell(case.name, strong=True)
    own = own_words(case)
    if own is not None:
        yield Text("In the reporter's words", "报告者原述"), own
    grade = GRADES.get(event.grade) if event.grade is not None else None
    yield (
        Text("Highest grade", "最高分级"),
        (
            Text("{grade} ({dictionary})", "{grade}（{dictionary}）").format(
                grade=grade, dictionary=same(case.study.safety.dictionary)
            )
            if grade is not None
            else UNKNOWN
        ),
    )
    related = case.said(case.study.safety.event.related)
    yield Text("Relation to the product", "与制品的关系"), related if related is not None else UNKNOWN
    expected = case.assessed.expected
    yield (
        Text("Expected", "是否预期"),
        (UNKNOWN if expected is None else Text("expected", "预期") if expected else Text("unexpected", "非预期")),
    )
    outcome = case.said(case.study.safety.event.outcome)
    yield Text("Outcome", "转归"), outcome if outcome is not None else UNKNOWN
    end = day_of(case.answer(case.study.safety.event.ended), case.zone)
    if end is not None:
        yield Text("Ended", "结束日期"), day_words(end)


def _ticks(case: Case) -> Text:
    """Every criterion of seriousness, ticked where it holds [8–12]."""
    parts = [
        Text(f"{_TICKED if name in case.assessed.criteria else _OPEN}\N{NO-BREAK SPACE}{words.en}",
             f"{_TICKED if name in case.assessed.criteria else _OPEN}\N{NO-BREAK SPACE}{words.zh}")
        for name, words in SERIOUSNESS.items()
    ]  # fmt: skip
    return Text("Seriousness [8–12]: {ticks}", "严重性 [8–12]：{ticks}").format(ticks=listed(parts, en="   ", zh="   "))


def _narrative(case: Case) -> Iterator[Block]:
    kept = case.answer(case.study.safety.event.narrative)
    if isinstance(kept, str) and kept.strip():
        yield Paragraph(same(kept))
        return
    yield Notice(
        Text("Draft, computed from the facts; not edited yet", "草稿，由记录自动生成，尚未编辑"),
        (text_of(narrative(case)),),
        "warning",
    )


def _values(case: Case) -> Table | None:
    found = related_values(case)
    if not found:
        return None
    rows = []
    for value in found:
        assert value.quantity is not None and value.day is not None
        plan = case.study.forms.analytes.get(value.analyte)
        low = decimal_words(value.low.value) if value.low is not None else ""
        high = decimal_words(value.high.value) if value.high is not None else ""
        rows.append(
            (
                plan.name if plan is not None else same(value.analyte),
                day_words(value.day),
                same(f"{decimal_words(value.quantity.value)} {value.quantity.unit}"),
                same(f"{low} – {high}" if low or high else ""),
            )
        )
    columns = (
        Column(Text("Test [13]", "检验项目 [13]"), 3),
        Column(Text("Day", "日期"), 2),
        Column(Text("Value", "结果"), 2),
        Column(Text("Normal", "正常范围"), 2),
    )
    return Table(columns, tuple(rows), Text("Relevant tests", "相关检验"))


def _product(case: Case) -> Iterator[Block]:
    if not case.arms:
        yield Paragraph(WITHHELD)
        return
    arm = case.study.arms.get(case.one.arm or "")
    rows: list[tuple[Text, Text | Cell]] = []
    if case.study.product is not None:
        rows.append((Text("Suspect product [14]", "可疑制品 [14]"), case.study.product.name))
    rows.append(
        (
            Text("Arm", "组别"),
            arm.label.text if arm is not None else entry_words(case.study, Text("not randomised", "未随机")),
        )
    )
    rows.append((Text("Indication [17]", "适应证 [17]"), listed([one.text for one in case.study.about.conditions])))
    action = case.said(case.study.safety.event.action)
    rows.append((Text("Action taken [20]", "采取的措施 [20]"), action if action is not None else UNKNOWN))
    yield KeyValues(tuple(rows))
    if case.study.product is None:
        return
    given = given_before(case)
    onset = case.event.onset
    columns = (
        Column(Text("Course, day", "疗程、天"), 2),
        Column(Text("Given [18]", "输注时间 [18]"), 3),
        Column(Text("Volume", "体积"), 2),
        Column(Text("Cells [15]", "细胞数 [15]"), 2),
        Column(Text("Days to onset [19]", "距发生天数 [19]"), 2),
    )
    yield Table(
        columns,
        tuple(
            (
                Text(f"{one.course}, {one.day}", f"{one.course}，{one.day}"),
                moment_words(one.began, case.zone),
                same(f"{decimal_words(one.volume_ml)} mL" if one.volume_ml is not None else ""),
                same(cells_words(one.cells) if one.cells is not None else ""),
                same(str(days_between(one.began.date(), onset)) if onset is not None else ""),
            )
            for one in given
        ),
        Text("Infusions before the event", "事件前的输注"),
        empty=Text("No infusion before the event.", "事件前未输注。"),
    )


def _history(case: Case) -> Iterator[Block]:
    """What the casebook has of history and of medication (CDASH domains MH and CM), as it was entered."""
    for domain, name in (
        ("CM", Text("Other medication [22]", "合并用药 [22]")),
        ("MH", Text("History [23]", "病史 [23]")),
    ):
        rows = [
            (plan.name, Text("; ".join(one.en for one in said), "；".join(one.zh for one in said)))
            for form, plan in case.study.forms.forms.items()
            if plan.domain == domain
            for said in _said(case, form, plan)
        ]
        more = len(rows) - MOST_ROWS
        columns = (Column(Text("Form", "表单"), 1), Column(Text("Entered", "内容"), 4))
        yield Table(columns, tuple(rows[:MOST_ROWS]), name, dense=True)
        if more > 0:
            yield Paragraph(
                Text(f"{more} more rows in the casebook.", f"病例报告表中另有 {more} 行。"), "quiet", small=True
            )


def _said(case: Case, form: str, plan: Form) -> Iterator[Sequence[Text]]:
    """The answers of each entry of a form, and of each of its rows, in words."""
    for entered in case.one.facts.forms(form):
        tops = [
            Text("{label}: {answer}", "{label}：{answer}").format(label=item.label, answer=words)
            for name, item in plan.items.items()
            if (words := answer_words(case.study, item, entered.items.get(name))) is not None
        ]
        if tops:
            yield tops
        for group, rows in entered.groups.items():
            for row in rows if group in plan.groups else ():
                said = [
                    Text("{label}: {answer}", "{label}：{answer}").format(label=item.label, answer=words)
                    for name, item in plan.groups[group].items.items()
                    if (words := answer_words(case.study, item, row.get(name))) is not None
                ]
                if said:
                    yield said


def _report(case: Case) -> Iterator[tuple[Text, Text | Cell]]:
    site = case.study.about.sites.get(case.one.site)
    yield Text("Sponsor [24a]", "申办者 [24a]"), case.study.about.sponsor.name
    yield (
        Text("Study [24b]", "研究编号 [24b]"),
        Cell(
            Text("{id}, version {version}", "{id}，版本 {version}").format(
                id=same(case.study.id), version=same(case.study.version)
            )
        ),
    )
    yield Text("First known [24c]", "获知时间 [24c]"), moment_words(case.event.aware, case.zone)
    yield Text("Source [24d]", "报告来源 [24d]"), Text("Study", "临床试验")
    yield Text("Site", "研究中心"), site.name if site is not None else UNKNOWN
    first = not any(clock.sent is not None for clock in case.clocks)
    yield (
        Text("Kind of report [25a]", "报告类型 [25a]"),
        (Text("initial", "首次报告") if first else Text("follow-up", "随访报告")),
    )
    yield Text("Report made [25]", "报告生成时间 [25]"), moment_words(case.at, case.zone)


def _told(case: Case) -> Table:
    columns = (
        Column(Text("Duty", "报告义务"), 3),
        Column(Text("To", "报告对象"), 2),
        Column(Text("Due", "时限"), 3),
        Column(Text("Sent", "报告时间"), 3),
        Column(Text("State", "状态"), 2),
    )
    return Table(
        columns,
        tuple(_told_row(case, clock) for clock in case.clocks),
        Text("Who was told when", "报告情况"),
        empty=Text("No duty to report follows from it.", "无相应报告义务。"),
    )


def _told_row(case: Case, clock: Running) -> tuple[Text | Cell, ...]:
    plan = case.study.safety.clocks[clock.clock]
    return (
        plan.name,
        plan.to,
        moment_words(clock.due, case.zone),
        moment_words(clock.sent, case.zone) if clock.sent is not None else same(""),
        Cell(_STATES[clock.state], "bad" if clock.overdue else "good" if clock.sent is not None else "plain"),
    )

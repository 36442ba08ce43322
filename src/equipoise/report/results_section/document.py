"""The registry results as a document to be read before they are sent: the same values, and what is still wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from equipoise.paper import Block, Cell, Column, Document, Heading, KeyValues, Notice, Paragraph, Table
from equipoise.report import frame
from equipoise.report.exhibits import Pages
from equipoise.report.material import View
from equipoise.report.results_section.groups import Part
from equipoise.report.results_section.rules import breaches
from equipoise.report.results_section.section import results_section, wanted
from equipoise.values.text import Text, same

TITLE = Text("Registry results", "登记平台结果")
_ABOUT = Text(
    "The values as they would be sent to ClinicalTrials.gov; registry.json holds them in the shape of its API, version 2. The "
    "registry takes English; its own words stand unchanged.",
    "以下数值与拟提交 ClinicalTrials.gov 的内容一致；registry.json 为其 API 第 2 版格式。登记平台使用英文，其用词保持原样。",
)
_WANTED = Text("Still wanted from the sponsor", "尚需申办者补充")
_BROKEN = Text("Rules of the registry that are not kept", "不符合登记平台规则之处")
_KEPT = Text("Every checked rule of the registry is kept.", "已核对的登记平台规则均符合。")
_NOT_POSTED = Text("Not posted: nothing answers it by the data cut.", "暂不公布：截至数据截止日尚无结果。")
_NOTHING = Text("None.", "无。")
_MILESTONE, _EVENT = Text("Milestone", "节点"), Text("Event", "事件")
_INDENT = "\N{NO-BREAK SPACE}" * 3
_MEASURED = Text("Measured", "指标")
_FIELDS: Mapping[str, Text] = {
    "groupIds": Text("Groups compared", "比较组别"),
    "nonInferiorityType": Text("Kind of comparison", "比较类型"),
    "pValue": Text("P value", "P 值"),
    "statisticalMethod": Text("Method", "统计方法"),
    "statisticalComment": Text("About the test", "检验说明"),
    "paramType": Text("Estimate", "估计量"),
    "paramValue": Text("Its value", "估计值"),
    "ciPctValue": Text("Confidence level, %", "置信水平（%）"),
    "ciNumSides": Text("Sides of the interval", "置信区间类型"),
    "ciLowerLimit": Text("Lower limit", "下限"),
    "ciUpperLimit": Text("Upper limit", "上限"),
    "estimateComment": Text("About the estimate", "估计说明"),
}
"""Fields of an analysis (`resultsSection.outcomeMeasuresModule`) in words; their values are what the registry takes."""


def registry_document(view: View) -> Document:
    """The section module by module, with the groups as columns."""
    pages = Pages(view)
    section = results_section(view.context)
    frame.opening(pages, contents=False)
    broken = breaches(section)
    pages.write(Paragraph(_ABOUT), Notice(_WANTED, wanted(), "warning"))
    pages.write(Notice(_BROKEN, tuple(one.says for one in broken), "bad") if broken else Notice(_KEPT, (), "good"))
    pages.heading(Text("1 Participant flow", "1 受试者流程"))
    pages.write(*_flow(section["participantFlowModule"]))
    pages.heading(Text("2 Baseline characteristics", "2 基线特征"))
    pages.write(_baseline(section["baselineCharacteristicsModule"]))
    pages.heading(Text("3 Outcome measures", "3 结局指标"))
    for measure in section["outcomeMeasuresModule"]["outcomeMeasures"]:
        pages.write(*_outcome(measure))
    pages.heading(Text("4 Adverse events", "4 不良事件"))
    pages.write(*_harms(section["adverseEventsModule"]))
    frame.resting_on(pages, Text("5 What the results rest on", "5 结果所依据的内容"))
    return frame.finish(pages, TITLE)


def _columns(first: Text, groups: Sequence[Part]) -> tuple[Column, ...]:
    return (Column(first, 12), *(Column(same(f"{one['title']}"), 5, "number") for one in groups))


def _flow(module: Part) -> Iterator[Block]:
    yield Paragraph(same(module["preAssignmentDetails"]), small=True)
    rows: list[tuple[Text | Cell, ...]] = []
    for period in module["periods"]:
        rows += [_counted(one["type"], one["achievements"]) for one in period["milestones"]]
        rows += [_counted(_INDENT + one["type"], one["reasons"]) for one in period.get("dropWithdraws", ())]
    yield Table(_columns(_MILESTONE, module["groups"]), tuple(rows), _MILESTONE)


def _counted(label: str, cells: Sequence[Part]) -> tuple[Text, ...]:
    return (same(label), *(same(cell["numSubjects"]) for cell in cells))


def _baseline(module: Part) -> Table:
    rows: list[tuple[Text | Cell, ...]] = []
    groups = module["groups"]
    for measure in module["measures"]:
        head = f"{measure['title']}, {measure['unitOfMeasure']}"
        kind = ", ".join(measure[key] for key in ("paramType", "dispersionType") if key in measure)
        rows.append((Cell(same(f"{head} ({kind})"), strong=True), *(same("") for _ in groups)))
        rows.extend(_rows(measure, groups))
    return Table(_columns(_MEASURED, groups), tuple(rows), _MEASURED)


def _rows(measure: Part, groups: Sequence[Part]) -> Iterator[tuple[Text | Cell, ...]]:
    for part in measure.get("classes", ()):
        for category in part.get("categories", ()):
            label = (
                " · ".join(words for words in (part.get("title"), category.get("title")) if words) or measure["title"]
            )
            cells = {cell["groupId"]: _value(cell) for cell in category["measurements"]}
            yield same(_INDENT + label), *(same(cells.get(group["id"], "–")) for group in groups)


def _value(cell: Part) -> str:
    words = cell["value"]
    if "spread" in cell:
        words += f" ({cell['spread']})"
    if "lowerLimit" in cell:
        words += f" ({cell['lowerLimit']} – {cell['upperLimit']})"
    return str(words)


def _outcome(measure: Part) -> Iterator[Block]:
    yield Heading(same(f"{measure['type']}: {measure['title']}"), 2)
    yield Paragraph(same(f"{measure['description']} [{measure['timeFrame']}]"), small=True)
    if measure["reportingStatus"] == "NOT_POSTED":
        yield Paragraph(_NOT_POSTED, "quiet")
        return
    kind = ", ".join(measure[key] for key in ("paramType", "dispersionType", "unitOfMeasure") if key in measure)
    yield Paragraph(same(f"{kind}. {measure['populationDescription']}."), "quiet", small=True)
    counts = {cell["groupId"]: cell["value"] for cell in measure["denoms"][0]["counts"]}
    analysed = (Text("Participants analysed", "分析例数"), *(same(counts[group["id"]]) for group in measure["groups"]))
    yield Table(_columns(_MEASURED, measure["groups"]), (analysed, *_rows(measure, measure["groups"])), _MEASURED)
    for analysis in measure.get("analyses", ()):
        yield KeyValues(tuple((_FIELDS.get(key, same(key)), same(_said(value))) for key, value in analysis.items()))


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _harms(module: Part) -> Iterator[Block]:
    groups = module["eventGroups"]
    yield Paragraph(same(f"{module['timeFrame']} {module['description']}"), small=True)
    totals = tuple(
        (label, *(same(f"{group[f'{key}NumAffected']} / {group[f'{key}NumAtRisk']}") for group in groups))
        for key, label in _TOTALS.items()
    )
    yield Table(_columns(_EVENT, groups), totals, _EVENT)
    for key, title in _LISTS.items():
        yield Heading(title, 2)
        rows = tuple(
            (same(f"{one['organSystem']}: {one['term']}"), *(same(_stats(cell)) for cell in one["stats"]))
            for one in module.get(key, ())
        )
        yield Table(_columns(_EVENT, groups), rows, title, _NOTHING)


def _stats(cell: Part) -> str:
    return f"{cell['numAffected']} / {cell['numAtRisk']} ({cell['numEvents']})"


_TOTALS = {
    "deaths": Text("Deaths from any cause, affected / at risk", "任何原因死亡，发生例数/风险例数"),
    "serious": Text("Serious events, affected / at risk", "严重事件，发生例数/风险例数"),
    "other": Text("Other events, affected / at risk", "其他事件，发生例数/风险例数"),
}
_LISTS = {
    "seriousEvents": Text("Serious events: affected / at risk (events)", "严重事件：发生例数/风险例数（例次）"),
    "otherEvents": Text(
        "Other events above the threshold: affected / at risk (events)", "超过阈值的其他事件：发生例数/风险例数（例次）"
    ),
}

"""The clinical study report in the sections of ICH E3: filled from the study file and the facts, the rest marked as to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from equipoise.paper import Document, Heading, Paragraph
from equipoise.report import frame
from equipoise.report import investigational_plan as plan
from equipoise.report.exhibits import Pages, as_table
from equipoise.report.investigational_plan import INVESTIGATOR, SPONSOR, STATISTICIAN
from equipoise.report.material import View
from equipoise.report.narratives import narratives
from equipoise.report.say_study import assumed
from equipoise.values.text import Text, listed, same

TITLE = Text("Clinical study report", "临床研究报告")
APPENDICES = Text("Clinical study report, section 16: appendices", "临床研究报告 第 16 章 附录")
_SEE = Text("See {what} {numbers}.", "见{what} {numbers}。")
_TABLES = Text("table", "表"), Text("tables", "表")
_LISTINGS = Text("listing", "清单"), Text("listings", "清单")
_NONE = Text("There are none.", "无。")


def clinical_study_report(view: View) -> Document:
    """The whole report of a data cut, as its readers may see it."""
    pages = Pages(view)
    frame.opening(pages)
    plan.title_page(pages)
    plan.synopsis(pages)
    pages.heading(Text("3 Table of contents", "3 目录"))
    pages.quiet(Text("Stands before section 1.", "见第 1 章之前。"))
    plan.abbreviations(pages)
    plan.ethics(pages)
    plan.structure(pages)
    plan.plan(pages)
    _participants(pages)
    _efficacy(pages)
    _safety(pages)
    pages.heading(Text("13 Discussion and overall conclusions", "13 讨论与总体结论"))
    pages.place(
        INVESTIGATOR,
        Text(
            "What the results mean, with their limits and the assumptions of section 16.1.",
            "结果的意义及其局限，并讨论 16.1 所列假定。",
        ),
    )
    _exhibits(pages)
    pages.heading(Text("15 References", "15 参考文献"))
    pages.place(INVESTIGATOR, Text("References.", "参考文献。"))
    pages.heading(Text("16 Appendices", "16 附录"))
    pages.quiet(Text("Stand in a volume of their own: {title}.", "另成一册：{title}。").format(title=APPENDICES))
    return frame.finish(pages, TITLE)


def clinical_study_appendices(view: View) -> Document:
    """Section 16 as a volume of its own: study information, and every record behind the tables."""
    pages = Pages(view)
    frame.opening(pages)
    _appendices(pages)
    return frame.finish(pages, APPENDICES)


def numbers(view: View) -> dict[str, str]:
    """The number of every table and listing in the report, by key: 14.1 people, 14.2 efficacy, 14.3 safety, 16.2 listings."""
    found: dict[str, str] = {}
    for part, keys in _parts(view).items():
        found |= {key: f"{part}.{place}" for place, key in enumerate(keys, start=1)}
    return found


_MAIN = ("events", "censored", "median", "hazard_ratio", "log_rank", "follow_up")
_RATE = ("rate", "difference")
_PEOPLE = ("disposition", "sets", "baseline", "strata", "estimands")
_EFFICACY = ("endpoint_", "response_", "quality_", "subgroups_")
_PRODUCT = ("measures", "exposure", "release")


def _parts(view: View) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {part: [] for part in ("14.1", "14.2", "14.3", "14.4", "16.2")}
    for key in view.analysed:
        parts[_part(key)].append(key)
    return parts


def _part(key: str) -> str:
    if key.startswith("listing_"):
        return "16.2"
    if key in _PRODUCT:
        return "14.4"
    if key.startswith(_EFFICACY):
        return "14.2"
    return "14.1" if key in _PEOPLE or key.startswith("form_") else "14.3"


_WITH_PRODUCT = Text("14.4 Product and exposure", "14.4 制品与暴露")
_WITHOUT = Text("14.4 Exposure and further measures", "14.4 暴露与其他指标")
_NOT_DECLARED = Text("The study file declares nothing to count here.", "研究文件未声明此处可统计的内容。")


def _see(pages: Pages, keys: Iterable[str], what: tuple[Text, Text] = _TABLES) -> None:
    known = numbers(pages.view)
    found = [same(known[key]) for key in keys if key in known]
    one, several = what
    says = _SEE.format(what=several if found[1:] else one, numbers=listed(found))
    pages.quiet(says if found else _NOT_DECLARED)


def _participants(pages: Pages) -> None:
    view = pages.view
    pages.heading(Text("10 Participants", "10 受试者"))
    pages.heading(Text("10.1 Disposition", "10.1 受试者去向"), 2)
    pages.figure("consort", "10.1", 92)
    _see(pages, ("disposition", "listing_exclusions"))
    pages.write(as_table(view.display("enrolment"), addressed=False))
    pages.figure("enrolment", "10.2")
    pages.heading(Text("10.2 Protocol deviations", "10.2 方案偏离"), 2)
    if "form_deviations" in view.keys:
        _see(pages, ("form_deviations", "listing_form_deviations"))
    pages.write(as_table(view.display("refusals"), addressed=False))
    pages.quiet(
        Text(
            "An act asked for at a gate and refused is a fact; it changed nothing.",
            "被拒绝的关键操作亦为账本事实，未产生任何效果。",
        )
    )


def _efficacy(pages: Pages) -> None:
    view = pages.view
    pages.heading(Text("11 Efficacy", "11 有效性评价"))
    pages.heading(Text("11.1 Data sets analysed", "11.1 分析数据集"), 2)
    pages.write(as_table(view.display("sets"), addressed=False))
    _see(pages, ("sets", "listing_exclusions"))
    pages.heading(Text("11.2 Demography and baseline", "11.2 人口学与基线特征"), 2)
    _see(pages, ("baseline", "strata"))
    pages.heading(Text("11.3 Exposure and compliance", "11.3 暴露与依从性"), 2)
    _see(pages, _PRODUCT)
    pages.heading(Text("11.4 Results", "11.4 有效性结果"), 2)
    place = 0
    for one in view.context.results.endpoints:
        if one.sensitivity_of is None:
            key = f"endpoint_{one.key}"
            place += 1
            pages.write(Heading(one.label, 3), as_table(view.display(key), _MAIN, addressed=False))
            pages.figure(f"km_{one.key}", f"11.{place}")
            _see(pages, (key, f"listing_{key}"))
    for key in view.study.analysis.responses:
        found = view.display(f"response_{key}")
        pages.write(Heading(found.title, 3), as_table(found, _RATE, addressed=False))
        _see(pages, (found.key,))
    for key, quality in view.study.analysis.quality_of_life.items():
        pages.heading(quality.label, 3)
        _see(pages, (f"quality_{key}",))
    sensitivity = [f"endpoint_{one.key}" for one in view.context.results.endpoints if one.sensitivity_of is not None]
    if sensitivity:
        pages.heading(Text("Sensitivity analyses", "敏感性分析"), 3)
        _see(pages, sensitivity)
    pages.heading(Text("11.5 Statistical issues", "11.5 统计学问题"), 2)
    pages.place(
        STATISTICIAN,
        Text(
            "Adjustment, drop-outs, interim looks, multiplicity, subgroups: what of it bears on the result.",
            "校正、脱落、期中分析、多重性、亚组等对结果的影响。",
        ),
    )
    pages.heading(Text("11.6 Efficacy conclusions", "11.6 有效性结论"), 2)
    pages.place(INVESTIGATOR, Text("Conclusions.", "结论。"))


def _safety(pages: Pages) -> None:
    view = pages.view
    pages.heading(Text("12 Safety", "12 安全性评价"))
    pages.heading(Text("12.1 Extent of exposure", "12.1 暴露程度"), 2)
    _see(pages, ("exposure",))
    pages.heading(Text("12.2 Adverse events", "12.2 不良事件"), 2)
    pages.write(as_table(view.display("adverse_events"), ("any", "events", "severe", "related"), addressed=False))
    _see(pages, ("adverse_events", "adverse_events_by_grade", "listing_adverse_events"))
    pages.heading(Text("12.3 Deaths and serious adverse events", "12.3 死亡与严重不良事件"), 2)
    _see(pages, ("serious_events", "form_deaths", "listing_serious_events", "listing_form_deaths"))
    told = narratives(view.context)
    pages.heading(Text("Narratives", "严重不良事件叙述"), 3)
    if not told:
        pages.say(_NONE)
    for one in told:
        pages.write(Paragraph(one.title, keep=True), Paragraph(one.says, small=True))
    if told:
        pages.place(
            INVESTIGATOR,
            Text(
                "Clinical course and judgement beyond the facts above, event by event.",
                "逐例补充上述事实之外的临床经过与判断。",
            ),
        )
    if "boundary" in view.keys and not _tells(view):
        stopping = view.display("boundary")
        pages.heading(stopping.title, 3)
        pages.write(as_table(stopping, addressed=False), *(Paragraph(note, small=True) for note in stopping.notes))
    pages.heading(Text("12.4 Laboratory", "12.4 实验室检查"), 2)
    _see(pages, ("laboratory_shifts", "listing_laboratory"))
    pages.heading(Text("12.5 Safety conclusions", "12.5 安全性结论"), 2)
    pages.place(INVESTIGATOR, Text("Conclusions.", "结论。"))


def _tells(view: View) -> bool:
    """Whether who was treated would tell the arms."""
    return view.pooled and len({bool(arm.interventions) for arm in view.study.arms.values()}) > 1


def _exhibits(pages: Pages) -> None:
    parts = _parts(pages.view)
    pages.heading(Text("14 Tables and figures", "14 表与图"))
    titles = {
        "14.1": Text("14.1 Participants", "14.1 受试者"),
        "14.2": Text("14.2 Efficacy", "14.2 有效性"),
        "14.3": Text("14.3 Safety", "14.3 安全性"),
        "14.4": _WITH_PRODUCT if pages.view.study.product is not None else _WITHOUT,
    }
    for part, title in titles.items():
        if not parts[part]:
            continue
        pages.heading_over(parts[part][0], title)
        for place, key in enumerate(parts[part], start=1):
            pages.table(key, f"{part}.{place}")
        _figures(pages, part, len(parts[part]))
    pages.not_drawn()


_SUBJECTS = {"14.1": ("flow", "conduct"), "14.2": ("efficacy",), "14.3": ("safety",), "14.4": ("product",)}


def _figures(pages: Pages, part: str, tables: int) -> None:
    """The figures of a part that do not stand in the text already, numbered behind its tables."""
    shown = {one.key for one in pages.exhibits}
    left = [key for key, one in pages.view.figures.items() if one.subject in _SUBJECTS[part] and key not in shown]
    for place, key in enumerate(left, start=tables + 1):
        pages.figure(key, f"{part}.{place}")


def _appendices(pages: Pages) -> None:
    view = pages.view
    pages.heading(Text("16 Appendices", "16 附录"))
    pages.heading(Text("16.1 Study information", "16.1 研究资料"), 2)
    pages.place(
        SPONSOR,
        Text(
            "Protocol, sample forms, committee approvals, investigators, signatures, audit certificates.",
            "方案、样表、伦理批件、研究者名单、签名、稽查证明等。",
        ),
    )
    for title, write in _INFORMATION:
        pages.heading(title, 3)
        write(pages)
    listings = _parts(view)["16.2"]
    pages.heading_over(listings[0], Text("16.2 Listings by participant", "16.2 受试者数据清单"))
    for place, key in enumerate(listings, start=1):
        pages.table(key, f"16.2.{place}")
    pages.heading(Text("16.3 Case report forms", "16.3 病例报告表"), 2)
    pages.quiet(
        Text(
            "Every form as it stands, with its history: the casebooks of the workspace and “equipoise ledger export”.",
            "各表单现状及其修改历史见工作台病例簿与 “equipoise ledger export”。",
        )
    )
    pages.heading(Text("16.4 Individual data", "16.4 个体数据"), 2)
    pages.quiet(
        Text("The analysis datasets: “equipoise analysis run --out”.", "分析数据集：“equipoise analysis run --out”。")
    )


def _conventions(pages: Pages) -> None:
    pages.write(*(Paragraph(words) for words in pages.view.context.results.conventions))


def _assumptions(pages: Pages) -> None:
    pages.write(assumed(frame.all_assumptions(pages.view.study)), landscape=False)


def _holds(pages: Pages) -> None:
    pages.write(as_table(pages.view.display("holds"), addressed=False))


_INFORMATION: tuple[tuple[Text, Callable[[Pages], None]], ...] = (
    (Text("16.1.1 What the study file assumes", "16.1.1 研究文件的假定"), _assumptions),
    (Text("16.1.2 Conventions of the analysis", "16.1.2 分析约定"), _conventions),
    (Text("16.1.3 Holds", "16.1.3 暂停记录"), _holds),
)

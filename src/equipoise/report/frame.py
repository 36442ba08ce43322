"""What every report begins and ends with: title, imprint, what is not validated; warnings, assumptions, conventions."""

from __future__ import annotations

from equipoise.paper import Contents, Document, Heading, Notice, PageBreak, Paragraph
from equipoise.protocol.assumptions import Assumption, assumptions
from equipoise.protocol.fault import Lines
from equipoise.protocol.model import Study
from equipoise.report.exhibits import Pages
from equipoise.report.say_study import assumed
from equipoise.values.text import Text, same

CONTENTS = Text("Contents", "目录")
_SUBTITLE = Text("{brief}\n{line}", "{brief}\n{line}")
_NOT_VALIDATED = Text("What this report is not", "本报告的限制")
_LIMITS = (
    Text(
        "It was made from the ledger by software. Nobody has reviewed or signed it; it becomes a report of the study when the "
        "persons named in it have.",
        "本报告由软件依据账本生成，尚未经任何人审核或签署；经所列人员审核签署后方为研究报告。",
    ),
    Text(
        "The software ships its own validation cases (“equipoise validate”); whether this installation was validated for its "
        "use is a record of its own and is not stated here.",
        "软件自带验证用例（“equipoise validate”）；本安装是否已按用途完成验证另有记录，本报告不作声明。",
    ),
)
_MASKED = Text("The study is masked: all participants stand together.", "研究处于盲态：全部受试者合并显示。")
_POOLED = Text(
    "All participants stand together; no number is given by arm.", "全部受试者合并显示，不按组列出任何数字。"
)
_RESTS = Text("What the results rest on", "结果所依据的内容")
_ASSUMPTIONS = Text("Assumptions", "假定")
_CONVENTIONS = Text("Conventions", "约定")
_WARNINGS = Text("What must be known before reading", "阅读须知")
_COUNT = Text(
    "{n} statements of the study file are assumed; they stand in {where}.", "研究文件中有 {n} 项假定，见{where}。"
)
_ADDRESSES = Text(
    "Every number of a table has an address. “equipoise report explain ADDRESS” names the participants and the facts under it, "
    "and so does a click on the number in the pages of the workspace; a number as printed will do as well.",
    "每个表格数字均有地址。“equipoise report explain 地址” 可列出其受试者与账本事实，在工作台页面点击数字亦可；直接输入所印数字也可查找。",
)


def opening(pages: Pages, *, contents: bool = True, pooled: bool = False) -> None:
    """Imprint, limits, warnings, and the contents on a page of their own."""
    view = pages.view
    pages.write(view.imprint.block())
    warnings = list(view.context.results.warnings)
    if (pooled or view.pooled) and not view.study.single_arm:
        warnings.insert(0, _MASKED if view.study.design.masking != "NONE" and not pooled else _POOLED)
    if warnings:
        pages.write(Notice(_WARNINGS, tuple(warnings), "warning"))
    pages.write(Notice(_NOT_VALIDATED, (*_LIMITS, _ADDRESSES), "quiet"))
    if contents:
        pages.write(PageBreak(), Contents(CONTENTS, 3), PageBreak())


def resting_on(pages: Pages, title: Text = _RESTS, found: tuple[Assumption, ...] | None = None) -> None:
    """Conventions and assumptions of the results; `found` are other assumptions than those that the results touch."""
    results = pages.view.context.results
    pages.heading(title)
    pages.write(Heading(_CONVENTIONS, 2), *(Paragraph(words) for words in results.conventions))
    pages.write(Heading(_ASSUMPTIONS, 2), assumed(results.assumptions if found is None else found))


def all_assumptions(study: Study) -> tuple[Assumption, ...]:
    """Everything that the study file assumes."""
    return assumptions(study, Lines())


def finish(pages: Pages, title: Text) -> Document:
    """The document, with the imprint above and below every page."""
    imprint, about = pages.view.imprint, pages.view.study.about
    subtitle = _SUBTITLE.format(brief=about.titles.official.text, line=same(imprint.study))
    return Document(title, subtitle, imprint.moment, tuple(pages.blocks), imprint.line, imprint.foot)

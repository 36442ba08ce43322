"""Sections 1 to 9 of the clinical study report (ICH E3), filled from the study file: nothing is said that it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import ceil

from equipoise.analysis.compose.boundary import SPENT
from equipoise.analysis.sequential import Spending, SpendingKind, efficacy_boundaries
from equipoise.paper import Column, Heading, KeyValues, Paragraph, Table
from equipoise.protocol.compare import compare
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.report import say_study
from equipoise.report.exhibits import Pages, as_table
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

INVESTIGATOR = Text("To be written by the investigator", "由研究者撰写")
SPONSOR = Text("To be written by the sponsor", "由申办者撰写")
STATISTICIAN = Text("To be written by the statistician", "由统计师撰写")
_ABBREVIATIONS = (
    ("AE", Text("adverse event", "不良事件")),
    ("CI", Text("confidence interval", "置信区间")),
    ("CR, PR, SD, PD", Text("complete response, partial response, stable, progressive disease", "完全缓解、部分缓解、疾病稳定、疾病进展")),
    ("NE", Text("not evaluable", "无法评价")),
    ("NED", Text("no evidence of disease", "无疾病证据")),
    ("NON-CR/NON-PD", Text("neither complete response nor progression, nothing measurable", "无可测量病灶，非完全缓解且非疾病进展")),
    ("CTCAE", Text("Common Terminology Criteria for Adverse Events", "常见不良事件评价标准")),
    ("HR", Text("hazard ratio", "风险比")),
    ("ICH", Text("International Council for Harmonisation", "国际人用药品注册技术协调会")),
    ("OS", Text("overall survival", "总生存期")),
    ("PFS", Text("progression-free survival", "无进展生存期")),
    ("RECIST", Text("Response Evaluation Criteria in Solid Tumours", "实体瘤疗效评价标准")),
    ("SAE", Text("serious adverse event", "严重不良事件")),
)  # fmt: skip

_OF_TUMOURS = frozenset({"CR, PR, SD, PD", "NE", "NED", "NON-CR/NON-PD", "OS", "PFS", "RECIST"})
_OF_ARMS = frozenset({"HR"})


def title_page(pages: Pages) -> None:
    """Section 1: the title page."""
    study = pages.view.study
    about = study.about
    pages.heading(Text("1 Title page", "1 标题页"))
    identifiers = [one.text for one in about.identifiers.values()]
    pages.write(
        KeyValues(
            (
                (Text("Official title", "正式题目"), about.titles.official.text),
                (Text("Brief title", "简短题目"), about.titles.brief.text),
                (Text("Identifiers", "编号"), listed(identifiers or [same("–")], en="; ", zh="；")),
                (Text("Condition", "适应症"), listed([one.text for one in about.conditions])),
                *_what_is_studied(study),
                (Text("Sponsor", "申办者"), about.sponsor.name),
                (Text("Responsible", "负责人"), about.sponsor.responsible),
                (Text("Sites", "研究中心"), listed([site.name for site in about.sites.values()], en="; ", zh="；")),
            )
        )
    )
    pages.place(
        SPONSOR,
        Text(
            "Signatories, date of the report, statement of good clinical practice.",
            "签署人、报告日期、遵循 GCP 的声明。",
        ),
    )


def _what_is_studied(study: Study) -> Iterator[tuple[Text, Text]]:
    """What is given and in which phase; nothing of either where people are only observed."""
    if study.interventions:
        yield Text("Product", "试验用制品"), listed([one.name.text for one in study.interventions.values()])
    if study.design.phases:
        yield Text("Phase", "分期"), say_study.phases(study)


def synopsis(pages: Pages) -> None:
    """Section 2: the synopsis, its results taken from the tables."""
    study, view = pages.view.study, pages.view
    pages.heading(Text("2 Synopsis", "2 摘要"))
    pages.write(say_study.design(study), Paragraph(study.about.summary.text), say_study.outcomes(study))
    primary = next((one for one in view.context.results.endpoints if one.primary), None)
    if primary is not None:
        found = view.display(f"endpoint_{primary.key}")
        pages.write(
            Heading(found.title, 2), as_table(found, ("events", "median", "hazard_ratio", "log_rank"), addressed=False)
        )
    for outcome in study.analysis.outcomes.values():
        if outcome.category == "primary" and outcome.endpoint in study.analysis.responses:
            found = view.display(f"response_{outcome.endpoint}")
            pages.write(Heading(found.title, 2), as_table(found, ("rate", "difference"), addressed=False))
        elif outcome.category == "primary" and outcome.endpoint in study.analysis.measures:
            found = view.display("measures")
            rows = [row.key for row in found.rows if row.key.split(".")[0] == outcome.endpoint]
            label = study.analysis.measures[outcome.endpoint].label
            pages.write(Heading(label, 2), as_table(found, rows, addressed=False))
    pages.place(INVESTIGATOR, Text("Conclusions.", "结论。"))


def abbreviations(pages: Pages) -> None:
    """Section 4: what the report abbreviates by itself."""
    pages.heading(Text("4 Abbreviations and terms", "4 缩略语与术语"))
    columns = (Column(Text("Abbreviation", "缩略语"), 4), Column(Text("Meaning", "含义"), 16))
    study = pages.view.study
    unused = (_OF_TUMOURS if study.response is None else frozenset()) | (_OF_ARMS if study.single_arm else frozenset())
    rows = tuple((same(short), words) for short, words in _ABBREVIATIONS if short not in unused)
    pages.write(Table(columns, rows, Text("Abbreviations", "缩略语"), dense=True))


def ethics(pages: Pages) -> None:
    """Section 5: ethics; consents as they were really signed."""
    study = pages.view.study
    pages.heading(Text("5 Ethics", "5 伦理"))
    pages.heading(Text("5.1 Ethics committee", "5.1 伦理委员会"), 2)
    pages.place(
        INVESTIGATOR,
        Text("Name of the committee, dates and numbers of its approvals.", "伦理委员会名称、批件日期与编号。"),
    )
    pages.heading(Text("5.2 Ethical conduct", "5.2 研究的伦理实施"), 2)
    pages.place(
        INVESTIGATOR,
        Text("Statement on the Declaration of Helsinki and good clinical practice.", "关于赫尔辛基宣言与 GCP 的声明。"),
    )
    pages.heading(Text("5.3 Information and consent", "5.3 受试者知情同意"), 2)
    rows = tuple((one.name, day_words_of(one.effective)) for one in study.consents.values())
    pages.write(KeyValues(rows), as_table(pages.view.display("consents"), addressed=False))


def day_words_of(iso: str) -> Text:
    """A day of the study file in words."""
    return Text("signed from {day} on", "自{day}起签署").format(day=day_words_from(iso))


def day_words_from(iso: str) -> Text:
    """An ISO day in words; as it stands where it is not one."""
    parts = iso.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return same(iso)
    return day_words(date(*map(int, parts)))


def structure(pages: Pages) -> None:
    """Sections 6 to 8: people, introduction, objectives."""
    study = pages.view.study
    pages.heading(Text("6 Investigators and study administration", "6 研究者与研究管理结构"))
    officials = [(Text("Official", "负责人员"), one.text) for one in study.about.officials]
    sites = [
        (
            Text("Site", "研究中心"),
            Text(f"{one.name.en}, {one.city.en}, {one.country.en}", f"{one.name.zh}，{one.city.zh}，{one.country.zh}"),
        )
        for one in study.about.sites.values()
    ]
    pages.write(KeyValues((*officials, *sites)))
    pages.quiet(
        Text(
            "Who held which role from when to when stands in the delegation log of the ledger.",
            "人员职责及起止时间见账本中的授权分工表。",
        )
    )
    pages.heading(Text("7 Introduction", "7 引言"))
    if study.about.description is not None:
        pages.write(Paragraph(study.about.description.text))
    pages.place(
        INVESTIGATOR,
        Text(
            "What is known of the disease, its treatment and the product, with references.",
            "疾病、现有治疗与制品的研究背景及参考文献。",
        ),
    )
    pages.heading(Text("8 Objectives", "8 研究目的"))
    pages.write(Paragraph(study.about.plain.text), say_study.outcomes(study))


def plan(pages: Pages) -> None:
    """Section 9: the investigational plan."""
    study = pages.view.study
    pages.heading(Text("9 Investigational plan", "9 研究计划"))
    pages.heading(Text("9.1 Design and plan", "9.1 总体设计"), 2)
    pages.write(say_study.design(study), say_study.arms(study))
    pages.heading(Text("9.2 Discussion of the design and of the control", "9.2 设计与对照的讨论"), 2)
    pages.place(INVESTIGATOR, Text("Why this design and this control.", "设计与对照选择的理由。"))
    _selection(pages, study)
    _treatments(pages, study)
    _variables(pages, study)
    pages.heading(Text("9.6 Quality of the data", "9.6 数据质量保证"), 2)
    pages.say(
        Text(
            "Every entry and correction is a fact of an append-only ledger, chained by SHA-256, with its author, role and time. "
            "Edit checks run at entry; questions, source verification, signatures and locks are facts too.",
            "每次录入与更正均为只增账本中的事实，以 SHA-256 成链，记有操作人、角色与时间。"
            "录入时即执行逻辑核查；质疑、源数据核查、签名与锁定亦为账本事实。",
        )
    )
    pages.write(as_table(pages.view.display("completeness"), addressed=False))
    methods(pages)
    pages.heading(Text("9.8 Changes of the plan", "9.8 方案变更"), 2)
    pages.write(as_table(pages.view.display("amendments"), addressed=False))
    for old, new in pairwise(pages.view.trial.protocols.versions):
        if new.version in {row.key for row in pages.view.display("amendments").rows}:
            pages.write(Heading(_VERSION.format(version=new.version), 3))
            changed = (change.says for change in compare(old, new) if not change.path.startswith(_NO_PLAN))
            pages.say(*(Text(says.en.replace("`", ""), says.zh.replace("`", "")) for says in changed))


def _selection(pages: Pages, study: Study) -> None:
    pages.heading(Text("9.3 Selection of participants", "9.3 受试者选择"), 2)
    pages.heading(Text("9.3.1 Inclusion criteria", "9.3.1 入选标准"), 3)
    pages.write(say_study.criteria(study, "inclusion"))
    pages.heading(Text("9.3.2 Exclusion criteria", "9.3.2 排除标准"), 3)
    pages.write(say_study.criteria(study, "exclusion"))
    pages.heading(Text("9.3.3 Removal from treatment or assessment", "9.3.3 退出治疗或评估"), 3)
    rules = [one.name for one in study.safety.unacceptable.values()]
    if rules:
        pages.say(
            Text(
                "Treatment stops at unacceptable toxicity: {rules}.", "出现以下不可接受毒性即终止治疗：{rules}。"
            ).format(rules=listed(rules, en="; ", zh="；"))
        )
    else:
        pages.quiet(Text("The study file names no rule.", "研究文件未规定。"))


def _treatments(pages: Pages, study: Study) -> None:
    pages.heading(Text("9.4 Treatments", "9.4 治疗"), 2)
    pages.heading(Text("9.4.1 Treatments administered", "9.4.1 所给予的治疗"), 3)
    if study.gives_treatment:
        pages.write(*say_study.interventions(study))
    else:
        pages.say(Text("The study gives no treatment.", "本研究不给予任何干预。"))
    pages.heading(Text("9.4.2 Assignment to groups", "9.4.2 分组方法"), 3)
    pages.write(say_study.randomisation(study))
    pages.heading(Text("9.4.3 Masking", "9.4.3 盲法"), 3)
    pages.say(say_study.MASKING[study.design.masking])
    pages.heading(Text("9.4.4 Earlier and concomitant treatment", "9.4.4 既往与合并治疗"), 3)
    pages.place(INVESTIGATOR, Text("What was allowed and what was not.", "允许与禁止的治疗。"))


def _variables(pages: Pages, study: Study) -> None:
    pages.heading(Text("9.5 Efficacy and safety variables", "9.5 有效性与安全性指标"), 2)
    pages.heading(Text("9.5.1 Schedule of activities", "9.5.1 研究流程"), 3)
    pages.write(say_study.schedule(study))
    pages.heading(Text("9.5.2 Endpoints", "9.5.2 终点"), 3)
    for one in study.analysis.endpoints.values():
        pages.write(Paragraph(one.label, keep=True), say_study.endpoint(study, one))
    for label, described in say_study.other_endpoints(study):
        pages.write(Paragraph(label, keep=True), described)
    points = say_study.response_points(study)
    if points is not None:
        pages.heading(Text("9.5.3 Response", "9.5.3 疗效判读"), 3)
        pages.write(points)
    harm = Text("9.5.{n} Adverse events", "9.5.{n} 不良事件")
    pages.heading(harm.format(n=3 if points is None else 4), 3)
    first, last = study.safety.window_days
    collected = Text(
        "Graded by {dictionary}; collected from day {first} to day {last} after randomisation, serious ones without an end.",
        "按 {dictionary} 分级；收集范围为随机后第 {first} 天至第 {last} 天，严重不良事件不设截止。",
    )
    pages.say(entry_words(study, collected).format(dictionary=study.safety.dictionary, first=first, last=last))


def methods(pages: Pages) -> None:
    """Section 9.7: the methods as they were really used, with the conventions of the software."""
    view = pages.view
    results, study = view.context.results, view.study
    pages.heading(Text("9.7 Statistical methods and sample size", "9.7 统计方法与样本量"), 2)
    pages.heading(Text("9.7.1 Methods as used", "9.7.1 实际采用的方法"), 3)
    words: list[Text] = []
    for one in results.endpoints:
        estimates = one.estimates
        words += [curve.convention.words for curve in estimates.curves]
        words += [estimates.log_rank.convention.words] if estimates.log_rank is not None else []
        words += [ratio.convention.words for ratio in estimates.hazard_ratios]
    pages.write(*(Paragraph(text) for text in (*dict.fromkeys(words), *_fixed(study), *results.conventions)))
    if not study.single_arm:
        alpha = Text("Significance level: {alpha}, two-sided.", "显著性水平：双侧 {alpha}。")
        pages.say(alpha.format(alpha=study.analysis.alpha))
    pages.heading(Text("9.7.2 Sample size and interim looks", "9.7.2 样本量与期中分析"), 3)
    pages.say(Text("{n} participants were planned.", "计划入组 {n} 例。").format(n=study.design.enrolment))
    pages.say(*_interim(study))
    pages.place(
        STATISTICIAN,
        Text(
            "The calculation behind the number planned; which interim looks took place, and what they led to.",
            "样本量计算依据；实际进行的期中分析及其结果。",
        ),
    )


_VERSION = Text("What version {version} changed", "{version} 版的变更")
_NO_PLAN = "simulation."
"""What a rehearsal assumes is no part of the plan."""
_NO_LOOK = Text("The study file plans no interim look.", "研究文件未计划期中分析。")
_LOOKS = Text(
    "Looks at {endpoint} are planned at {events} events, the last of them the final analysis: one-sided error {alpha}, spent as "
    "{spending} (Lan and DeMets); critical values of the log-rank statistic {limits}. The p values and intervals of the tables are "
    "nominal, not adjusted for these looks.",
    "{endpoint}计划在事件数达 {events} 时进行分析，末次为最终分析：单侧检验水准 {alpha}，按 {spending} 消耗函数分配（Lan 与 DeMets）；"
    "log-rank 统计量的临界值为 {limits}。各表 p 值与区间为名义值，未就上述分析作调整。",
)
_FUTILE = Text(
    "An interim hazard ratio of {ratio} or more advises to stop as of no use; it binds nobody.",
    "期中风险比不低于 {ratio} 时建议因无效终止，不具约束力。",
)


def _interim(study: Study) -> Iterator[Text]:
    """The planned looks in words: when, how the error is spent, and the critical value of each (CONSORT 2025, item 16b)."""
    plan = study.analysis.interim
    if plan is None or study.single_arm:
        yield _NO_LOOK
        return
    shares = [float(share) for share in plan.looks]
    limits = efficacy_boundaries(float(plan.alpha), shares, Spending(SpendingKind(plan.spending)))
    yield _LOOKS.format(
        endpoint=study.analysis.endpoints[plan.endpoint].label,
        events=listed([same(str(ceil(share * plan.events))) for share in shares]),
        alpha=f"{float(plan.alpha):g}",
        spending=SPENT[plan.spending],
        limits=listed([same(f"{limit:.3f}") for limit in limits]),
    )
    if plan.futility_hazard_ratio is not None:
        yield _FUTILE.format(ratio=f"{float(plan.futility_hazard_ratio):g}")


_TIMES = Text(
    "Medians with limits of Brookmeyer and Crowley; follow-up by the reverse Kaplan–Meier method.",
    "中位数及区间采用 Brookmeyer–Crowley 法；随访时间采用反向 Kaplan–Meier 法。",
)
_SHARES = Text("Shares with exact limits of Clopper and Pearson.", "比例采用 Clopper–Pearson 精确区间。")
_DIFFERENCES = Text("Differences of shares after Miettinen and Nurminen.", "率差采用 Miettinen–Nurminen 法。")


def _fixed(study: Study) -> Iterator[Text]:
    """The methods that never vary, of what the study measures."""
    if study.analysis.endpoints:
        yield _TIMES
    if study.analysis.responses:
        yield _SHARES
        if not study.single_arm:
            yield _DIFFERENCES

"""The study file as parts of a report: objectives, design, criteria word for word, treatment, schedule, endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from equipoise.analysis.tables import estimand_rows
from equipoise.paper import Block, Cell, Column, KeyValues, Paragraph, Table
from equipoise.protocol.assumptions import Assumption
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Conventions, Estimand, Outcome, Study, TimeToEvent
from equipoise.protocol.prose import dose_words, in_sentence, product_cycle, randomisation_words, visit_arms, visit_time
from equipoise.protocol.response_prose import switches
from equipoise.values.text import Text, listed, same

_CATEGORIES = {
    "primary": Text("Primary", "主要"),
    "secondary": Text("Secondary", "次要"),
    "other": Text("Other", "其他"),
}
_ADDED = Text("added, not registered", "增设，未登记")
_REGISTERED = Text("as registered", "登记内容")
_OF_THE_PROTOCOL, _ASSUMED = Text("in the protocol", "方案规定"), Text("assumed", "假设")
_KINDS: Mapping[str, Text] = {
    "EXPERIMENTAL": Text("experimental", "试验组"),
    "ACTIVE_COMPARATOR": Text("active comparator", "阳性对照"),
    "PLACEBO_COMPARATOR": Text("placebo comparator", "安慰剂对照"),
    "SHAM_COMPARATOR": Text("sham comparator", "假干预对照"),
    "NO_INTERVENTION": Text("no intervention", "无干预"),
    "OTHER": Text("other", "其他"),
}
PHASES: Mapping[str, Text] = {
    "EARLY_PHASE1": Text("Early phase 1", "早期 I 期"),
    "PHASE1": Text("Phase 1", "I 期"),
    "PHASE2": Text("Phase 2", "II 期"),
    "PHASE3": Text("Phase 3", "III 期"),
    "PHASE4": Text("Phase 4", "IV 期"),
    "NA": Text("Not applicable", "不适用"),
}
CONFIRMS: Mapping[str, Text] = {
    "investigator": Text("investigator", "研究者"),
    "statistician": Text("statistician", "统计师"),
    "sponsor": Text("sponsor", "申办者"),
    "ethics committee": Text("ethics committee", "伦理委员会"),
    "quality": Text("quality", "质量部门"),
    "radiologist": Text("radiologist", "影像医师"),
    "data manager": Text("data manager", "数据管理员"),
    "pharmacist": Text("pharmacist", "药师"),
    "laboratory": Text("laboratory", "检验科"),
}
MASKING: Mapping[str, Text] = {
    "NONE": Text("None (open label)", "无（开放标签）"),
    "SINGLE": Text("Single", "单盲"),
    "DOUBLE": Text("Double", "双盲"),
    "TRIPLE": Text("Triple", "三盲"),
    "QUADRUPLE": Text("Quadruple", "四盲"),
}
_SEXES = {"ALL": Text("all", "不限"), "FEMALE": Text("women", "女性"), "MALE": Text("men", "男性")}
_YEARS = Text("{low} years and older", "{low} 岁及以上")
_YEARS_TO = Text("{low} to {high} years", "{low} 至 {high} 岁")
_NO_AGE = Text("not limited", "不限")
_HEADS = {
    "category": Text("Category", "类别"),
    "measure": Text("What is measured", "指标"),
    "frame": Text("Time frame", "时间范围"),
    "basis": Text("Basis", "依据"),
    "number": Text("No.", "编号"),
    "criterion": Text("Criterion, word for word", "标准（原文）"),
    "arm": Text("Arm", "组别"),
    "kind": Text("Kind", "类型"),
    "does": Text("What happens", "内容"),
    "ratio": Text("Share", "比例"),
    "visit": Text("Visit", "访视"),
    "when": Text("When", "时间"),
    "who": Text("Who", "对象"),
    "forms": Text("Forms", "表单"),
    "says": Text("What is assumed", "假定内容"),
    "because": Text("Because", "理由"),
    "confirms": Text("To be confirmed by", "确认人"),
    "place": Text("In the study file", "在研究文件中"),
    "what": Text("What is read", "读取内容"),
    "source": Text("Source", "来源"),
}


def outcomes(study: Study) -> Table:
    """Every outcome measure: what is measured, until when, and whether the registry has it."""
    rows = tuple(
        (
            _CATEGORIES[one.category],
            Text(f"{one.measure.en}\n{one.description.en}", f"{one.measure.zh}\n{one.description.zh}"),
            one.time_frame.text,
            _basis(study, one),
        )
        for one in study.analysis.outcomes.values()
    )
    columns = _columns(category=3, measure=13, frame=3, basis=4)
    return Table(columns, rows, Text("Outcome measures", "结局指标"))


def _basis(study: Study, one: Outcome) -> Text:
    if study.rests_on.record is None:
        return _OF_THE_PROTOCOL if one.assumed is None else _ASSUMED
    return _ADDED if one.assumed is not None else _REGISTERED


def criteria(study: Study, category: str) -> Table:
    """The criteria of a category in the words of the record."""
    rows = tuple(
        (Cell(same(key), code=True), one.text.text)
        for key, one in study.eligibility.criteria.items()
        if one.category == category
    )
    return Table(_columns(number=2, criterion=18), rows, Text("Eligibility criteria", "入排标准"))


def phases(study: Study) -> Text:
    """The phases in words."""
    return listed([PHASES.get(phase, same(phase)) for phase in study.design.phases], en="/", zh="/")


def design(study: Study) -> KeyValues:
    """The design in the registry's terms."""
    made = study.design
    low, high, described = made.minimum_age, made.maximum_age, made.model_description
    ages = _NO_AGE
    if low is not None:
        ages = _YEARS_TO.format(low=low, high=high) if high is not None else _YEARS.format(low=low)
    rows: list[tuple[Text, Text | Cell]] = [
        (Text("Study type", "研究类型"), made.study_type.text),
        *(((Text("Phase", "分期"), phases(study)),) if study.design.phases else ()),
        (Text("Allocation", "分配"), made.allocation.text),
        (Text("Model", "设计类型"), made.model.text),
        *(((Text("Model described", "设计说明"), described.text),) if described is not None else ()),
        (Text("Masking", "盲法"), MASKING[made.masking]),
        (Text("Purpose", "目的"), made.purpose.text),
        (Text("Participants planned", "计划例数"), same(str(made.enrolment))),
        (Text("Ages", "年龄"), ages),
        (Text("Sex", "性别"), _SEXES[made.sex]),
        (Text("Sites", "中心"), listed([site.name for site in study.about.sites.values()], en="; ", zh="；")),
    ]
    return KeyValues(tuple(rows))


def arms(study: Study) -> Table:
    """The arms with what happens in each."""
    rows = tuple(
        (one.label.text, _KINDS[one.kind], one.description.text, same(str(one.ratio))) for one in study.arms.values()
    )
    return Table(_columns(arm=5, kind=3, does=12, ratio=2), rows, Text("Arms", "分组"))


def interventions(study: Study) -> Iterator[Block]:
    """What is given, and how the product is made and dosed."""
    yield KeyValues(tuple((one.name.text, one.description.text) for one in study.interventions.values()))
    if study.product is not None:
        yield Paragraph(product_cycle(study.product))
        yield Paragraph(dose_words(study.product))


def randomisation(study: Study) -> Paragraph:
    """How participants are allocated; sizes of blocks are never told."""
    return Paragraph(randomisation_words(study))


def schedule(study: Study) -> Table:
    """The schedule of activities: every visit with its time, who has it, and its forms."""
    rows = []
    for visit in study.schedule.visits.values():
        forms = [study.forms.forms[form].name for form in visit.forms if form in study.forms.forms]
        rows.append((visit.name, visit_time(study, visit), visit_arms(study, visit), listed(forms)))
    columns = _columns(visit=4, when=6, who=4, forms=10)
    return Table(columns, tuple(rows), Text("Schedule of activities", "研究流程"), dense=True)


def endpoint(study: Study, one: TimeToEvent) -> KeyValues:
    """A time-to-event endpoint as it is really read: origin, events, censoring, horizon, conventions, set."""
    rows: list[tuple[Text, Text | Cell]] = [
        (Text("Time counts from", "起点"), in_sentence(_name(study, one.origin))),
        (Text("Events", "事件"), _names(study, one.events)),
        (Text("Otherwise censored at the last", "否则删失于末次"), in_order(study, one.censor)),
        _set(study, one.set),
    ]
    if one.ends:
        rows.append((Text("Time at risk ends with", "风险期终止于"), _names(study, one.ends)))
    if one.horizon_months is not None:
        months = Text("{n} months after the origin", "起点后 {n} 个月").format(n=one.horizon_months)
        rows.append((Text("Horizon", "观察期限"), months))
    if one.conventions is not None:
        rows.append((Text("Events that do not count", "不计入的事件"), _conventions(study, one.conventions)))
    if one.dating != "observed":
        rows.append((Text("Day of a progression", "进展日期"), _DATINGS[one.dating]))
    if one.reading is not None:
        rows.append((Text("Reading", "阅片"), _READINGS[one.reading]))
    return KeyValues((*rows, *estimand_pairs(one.estimand)))


def other_endpoints(study: Study) -> Iterator[tuple[Text, KeyValues]]:
    """Rates, questionnaires and counted measures by label: what they count, on which days, and in whom."""
    analysis = study.analysis
    for rate in analysis.responses.values():
        success = (
            study.events[rate.event].name if rate.event is not None else listed([same(code) for code in rate.counts])
        )
        rows = [(_SUCCESS if rate.event is not None else _BEST, success)]
        if rate.days is not None:
            rows.append((entry_words(study, _DAYS), same(f"{rate.days[0]} – {rate.days[1]}")))
        yield rate.label, KeyValues((*rows, _set(study, rate.set), *estimand_pairs(rate.estimand)))
    for quality in analysis.quality_of_life.values():
        days = listed([same(str(day)) for day in quality.days])
        read = (
            (_ASKED, study.forms.forms[quality.form].name),
            (_SCORED, listed([same(one) for one in quality.instruments])),
            (entry_words(study, _DAYS), _WITHIN.format(days=days, within=quality.within)),
        )
        yield quality.label, KeyValues((*read, _set(study, quality.set), *estimand_pairs(quality.estimand)))
    if analysis.measures:
        yield _COUNTED, KeyValues(tuple((one.label, analysis.sets[one.set].name) for one in analysis.measures.values()))
    for measure in analysis.measures.values():
        if measure.estimand is not None:
            yield measure.label, KeyValues(estimand_pairs(measure.estimand))


def _set(study: Study, key: str) -> tuple[Text, Text]:
    return _ANALYSED_IN, study.analysis.sets[key].name


_SUCCESS, _BEST = Text("Success", "应答定义"), Text("Best responses that count", "计为应答的最佳疗效")
_DAYS = Text("Days after randomisation", "随机后天数")
_WITHIN = Text(
    "{days}; the questionnaire nearest to it, at most {within} days away", "{days}；取前后 {within} 天内最近的问卷"
)
_ASKED, _SCORED = Text("Form", "表单"), Text("Scored after", "评分依据")
_COUNTED = Text("Counted measures, each with its analysis set", "计数指标及其分析集")
_ANALYSED_IN = Text("Analysis set", "分析集")


def estimand_pairs(estimand: Estimand | None) -> tuple[tuple[Text, Text | Cell], ...]:
    """The estimand as names with values; empty where none is declared."""
    if estimand is None:
        return ()
    label = Text("Estimand: {name}", "估计目标：{name}")
    return tuple((label.format(name=name), words) for name, words in estimand_rows(estimand))


_DATINGS = {
    "scheduled": Text("the scheduled day of the scan", "影像的计划日期"),
    "midpoint": Text("the middle between that scan and the one before", "该次与前次影像的中点"),
}
_READINGS = {"investigator": Text("investigator", "研究者"), "central": Text("independent (central)", "独立（中心）")}
_SOURCES = {
    "tumour_assessment": Text("evaluable tumour assessment", "可评价的肿瘤评估"),
    "contact": Text("contact at which the participant was alive", "确认存活的联系"),
    "response": Text("first complete or partial response", "首次完全或部分缓解"),
    "last_infusion": Text("infusion", "输注"),
}


def _name(study: Study, name: str) -> Text:
    return study.events[name].name if name in study.events else _SOURCES.get(name, same(name))


def _names(study: Study, names: Iterable[str]) -> Text:
    return listed([_name(study, name) for name in names])


def in_order(study: Study, names: Iterable[str]) -> Text:
    """Sources of a date, the later of which count: `evaluable tumour assessment or randomisation`."""
    return listed([in_sentence(_name(study, name)) for name in names], en=" or ", zh="或")


def _conventions(study: Study, of: Conventions) -> Text:
    found = []
    if of.needs_baseline:
        found.append(Text("without a tumour assessment at baseline", "无基线肿瘤评估"))
    if of.new_therapy is not None:
        found.append(Text("after {event}", "{event}之后").format(event=in_sentence(_name(study, of.new_therapy))))
    for day, gap in of.gap_days.items():
        found.append(
            Text(
                "after {gap} days without an evaluable assessment (from day {day})",
                "距末次可评价评估超过 {gap} 天（自第 {day} 天起）",
            ).format(gap=gap, day=day)
        )
    return listed(found, en="; ", zh="；")


_OF_CONFIRMING = frozenset(f"response.{name}" for name in ("confirm_days", "not_evaluable_between", "stable_between"))
"""What decides nothing where no response needs a confirmation."""


def response_points(study: Study) -> Table | None:
    """How the criteria of response are read where they leave it to the protocol; None where the study reads none."""
    if study.response is None:
        return None
    confirmed = study.response.confirm or any(rate.confirm for rate in study.analysis.responses.values())
    said = [one for one in switches(study.response) if confirmed or one.path not in _OF_CONFIRMING]
    rows = tuple((one.says, one.source) for one in said)
    return Table(_columns(what=13, source=7), rows, Text("How response is read", "疗效判读规则"), dense=True)


def assumed(found: Sequence[Assumption]) -> Table:
    """Assumptions of the study file: what, why, who must confirm, and where it stands."""
    rows = tuple(
        (one.what, one.because, CONFIRMS.get(one.confirm_by, same(one.confirm_by)), Cell(same(one.path), code=True))
        for one in found
    )
    return Table(
        _columns(says=5, because=11, confirms=3, place=3),
        rows,
        Text("Assumptions", "假定"),
        Text("The study file assumes nothing.", "研究文件无假定。"),
        dense=True,
    )


def _columns(**shares: int) -> tuple[Column, ...]:
    return tuple(Column(_HEADS[name], share) for name, share in shares.items())

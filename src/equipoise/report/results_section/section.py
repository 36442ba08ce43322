"""The whole `resultsSection`, and what the registry wants that no fact says."""

from __future__ import annotations

from equipoise.analysis.tables import Context
from equipoise.report.results_section.baseline import baseline_characteristics
from equipoise.report.results_section.flow import participant_flow
from equipoise.report.results_section.groups import Part, clipped
from equipoise.report.results_section.harms_module import adverse_events_module
from equipoise.report.results_section.outcomes import outcome_measures
from equipoise.values.text import Text

_CONTACT = Text(
    "Point of contact for the results: name or title, organisation, telephone, e-mail.",
    "结果联系人：姓名或职务、机构、电话、邮箱。",
)
_AGREEMENT = Text(
    "Whether the principal investigator is an employee of the sponsor, and agreements that restrict publication.",
    "主要研究者是否为申办者雇员，以及限制发表的协议。",
)
_DOCUMENTS = Text("Protocol and statistical analysis plan as documents.", "上传方案与统计分析计划文件。")
_RACE = Text(
    "Race and ethnicity: the study file has no such variable, so they are reported as not collected.",
    "种族与民族：研究文件无此变量，按未收集报告。",
)


def results_section(context: Context) -> Part:
    """The modules in the registry's order. The context must be by arm: a registry takes no masked results."""
    assert not context.masked, "a registry takes results by arm"
    section: Part = {
        "participantFlowModule": participant_flow(context),
        "baselineCharacteristicsModule": baseline_characteristics(context),
        "outcomeMeasuresModule": {"outcomeMeasures": outcome_measures(context)},
        "adverseEventsModule": adverse_events_module(context),
    }
    caveats = " ".join(warning.en for warning in context.results.warnings)
    if caveats:
        section["moreInfoModule"] = {"limitationsAndCaveats": {"description": clipped(caveats, 500)}}
    return section


def wanted() -> tuple[Text, ...]:
    """What the sponsor must add before the results can be sent."""
    return (_CONTACT, _AGREEMENT, _DOCUMENTS, _RACE)

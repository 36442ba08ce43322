"""The codes of a registry record in words, as ClinicalTrials.gov shows them (study data structure, v2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.values.text import Text, listed, same

STATUSES: Final[Mapping[str, Text]] = {
    "NOT_YET_RECRUITING": Text("Not yet recruiting", "尚未招募"),
    "RECRUITING": Text("Recruiting", "招募中"),
    "ENROLLING_BY_INVITATION": Text("Enrolling by invitation", "仅限邀请入组"),
    "ACTIVE_NOT_RECRUITING": Text("Active, not recruiting", "进行中，停止招募"),
    "SUSPENDED": Text("Suspended", "已暂停"),
    "COMPLETED": Text("Completed", "已完成"),
    "TERMINATED": Text("Terminated", "已终止"),
    "WITHDRAWN": Text("Withdrawn before enrolment", "入组前撤回"),
    "AVAILABLE": Text("Available (expanded access)", "可获得（拓展性使用）"),
    "NO_LONGER_AVAILABLE": Text("No longer available", "不再提供"),
    "TEMPORARILY_NOT_AVAILABLE": Text("Temporarily not available", "暂不提供"),
    "APPROVED_FOR_MARKETING": Text("Approved for marketing", "已获批上市"),
    "WITHHELD": Text("Withheld", "未公开"),
    "UNKNOWN": Text("Unknown status", "状态不明"),
}
OPEN: Final = frozenset({"NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING"})
"""Statuses that somebody must keep confirming."""

PHASES: Final[Mapping[str, Text]] = {
    "NA": Text("Not applicable", "不适用"),
    "EARLY_PHASE1": Text("Early phase 1", "早期 I 期"),
    "PHASE1": Text("Phase 1", "I 期"),
    "PHASE2": Text("Phase 2", "II 期"),
    "PHASE3": Text("Phase 3", "III 期"),
    "PHASE4": Text("Phase 4", "IV 期"),
}
ARM_KINDS: Final[Mapping[str, Text]] = {
    "EXPERIMENTAL": Text("Experimental", "试验组"),
    "ACTIVE_COMPARATOR": Text("Active comparator", "阳性对照"),
    "PLACEBO_COMPARATOR": Text("Placebo comparator", "安慰剂对照"),
    "SHAM_COMPARATOR": Text("Sham comparator", "假操作对照"),
    "NO_INTERVENTION": Text("No intervention", "无干预"),
    "OTHER": Text("Other", "其他"),
}
INTERVENTION_KINDS: Final[Mapping[str, Text]] = {
    "BEHAVIORAL": Text("Behavioural", "行为"),
    "BIOLOGICAL": Text("Biological", "生物制品"),
    "COMBINATION_PRODUCT": Text("Combination product", "组合产品"),
    "DEVICE": Text("Device", "器械"),
    "DIAGNOSTIC_TEST": Text("Diagnostic test", "诊断试验"),
    "DIETARY_SUPPLEMENT": Text("Dietary supplement", "膳食补充剂"),
    "DRUG": Text("Drug", "药物"),
    "GENETIC": Text("Genetic", "基因"),
    "PROCEDURE": Text("Procedure", "操作"),
    "RADIATION": Text("Radiation", "放射"),
    "OTHER": Text("Other", "其他"),
}
MASKINGS: Final[Mapping[str, Text]] = {
    "NONE": Text("None (open label)", "无（开放标签）"),
    "SINGLE": Text("Single", "单盲"),
    "DOUBLE": Text("Double", "双盲"),
    "TRIPLE": Text("Triple", "三盲"),
    "QUADRUPLE": Text("Quadruple", "四盲"),
}
SEXES: Final[Mapping[str, Text]] = {
    "ALL": Text("All", "不限"),
    "FEMALE": Text("Female", "女性"),
    "MALE": Text("Male", "男性"),
}
OUTCOME_KINDS: Final[Mapping[str, Text]] = {
    "primary": Text("Primary", "主要"),
    "secondary": Text("Secondary", "次要"),
    "other": Text("Other", "其他"),
}
MODULES: Final[Mapping[str, Text]] = {
    "statusModule": Text("Status and dates", "状态与日期"),
    "identificationModule": Text("Organisation", "机构"),
    "sponsorCollaboratorsModule": Text("Sponsor", "申办者"),
    "oversightModule": Text("Oversight", "监管"),
    "contactsLocationsModule": Text("Places", "研究地点"),
    "ipdSharingStatementModule": Text("Sharing of participant data", "受试者数据共享"),
    "hasResults": Text("Results", "结果"),
    "": Text("Further statements", "其他说明"),
}
"""Where a further statement of the record is shown: by the module that its pointer leads into."""


def word(words: Mapping[str, Text], code: str) -> Text:
    """A code in words; one that is not known as it stands."""
    return words.get(code, same(code))


def phases(codes: tuple[str, ...]) -> Text:
    """The phases in one line."""
    return listed([word(PHASES, code) for code in codes], en="/", zh="/")

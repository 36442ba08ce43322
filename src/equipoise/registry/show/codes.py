"""Further codes of a record in words: those that only the finder's pages show (study data structure of ClinicalTrials.gov, v2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.registry.words import PHASES, STATUSES
from equipoise.values.text import Text, same

STUDY_TYPES: Final[Mapping[str, Text]] = {
    "INTERVENTIONAL": Text("Interventional (clinical trial)", "干预性研究（临床试验）"),
    "OBSERVATIONAL": Text("Observational", "观察性研究"),
    "EXPANDED_ACCESS": Text("Expanded access", "拓展性使用"),
}
AGE_GROUPS: Final[Mapping[str, Text]] = {
    "CHILD": Text("Children (to 17)", "儿童（17 岁及以下）"),
    "ADULT": Text("Adults (18 to 64)", "成人（18 至 64 岁）"),
    "OLDER_ADULT": Text("Older adults (from 65)", "老年人（65 岁及以上）"),
}
FUNDERS: Final[Mapping[str, Text]] = {
    "NIH": Text("NIH", "美国国立卫生研究院"),
    "FED": Text("Other US federal agency", "美国其他联邦机构"),
    "OTHER_GOV": Text("Other government", "其他政府机构"),
    "INDIV": Text("Individual", "个人"),
    "INDUSTRY": Text("Industry", "企业"),
    "NETWORK": Text("Research network", "研究网络"),
    "AMBIG": Text("Not clear", "不明确"),
    "OTHER": Text("Hospital, university or other", "医院、高校或其他"),
    "UNKNOWN": Text("Not stated", "未注明"),
}
SEX_FACET: Final[Mapping[str, Text]] = {
    "ALL": Text("All sexes", "性别不限"),
    "FEMALE": Text("Women only", "仅限女性"),
    "MALE": Text("Men only", "仅限男性"),
}
RESULTS: Final[Mapping[str, Text]] = {
    "true": Text("With results", "已公布结果"),
    "false": Text("Without results", "未公布结果"),
}
ALLOCATIONS: Final[Mapping[str, Text]] = {
    "RANDOMIZED": Text("Randomised", "随机"),
    "NON_RANDOMIZED": Text("Not randomised", "非随机"),
    "NA": Text("Not applicable (one group)", "不适用（单组）"),
}
MODELS: Final[Mapping[str, Text]] = {
    "SINGLE_GROUP": Text("One group", "单组"),
    "PARALLEL": Text("Groups side by side (parallel)", "平行组"),
    "CROSSOVER": Text("Groups change over (crossover)", "交叉"),
    "FACTORIAL": Text("Combinations (factorial)", "析因"),
    "SEQUENTIAL": Text("One group after the other (sequential)", "序贯"),
    "COHORT": Text("Cohort", "队列"),
    "CASE_CONTROL": Text("Case-control", "病例对照"),
    "CASE_ONLY": Text("Case-only", "单纯病例"),
    "CASE_CROSSOVER": Text("Case-crossover", "病例交叉"),
    "ECOLOGIC_OR_COMMUNITY": Text("Ecologic or community", "生态学或社区"),
    "FAMILY_BASED": Text("Family-based", "家系"),
    "DEFINED_POPULATION": Text("Defined population", "特定人群"),
    "NATURAL_HISTORY": Text("Natural history", "自然史"),
    "OTHER": Text("Other", "其他"),
}
PERSPECTIVES: Final[Mapping[str, Text]] = {
    "RETROSPECTIVE": Text("Looks back (retrospective)", "回顾性"),
    "PROSPECTIVE": Text("Looks ahead (prospective)", "前瞻性"),
    "CROSS_SECTIONAL": Text("At one time (cross-sectional)", "横断面"),
    "OTHER": Text("Other", "其他"),
}
PURPOSES: Final[Mapping[str, Text]] = {
    "TREATMENT": Text("Treatment", "治疗"),
    "PREVENTION": Text("Prevention", "预防"),
    "DIAGNOSTIC": Text("Diagnosis", "诊断"),
    "ECT": Text("Education, counselling or training", "教育、咨询或培训"),
    "SUPPORTIVE_CARE": Text("Supportive care", "支持治疗"),
    "SCREENING": Text("Screening", "筛查"),
    "HEALTH_SERVICES_RESEARCH": Text("Health services research", "卫生服务研究"),
    "BASIC_SCIENCE": Text("Basic science", "基础研究"),
    "DEVICE_FEASIBILITY": Text("Feasibility of a device", "器械可行性"),
    "OTHER": Text("Other", "其他"),
}
MASKED: Final[Mapping[str, Text]] = {
    "PARTICIPANT": Text("participant", "受试者"),
    "CARE_PROVIDER": Text("care provider", "医护人员"),
    "INVESTIGATOR": Text("investigator", "研究者"),
    "OUTCOMES_ASSESSOR": Text("outcomes assessor", "结局评估者"),
}
ROLES: Final[Mapping[str, Text]] = {
    "STUDY_DIRECTOR": Text("Study director", "研究主管"),
    "STUDY_CHAIR": Text("Study chair", "研究主席"),
    "PRINCIPAL_INVESTIGATOR": Text("Principal investigator", "主要研究者"),
    "SUB_INVESTIGATOR": Text("Sub-investigator", "研究者"),
    "CONTACT": Text("Contact", "联系人"),
    "SPONSOR": Text("Sponsor", "申办者"),
    "SPONSOR_INVESTIGATOR": Text("Sponsor-investigator", "申办者兼研究者"),
}
DATE_KINDS: Final[Mapping[str, Text]] = {
    "ACTUAL": Text("actual", "实际"),
    "ESTIMATED": Text("estimated", "预计"),
}
SHARING: Final[Mapping[str, Text]] = {
    "YES": Text("Yes", "是"),
    "NO": Text("No", "否"),
    "UNDECIDED": Text("Undecided", "未定"),
}
REFERENCES: Final[Mapping[str, Text]] = {
    "BACKGROUND": Text("background", "背景"),
    "RESULT": Text("result of this study", "本研究结果"),
    "DERIVED": Text("added by the registry", "由注册平台关联"),
}
_NOBODY: Final = Text("Nobody can join any more: the study takes in no further people.", "本研究不再接收新的受试者。")
JOINING: Final[Mapping[str, Text]] = {
    "RECRUITING": Text("As far as the record says, the study takes people in now.", "据记录，本研究目前正在招募。"),
    "NOT_YET_RECRUITING": Text("Nobody can join yet: recruitment has not begun.", "尚未开始招募，暂不能参加。"),
    "ENROLLING_BY_INVITATION": Text(
        "Only people whom the study team invites can join.", "仅接收由研究团队邀请的受试者。"
    ),
    "ACTIVE_NOT_RECRUITING": _NOBODY,
    "COMPLETED": _NOBODY,
    "TERMINATED": _NOBODY,
    "WITHDRAWN": Text(
        "Nobody can join: the study was withdrawn before anybody took part.", "研究在入组前已撤回，不能参加。"
    ),
    "SUSPENDED": Text("Nobody can join at present: recruitment is suspended.", "招募已暂停，目前不能参加。"),
    "NO_LONGER_AVAILABLE": Text("It is no longer available.", "已不再提供。"),
    "TEMPORARILY_NOT_AVAILABLE": Text("It is not available at present.", "目前暂不提供。"),
    "AVAILABLE": Text(
        "As far as the record says, it is available; a physician asks for it.", "据记录目前可获得，由医生申请。"
    ),
}
"""What each status means to somebody who would take part. Source: recruitment status and expanded access status, data element
definitions of ClinicalTrials.gov."""
PARAMETERS: Final[Mapping[str, Text]] = {
    "GEOMETRIC_MEAN": Text("Geometric mean", "几何均数"),
    "GEOMETRIC_LEAST_SQUARES_MEAN": Text("Geometric least squares mean", "几何最小二乘均数"),
    "LEAST_SQUARES_MEAN": Text("Least squares mean", "最小二乘均数"),
    "LOG_MEAN": Text("Log mean", "对数均数"),
    "MEAN": Text("Mean", "均数"),
    "MEDIAN": Text("Median", "中位数"),
    "NUMBER": Text("Number", "数值"),
    "COUNT_OF_PARTICIPANTS": Text("Number of participants", "受试者人数"),
    "COUNT_OF_UNITS": Text("Number of units", "单位数"),
}
DISPERSIONS: Final[Mapping[str, Text]] = {
    "STANDARD_DEVIATION": Text("standard deviation", "标准差"),
    "STANDARD_ERROR": Text("standard error", "标准误"),
    "INTER_QUARTILE_RANGE": Text("interquartile range", "四分位距"),
    "FULL_RANGE": Text("full range", "全距"),
    "CONFIDENCE_80": Text("80% confidence interval", "80% 置信区间"),
    "CONFIDENCE_90": Text("90% confidence interval", "90% 置信区间"),
    "CONFIDENCE_95": Text("95% confidence interval", "95% 置信区间"),
    "CONFIDENCE_975": Text("97.5% confidence interval", "97.5% 置信区间"),
    "CONFIDENCE_99": Text("99% confidence interval", "99% 置信区间"),
    "CONFIDENCE_OTHER": Text("confidence interval", "置信区间"),
    "GEOMETRIC_COEFFICIENT": Text("geometric coefficient of variation", "几何变异系数"),
}
MEASURE_KINDS: Final[Mapping[str, Text]] = {
    "PRIMARY": Text("Primary", "主要"),
    "SECONDARY": Text("Secondary", "次要"),
    "OTHER_PRE_SPECIFIED": Text("Other, planned", "其他预设"),
    "POST_HOC": Text("Added afterwards (post hoc)", "事后分析"),
}
FACETS: Final[Mapping[str, tuple[str, Text, Mapping[str, Text]]]] = {
    "OverallStatus": ("status", Text("Status", "状态"), STATUSES),
    "Phase": ("phase", Text("Phase", "分期"), {**PHASES, "NA": Text("No phase applies", "不适用分期")}),
    "StudyType": ("type", Text("Study type", "研究类型"), STUDY_TYPES),
    "Sex": ("sex", Text("Sex", "性别"), SEX_FACET),
    "StdAge": ("ages", Text("Age group", "年龄段"), AGE_GROUPS),
    "LeadSponsorClass": ("funder", Text("Funder", "资助方"), FUNDERS),
    "HasResults": ("results", Text("Results", "结果"), RESULTS),
    "LocationCountry": ("country", Text("Country", "国家或地区"), {}),
}
"""What a reader may choose from: the piece, its name in an address, its title, its values in words (countries have their own)."""


def code_words(names: Mapping[str, Text], code: str) -> Text:
    """A code in words; one that is not known is shown readably as it stands."""
    return names.get(code) or same(code.replace("_", " ").capitalize() if code.isupper() else code)

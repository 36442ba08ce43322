"""What the kinds of tumour response ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.analysis.conventions import FDA_TABLE_A
from equipoise.validation.cases import About
from equipoise.values.text import Text

_RECIST = "Eisenhauer et al. 2009, Eur J Cancer 45:228"
_IRECIST = "Seymour et al. 2017, Lancet Oncol 18:e143"
_FDA = "FDA, Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, appendix 3"
_RESPONSE = {"response": Text("CR, PR, SD, NON-CR/NON-PD, NED, PD or NE", "CR、PR、SD、NON-CR/NON-PD、NED、PD 或 NE")}
_NEW = {"new_lesion": Text("true where there is an unequivocal new lesion", "有明确新病灶时为 true")}
_TARGET = {"target": Text("CR, PR, SD, PD or NE", "CR、PR、SD、PD 或 NE")}
_OTHER = {
    "nontarget": Text(
        "CR, NON-CR/NON-PD, PD or NE; null where there were none", "CR、NON-CR/NON-PD、PD 或 NE；无非靶病灶时为 null"
    )
}
_BASELINE = {"baseline": Text("target lesions: [{id, node, mm}], sizes in mm", "靶病灶：[{id, node, mm}]，单位 mm")}
_NADIR = {
    "nadir_sum": Text(
        "smallest sum so far, mm; optional: the baseline sum", "此前最小径线总和，mm；可省略，取基线总和"
    ),
    "tiny_nadir": Text("needs_5mm or percent_alone; optional", "needs_5mm 或 percent_alone；可省略"),
    "missing_target": Text(
        "progression_if_certain or not_evaluable; optional", "progression_if_certain 或 not_evaluable；可省略"
    ),
}
_BOR = {
    "visits": Text("responses in order", "按顺序的疗效"),
    "max_nr_ne": Text(
        "NE between a response and its confirmation, at most; optional: 1", "缓解与确认之间 NE 的最多次数；可省略，取 1"
    ),
    "accept_sd": Text("true where one SD may lie between; optional", "允许其间一次 SD 时为 true；可省略"),
    "missing_as_ne": Text("true where no assessment is NE; optional", "无评估记为 NE 时为 true；可省略"),
}
_DATED = {
    **_BOR,
    "start": Text("day from which stable disease counts", "疾病稳定起算日"),
    "visits": Text("[[day, response], …]", "[[日期, 疗效], …]"),
    "ref_start_window": Text("days until stable disease counts; optional: 42", "疾病稳定最短天数；可省略，取 42"),
    "ref_confirm": Text("days until a response is confirmed; optional: 28", "确认缓解的最短天数；可省略，取 28"),
    "confirm": Text("false where responses need no confirmation; optional", "无需确认时为 false；可省略"),
}

_ABOUT: Mapping[str, About] = {
    "response.timepoint_target": About(
        Text("Overall response with target lesions", "有靶病灶时的总体疗效"),
        f"{_RECIST}, table 1",
        {**_TARGET, **_OTHER, **_NEW},
        _RESPONSE,
    ),
    "response.timepoint_nontarget_only": About(
        Text("Overall response with non-target lesions only", "仅有非靶病灶时的总体疗效"),
        f"{_RECIST}, table 2",
        {**_OTHER, **_NEW},
        _RESPONSE,
    ),
    "response.timepoint_no_disease": About(
        Text("Overall response of who entered without disease", "入组时无病灶者的总体疗效"),
        f"{_RECIST}, 4.3.5",
        _NEW,
        _RESPONSE,
    ),
    "response.target_numeric": About(
        Text("Response of target lesions by their sizes", "按径线判断靶病灶疗效"),
        f"{_RECIST}, 4.3.1, 4.4.2",
        {
            **_BASELINE,
            **_NADIR,
            "current": Text(
                "target lesions now: [{id, node, mm}]; mm null: not measured",
                "当前靶病灶：[{id, node, mm}]；未测量时 mm 为 null",
            ),
        },
        {**_RESPONSE, "sum": Text("sum of what was measured, mm; optional", "已测径线总和，mm；可省略")},
    ),
    "response.merge_split": About(
        Text("Lesions that split, touch or merge", "分裂、相接或融合的病灶"),
        f"{_RECIST}, 4.4.1",
        {
            **_BASELINE,
            **_NADIR,
            "current_measures": Text(
                "measurements: [{from, mm | fragments_mm | plane_mm | coalesced_mm}]",
                "各测量：[{from, mm | fragments_mm | plane_mm | coalesced_mm}]",
            ),
        },
        {"sum": Text("sum, mm", "径线总和，mm"), "target": Text("CR, PR, SD, PD or NE", "CR、PR、SD、PD 或 NE")},
    ),
    "response.measurable": About(
        Text("Whether a lesion is measurable at baseline", "基线病灶是否可测量"),
        f"{_RECIST}, 3.1",
        {
            "mm": Text("longest diameter, short axis of a node, mm", "最长径（淋巴结为短径），mm"),
            "node": Text("true for a lymph node; optional", "淋巴结为 true；可省略"),
            "method": Text(
                "ct, mri, x_ray, caliper or unfit; optional: ct", "ct、mri、x_ray、caliper 或 unfit；可省略，取 ct"
            ),
            "slice_mm": Text("slice thickness, mm; optional", "层厚，mm；可省略"),
            "nature": Text(
                "solid, simple_cyst, cystic, bone_soft, bone_blastic or unmeasurable; optional",
                "solid、simple_cyst、cystic、bone_soft、bone_blastic 或 unmeasurable；可省略",
            ),
            "irradiated": Text("true where it was irradiated before; optional", "既往放疗为 true；可省略"),
            "grown_since": Text("true where it has grown since; optional", "此后增大为 true；可省略"),
            "irradiated_rule": Text("after_growth, never or always; optional", "after_growth、never 或 always；可省略"),
        },
        {"standing": Text("measurable, non_target, normal or unknown", "measurable、non_target、normal 或 unknown")},
    ),
    "response.pet": About(
        Text("What a positive FDG-PET means", "FDG-PET 阳性的含义"),
        f"{_RECIST}, 4.3.5",
        {
            "negative_at_baseline": Text(
                "true where PET was negative at baseline; false where none was done",
                "基线 PET 阴性为 true，未做为 false",
            ),
            "ct": Text("new_on_ct, known_and_stable or not_on_ct", "new_on_ct、known_and_stable 或 not_on_ct"),
        },
        {"finding": Text("new lesion, equivocal or no progression", "new lesion、equivocal 或 no progression")},
    ),
    "response.bor_confirmed": About(
        Text("Best response of two assessments with confirmation", "需确认时两次评估的最佳疗效"),
        f"{_RECIST}, table 3",
        {
            "first": Text("first response", "首次疗效"),
            "subsequent": Text("next response", "后一次疗效"),
            "min_sd_duration_met": Text("true where stable disease lasted long enough", "疾病稳定达最短时间为 true"),
            "complete_was_real": Text("false where the CR was mis-called; optional", "CR 为误判时为 false；可省略"),
        },
        _RESPONSE,
    ),
    "response.bor_sequence": About(
        Text("Best response of a sequence", "序列评估的最佳疗效"),
        f"{_RECIST}, 4.6",
        {
            **_BOR,
            "confirm": Text("true where responses need confirmation; optional", "需确认时为 true；可省略"),
            "interval_days": Text("days between assessments; optional: 42", "评估间隔天数；可省略，取 42"),
            "confirm_days": Text(
                "days until a response is confirmed; optional: 28", "确认缓解的最短天数；可省略，取 28"
            ),
            "stable_days": Text("days until stable disease counts; optional: 42", "疾病稳定最短天数；可省略，取 42"),
        },
        _RESPONSE,
    ),
    "response.bor_dated": About(
        Text("Best response of dated assessments", "按日期的最佳疗效"),
        f"{_RECIST}, 4.6",
        _DATED,
        {"bor": Text("response, or MISSING", "疗效，或 MISSING"), "date": Text("its first day", "首次达到日期")},
    ),
    "response.duration": About(
        Text("Duration of response", "缓解持续时间"),
        f"{_RECIST}, 4.6.2",
        _DATED,
        {
            "start": Text("first day of the response; null without one", "缓解首日；无缓解为 null"),
            "until": Text("day of progression or last evaluable day", "进展日或末次可评价日"),
            "ended": Text("true where progression ended it", "因进展结束为 true"),
            "days": Text("days, the first one counted", "天数，含首日"),
        },
    ),
    "response.casebook": About(
        Text("A whole casebook, first assessment baseline", "完整病例，首次评估为基线"),
        _RECIST,
        {
            "start": Text("day of randomisation; optional: baseline", "随机日；可省略，取基线日"),
            "assessments": Text(
                "[{date, target: [{id, node, mm}], nontarget, new_lesion, new: [{id, sure, mm, larger}], "
                "equivocal_new, suspected, nontarget_larger, complete_was_real}]",
                "各次评估：[{date, target: [{id, node, mm}], nontarget, new_lesion, new: [{id, sure, mm, larger}], "
                "equivocal_new, suspected, nontarget_larger, complete_was_real}]",
            ),
            "rules": Text("switches by the names of the study file; optional", "开关，名称同研究文件；可省略"),
        },
        {
            "overall": Text("responses after baseline, in order", "基线后各次总体疗效"),
            "target": Text("of the target lesions", "靶病灶疗效"),
            "sums": Text("sums with baseline, mm", "含基线的径线总和，mm"),
            "progression": Text("day of progression or null", "进展日或 null"),
            "bor": Text("best response", "最佳疗效"),
            "irecist": Text("responses by iRECIST", "iRECIST 疗效"),
            "ibor": Text("best response by iRECIST", "iRECIST 最佳疗效"),
        },
    ),
    "response.irecist_timepoint": About(
        Text("Response by iRECIST at one time", "单次评估的 iRECIST 疗效"),
        f"{_IRECIST}, table 2",
        {
            "target": Text(
                "iCR, iPR, iSD, iUPD or NE; null without targets", "iCR、iPR、iSD、iUPD 或 NE；无靶病灶为 null"
            ),
            "nontarget": Text(
                "iCR, NON-iCR/NON-iUPD, iUPD or NE; null where there were none",
                "iCR、NON-iCR/NON-iUPD、iUPD 或 NE；无则为 null",
            ),
            "new_lesion": Text("true where a new lesion appeared", "出现新病灶为 true"),
            "previous_iUPD": Text("true after unconfirmed progression; optional", "此前有未确认进展为 true；可省略"),
            "previous": Text(
                "where it showed: target, non_target, new; optional: everywhere",
                "出现于：target、non_target、new；可省略，取全部",
            ),
            "grown": Text("where it grew since; optional", "此后增大之处；可省略"),
            "new_lesions_stay": Text(
                "true where earlier new lesions are still there; optional", "此前新病灶仍在为 true；可省略"
            ),
            "was": Text("response of the baseline lesions at that progression; optional", "当时基线病灶的疗效；可省略"),
            "lasting_new_lesions": Text("improved, never or always; optional", "improved、never 或 always；可省略"),
        },
        {
            "response": Text(
                "iCR, iPR, iSD, NON-iCR/NON-iUPD, iUPD, iCPD, NED or NE",
                "iCR、iPR、iSD、NON-iCR/NON-iUPD、iUPD、iCPD、NED 或 NE",
            )
        },
    ),
    "response.irecist_bor": About(
        Text("Best response by iRECIST", "iRECIST 最佳疗效"),
        f"{_IRECIST}, table 3",
        {
            "slots": Text(
                'one list of responses for each assessment; ["*"] any', '每次评估一个疗效列表；["*"] 表示任意'
            ),
            "confirmation_required": Text(
                "true where iCR and iPR need a second look; optional", "iCR、iPR 需确认为 true；可省略"
            ),
        },
        {"response": Text("best response of every combination", "各组合的最佳疗效")},
    ),
    "response.agreement": About(
        Text("Agreement of two readings", "两次阅片的一致性"),
        "Cohen 1960, Educ Psychol Meas 20:37; Amit et al. 2011, Eur J Cancer 47:1772",
        {
            "pairs": Text("pairs of responses: [[first, second], …]", "疗效配对：[[甲, 乙], …]"),
            "days": Text(
                "instead of pairs: days of progression [[investigator, central], …], null for none",
                "代替 pairs：进展日 [[研究者, 中心], …]，无则为 null",
            ),
        },
        {
            "pairs": Text("how many", "对数"),
            "agreed": Text("how many agree", "一致数"),
            "kappa": Text("Cohen's kappa; null where chance explains all", "Cohen kappa；全由机遇解释时为 null"),
            "early": Text("early discrepancy rate, with days", "早判差异率（用 days）"),
            "late": Text("late discrepancy rate, with days", "晚判差异率（用 days）"),
        },
    ),
    "response.pfs_fda_table_A": About(
        Text("Censoring table A: which date, event or censored", "删失表 A：取何日期，事件或删失"),
        f"{_FDA}, table A",
        {"situation": Text(", ".join(FDA_TABLE_A), "、".join(FDA_TABLE_A))},
        {"date": Text("in words", "文字"), "status": Text("event or censored", "event 或 censored")},
    ),
    "response.pfs": About(
        Text("Progression-free survival censored by table A", "按表 A 删失的无进展生存"),
        f"{_FDA}, table A",
        {
            "randomised": Text("day of randomisation", "随机日"),
            "baseline": Text("false without a baseline assessment; optional", "无基线评估为 false；可省略"),
            "assessments": Text("days of evaluable assessments", "可评价评估的日期"),
            "progression": Text("day; optional", "进展日；可省略"),
            "death": Text("day; optional", "死亡日；可省略"),
            "new_therapy": Text("day of a new anticancer treatment; optional", "新抗肿瘤治疗日；可省略"),
            "gap_days": Text(
                "days without assessment after which an event does not count; optional",
                "事件不计的评估缺失天数；可省略",
            ),
        },
        {
            "date": Text("day of the event or of censoring", "事件日或删失日"),
            "status": Text("event or censored", "event 或 censored"),
            "why": Text(
                "no_baseline, new_therapy, missed_assessments or null",
                "no_baseline、new_therapy、missed_assessments 或 null",
            ),
        },
    ),
}
ABOUT: Mapping[str, About] = {
    **_ABOUT,
    "response.irecist_timepoint_no_prior": _ABOUT["response.irecist_timepoint"],
}
"""Kind -> what it is about."""

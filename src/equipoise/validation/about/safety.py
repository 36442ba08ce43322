"""What the kinds of safety ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.validation.cases import About
from equipoise.values.text import Text

ABOUT: Mapping[str, About] = {
    "safety.laboratory_grade": About(
        Text("Toxicity grade of a laboratory value", "实验室检查值的毒性分级"),
        "NCI CTCAE v4.03, v5.0, v6.0",
        {
            "dictionary": Text("CTCAE 4.0, CTCAE 5.0 or CTCAE 6.0", "CTCAE 4.0、CTCAE 5.0 或 CTCAE 6.0"),
            "term": Text("term in any case of letters", "术语，不区分大小写"),
            "value": Text("number; null is missing", "数值；null 为缺失"),
            "unit": Text("unit of value, limits and baseline", "数值、界限与基线的单位"),
            "lower_limit": Text("lower limit of normal, optional", "正常值下限，可省略"),
            "upper_limit": Text("upper limit of normal, optional", "正常值上限，可省略"),
            "baseline": Text("value before treatment, optional", "治疗前的值，可省略"),
            "anticoagulated": Text("true or false, optional; for INR", "true 或 false，可省略；用于 INR"),
        },
        {
            "grade": Text("0 to 4, null: cannot be told", "0 至 4；null 为无法判定"),
            "missing": Text("what is missing: term, value, unit, limit, baseline", "缺少什么：term、value、unit、limit、baseline"),
        },
    ),
    "safety.crs": About(
        Text("Grade of cytokine release syndrome", "细胞因子释放综合征分级"),
        "ASTCT consensus, Lee et al., Biol Blood Marrow Transplant 2019; 25: 625",
        {
            "temperature": Text("number; null is not known", "数值；null 为未知"),
            "temperature_unit": Text("Cel or [degF], optional", "Cel 或 [degF]，可省略"),
            "hypotension": Text("none, no_pressor, one_pressor, several_pressors; or true or false with pressors",
                "none、no_pressor、one_pressor、several_pressors；或 true、false 并写 pressors"),
            "pressors": Text("number without vasopressin, optional", "升压药种数（不计血管加压素），可省略"),
            "vasopressin": Text("true or false, optional", "true 或 false，可省略"),
            "hypoxia": Text("none, low_flow, high_flow, positive_pressure; or device",
                "none、low_flow、high_flow、positive_pressure；或写 device"),
            "device": Text("one of none, nasal_cannula, blow_by, face_mask, non_rebreather, venturi, cpap, bipap, ventilator",
                "以下之一：none、nasal_cannula、blow_by、face_mask、non_rebreather、venturi、cpap、bipap、ventilator"),
            "litres_per_minute": Text("flow through a nasal cannula", "鼻导管氧流量"),
            "treated": Text("true once antipyretics or anticytokine therapy were given, optional", "已用退热药或抗细胞因子治疗，可省略"),
            "other_cause": Text("list of fever, hypotension, hypoxia, optional", "fever、hypotension、hypoxia 的列表，可省略"),
            "fatal": Text("true or false, optional", "true 或 false，可省略"),
        },
        {"grade": Text("0 to 5, null: cannot be told", "0 至 5；null 为无法判定"), "signs": Text("signs that give it", "决定分级的体征")},
    ),
    "safety.icans": About(
        Text("Grade of neurotoxicity of immune effector cells", "免疫效应细胞相关神经毒性综合征分级"),
        "ASTCT consensus, Lee et al., Biol Blood Marrow Transplant 2019; 25: 625",
        {
            "ice": Text("score 0 to 10, or its five parts; null is not known", "0 至 10 分，或五个分项；null 为未知"),
            "consciousness": Text("one of awake, to_voice, to_touch, unarousable", "以下之一：awake、to_voice、to_touch、unarousable"),
            "seizure": Text("one of none, resolved, prolonged", "以下之一：none、resolved、prolonged"),
            "motor": Text("true or false", "true 或 false"),
            "oedema": Text("one of none, focal, diffuse", "以下之一：none、focal、diffuse"),
            "capd": Text("score of a child under 12 in place of ice, optional", "12 岁以下儿童以此代替 ice，可省略"),
            "other_cause": Text("list of signs, optional", "体征列表，可省略"),
            "fatal": Text("true or false, optional", "true 或 false，可省略"),
        },
        {"grade": Text("0 to 5, null: cannot be told", "0 至 5；null 为无法判定"), "signs": Text("signs that give it", "决定分级的体征")},
    ),
    "safety.clock": About(
        Text("Due moment of a safety report", "安全性报告的到期时刻"),
        "ICH E2A; 21 CFR 312.32; (EU) 536/2014; SI 2004/1031; NMPA/CDE 2018",
        {
            "rule": Text("id of a published rule; or hours, or days", "已发布规则的编号；或 hours；或 days"),
            "hours": Text("hours from first knowledge", "自获知起的小时数"),
            "days": Text("days, the day of first knowledge is day 0", "天数，获知当日为第 0 天"),
            "aware": Text("moment of first knowledge (or of the report that it follows)", "获知时刻（或其所跟随的报告时刻）"),
            "zone": Text("time zone, e.g. Asia/Shanghai", "时区，如 Asia/Shanghai"),
            "working_days": Text("true: working days alone, optional", "true：仅计工作日，可省略"),
            "roll": Text("none, before, after, optional", "none、before、after，可省略"),
            "holidays": Text("list of days off, optional", "休息日列表，可省略"),
            "worked": Text("list of weekend days that are worked, optional", "调休上班日列表，可省略"),
            "sent": Text("moment of the report, optional", "报告时刻，可省略"),
            "at": Text("moment asked, optional", "询问时刻，可省略"),
        },
        {
            "due": Text("local time with offset", "当地时间，带时差"),
            "last_day": Text("last day in time", "期限最后一日"),
            "late": Text("whether it was sent, or is asked, after it was due", "报告或询问是否晚于期限"),
        },
    ),
    "safety.boundary": About(
        Text("Stopping boundary for toxicity", "毒性停止界值"),
        "Ivanova, Qaqish, Schell, Biometrics 2005; beta-binomial posterior",
        {
            "method": Text("pocock (default) or bayes", "pocock（默认）或 bayes"),
            "rate": Text("acceptable rate", "可接受的发生率"),
            "participants": Text("number treated at most", "最多治疗人数"),
            "first_look": Text("number treated from which it is looked at, optional", "自第几名起查看，可省略"),
            "stop_chance": Text("pocock: chance to stop wrongly at most", "pocock：误停概率上限"),
            "prior": Text("bayes: two parameters", "bayes：两个参数"),
            "certainty": Text("bayes: posterior chance that stops", "bayes：触发停止的后验概率"),
            "true_rates": Text("list of true rates, optional", "真实发生率列表，可省略"),
        },
        {
            "limits": Text("for 1, 2, 3 … treated: toxicities that stop, null none", "治疗 1、2、3…名时的停止例数，null 为无"),
            "steps": Text("the same in steps, e.g. 2 in 2-4; 3 in 5-11", "分段写法，如 2 in 2-4; 3 in 5-11"),
            "stop_chance": Text("chance to stop at the acceptable rate", "可接受发生率下的停止概率"),
            "stop_chance_at": Text("true rate -> chance to stop", "真实发生率 -> 停止概率"),
            "expected_participants_at": Text("true rate -> expected number treated", "真实发生率 -> 预期治疗人数"),
        },
    ),
}  # fmt: skip

"""What the kinds of designs ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.validation.cases import About
from equipoise.values.text import Text

_ERRORS = {
    "parameters.alpha": Text("one-sided; optional: .025", "单侧；可省略，取 0.025"),
    "parameters.beta": Text("1 − power; optional: .1", "1 − 把握度；可省略，取 0.1"),
}
_LOOKS = {
    "parameters.k": Text("looks, equally spaced", "等间隔分析次数"),
    "parameters.timing": Text("equal, or information fractions", "equal，或信息比例列表"),
}
_INFLATION = Text("largest information over that of one look", "最大信息量与单次分析之比")
_MEAN_H1 = Text("expected information under the effect, of one look's", "有效应时的期望信息量（相对单次分析）")
_MEAN_H0 = Text("the same without effect", "无效应时，同上")
_RATIO = {"parameters.ratio": Text("arm 1 to arm 0; optional: 1", "组 1 比组 0；可省略，取 1")}
_PLAN = {
    "parameters.median_control": Text("months", "对照组中位数（月）"),
    "parameters.hr": Text("hazard ratio", "风险比"),
    "parameters.accrual": Text("months of even accrual", "匀速入组月数"),
    "parameters.annual_dropout": Text("share lost in a year; optional: 0", "年脱落比例；可省略，取 0"),
    **_RATIO,
}

ABOUT: Mapping[str, About] = {
    "design.gs_spending": About(
        Text("Efficacy boundaries by a spending function", "按消耗函数确定的有效性界值"),
        "Lan & DeMets 1983; Hwang, Shih & DeCani 1990; Kim & DeMets 1987; Armitage, McPherson & Rowe 1969",
        {
            **_LOOKS,
            **_ERRORS,
            "parameters.sided": Text(
                "1, or 2 with alpha for both sides; optional: 1", "1，或 2（alpha 为双侧）；可省略，取 1"
            ),
            "parameters.spending": Text("LDOF, LDPocock, HSD, power or table", "LDOF、LDPocock、HSD、power 或 table"),
            "parameters.par": Text("gamma of HSD, rho of power", "HSD 的 gamma 或 power 的 rho"),
            "parameters.table": Text("[[fraction, share spent], …]", "[[信息比例, 已消耗比例], …]"),
        },
        {
            "z": Text("limit by look; null where nothing may be spent", "各次界值；不消耗时为 null"),
            "z_rpact": Text("the same", "同上"),
            "p_nominal": Text("one-sided p at the limit", "界值处的单侧 p"),
            "spend_cum": Text("alpha spent so far", "累积消耗的 alpha"),
            "inflation": _INFLATION,
            "info": Text("fractions", "信息比例"),
            "en_h1": _MEAN_H1,
            "en_h0": _MEAN_H0,
            "crossing_h1": Text("chance to cross first at each look, under the effect", "有效应时各次首次越界概率"),
            "crossing_h0": Text("the same without effect", "无效应时，同上"),
        },
    ),
    "design.gs_classical": About(
        Text("Two-sided boundaries of equally spaced looks", "等间隔双侧经典界值"),
        "O'Brien & Fleming 1979; Pocock 1977; Jennison & Turnbull 2000, tables 2.1 to 2.4",
        {
            "parameters.type": Text("O'Brien-Fleming or Pocock", "O'Brien-Fleming 或 Pocock"),
            "parameters.k": Text("looks", "分析次数"),
            "parameters.alpha_two_sided": Text("optional: .05", "可省略，取 0.05"),
            "parameters.power": Text("optional: .9", "可省略，取 0.9"),
        },
        {
            "z": Text("limit of |z| by look", "|z| 各次界值"),
            "C": Text("limit at the last look", "末次界值"),
            "inflation": _INFLATION,
            "asn_h1": _MEAN_H1,
            "asn_h0": _MEAN_H0,
        },
    ),
    "design.gs_futility": About(
        Text("Efficacy and futility boundaries", "有效性与无效性界值"),
        "Pampallona, Tsiatis & Kim 2001; Jennison & Turnbull 2000",
        {
            "parameters.timing": Text("information fractions", "信息比例列表"),
            **_ERRORS,
            "parameters.upper": Text("spending of alpha: a name, or {sf, par}", "alpha 消耗：名称，或 {sf, par}"),
            "parameters.lower": Text("spending of beta: {sf, par}", "beta 消耗：{sf, par}"),
            "parameters.binding": Text(
                "true where futility must be obeyed; optional: false", "无效界值具约束力为 true；可省略，取 false"
            ),
        },
        {
            "upper": Text("efficacy limit by look", "有效性界值"),
            "lower": Text("futility limit by look; the last is the efficacy limit", "无效性界值；末次等于有效性界值"),
            "inflation": _INFLATION,
            "p_upper_h1": Text("chance to stop for efficacy, under the effect", "有效应时因有效停止的概率"),
            "p_lower_h1": Text("for futility", "因无效停止"),
            "p_upper_h0": Text("for efficacy, without effect, futility obeyed", "无效应且遵守无效界值时因有效停止"),
            "p_lower_h0": Text("for futility", "因无效停止"),
            "en_h1": _MEAN_H1,
            "en_h0": _MEAN_H0,
        },
    ),
    "design.conditional_power": About(
        Text("Chance of success at the end, given what is seen", "条件把握度"),
        "Lan & Wittes 1988, Biometrics 44:579; final critical value of one look",
        {
            "parameters.events": Text("events so far", "已发生事件数"),
            "parameters.total": Text("events planned", "计划事件数"),
            "parameters.z": Text("z so far; above 0 favours arm 1", "当前 z；大于 0 利于组 1"),
            "parameters.alpha": Text("one-sided; optional: .025", "单侧；可省略，取 0.025"),
            "parameters.design_hr": Text("hazard ratio of the design", "设计风险比"),
            **_RATIO,
        },
        {
            "info": Text("fraction", "信息比例"),
            "cp_current_trend": Text("if what was seen goes on", "按当前趋势"),
            "cp_design": Text("if the design is right", "按设计效应"),
            "cp_null": Text("if there is no effect", "按无效应"),
        },
    ),
    "design.events_required": About(
        Text("Events that a log-rank test needs", "log-rank 检验所需事件数"),
        "Schoenfeld 1981; Freedman 1982; not rounded",
        {
            "parameters.hr": Text("hazard ratio", "风险比"),
            "parameters.alpha_one_sided": Text("optional: .025", "可省略，取 0.025"),
            "parameters.beta": Text("1 − power; optional: .1", "1 − 把握度；可省略，取 0.1"),
            "parameters.ratio_arm1_to_arm0": Text("optional: 1", "可省略，取 1"),
        },
        {
            "schoenfeld": Text("events", "事件数"),
            "freedman": Text("events", "事件数"),
            "rpact_schoenfeld": Text("the same", "同上"),
            "rpact_freedman": Text("the same", "同上"),
        },
    ),
    "design.expected_events_ahr": About(
        Text("Events and average hazard ratio expected by a time", "某时点的期望事件数与平均风险比"),
        "Mukhopadhyay et al. 2020, Contemp Clin Trials 93:106011; logs weighted by information",
        {
            "parameters.n": Text("people", "人数"),
            **_PLAN,
            "parameters.delay": Text("months without effect; optional: 0", "效应延迟月数；可省略，取 0"),
            "parameters.times": Text("months since the first entry", "自首例入组起的月数"),
        },
        {
            "events": Text("by time", "按时间"),
            "ahr": Text("average hazard ratio by time", "平均风险比"),
            "info": Text("information of its log, under the effect", "有效应时对数风险比的信息量"),
            "info0": Text("without effect", "无效应时"),
        },
    ),
    "design.sample_size_survival": About(
        Text("People for a comparison of two survival curves", "两组生存比较的样本量"),
        "Lachin & Foulkes 1986 (gsDesign's nSurv); Schoenfeld 1981 with event chances (rpact); not rounded",
        {**_PLAN, "parameters.follow_up": Text("months after accrual", "入组结束后的随访月数"), **_ERRORS},
        {
            "nSurvival_n": Text("people, Lachin–Foulkes", "人数（Lachin–Foulkes）"),
            "nSurvival_events": Text("events, Lachin–Foulkes", "事件数（Lachin–Foulkes）"),
            "nSurv_n": Text("the same", "同上"),
            "nSurv_d": Text("the same", "同上"),
            "rpact_n": Text("people, Schoenfeld", "人数（Schoenfeld）"),
            "rpact_events": Text("events, Schoenfeld", "事件数（Schoenfeld）"),
        },
    ),
    "design.sample_size_rates": About(
        Text("People for a comparison of two shares", "两组率比较的样本量"),
        "Fleiss, Tytun & Ury 1980, without correction; not rounded",
        {"parameters.p1": Text("share", "率"), "parameters.p2": Text("share", "率"), **_ERRORS, **_RATIO},
        {"gsDesign_nBinomial": Text("people in all", "总人数"), "rpact": Text("the same", "同上")},
    ),
}

"""What the kinds of counts, shares and rates ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.validation.about.statistics import LEVEL, STATUS
from equipoise.validation.cases import About
from equipoise.values.text import Text

_LIMITS = Text("[lower, upper]", "[下限, 上限]")
_EVENTS = {
    "parameters.x1": Text("events of group 1", "第 1 组事件数"),
    "parameters.n1": Text("people of group 1", "第 1 组人数"),
    "parameters.x2": Text("events of group 2", "第 2 组事件数"),
    "parameters.n2": Text("people of group 2", "第 2 组人数"),
}

ABOUT: Mapping[str, About] = {
    "statistics.binary": About(
        Text("Two shares: intervals, difference, exact tests", "两个率：置信区间、差值与精确检验"),
        "Clopper & Pearson 1934; Wilson 1927; Newcombe 1998 (method 10); Miettinen & Nurminen 1985; Mee 1984; Fisher; "
        "Blaker 2000; Boschloo 1970; Yates 1934",
        {**_EVENTS, **LEVEL},
        {
            "clopper_pearson_1": _LIMITS,
            "clopper_pearson_2": _LIMITS,
            "wilson_1": _LIMITS,
            "wilson_2": _LIMITS,
            "diff": Text("share 1 − share 2", "率 1 − 率 2"),
            "newcombe": _LIMITS,
            "miettinen_nurminen": Text(
                "score limits without N/(N − 1), digits as gsDesign's ciBinomial prints them",
                "得分法区间，不乘 N/(N − 1)，数位同 gsDesign 的 ciBinomial",
            ),
            "miettinen_nurminen_1985": Text(
                "score limits with N/(N − 1), exact root", "得分法区间，乘 N/(N − 1)，精确求根"
            ),
            "fisher_p": Text("two-sided, by probability", "双侧，按概率"),
            "fisher_or": Text(
                "conditional odds ratio, digits as R's fisher.test prints them", "条件优势比，数位同 R 的 fisher.test"
            ),
            "fisher_or_ci": Text("its limits, likewise; null: infinite", "其区间，同上；无穷为 null"),
            "fisher_or_exact": Text("the exact root", "精确求根"),
            "fisher_or_ci_exact": Text("exact roots", "精确求根"),
            "fisher_midp": Text("central mid-p", "中心 mid-p"),
            "fisher_central_p": Text("twice the smaller tail", "较小单侧的两倍"),
            "fisher_blaker_p": Text("Blaker's p", "Blaker 法 p 值"),
            "boschloo_p": Text(
                "central, worst case on 100 points (exact2x2); null above 400 people",
                "中心法，取 100 个点的最大值（exact2x2）；400 人以上为 null",
            ),
            "boschloo_p_exact": Text("central, worst case found", "中心法，求得最大值"),
            "chisq": Text("Pearson; null without variance", "Pearson 卡方；无变异为 null"),
            "chisq_p": Text("p", "p 值"),
            "yates_chisq": Text("corrected by a half at most", "连续性校正（至多 0.5）"),
            "yates_p": Text("p", "p 值"),
        },
    ),
    "statistics.cmh": About(
        Text("Cochran–Mantel–Haenszel test of 2 × 2 tables", "四格表的 Cochran–Mantel–Haenszel 检验"),
        "Mantel & Haenszel 1959; Robins, Breslow & Greenland 1986; exact: Mehta et al. 1985",
        {
            "parameters.tables": Text("list of four counts", "每表四个频数的列表"),
            "parameters.order": Text(
                "column-major 2x2 or row-major 2x2; optional: the former",
                "column-major 2x2 或 row-major 2x2；可省略，取前者",
            ),
            **LEVEL,
        },
        {
            "chisq_corrected": Text("with a half taken off", "连续性校正"),
            "p_corrected": Text("p", "p 值"),
            "chisq": Text("uncorrected", "未校正"),
            "p": Text("p", "p 值"),
            "common_or": Text("Mantel–Haenszel", "Mantel–Haenszel 共同优势比"),
            "or_ci": _LIMITS,
            "exact_p": Text("by probability", "按概率"),
            "exact_or": Text(
                "conditional, digits as R's mantelhaen.test prints them", "条件估计，数位同 R 的 mantelhaen.test"
            ),
            "exact_ci": Text("likewise", "同上"),
            "exact_or_exact": Text("the exact root", "精确求根"),
            "exact_ci_exact": Text("exact roots", "精确求根"),
        },
    ),
    "statistics.wilcoxon": About(
        Text("Wilcoxon rank sum test and Welch's t test", "Wilcoxon 秩和检验与 Welch t 检验"),
        "Wilcoxon 1945; Mann & Whitney 1947; Streitberg & Röhmel 1986; Welch 1947",
        {
            "parameters.a": Text("values of one group", "一组数值"),
            "parameters.b": Text("of the other", "另一组数值"),
            **LEVEL,
        },
        {
            "W": Text("pairs in which a is larger, ties half", "a 较大的配对数，相等计半"),
            "exact_p": Text(
                "over all regroupings, midranks; null above 120 people", "全部重排，平均秩；120 人以上为 null"
            ),
            "asym_z": Text("without continuity correction", "无连续性校正"),
            "asym_p": Text("two-sided p", "双侧 p 值"),
            "welch_t": Text("a − b", "a − b"),
            "welch_df": Text("degrees of freedom", "自由度"),
            "welch_p": Text("two-sided p", "双侧 p 值"),
            "welch_ci": Text("limits of the difference of means", "均数差的置信区间"),
        },
    ),
    "statistics.linear_model": About(
        Text("Least squares with covariates: analysis of covariance", "多协变量最小二乘：协方差分析"),
        "Fisher 1932; ICH E9, 5.7; R stats, lm with treatment contrasts",
        {
            "data": Text(
                "the response and the covariates as columns; a column of words is a factor, its first level in order the "
                "reference; rows with a null are left out",
                "结局与协变量各为一列；文字列作为因素，排序第一的水平为参照；含 null 的行不计入",
            ),
            "parameters.response": Text("column of the response; optional: y", "结局列名；可省略，取 y"),
            "parameters.covariates": Text("columns; optional: arm", "协变量列名；可省略，取 arm"),
            **LEVEL,
        },
        {
            **STATUS,
            "rows": Text("covariates, a factor as “name = level”", "协变量；因素写作“名称 = 水平”"),
            "n": Text("people", "例数"),
            "df": Text("residual degrees of freedom", "残差自由度"),
            "intercept": Text("of the model", "截距"),
            "beta": Text("a row each; of an arm the difference of adjusted means", "各行估计值；组别即校正均数差"),
            "se": Text("standard errors", "标准误"),
            "p": Text("two-sided p of the t tests", "t 检验双侧 p 值"),
            "ci": Text("[lower, upper] a row each", "各行 [下限, 上限]"),
            "sigma": Text("root mean squared error", "残差标准误"),
            "left_out": Text("people with a missing value", "因缺失未计入的例数"),
        },
    ),
    "statistics.exposure_adjusted_rate": About(
        Text("Events by time at risk, and the ratio of two rates", "暴露调整发生率及其比"),
        "Garwood 1936; Przyborowski & Wilenski 1940",
        {
            "parameters.events1": Text("events of group 1", "第 1 组事件数"),
            "parameters.time1": Text("its time at risk", "第 1 组暴露时间"),
            "parameters.events2": Text("events of group 2", "第 2 组事件数"),
            "parameters.time2": Text("its time at risk", "第 2 组暴露时间"),
            **LEVEL,
        },
        {
            "rate1": Text("events for a unit of time", "单位时间事件数"),
            "ci1": Text("exact limits", "精确区间"),
            "rate2": Text("of group 2", "第 2 组"),
            "ci2": Text("exact limits", "精确区间"),
            "ratio": Text("rate 1 to rate 2; null without an event in group 2", "率 1 比率 2；第 2 组无事件为 null"),
            "ratio_ci": Text("exact limits; null: infinite", "精确区间；无穷为 null"),
            "p": Text("two-sided exact p", "双侧精确 p 值"),
        },
    ),
    "statistics.multiplicity": About(
        Text("Adjusted p values", "校正 p 值"),
        "Holm 1979; Hochberg 1988; Hommel 1988; Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001",
        {"parameters.p": Text("p values", "p 值列表")},
        {
            "holm": Text("in the order given", "按给定顺序"),
            "hochberg": Text("likewise", "同上"),
            "hommel": Text("likewise", "同上"),
            "bonferroni": Text("likewise", "同上"),
            "BH": Text("likewise", "同上"),
            "BY": Text("likewise", "同上"),
        },
    ),
    "statistics.graph": About(
        Text("Hypotheses in a graph: fixed sequence, fallback, any other", "图形化多重检验：固定顺序、fallback 等"),
        "Bretz et al. 2009, Stat Med 28:586",
        {
            "parameters.p": Text("p values", "p 值列表"),
            "parameters.weights": Text("share of alpha at the start", "初始 alpha 份额"),
            "parameters.moves": Text(
                "row i: shares of its level that the others inherit", "第 i 行：被拒绝后转移给其他假设的份额"
            ),
            "parameters.alpha": Text("one-sided level of the whole; optional: .025", "总单侧水平；可省略，取 0.025"),
        },
        {
            "adjusted": Text("adjusted p", "校正 p 值"),
            "rejected": Text("true or false by hypothesis", "各假设是否拒绝"),
            "order": Text("H1, H2 … in the order of rejection", "按拒绝顺序列出 H1、H2…"),
        },
    ),
    "statistics.gs_final_inference": About(
        Text("Final answer of a group-sequential trial", "成组序贯试验的最终推断"),
        "Fairbanks & Madsen 1982; Tsiatis, Rosner & Mehta 1984; repeated intervals: Jennison & Turnbull 1989",
        {
            "parameters.info": Text("planned information fraction of each look", "各次分析的计划信息比例"),
            "parameters.events": Text("events at each look", "各次分析的事件数"),
            "parameters.logrank_z": Text("log-rank z at each look", "各次分析的 log-rank z"),
            "parameters.direction": Text(
                "negative z favours arm1 (optional) or positive z favours arm1",
                "negative z favours arm1（可省略）或 positive z favours arm1",
            ),
            "parameters.spending": Text(
                "LDOF, LDPocock, HSD, power or table; optional: LDOF",
                "LDOF、LDPocock、HSD、power 或 table；可省略，取 LDOF",
            ),
            "parameters.par": Text("gamma of HSD, rho of power", "HSD 的 gamma 或 power 的 rho"),
            "parameters.alpha": Text("one-sided; optional: .025", "单侧；可省略，取 0.025"),
            "parameters.ratio": Text("arm 1 to arm 0; optional: 1", "组 1 比组 0；可省略，取 1"),
            "parameters.last_planned": Text(
                "whether the last look is the plan's last; optional: fraction 1",
                "末次是否为计划的最后一次；可省略，信息比例为 1 即是",
            ),
        },
        {
            **STATUS,
            "stage_z": Text("as given", "同给定"),
            "boundaries": Text("limit of |z|; null where nothing may be spent", "|z| 界值；不消耗时为 null"),
            "rci_lower": Text("repeated interval of the hazard ratio", "风险比的重复置信区间下限"),
            "rci_upper": Text("upper", "上限"),
            "repeated_p": Text("one-sided; .5 where none below it", "单侧；不低于 0.5 时为 0.5"),
            "final_p": Text(
                "by look: one-sided at the look that ends, else null", "按次：结束时的单侧 p 值，其余为 null"
            ),
            "final_ci_lower": Text("hazard ratio, likewise", "风险比下限，同上"),
            "final_ci_upper": Text("upper", "上限"),
            "median_unbiased_hr": Text("likewise", "中位无偏估计，同上"),
        },
    ),
}

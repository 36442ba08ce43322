"""What the kinds of statistics ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.validation.cases import About
from equipoise.values.text import Text

_DATA = {
    "data": Text(
        "name of a data set of the file, or its columns: time, status (0 censored, 1 event), arm; rows with a null are "
        "left out",
        "文件中数据集的名称，或直接写各列：time、status（0 删失，1 事件）、arm；含 null 的行不计入",
    )
}
_STRATUM = {
    "data": Text(
        "as for the unstratified kind, with stratum; null is a stratum of its own",
        "同非分层类型，另有 stratum 列；null 自成一层",
    )
}
_CAUSES = {
    "data": Text(
        "columns time, cr (0 censored, otherwise the cause), arm, and covariates",
        "各列：time、cr（0 删失，其他为结局编号）、arm 及协变量",
    )
}
_LEVEL = {"parameters.level": Text("confidence level; optional: .95", "置信水平；可省略，取 0.95")}
_CONF = {
    "parameters.conf_type": Text("log, log-log or plain; optional: log", "log、log-log 或 plain；可省略，取 log"),
    **_LEVEL,
}
_TIES = {
    "parameters.ties": Text("efron, breslow or exact; optional: efron", "efron、breslow 或 exact；可省略，取 efron")
}
_STATUS = {"status": Text("in words whether the data determine an answer", "数据能否得出结果（文字）")}
_BY_ARM = Text("by arm, rising", "按组，升序")
_COX = {
    **_STATUS,
    "beta": Text("log hazard ratio, arm 1 to arm 0", "对数风险比（组 1 比组 0）"),
    "se": Text("its standard error", "标准误"),
    "hr": Text("hazard ratio", "风险比"),
    "ci": Text("Wald limits", "Wald 置信区间"),
    "lr": Text("likelihood ratio chi-square", "似然比卡方"),
    "wald": Text("Wald chi-square, not rounded", "Wald 卡方（未取整）"),
    "score": Text("score chi-square", "得分检验卡方"),
    "loglik": Text("[at 0, at beta]", "[beta 为 0 时, 估计值处]"),
    "p_wald": Text("two-sided p", "双侧 p 值"),
}
_TEST = {
    **_STATUS,
    "obs": Text("observed events by arm", "各组实际事件数"),
    "exp": Text("expected events by arm", "各组期望事件数"),
    "var": Text("variance of arm 1; of more arms the matrix", "组 1 的方差；多于两组时为矩阵"),
    "chisq": Text("chi-square", "卡方"),
    "df": Text("degrees of freedom", "自由度"),
    "z": Text("below 0: fewer events than expected in arm 1", "小于 0：组 1 事件少于期望"),
}
_WEIGHTS = {
    "parameters.rho_gamma": Text("list of [rho, gamma]; optional: the four", "[rho, gamma] 列表；可省略，取四种"),
}
_CONTRAST = Text("[estimate, lower, upper, two-sided p], arm 1 to arm 0", "[估计值, 下限, 上限, 双侧 p]，组 1 比组 0")
_MEAN = Text("[mean, standard error, lower, upper]", "[均数, 标准误, 下限, 上限]")
_KP = "Kalbfleisch & Prentice 2002, Statistical Analysis of Failure Time Data"

ABOUT_SURVIVAL: Mapping[str, About] = {
    "statistics.km": About(
        Text("Kaplan–Meier curve, quantiles and limits", "Kaplan–Meier 曲线、分位数与置信区间"),
        f"Kaplan & Meier 1958; Greenwood 1926; Brookmeyer & Crowley 1982; {_KP}, 1.4; R survival for level stretches",
        {**_DATA, **_CONF, "parameters.times": Text("times at which the curve is read", "读取曲线的时间点")},
        {
            "arms": Text("arms, rising", "各组，升序"),
            "n": _BY_ARM,
            "events": _BY_ARM,
            "median": Text("by arm; also q25, q75; null: not reached", "按组；另有 q25、q75；未达到为 null"),
            "median_lcl": Text("lower limit; also q25_lcl, q75_lcl", "下限；另有 q25_lcl、q75_lcl"),
            "median_ucl": Text("upper limit; also q25_ucl, q75_ucl", "上限；另有 q25_ucl、q75_ucl"),
            "surv": Text("S at the times: first arm's, then the next", "各时间点的 S：先第一组，再下一组"),
            "se": Text("Greenwood error of S", "S 的 Greenwood 标准误"),
            "lower": Text("pointwise lower limit", "逐点下限"),
            "upper": Text("pointwise upper limit", "逐点上限"),
            "n_risk": Text("at risk", "风险人数"),
            "left_out": Text("rows with a missing value", "因缺失而未计入的行数"),
        },
    ),
    "statistics.follow_up": About(
        Text("Median follow-up, reverse Kaplan–Meier", "中位随访时间（反向 Kaplan–Meier）"),
        "Schemper & Smith 1996, Control Clin Trials 17:343",
        {**_DATA, **_CONF},
        {
            "n": Text("people", "人数"),
            "median_follow_up": Text("of everybody together", "全体"),
            "lcl": Text("lower limit", "下限"),
            "ucl": Text("upper limit", "上限"),
        },
    ),
    "statistics.logrank": About(
        Text("Log-rank test", "log-rank 检验"),
        "Mantel 1966; Peto & Peto 1972; hypergeometric variance",
        _DATA,
        {
            **_TEST,
            "p_two_sided": Text("of chi-square", "卡方的 p 值"),
            "p_one_sided_arm1_better": Text("of z, arm 1 better", "单侧 p 值（组 1 更好）"),
            "peto_prentice_chisq_rho1": Text("chi-square with weight S(t−)", "权重为 S(t−) 的卡方"),
        },
    ),
    "statistics.logrank_stratified": About(
        Text("Log-rank test summed over strata", "分层 log-rank 检验"),
        "Mantel 1966",
        _STRATUM,
        {**_TEST, "strata": Text("strata", "层数"), "p": Text("two-sided p", "双侧 p 值")},
    ),
    "statistics.weighted_logrank": About(
        Text("Fleming–Harrington tests with their covariance", "Fleming–Harrington 加权检验及其协方差"),
        "Harrington & Fleming 1982; weights from the pooled curve just before each event time",
        {
            **_DATA,
            **_WEIGHTS,
            "parameters.weights": Text(
                f"“{'left-continuous pooled KM'}”; optional", "“left-continuous pooled KM”；可省略"
            ),
        },
        {
            **_STATUS,
            "U": Text("weighted observed − expected in arm 1", "组 1 加权的实际 − 期望"),
            "z": Text("by weight", "按权重"),
            "cov": Text("covariance of U", "U 的协方差"),
            "corr": Text("its correlation", "相关系数"),
            "p_two_sided": Text("by weight, unadjusted", "按权重，未校正"),
        },
    ),
    "statistics.weighted_logrank_stratified": About(
        Text("Fleming–Harrington test summed over strata", "分层 Fleming–Harrington 检验"),
        "Harrington & Fleming 1982; each stratum's own pooled curve",
        {
            **_STRATUM,
            "parameters.rho": Text("weight of early events; optional: 0", "早期事件权重；可省略，取 0"),
            "parameters.gamma": Text("weight of late events; optional: 0", "晚期事件权重；可省略，取 0"),
        },
        {
            **_STATUS,
            "U": Text("weighted observed − expected in arm 1", "组 1 加权的实际 − 期望"),
            "V": Text("its variance", "方差"),
            "z": Text("U divided by the root of V", "U 除以 V 的平方根"),
            "p_two_sided": Text("two-sided p", "双侧 p 值"),
        },
    ),
    "statistics.maxcombo": About(
        Text("Max-combo: the best of several weighted tests", "Max-combo 检验"),
        "Lee 1996; Lin et al. 2020; multivariate normal with the null correlation, by quadrature",
        {
            **_DATA,
            **_WEIGHTS,
            "parameters.stratified": Text("true with a column stratum; optional", "有 stratum 列时可为 true；可省略"),
        },
        {
            **_STATUS,
            "z": Text("by weight", "按权重"),
            "z_min": Text("smallest z", "最小 z"),
            "p_one_sided_arm1_better": Text("of the smallest z", "最小 z 的单侧 p 值"),
            "p_two_sided": Text("of the largest |z|", "最大 |z| 的双侧 p 值"),
        },
    ),
    "statistics.cox": About(
        Text("Cox's model of two arms", "两组 Cox 模型"),
        "Cox 1972; ties: Efron 1977, Breslow 1974, exact: Cox 1972",
        {**_DATA, **_TIES, **_LEVEL},
        _COX,
    ),
    "statistics.cox_stratified": About(
        Text("Cox's model of two arms, stratified", "两组分层 Cox 模型"),
        "Cox 1972; Kalbfleisch & Prentice 2002",
        {**_STRATUM, **_TIES, **_LEVEL},
        _COX,
    ),
    "statistics.cox_adjusted": About(
        Text("Cox's model with covariates, and the check of proportional hazards", "含协变量的 Cox 模型及比例风险检验"),
        "Cox 1972; Grambsch & Therneau 1994 (the score test); Harrell et al. 1982",
        {
            **_DATA,
            "parameters.ties": Text("efron or breslow; optional: efron", "efron 或 breslow；可省略，取 efron"),
            "parameters.covariates": Text("columns; optional: arm, age", "列名；可省略，取 arm、age"),
            "parameters.transform": Text(
                "km, rank, identity or log; optional: km", "km、rank、identity 或 log；可省略，取 km"
            ),
            "parameters.stratified": Text("true with a column stratum; optional", "有 stratum 列时可为 true；可省略"),
            **_LEVEL,
        },
        {
            **_COX,
            "rows": Text("covariates, then GLOBAL", "各协变量，最后为 GLOBAL"),
            "concordance": Text("of the linear predictor", "线性预测值的一致性指数"),
            "zph_chisq": Text("by row", "按行"),
            "zph_p": Text("by row", "按行"),
            "left_out": Text("rows with a missing value", "因缺失而未计入的行数"),
        },
    ),
    "statistics.cox_robust": About(
        Text("Cox's model of two arms with a robust error", "两组 Cox 模型的稳健标准误"),
        "Lin & Wei 1989, JASA 84:1074",
        {
            **_DATA,
            **_TIES,
            "parameters.cluster": Text("column; optional: each person", "聚类列；可省略，按个人"),
            **_LEVEL,
        },
        {
            **_STATUS,
            "beta": Text("log hazard ratio", "对数风险比"),
            "se": Text("model's error", "模型标准误"),
            "robust_se": Text("sandwich error", "稳健标准误"),
            "robust_ci": Text("limits of the hazard ratio", "风险比置信区间"),
        },
    ),
    "statistics.rmst": About(
        Text("Restricted mean survival time", "限制平均生存时间"),
        "Royston & Parmar 2013; Uno et al. 2014",
        {**_DATA, "parameters.tau": Text("horizon, in the unit of time", "截断时间，单位同 time"), **_LEVEL},
        {
            **_STATUS,
            "arm0": _MEAN,
            "arm1": _MEAN,
            "diff": _CONTRAST,
            "ratio": _CONTRAST,
            "rmtl_ratio": Text("the same of the time lost", "损失时间之比，同上"),
        },
    ),
    "statistics.milestone": About(
        Text("Difference of two curves at one time", "某时间点两条曲线之差"),
        "Klein et al. 2007, Stat Med 26:4505; Greenwood variances added",
        {**_DATA, "parameters.time": Text("the time", "时间点"), **_LEVEL},
        {
            **_STATUS,
            "surv": _BY_ARM,
            "diff": Text("arm 1 − arm 0", "组 1 − 组 0"),
            "se": Text("its standard error; null where a curve is 0", "标准误；曲线为 0 时为 null"),
            "ci": Text("limits", "置信区间"),
            "z": Text("difference divided by its error", "差值除以标准误"),
            "p": Text("two-sided p", "双侧 p 值"),
        },
    ),
    "statistics.cumulative_incidence": About(
        Text("Cumulative incidence by arm and cause, and Gray's test", "累积发生率与 Gray 检验"),
        "Aalen & Johansen 1978; Gray 1988, Ann Stat 16:1141; variance as in Gray's program",
        {**_CAUSES, "parameters.times": Text("times at which the curves are read", "读取曲线的时间点"), **_LEVEL},
        {
            "rows": Text(
                "“arm cause”: arms of the first cause, then of the next", "“组 结局”：先第一结局的各组，再下一结局"
            ),
            "events": Text("by row", "按行"),
            "est": Text("by row, at the times; null beyond the last observation", "按行、按时间；末次观察之后为 null"),
            "var": Text("its variance", "方差"),
            "gray_stat": Text("chi-square by cause", "各结局的卡方"),
            "gray_p": Text("p by cause", "各结局的 p 值"),
            "gray_df": Text("degrees of freedom", "自由度"),
            "gray_status": Text("in words", "文字"),
        },
    ),
    "statistics.fine_gray": About(
        Text("Fine–Gray model of one cause", "某一结局的 Fine–Gray 模型"),
        "Fine & Gray 1999, JASA 94:496; two conventions of tied days, by name",
        {
            **_CAUSES,
            "parameters.failcode": Text("the cause; optional: 1", "结局编号；可省略，取 1"),
            "parameters.covariates": Text("columns; optional: arm", "列名；可省略，取 arm"),
            **_LEVEL,
        },
        {
            **_STATUS,
            "beta": Text(
                "by covariate; those with an event can be censored at its time (cmprsk)",
                "按协变量；事件者在同一时间仍计入删失风险集（cmprsk）",
            ),
            "se": Text("allows for the estimated censoring", "已计入删失分布的估计"),
            "hr": Text("subdistribution hazard ratio", "子分布风险比"),
            "ci": Text("its limits", "置信区间"),
            "p": Text("two-sided p", "双侧 p 值"),
            "beta_survival_finegray_breslow": Text(
                "events leave before censorings (survival's finegray)", "事件先于删失（survival 的 finegray）"
            ),
            "left_out": Text("rows with a missing value", "因缺失而未计入的行数"),
        },
    ),
    "statistics.subgroups": About(
        Text("Hazard ratio by subgroup and the test of interaction", "亚组风险比与交互作用检验"),
        "Cox 1972; interaction by likelihood ratio",
        {
            **_DATA,
            "parameters.factor": Text("column; optional: stratum", "列名；可省略，取 stratum"),
            **_TIES,
            **_LEVEL,
        },
        {
            "levels": Text("levels, rising; missing last", "各水平，升序；缺失在后"),
            "n": Text("by level and arm", "按水平和组"),
            "events": Text("by level and arm", "按水平和组"),
            "medians": Text("by level and arm", "按水平和组"),
            "status": Text("by level, in words", "按水平（文字）"),
            "hr": Text("by level", "按水平"),
            "ci": Text("by level", "按水平"),
            "interaction_chisq": Text("likelihood ratio", "似然比卡方"),
            "interaction_df": Text("degrees of freedom", "自由度"),
            "interaction_p": Text("p of interaction", "交互作用 p 值"),
        },
    ),
}

_LIMITS = Text("[lower, upper]", "[下限, 上限]")
_EVENTS = {
    "parameters.x1": Text("events of group 1", "第 1 组事件数"),
    "parameters.n1": Text("people of group 1", "第 1 组人数"),
    "parameters.x2": Text("events of group 2", "第 2 组事件数"),
    "parameters.n2": Text("people of group 2", "第 2 组人数"),
}

ABOUT_COUNTS: Mapping[str, About] = {
    "statistics.binary": About(
        Text("Two shares: intervals, difference, exact tests", "两个率：置信区间、差值与精确检验"),
        "Clopper & Pearson 1934; Wilson 1927; Newcombe 1998 (method 10); Miettinen & Nurminen 1985; Mee 1984; Fisher; "
        "Blaker 2000; Boschloo 1970; Yates 1934",
        {**_EVENTS, **_LEVEL},
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
            **_LEVEL,
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
            **_LEVEL,
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
            **_LEVEL,
        },
        {
            **_STATUS,
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
            **_LEVEL,
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
            **_STATUS,
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

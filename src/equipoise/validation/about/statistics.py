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
LEVEL = {"parameters.level": Text("confidence level; optional: .95", "置信水平；可省略，取 0.95")}
_CONF = {
    "parameters.conf_type": Text("log, log-log or plain; optional: log", "log、log-log 或 plain；可省略，取 log"),
    **LEVEL,
}
_TIES = {
    "parameters.ties": Text("efron, breslow or exact; optional: efron", "efron、breslow 或 exact；可省略，取 efron")
}
STATUS = {"status": Text("in words whether the data determine an answer", "数据能否得出结果（文字）")}
_BY_ARM = Text("by arm, rising", "按组，升序")
_COX = {
    **STATUS,
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
    **STATUS,
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

ABOUT: Mapping[str, About] = {
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
            **STATUS,
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
            **STATUS,
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
            **STATUS,
            "z": Text("by weight", "按权重"),
            "z_min": Text("smallest z", "最小 z"),
            "p_one_sided_arm1_better": Text("of the smallest z", "最小 z 的单侧 p 值"),
            "p_two_sided": Text("of the largest |z|", "最大 |z| 的双侧 p 值"),
        },
    ),
    "statistics.cox": About(
        Text("Cox's model of two arms", "两组 Cox 模型"),
        "Cox 1972; ties: Efron 1977, Breslow 1974, exact: Cox 1972",
        {**_DATA, **_TIES, **LEVEL},
        _COX,
    ),
    "statistics.cox_stratified": About(
        Text("Cox's model of two arms, stratified", "两组分层 Cox 模型"),
        "Cox 1972; Kalbfleisch & Prentice 2002",
        {**_STRATUM, **_TIES, **LEVEL},
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
            **LEVEL,
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
            **LEVEL,
        },
        {
            **STATUS,
            "beta": Text("log hazard ratio", "对数风险比"),
            "se": Text("model's error", "模型标准误"),
            "robust_se": Text("sandwich error", "稳健标准误"),
            "robust_ci": Text("limits of the hazard ratio", "风险比置信区间"),
        },
    ),
    "statistics.rmst": About(
        Text("Restricted mean survival time", "限制平均生存时间"),
        "Royston & Parmar 2013; Uno et al. 2014",
        {**_DATA, "parameters.tau": Text("horizon, in the unit of time", "截断时间，单位同 time"), **LEVEL},
        {
            **STATUS,
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
        {**_DATA, "parameters.time": Text("the time", "时间点"), **LEVEL},
        {
            **STATUS,
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
        {**_CAUSES, "parameters.times": Text("times at which the curves are read", "读取曲线的时间点"), **LEVEL},
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
            **LEVEL,
        },
        {
            **STATUS,
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
            **LEVEL,
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

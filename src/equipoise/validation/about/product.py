"""What the kinds of the cell product ask: their rule, their source, and the fields of `given` and `expect`."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.validation.cases import About
from equipoise.values.text import Text

_COUNTS = {
    "volume_mL": Text("volume of the bag in mL", "袋内体积（mL）"),
    "concentration_per_mL": Text("nucleated cells per mL", "每 mL 有核细胞数"),
    "viability": Text("share of viable cells, 0 to 1", "活率，0 至 1"),
    "cd3neg_cd56pos": Text("share of CD3-CD56+ among viable cells, 0 to 1", "活细胞中 CD3-CD56+ 比例，0 至 1"),
    "cd3pos": Text("optional: share of CD3+ among viable cells, 0 to 1", "可选：活细胞中 CD3+ 比例，0 至 1"),
}
_RANGE = {
    "range": Text("optional: [least, most] cells; the limits belong to the range", "可选：[下限, 上限] 细胞数，含界值")
}
_THREE = {
    "total_nucleated": Text("all nucleated cells", "有核细胞总数"),
    "viable": Text("viable cells", "活细胞数"),
    "viable_nk": Text("viable CD3-CD56+ cells", "活的 CD3-CD56+ 细胞数"),
}
_GUM = (
    "Student, Biometrika 1907;5:351 (Poisson of a count); Agresti and Coull, Am Stat 1998;52:119 (shares); "
    "JCGM 100:2008, 5.1.2 (propagation)"
)
ABOUT: Mapping[str, About] = {
    "product.dose": About(
        Text("The cells of a bag by population", "一袋制品中各细胞群的细胞数"),
        "cells = concentration x volume; viable = cells x viability; viable NK = viable x share of CD3-CD56+",
        {**_COUNTS, "weight_kg": Text("optional: body weight in kg", "可选：体重（kg）"), **_RANGE},
        {
            **_THREE,
            "viable_nk_per_kg": Text(
                "viable CD3-CD56+ cells per kg (also total_nucleated_per_kg, viable_per_kg)",
                "每公斤活的 CD3-CD56+ 细胞数",
            ),
            "viable_cd3_per_kg": Text("viable CD3+ cells per kg", "每公斤活的 CD3+ 细胞数"),
            "verdict": Text("for each population: below, within or above", "各细胞群：below、within 或 above"),
        },
    ),
    "product.dose_interval": About(
        Text("The 95 % interval of a dose from its counting error", "由计数误差得出的剂量 95% 区间"),
        _GUM,
        {
            **_COUNTS,
            "counted": Text("cells counted in each replicate; [] if not known", "每次重复计数的细胞数；未知写 []"),
            "viability_counted": Text("optional: cells scored for viability", "可选：用于活率的计数细胞数"),
            "flow_events": Text("optional: viable cells gated for the phenotype", "可选：流式门内活细胞数"),
            "declared_variation": Text(
                "optional: coefficient of variation where a count is not known, 0.1",
                "可选：计数未知时的变异系数，默认 0.1",
            ),
            **_RANGE,
        },
        {
            name: Text(
                f"{words.en}: cells, low, high, basis (counted or declared); verdict and borderline with a range",
                f"{words.zh}：cells、low、high、basis（counted 或 declared）；给出范围时另有 verdict 与 borderline",
            )
            for name, words in _THREE.items()
        },
    ),
    "product.course_dose": About(
        Text(
            "The cells of several bags, by course or by day, and what was given", "多袋按疗程或按日的细胞数与实际输注量"
        ),
        "The declared population and the declared period decide; a partial infusion counts by its volume",
        {
            "bags": Text(
                "list of bags: the fields of product.dose, `day`, and `given_mL`",
                "制品袋列表：product.dose 的字段、`day` 与 `given_mL`",
            ),
            "per": Text("course or infusion_day", "course 或 infusion_day"),
            "population": Text("viable_nk, viable or total_nucleated", "viable_nk、viable 或 total_nucleated"),
            "range": Text("[least, most] cells of the period", "该时段 [下限, 上限] 细胞数"),
        },
        {
            "in_hand": Text(
                "cells filled, by population (by day, then population, if per infusion_day)",
                "各细胞群的分装细胞数（按日时先按日）",
            ),
            "verdict": Text("of what was filled: below, within or above", "分装量判定：below、within 或 above"),
            "given": Text("cells given of the declared population", "实际输注的规定细胞群细胞数"),
            "given_verdict": Text("of what was given", "实际输注量判定"),
            "remaining": Text("cells that may still be given", "尚可输注的细胞数"),
        },
    ),
    "product.draw": About(
        Text("The volume to draw from the last bag", "末袋应抽取的体积"),
        "remaining = most - given; the volume to the tenth of a millilitre below",
        {
            "most": Text("most cells of the period", "该时段细胞数上限"),
            "given_cells": Text("cells given so far", "已输注细胞数"),
            "bag_cells": Text("cells in the bag", "该袋细胞数"),
            "volume_mL": Text("volume of the bag in mL", "该袋体积（mL）"),
        },
        {
            "remaining": Text("cells that may still be given", "尚可输注的细胞数"),
            "draw_mL": Text("mL to draw", "抽取体积（mL）"),
            "destroy_mL": Text("mL to destroy", "销毁体积（mL）"),
        },
    ),
    "product.endotoxin": About(
        Text("Endotoxin per kilogram and hour, and the rate that it allows", "每公斤每小时内毒素及允许的输注速度"),
        "USP <85>: threshold 5 EU/kg/h; an infusion of less than an hour counts as an hour",
        {
            "eu_per_mL": Text("endotoxin in EU/mL", "内毒素（EU/mL）"),
            "volume_mL": Text("volume given in mL", "输注体积（mL）"),
            "weight_kg": Text("body weight in kg", "体重（kg）"),
            "infusion_minutes": Text("minutes of the infusion", "输注分钟数"),
            "limit_eu_per_kg_h": Text("optional: limit in EU/kg/h, 5", "可选：限值（EU/kg/h），默认 5"),
        },
        {
            "eu_per_kg_h": Text("endotoxin in EU/kg/h", "内毒素（EU/kg/h）"),
            "verdict": Text("within or above; the limit itself is within", "within 或 above；等于限值为 within"),
            "shortest_minutes": Text(
                "minutes needed at least; 0 if an hour is enough", "至少所需分钟数；1 小时内即可则为 0"
            ),
            "largest_mL_in_an_hour": Text(
                "largest volume within the limit in an hour; null without endotoxin",
                "1 小时内不超限的最大体积；无内毒素为 null",
            ),
        },
    ),
    "product.release": About(
        Text("What results mean against a line of the specification", "结果相对放行标准一项的含义"),
        "A result out of specification stands (FDA, Investigating OOS Test Results, 2006, rev. 2022); no exception on a critical line",
        {
            "results": Text("results in order, as written; [] if there is none", "按顺序的结果原文；无则写 []"),
            "least": Text(
                "optional: least value (also most, equals, strictly, report_only)",
                "可选：下限（另有 most、equals、strictly、report_only）",
            ),
            "exceptional_least": Text("optional: least value of an exception", "可选：例外放行下限"),
            "severity": Text("optional: critical, major (default) or minor", "可选：critical、major（默认）或 minor"),
            "stage": Text(
                "optional: before_release (default) or after_release", "可选：before_release（默认）或 after_release"
            ),
            "per": Text(
                "optional: bag (default) or batch; `reach`: bag, batch or participant",
                "可选：bag（默认）或 batch；`reach`：bag、batch 或 participant",
            ),
            "final": Text("optional: false for a reading to date", "可选：阶段性判读写 false"),
        },
        {
            "outcome": Text(
                "passes, fails, exceptional, awaited or reported", "passes、fails、exceptional、awaited 或 reported"
            ),
            "stops_release": Text("true if nothing can be released as it is", "是否阻止放行"),
            "calls_back": Text(
                "nothing, bag, batch or participant: what a failure found after release reaches",
                "放行后发现不合格所涉范围：nothing、bag、batch 或 participant",
            ),
        },
    ),
    "product.shelf_life": About(
        Text("Whether a bag has expired", "制品袋是否过期"),
        "Hours from formulation; the end itself is expired",
        {
            "formulated": Text("moment with its zone", "带时区的分装时间"),
            "at": Text("moment with its zone", "带时区的判定时间"),
            "hours": Text("hours of shelf life", "有效小时数"),
            "alert_hours": Text("optional: hours until the alert", "可选：警示小时数"),
        },
        {
            "expires": Text("moment in UTC, YYYY-MM-DDTHH:MMZ", "UTC 时间，YYYY-MM-DDTHH:MMZ"),
            "state": Text("usable, alert or expired", "usable、alert 或 expired"),
            "expired": Text("true or false", "true 或 false"),
            "minutes_left": Text("whole minutes left, 0 if none", "剩余整分钟数，无则 0"),
        },
    ),
    "product.excursion": About(
        Text("What a temperature logger says", "温度记录的含义"),
        "Every stretch between two readings of which one lies outside counts whole; below freezing at once",
        {
            "readings": Text("list of [minute since dispatch, °C], in order", "按顺序的 [发出后分钟数, °C] 列表"),
            "range_c": Text("[low, high] in °C, limits inside", "[下限, 上限]（°C），含界值"),
            "allowed_minutes": Text("cumulative minutes outside that need no decision", "无需裁定的累计超限分钟数"),
            "gap_minutes": Text("optional: longest gap between readings, 5", "可选：读数最长间隔，默认 5"),
            "freezing_c": Text("optional: below this any time is an excursion, 0", "可选：低于此温度即偏离，默认 0"),
        },
        {
            "minutes_outside": Text(
                "cumulative minutes outside (also lowest_c, highest_c, longest_gap)",
                "累计超限分钟数（另有 lowest_c、highest_c、longest_gap）",
            ),
            "excursion": Text("true or false", "true 或 false"),
            "because": Text("list of too_long, frozen, gap", "too_long、frozen、gap 的列表"),
        },
    ),
    "product.reconciliation": About(
        Text("Whether the labels agree", "标签数量是否平衡"),
        "printed = used + destroyed + archived, at least one used",
        {
            "printed": Text("labels printed", "打印数"),
            "used": Text("labels used", "使用数"),
            "destroyed": Text("labels destroyed", "销毁数"),
            "archived": Text("optional: labels kept in the batch record", "可选：批记录存档数"),
        },
        {"agrees": Text("true or false", "true 或 false"), "missing": Text("labels not accounted for", "未核销标签数")},
    ),
    "product.volume_balance": About(
        Text("Whether the volume of a bag is accounted for", "制品袋体积是否平衡"),
        "Given and destroyed agree with what was filled within 2 per cent",
        {
            "filled_mL": Text("mL filled", "分装体积（mL）"),
            "given_mL": Text("optional: mL given", "可选：输注体积（mL）"),
            "destroyed_mL": Text("optional: mL destroyed", "可选：销毁体积（mL）"),
        },
        {"left_mL": Text("mL not accounted for", "未核销体积（mL）"), "agrees": Text("true or false", "true 或 false")},
    ),
}
"""What each kind asks and gives."""

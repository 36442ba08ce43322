"""Cases of the cell product: dose and its interval, endotoxin, specification, shelf life, temperature, labels and volumes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, Final

from pydantic import ValidationError

from equipoise.protocol.model import Limit
from equipoise.rules.product import (
    Counts,
    Estimate,
    dose,
    drawable,
    endotoxin,
    estimate,
    judge,
    judge_dose,
    labels_agree,
    read_logger,
    volume_agrees,
)
from equipoise.rules.product.dose import ENDOTOXIN_LIMIT, POPULATIONS, Population
from equipoise.validation.cases import About, Found, Given, Kind
from equipoise.validation.read_given import (
    as_number,
    fault,
    read_choice,
    read_flag,
    read_list,
    read_number,
    read_whole,
    read_words,
    shown,
)
from equipoise.values.text import Text


def _dose(given: Given) -> Found:
    cells = dose(_counts(given))
    found: dict[str, Any] = {population: cells.of(population) for population in POPULATIONS}
    weight = read_number(given, "weight_kg", None)
    if weight is not None:
        for_each_kg = cells.per_kg(_above_zero(weight, "weight_kg"))
        found |= {"total_nucleated_per_kg": for_each_kg.total_nucleated, "viable_per_kg": for_each_kg.viable}
        found |= {"viable_nk_per_kg": for_each_kg.viable_nk, "viable_cd3_per_kg": for_each_kg.viable_t}
    if given.get("range") is not None:
        least, most = _range(given)
        found["verdict"] = {population: _place(cells.of(population), least, most) for population in POPULATIONS}
    return found


def _interval(given: Given) -> Found:
    counts = _counts(given)
    counted = [
        _not_negative(as_number(one, f"counted.{n}"), f"counted.{n}") for n, one in enumerate(_list(given, "counted"))
    ]
    counts = Counts(
        counts.volume_ml, counts.concentration_per_ml, counts.viability_pct, counts.nk_pct, counts.t_cell_pct,
        tuple(int(one) for one in counted), read_whole(given, "viability_counted", 0), read_whole(given, "flow_events", 0),
    )  # fmt: skip
    variation = Fraction(read_number(given, "declared_variation", Decimal(1) / 10))
    found: dict[str, Any] = {}
    for population in POPULATIONS:
        found[population] = _as_found(estimate(counts, population, variation))
        if given.get("range") is not None:
            least, most = _range(given)
            verdict = judge_dose(estimate(counts, population, variation), least, most)
            found[population] |= {"verdict": verdict.place, "borderline": verdict.borderline}
    return found


def _as_found(one: Estimate) -> dict[str, Any]:
    basis = "declared" if one.declared else "counted"
    return {"cells": one.cells, "low": one.low, "high": one.high, "basis": basis}


def _course(given: Given) -> Found:
    population: Population = read_choice(given, "population", POPULATIONS, "viable_nk")
    per = read_choice(given, "per", ("course", "infusion_day"), "course")
    least, most = _range(given)
    held: dict[str, dict[str, Fraction]] = {}
    went_in: dict[str, Fraction] = {}
    for number, bag in enumerate(_list(given, "bags")):
        if not isinstance(bag, Mapping):
            raise fault(f"bags.{number}", f"write an object, not {shown(bag)}", f"请写对象，而不是{shown(bag)}")
        counts = _counts(bag)
        period = "course" if per == "course" else str(read_whole(bag, "day"))
        cells = dose(counts)
        one = held.setdefault(period, dict.fromkeys(POPULATIONS, Fraction(0)))
        for each in POPULATIONS:
            one[each] += cells.of(each)
        volume = _not_negative(read_number(bag, "given_mL", Decimal(0)), "given_mL")
        if volume > counts.volume_ml:
            raise fault(f"bags.{number}.given_mL", "is more than the bag holds", "超过该袋容量")
        share = Fraction(volume) / Fraction(counts.volume_ml)
        went_in[period] = went_in.get(period, Fraction(0)) + cells.of(population) * share
    return {
        "in_hand": held["course"] if per == "course" and held else held,
        "verdict": _by_period({period: _place(one[population], least, most) for period, one in held.items()}, per),
        "given": _by_period(went_in, per),
        "given_verdict": _by_period({period: _place(cells, least, most) for period, cells in went_in.items()}, per),
        "remaining": _by_period({period: max(most - cells, Fraction(0)) for period, cells in went_in.items()}, per),
    }


def _by_period(values: Mapping[str, Any], per: str) -> Any:
    return values.get("course") if per == "course" else values


def _draw(given: Given) -> Found:
    volume = _above_zero(read_number(given, "volume_mL"), "volume_mL")
    cells = Fraction(_above_zero(read_number(given, "bag_cells"), "bag_cells"))
    so_far = Fraction(_not_negative(read_number(given, "given_cells"), "given_cells"))
    remaining = max(Fraction(_above_zero(read_number(given, "most"), "most")) - so_far, Fraction(0))
    draw = drawable(remaining, cells / Fraction(volume), volume)
    return {"remaining": remaining, "draw_mL": draw, "destroy_mL": volume - draw}


def _endotoxin(given: Given) -> Found:
    limit = Fraction(
        _above_zero(read_number(given, "limit_eu_per_kg_h", Decimal(int(ENDOTOXIN_LIMIT))), "limit_eu_per_kg_h")
    )
    volume = _above_zero(read_number(given, "volume_mL"), "volume_mL")
    weight = _above_zero(read_number(given, "weight_kg"), "weight_kg")
    eu = _not_negative(read_number(given, "eu_per_mL"), "eu_per_mL")
    minutes = _not_negative(read_number(given, "infusion_minutes"), "infusion_minutes")
    found = endotoxin(eu, volume, weight, Fraction(minutes), limit)
    largest = limit * Fraction(weight) / Fraction(eu) if eu else None
    return {
        "eu_per_kg_h": found.eu_per_kg_h,
        "verdict": "within" if found.within else "above",
        "shortest_minutes": found.shortest_minutes,
        "largest_mL_in_an_hour": largest,
    }


def _release(given: Given) -> Found:
    limit = _limit(given)
    outcomes = [judge(limit, str(one)) for one in _list(given, "results")]
    worst = next((bad for bad in ("fails", "exceptional") if bad in outcomes), outcomes[-1] if outcomes else None)
    if worst is None:
        worst = "reported" if limit.report_only else "awaited"
    if worst == "passes" and limit.stage == "after_release" and not read_flag(given, "final", True):
        worst = "awaited"
    return {"outcome": worst, "stops_release": _stops(limit, worst), "calls_back": _calls_back(limit, worst)}


def _stops(limit: Limit, outcome: str) -> bool:
    return outcome in ("fails", "exceptional") or (outcome == "awaited" and limit.stage == "before_release")


def _calls_back(limit: Limit, outcome: str) -> str:
    """How far a failure found after release reaches: nothing, the bag, its culture, or all of the participant's products."""
    return limit.reaches if outcome == "fails" and limit.severity == "critical" else "nothing"


_LIMIT_FIELDS: Final = (
    "least", "most", "equals", "strictly", "unit", "severity", "stage", "exceptional_least", "report_only", "per", "reach",
)  # fmt: skip


def _limit(given: Given) -> Limit:
    stated = {name: given[name] for name in _LIMIT_FIELDS if given.get(name) is not None}
    name = {"en": "limit", "zh": "标准"}
    try:
        return Limit.model_validate({"severity": "major", **stated, "name": name, "source": name})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise fault(place, f"cannot be read: {first['msg']}", "无法读取，请核对该项的写法") from wrong


def _shelf_life(given: Given) -> Found:
    filled, at = _moment(given, "formulated"), _moment(given, "at")
    expires = filled + _hours(given, "hours")
    alert = filled + _hours(given, "alert_hours") if given.get("alert_hours") is not None else expires
    state = "expired" if at >= expires else "alert" if at >= alert else "usable"
    return {
        "expires": _written(expires),
        "state": state,
        "expired": at >= expires,
        "minutes_left": _minutes(expires - at),
    }


def _excursion(given: Given) -> Found:
    low, high = _pair(given, "range_c")
    series: list[tuple[int, Decimal]] = []
    for number, one in enumerate(_list(given, "readings")):
        if not isinstance(one, Sequence) or isinstance(one, str) or len(one) != 2:
            raise fault(
                f"readings.{number}", f"write [minute, °C], not {shown(one)}", f"请写 [分钟, °C]，而不是{shown(one)}"
            )
        minute = as_number(one[0], f"readings.{number}")
        if minute != int(minute) or (series and minute <= series[-1][0]):
            raise fault(f"readings.{number}", "minutes are whole and go up", "分钟须为整数且递增")
        series.append((int(minute), as_number(one[1], f"readings.{number}")))
    if not series:
        raise fault("readings", "a series needs a reading", "至少需要一个读数")
    found = read_logger(series, low, high)
    allowed, gap = read_whole(given, "allowed_minutes"), read_whole(given, "gap_minutes", 5)
    frozen = found.lowest_c < read_number(given, "freezing_c", Decimal(0))
    reasons = {"too_long": found.minutes_outside > allowed, "frozen": frozen, "gap": found.longest_gap > gap}
    return {
        "lowest_c": found.lowest_c,
        "highest_c": found.highest_c,
        "minutes_outside": found.minutes_outside,
        "longest_gap": found.longest_gap,
        "excursion": any(reasons.values()),
        "because": [name for name, holds in reasons.items() if holds],
    }


def _labels(given: Given) -> Found:
    printed, used, destroyed = (read_whole(given, name) for name in ("printed", "used", "destroyed"))
    archived = read_whole(given, "archived", 0)
    missing = printed - used - destroyed - archived
    return {"agrees": labels_agree(printed, used, destroyed, archived), "missing": missing}


def _volumes(given: Given) -> Found:
    filled = _above_zero(read_number(given, "filled_mL"), "filled_mL")
    infused, destroyed = (
        _not_negative(read_number(given, name, Decimal(0)), name) for name in ("given_mL", "destroyed_mL")
    )
    return {"left_mL": filled - infused - destroyed, "agrees": volume_agrees(filled, filled - infused - destroyed)}


def _counts(given: Given) -> Counts:
    concentration = Fraction(_not_negative(read_number(given, "concentration_per_mL"), "concentration_per_mL"))
    return Counts(
        volume_ml=_above_zero(read_number(given, "volume_mL"), "volume_mL"),
        concentration_per_ml=concentration,
        viability_pct=_share(given, "viability"),
        nk_pct=_share(given, "cd3neg_cd56pos"),
        t_cell_pct=_share(given, "cd3pos", Decimal(0)),
    )


def _share(given: Given, name: str, default: Decimal | None = None) -> Decimal:
    """A share of one as per cent."""
    share: Decimal = read_number(given, name) if default is None else read_number(given, name, default)
    if not 0 <= share <= 1:
        raise fault(name, f"write a share from 0 to 1, not {share}", f"请写 0 至 1 之间的比例，而不是{share}")
    return share * 100


def _range(given: Given) -> tuple[Fraction, Fraction]:
    low, high = _pair(given, "range")
    return Fraction(low), Fraction(high)


def _pair(given: Given, name: str) -> tuple[Decimal, Decimal]:
    found = _list(given, name)
    if len(found) != 2:
        raise fault(name, "write [least, most]", "请写 [下限, 上限]")
    low, high = (as_number(one, name) for one in found)
    if low > high:
        raise fault(name, "the least is above the most", "下限高于上限")
    return low, high


def _list(given: Given, name: str) -> list[Any]:
    found: list[Any] = read_list(given, name)
    return found


def _place(cells: Fraction, least: Fraction, most: Fraction) -> str:
    return "below" if cells < least else "above" if cells > most else "within"


def _above_zero(value: Decimal, name: str) -> Decimal:
    if value <= 0:
        raise fault(name, f"write a number above zero, not {value}", f"请写大于零的数，而不是{value}")
    return value


def _not_negative(value: Decimal, name: str) -> Decimal:
    if value < 0:
        raise fault(name, f"write no number below zero: {value}", f"不得小于零：{value}")
    return value


def _moment(given: Given, name: str) -> datetime:
    words = read_words(given, name)
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise fault(name, f"write a moment with its zone, e.g. 2026-06-15T08:00+08:00, not {words}",
            f"请写带时区的时间，如 2026-06-15T08:00+08:00，而不是{words}")  # fmt: skip
    return found


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")


def _hours(given: Given, name: str) -> timedelta:
    hours = Fraction(_not_negative(read_number(given, name), name))
    return timedelta(seconds=floor(hours * 3600))


def _minutes(span: timedelta) -> int:
    return max(span // timedelta(minutes=1), 0)


KINDS: Final[Mapping[str, Kind]] = {
    "product.dose": _dose,
    "product.dose_interval": _interval,
    "product.course_dose": _course,
    "product.draw": _draw,
    "product.endotoxin": _endotoxin,
    "product.release": _release,
    "product.shelf_life": _shelf_life,
    "product.excursion": _excursion,
    "product.reconciliation": _labels,
    "product.volume_balance": _volumes,
}
"""The kinds of this room."""

_COUNTS: Final = {
    "volume_mL": Text("volume of the bag in mL", "袋内体积（mL）"),
    "concentration_per_mL": Text("nucleated cells per mL", "每 mL 有核细胞数"),
    "viability": Text("share of viable cells, 0 to 1", "活率，0 至 1"),
    "cd3neg_cd56pos": Text("share of CD3-CD56+ among viable cells, 0 to 1", "活细胞中 CD3-CD56+ 比例，0 至 1"),
    "cd3pos": Text("optional: share of CD3+ among viable cells, 0 to 1", "可选：活细胞中 CD3+ 比例，0 至 1"),
}
_RANGE: Final = {
    "range": Text("optional: [least, most] cells; the limits belong to the range", "可选：[下限, 上限] 细胞数，含界值")
}
_THREE: Final = {
    "total_nucleated": Text("all nucleated cells", "有核细胞总数"),
    "viable": Text("viable cells", "活细胞数"),
    "viable_nk": Text("viable CD3-CD56+ cells", "活的 CD3-CD56+ 细胞数"),
}
_GUM: Final = (
    "Student, Biometrika 1907;5:351 (Poisson of a count); Agresti and Coull, Am Stat 1998;52:119 (shares); "
    "JCGM 100:2008, 5.1.2 (propagation)"
)
ABOUT: Final[Mapping[str, About]] = {
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
            "readings": Text("list of [minute, °C], in order", "按顺序的 [分钟, °C] 列表"),
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

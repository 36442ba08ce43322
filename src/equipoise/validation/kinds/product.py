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
    Outcome,
    bars_release,
    calls_back,
    decides,
    departures,
    dose,
    drawable,
    endotoxin,
    estimate,
    judge,
    judge_dose,
    judge_to_date,
    labels_agree,
    read_logger,
    shelf_state,
    volume_agrees,
    without_result,
)
from equipoise.rules.product.dose import ENDOTOXIN_LIMIT, POPULATIONS, Population
from equipoise.validation.cases import Found, Given, Kind
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
    results, final = [str(one) for one in _list(given, "results")], read_flag(given, "final", True)
    place = decides([judge(limit, one) for one in results])
    outcome: Outcome = without_result(limit) if place is None else judge_to_date(limit, results[place], final=final)
    barred = bars_release(outcome, before_release=limit.stage == "before_release")
    return {
        "outcome": outcome,
        "stops_release": barred or outcome == "exceptional",
        "calls_back": limit.reaches if calls_back(limit, outcome) else "nothing",
    }


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
    state = shelf_state(at, alert, expires)
    return {
        "expires": _written(expires),
        "state": state,
        "expired": state == "expired",
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
    because = departures(found, allowed, read_number(given, "freezing_c", Decimal(0)), gap)
    return {
        "lowest_c": found.lowest_c,
        "highest_c": found.highest_c,
        "minutes_outside": found.minutes_outside,
        "longest_gap": found.longest_gap,
        "excursion": bool(because),
        "because": list(because),
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
    return judge_dose(cells, least, most).place


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

"""Cases of tumour response: RECIST 1.1 step by step, and a whole casebook read by it and by iRECIST."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

from equipoise.protocol.model import IRecist
from equipoise.protocol.model.response import Method, Nature
from equipoise.rules.response import (
    Assessment,
    BestRules,
    Lesion,
    NewLesion,
    NonTarget,
    Site,
    Switches,
    Target,
    best_immune_response,
    best_of,
    by_table_3,
    duration_of_response,
    follow,
    follow_irecist,
    measurability,
    measured,
    overall_response,
    pet_finding,
    target_response,
)
from equipoise.rules.response.measurable import Irradiated
from equipoise.rules.response.overall import PetAtSite
from equipoise.validation.cases import Found, Given, Kind
from equipoise.validation.read_given import (
    as_day,
    as_number,
    fault,
    read_choice,
    read_day,
    read_flag,
    read_list,
    read_number,
    read_object,
    read_whole,
    read_words,
    shown,
)

_TARGETS = get_args(Target)
_OTHERS = get_args(NonTarget)
_PAIRS = ("CR", "PR", "SD", "PD", "NE")
_MOST_DAYS = 100_000
_VISITS = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE", "ND")


def timepoint(given: Given) -> Found:
    """Tables 1 and 2: target, non-target and new lesions together."""
    target = read_choice(given, "target", _TARGETS, None)
    others = read_choice(given, "nontarget", _OTHERS, None)
    return {"response": overall_response(target, others, read_flag(given, "new_lesion", False))}


def timepoint_with_target(given: Given) -> Found:
    """Table 1: the target must be stated."""
    read_choice(given, "target", _TARGETS)
    return timepoint(given)


def timepoint_without_target(given: Given) -> Found:
    """Table 2: the non-target lesions must be stated, and there are no target lesions."""
    read_choice(given, "nontarget", _OTHERS)
    return timepoint({name: value for name, value in given.items() if name != "target"})


def timepoint_without_disease(given: Given) -> Found:
    """A participant who entered without disease: only a new lesion changes that."""
    return {"response": overall_response(None, None, read_flag(given, "new_lesion"))}


def target_numeric(given: Given) -> Found:
    """The response of target lesions by their sizes; the nadir is the baseline sum where the case gives none."""
    baseline, current = _lesions(given, "baseline"), _lesions(given, "current")
    start, now = measured(baseline, baseline), measured(baseline, current)
    found = "NE" if not start.complete else _target(given, start.sum, now)
    return {"response": found, "sum": now.sum, "missing": list(now.missing)}


def merge_split(given: Given) -> Found:
    """Sum and response where lesions split, touch or merged: `fragments_mm`, `plane_mm`, `coalesced_mm` or `mm`."""
    baseline = _lesions(given, "baseline")
    current = [row for measure in _rows(given, "current_measures") for row in _parts(measure)]
    now = measured(baseline, current)
    found = _target(given, measured(baseline, baseline).sum, now)
    return {"sum": now.sum, "target": found, "missing": list(now.missing)}


def _target(given: Given, start: Decimal, now: Any) -> Target:
    nadir = read_number(given, "nadir_sum", start)
    certain = read_choice(
        given, "missing_target", ("progression_if_certain", "not_evaluable"), "progression_if_certain"
    )
    tiny = read_choice(given, "tiny_nadir", ("needs_5mm", "percent_alone"), "needs_5mm")
    return target_response(
        start, nadir, now, percent_alone=tiny == "percent_alone", if_certain=certain == "progression_if_certain"
    )


def _parts(measure: Mapping[str, Any]) -> Iterator[Lesion]:
    """How the tumour form writes fragments, a merged mass, and lesions that touch but can be told apart."""
    whole, node = read_words(measure, "from"), read_flag(measure, "node", False)
    if "fragments_mm" in measure:
        yield from (Lesion(whole, _mm(mm, "fragments_mm"), node) for mm in read_list(measure, "fragments_mm"))
    elif "plane_mm" in measure:
        numbers, sizes = whole.split("+"), read_list(measure, "plane_mm")
        if len(numbers) != len(sizes):
            raise fault(
                "plane_mm", "write one diameter for each lesion of `from`", "请为 `from` 中的每个病灶写一个径线"
            )
        yield from (Lesion(one.strip(), _mm(mm, "plane_mm"), node) for one, mm in zip(numbers, sizes, strict=True))
    else:
        yield Lesion(whole, _mm(measure.get("coalesced_mm", measure.get("mm")), "mm"), node)


def measurable(given: Given) -> Found:
    """Whether a lesion is measurable at baseline."""
    site = Site(
        "",
        _mm(given.get("mm"), "mm"),
        read_flag(given, "node", False),
        "",
        read_choice(given, "method", get_args(Method), "ct"),
        read_number(given, "slice_mm", None),
        read_choice(given, "nature", get_args(Nature), "solid"),
        read_flag(given, "irradiated", False),
        read_flag(given, "grown_since", False),
    )
    rule: Irradiated = read_choice(given, "irradiated_rule", get_args(Irradiated), "after_growth")
    return {"standing": measurability(site, rule).standing}


def pet(given: Given) -> Found:
    """What a positive FDG-PET means."""
    site = read_choice(given, "ct", get_args(PetAtSite), "not_on_ct")
    return {"finding": pet_finding(read_flag(given, "negative_at_baseline"), site)}


def bor_confirmed(given: Given) -> Found:
    """Table 3: the best response of two assessments; a complete response was one unless the case says it was not."""
    first, second = read_choice(given, "first", _PAIRS), read_choice(given, "subsequent", _PAIRS)
    long_enough = read_flag(given, "min_sd_duration_met")
    real = read_flag(given, "complete_was_real", True)
    try:
        return {"response": by_table_3(first, second, long_enough, real)}
    except KeyError:
        return {"response": _untabulated(first, second, long_enough)}


def _untabulated(first: str, second: str, long_enough: bool) -> str:
    """A pair that table 3 does not list, by the rules of a sequence with confirmation."""
    rules = BestRules(confirm=True, stable_days=0 if long_enough else 10_000)
    start = date(2000, 1, 1)
    return best_of([(start + timedelta(28), first), (start + timedelta(70), second)], start, rules).response


def bor_sequence(given: Given) -> Found:
    """The best response of a sequence; `interval_days` (42) lie between two assessments."""
    visits = read_list(given, "visits")
    start = date(2000, 1, 1)
    between = read_whole(given, "interval_days", 42)
    if not 0 <= between * len(visits) <= _MOST_DAYS:
        raise fault("interval_days", f"write 0 to {_MOST_DAYS} days in all", f"总天数请在 0 至 {_MOST_DAYS} 之间")
    dated = [(start + timedelta(between * place), _visit(one)) for place, one in enumerate(visits, start=1)]
    rules = BestRules(
        read_flag(given, "confirm", False),
        read_whole(given, "confirm_days", 28),
        read_whole(given, "stable_days", 42),
        read_whole(given, "max_nr_ne", 1),
        read_flag(given, "accept_sd", False),
        read_flag(given, "missing_as_ne", False),
    )
    return {"response": best_of(dated, start, rules).response}


def bor_dated(given: Given) -> Found:
    """The best response of dated assessments and the day on which it was reached, in the shape of an ADaM derivation."""
    dated, start, rules = _dated(given)
    found = best_of(dated, start, rules)
    return {"bor": found.response, "date": found.day}


def duration(given: Given) -> Found:
    """How long the response of dated assessments lasted."""
    found = duration_of_response(*_dated(given))
    if found is None:
        return {"start": None, "until": None, "ended": None, "days": None}
    return {"start": found.start, "until": found.until, "ended": found.ended, "days": found.days}


def _dated(given: Given) -> tuple[list[tuple[date, str]], date, BestRules]:
    visits = [_pair(one) for one in read_list(given, "visits")]
    rules = BestRules(
        read_flag(given, "confirm", True),
        read_whole(given, "ref_confirm", 28),
        read_whole(given, "ref_start_window", 42),
        read_whole(given, "max_nr_ne", 1),
        read_flag(given, "accept_sd", False),
        read_flag(given, "missing_as_ne", False),
    )
    return sorted(visits, key=lambda visit: visit[0]), read_day(given, "start"), rules


def _pair(visit: Any) -> tuple[date, str]:
    if not isinstance(visit, (list, tuple)) or len(visit) != 2:
        raise fault("visits", f"write [day, response], not {shown(visit)}", f"请写 [日期, 疗效]，而不是{shown(visit)}")
    return as_day(visit[0], "visits"), _visit(visit[1])


def _visit(word: Any) -> str:
    return str(read_choice({"visits": word}, "visits", _VISITS))


def casebook(given: Given) -> Found:
    """A whole casebook: each assessment's sum and responses, the best response, progression, and the same by iRECIST."""
    start, rules = read_day(given, "start", None), read_object(given, "rules", {})
    seen = sorted((_assessment(row) for row in _rows(given, "assessments")), key=lambda one: one.day)
    points = follow(seen, _switches(rules))
    begun = start if start is not None else points[0].day if points else date.max
    best = best_of(
        [(point.day, point.overall) for point in points if point.overall is not None], begun, _best_rules(rules)
    )
    immune = follow_irecist(points, IRecist())
    return {
        "target": [point.target for point in points[1:]],
        "overall": [point.overall for point in points[1:]],
        "sums": [point.sum for point in points],
        "nadirs": [point.nadir for point in points[1:]],
        "asks": [point.asks for point in points[1:]],
        "progression": next((point.day for point in points if point.overall == "PD"), None),
        "bor": best.response,
        "bor_date": best.day,
        "irecist": [point.response for point in immune],
        "ibor": best_immune_response([point.response for point in immune]),
    }


def _switches(rules: Mapping[str, Any]) -> Switches:
    return Switches(
        read_flag(rules, "keep_partial_response", True),
        read_choice(rules, "tiny_nadir", ("needs_5mm", "percent_alone"), "needs_5mm") == "percent_alone",
        read_choice(rules, "missing_target", ("progression_if_certain", "not_evaluable"), "progression_if_certain")
        == "progression_if_certain",
        read_choice(rules, "reappearance", ("ask", "progression", "partial"), "ask"),
        read_choice(rules, "node_regrowth", ("by_sum", "reappeared"), "by_sum") == "reappeared",
        read_flag(rules, "equivocal_dates_back", True),
    )


def _best_rules(rules: Mapping[str, Any]) -> BestRules:
    return BestRules(
        read_flag(rules, "confirm", False),
        read_whole(rules, "confirm_days", 28),
        read_whole(rules, "stable_days", 42),
        read_whole(rules, "not_evaluable_between", 1),
        read_flag(rules, "stable_between", False),
        read_choice(rules, "no_assessment", ("MISSING", "NE"), "MISSING") == "NE",
    )


def _assessment(row: Mapping[str, Any]) -> Assessment:
    new = tuple(
        NewLesion(
            read_words(one, "id", ""),
            read_flag(one, "sure", True),
            _mm(one.get("mm"), "mm"),
            larger=read_flag(one, "larger", False),
        )
        for one in _rows(row, "new", ())
    )
    return Assessment(
        read_day(row, "date"),
        tuple(_lesions(row, "target", ())),
        read_choice(row, "nontarget", _OTHERS, None),
        read_flag(row, "new_lesion", False),
        read_flag(row, "equivocal_new", False),
        new,
        read_flag(row, "suspected", False),
        read_flag(row, "nontarget_larger", False),
        read_flag(row, "complete_was_real", None),
    )


def _rows(given: Mapping[str, Any], name: str, default: Any = ...) -> Sequence[Mapping[str, Any]]:
    rows = read_list(given, name) if default is ... else read_list(given, name, default)
    for row in rows:
        if not isinstance(row, Mapping):
            raise fault(name, f"write objects {{ … }}, not {shown(row)}", f"请写对象 {{ … }}，而不是{shown(row)}")
    return list(rows)


def _lesions(given: Mapping[str, Any], name: str, default: Any = ...) -> list[Lesion]:
    return [
        Lesion(read_words(row, "id"), _mm(row.get("mm"), f"{name}.mm"), read_flag(row, "node", False))
        for row in _rows(given, name, default)
    ]


def _mm(value: Any, name: str) -> Decimal | None:
    if value is None:
        return None
    number = as_number(value, name)
    if number < 0:
        raise fault(name, "a size is never negative", "径线不能为负")
    return number


KINDS: Mapping[str, Kind] = {
    "response.timepoint_target": timepoint_with_target,
    "response.timepoint_nontarget_only": timepoint_without_target,
    "response.timepoint_no_disease": timepoint_without_disease,
    "response.target_numeric": target_numeric,
    "response.merge_split": merge_split,
    "response.measurable": measurable,
    "response.pet": pet,
    "response.bor_confirmed": bor_confirmed,
    "response.bor_sequence": bor_sequence,
    "response.bor_dated": bor_dated,
    "response.duration": duration,
    "response.casebook": casebook,
}

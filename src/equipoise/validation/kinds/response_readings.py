"""Cases of the other readings: iRECIST, agreement of readers, and progression-free survival censored by convention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any, Final, get_args

from equipoise.analysis.conventions import FDA_TABLE_A, by_table_a, censored_by
from equipoise.facts.events import Occurred
from equipoise.rules.response import (
    ImmuneLook,
    NonTarget,
    Target,
    Unconfirmed,
    agreement,
    best_immune_response,
    discordance,
    immune_response,
)
from equipoise.rules.response.irecist import RESPONSES, Category, Lasting
from equipoise.validation.cases import Found, Given, Kind
from equipoise.validation.read_given import (
    as_day,
    fault,
    read_choice,
    read_day,
    read_flag,
    read_list,
    read_whole,
    shown,
)

_TARGETS: Final[Mapping[str, Target | None]] = {
    "none": None,
    "iCR": "CR",
    "iPR": "PR",
    "iSD": "SD",
    "iUPD": "PD",
    "NE": "NE",
}
_OTHERS: Final[Mapping[str, NonTarget | None]] = {
    "none": None,
    "iCR": "CR",
    "NON-iCR/NON-iUPD": "NON-CR/NON-PD",
    "iUPD": "PD",
    "NE": "NE",
}
_WAS: Final = {"iCR": "CR", "iPR": "PR", "iSD": "SD", "NON-iCR/NON-iUPD": "NON-CR/NON-PD", "iUPD": "PD", "NE": "NE"}
_MOST_COMBINATIONS: Final = 20_000


def immune_timepoint(given: Given) -> Found:
    """Table 2 of iRECIST. `previous` names where progression showed that is not confirmed yet; `grown` where it grew since."""
    target = _TARGETS[read_choice(given, "target", tuple(_TARGETS), "none")]
    others = _OTHERS[read_choice(given, "nontarget", tuple(_OTHERS), "none")]
    new = read_flag(given, "new_lesion", False)
    before = frozenset(_categories(given, "previous"))
    if read_flag(given, "previous_iUPD", bool(before)) and not before:
        before = frozenset(get_args(Category))
    look = ImmuneLook(
        target,
        others,
        new,
        read_flag(given, "new_lesions_stay", new),
        frozenset(_categories(given, "grown")),
    )
    was = _WAS[read_choice(given, "was", tuple(_WAS), "iUPD")]
    lasting: Lasting = read_choice(given, "lasting_new_lesions", get_args(Lasting), "improved")
    return {"response": immune_response(look, Unconfirmed(before, was) if before else None, lasting=lasting)}


def _categories(given: Given, name: str) -> Iterator[Category]:
    for word in read_list(given, name, []):
        yield read_choice({name: word}, name, get_args(Category))


def immune_best(given: Given) -> Found:
    """Table 3 of iRECIST: every combination of the slots must come to the same; `*` stands for any response."""
    confirm = read_flag(given, "confirmation_required", False)
    slots = [list(RESPONSES) if one == ["*"] else _slot(one) for one in read_list(given, "slots")]
    count = 1
    for slot in slots:
        count *= len(slot)
    if count > _MOST_COMBINATIONS:
        raise fault("slots", f"{count} combinations; write fewer", f"共 {count} 种组合，请减少")
    found = {best_immune_response(each, confirm=confirm) for each in product(*slots)}
    return {"response": found.pop()} if len(found) == 1 else {"one_of": sorted(found)}


def _slot(slot: Any) -> list[str]:
    words = slot if isinstance(slot, list) else [slot]
    if not words:
        raise fault("slots", "a slot is empty", "某一栏为空")
    return [read_choice({"slots": word}, "slots", RESPONSES) for word in words]


def agreeing(given: Given) -> Found:
    """How two readers agree: pairs of responses, or (with `days`) the discrepancy rates of progression days."""
    if "days" in given:
        rates = discordance([_days(one) for one in read_list(given, "days")])
        return {"early": rates.early, "late": rates.late}
    pairs = [_two(one) for one in read_list(given, "pairs")]
    found = agreement(pairs)
    return {"pairs": found.pairs, "agreed": found.agreed, "kappa": found.kappa}


def _two(pair: Any) -> tuple[str, str]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise fault("pairs", f"write [first, second], not {shown(pair)}", f"请写 [甲, 乙]，而不是{shown(pair)}")
    return str(pair[0]), str(pair[1])


def _days(pair: Any) -> tuple[date | None, date | None]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise fault("days", f"write [first, second], not {shown(pair)}", f"请写 [甲, 乙]，而不是{shown(pair)}")
    first, second = (None if day is None else as_day(day, "days") for day in pair)
    return first, second


_DATE_WORDS = {
    "progression": "earliest: date new lesion seen, or last radiological assessment of measured lesions when sum rose",
    "last_assessment": "last adequate radiological assessment",
    "death": "death",
    "randomisation": "randomisation",
}


def fda_table_a(given: Given) -> Found:
    """What the table says of a situation: which date is taken, and whether it is an event or censored."""
    row = FDA_TABLE_A[read_choice(given, "situation", tuple(FDA_TABLE_A))]
    return {"date": _DATE_WORDS[row.date], "status": "event" if row.event else "censored"}


def pfs(given: Given) -> Found:
    """Progression-free survival with dates, censored by the conventions of that table."""
    origin = read_day(given, "randomised")
    seen = sorted(as_day(one, "assessments") for one in read_list(given, "assessments", []))
    days = [day for day in (read_day(given, "progression", None), read_day(given, "death", None)) if day is not None]
    happened = min(days, default=None)
    missed = read_whole(given, "gap_days", None)
    conventions = by_table_a("new_therapy", {} if missed is None else {0: missed})
    therapy = read_day(given, "new_therapy", None)
    stop = censored_by(
        conventions,
        origin,
        happened,
        [Occurred(day, place) for place, day in enumerate(seen)],
        has_baseline=read_flag(given, "baseline", True),
        therapy=therapy,
    )
    if stop is not None:
        return {"date": stop.last.day if stop.last is not None else origin, "status": "censored", "why": stop.why}
    if happened is not None:
        return {"date": happened, "status": "event", "why": None}
    return {"date": max((day for day in seen if day > origin), default=origin), "status": "censored", "why": None}


KINDS: Mapping[str, Kind] = {
    "response.irecist_timepoint": immune_timepoint,
    "response.irecist_timepoint_no_prior": immune_timepoint,
    "response.irecist_bor": immune_best,
    "response.agreement": agreeing,
    "response.pfs_fda_table_A": fda_table_a,
    "response.pfs": pfs,
}

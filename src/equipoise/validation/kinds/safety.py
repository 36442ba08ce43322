"""Cases of safety: laboratory grades, CRS, ICANS, reporting clocks, boundaries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from equipoise.protocol.model import Calendar, Clock
from equipoise.protocol.model.safety import Oedema, Oxygen, Pressure, Roll, Seizure, Wakefulness
from equipoise.rules import safety
from equipoise.rules.safety.clocks import hours_of
from equipoise.rules.safety.crs import CrsSign, Device
from equipoise.rules.safety.icans import ICE_MOST, IcansSign
from equipoise.validation.cases import CaseFault, Found, Given, Kind
from equipoise.validation.read_given import (
    as_day,
    as_number,
    fault,
    need,
    read_choice,
    read_flag,
    read_list,
    read_number,
    read_whole,
    read_words,
    shown,
)
from equipoise.values.quantity import Quantity, UnitFault
from equipoise.values.text import Text


def grade_laboratory(given: Given) -> Found:
    """The CTCAE grade of one value; null where it cannot be told (the term, the unit, a limit or a baseline is missing)."""
    found = safety.grade(
        read_choice(given, "dictionary", safety.DICTIONARIES),
        read_words(given, "term"),
        read_number(given, "value", None),
        read_words(given, "unit", None),
        low=read_number(given, "lower_limit", None),
        high=read_number(given, "upper_limit", None),
        baseline=read_number(given, "baseline", None),
        anticoagulated=read_flag(given, "anticoagulated", False),
    )
    return {"grade": found.grade, "missing": found.missing or None}


def grade_crs(given: Given) -> Found:
    """The ASTCT grade of cytokine release syndrome."""
    found = safety.crs(
        safety.CrsSigns(
            temperature_c=_temperature(given),
            hypotension=_pressure(given),
            hypoxia=_oxygen(given),
            treated=read_flag(given, "treated", False),
            other_cause=_other_cause(given, get_args(CrsSign)),
            fatal=read_flag(given, "fatal", False),
        )
    )
    return {"grade": found.grade, "signs": list(found.signs)}


def grade_icans(given: Given) -> Found:
    """The ASTCT grade of ICANS."""
    found = safety.icans(
        safety.IcansSigns(
            ice=_ice(given),
            consciousness=read_choice(given, "consciousness", get_args(Wakefulness), None),
            seizure=read_choice(given, "seizure", get_args(Seizure), None),
            motor=read_flag(given, "motor", None),
            oedema=read_choice(given, "oedema", get_args(Oedema), None),
            capd=_score(given, "capd", 32),
            other_cause=_other_cause(given, get_args(IcansSign)),
            fatal=read_flag(given, "fatal", False),
        )
    )
    return {"grade": found.grade, "signs": list(found.signs)}


def run_clock(given: Given) -> Found:
    """When a report is due, and whether it is late."""
    zone = _zone(given)
    clock, calendar = _clock(given), _calendar(given)
    due = safety.due_moment(clock, _moment(given, "aware", zone), str(zone), calendar)
    last = (
        (due - timedelta(microseconds=1)).astimezone(zone).date()
        if hours_of(clock) is None
        else due.astimezone(zone).date()
    )
    found: dict[str, Any] = {"due": due.astimezone(zone).isoformat(), "last_day": last}
    sent, at = (_moment(given, name, zone) if given.get(name) is not None else None for name in ("sent", "at"))
    if sent is not None or at is not None:
        moment = sent if sent is not None else at
        assert moment is not None
        found["late"] = safety.is_late(clock, moment, due)
    return found


def find_boundary(given: Given) -> Found:
    """The stopping boundary, exactly, and its operating characteristics at true rates."""
    rate, participants = _chance(given, "rate"), read_whole(given, "participants")
    first_look = read_whole(given, "first_look", 1)
    if not 1 <= participants <= 500:
        raise fault("participants", "write a number from 1 to 500", "请写 1 至 500 的数")
    if read_choice(given, "method", ("pocock", "bayes"), "pocock") == "bayes":
        found = safety.bayes_boundary(rate, _prior(given), _chance(given, "certainty"), participants, first_look)
    else:
        found = safety.boundary(rate, _chance(given, "stop_chance"), participants, first_look)
    rates = read_list(given, "true_rates", [])
    exact = {str(each): Fraction(as_number(each, "true_rates")) for each in rates}
    if any(not 0 <= each <= 1 for each in exact.values()):
        raise fault("true_rates", "write chances from 0 to 1", "请写 0 到 1 之间的概率")
    return {
        "limits": list(found.limits),
        "steps": "; ".join(f"{count} in {first}-{last}" for count, first, last in found.steps()),
        "stop_chance": found.stop_chance,
        "stop_chance_at": {words: safety.chance_to_stop(found.limits, each) for words, each in exact.items()},
        "expected_participants_at": {
            words: safety.expected_participants(found.limits, each) for words, each in exact.items()
        },
    }


def _temperature(given: Given) -> Decimal | Fraction | None:
    value = read_number(given, "temperature", None)
    unit = read_words(given, "temperature_unit", "Cel")
    if value is None:
        return None
    try:
        return Quantity(value, unit).magnitude("Cel")
    except UnitFault:
        raise fault(
            "temperature_unit", f"write Cel or [degF], not {unit}", f"请写 Cel 或 [degF]，而不是{unit}"
        ) from None


def _pressure(given: Given) -> Pressure | None:
    """As the consensus words it (`hypotension`), or by the number of pressors."""
    if given.get("hypotension") is not None and not isinstance(given["hypotension"], bool):
        said: Pressure = read_choice(given, "hypotension", get_args(Pressure))
        return said
    low = read_flag(given, "hypotension", None)
    pressors, vasopressin = read_whole(given, "pressors", None), read_flag(given, "vasopressin", False)
    if low is None and pressors is None and not vasopressin:
        return None
    return safety.pressure(bool(low), pressors or 0, vasopressin)


def _oxygen(given: Given) -> Oxygen | None:
    """As the consensus words it (`hypoxia`), or by device and flow."""
    if given.get("hypoxia") is not None:
        said: Oxygen = read_choice(given, "hypoxia", get_args(Oxygen))
        return said
    device: Device | None = read_choice(given, "device", get_args(Device), None)
    return None if device is None else safety.oxygen(device, read_number(given, "litres_per_minute", None))


def _ice(given: Given) -> int | None:
    said = given.get("ice")
    if not isinstance(said, Mapping):
        return _score(given, "ice", ICE_MOST)
    try:
        return safety.ice_score({str(name): read_whole(said, str(name)) for name in said})
    except ValueError:
        parts = ", ".join(f"{name} 0-{most}" for name, most in safety.ICE_PARTS.items())
        raise fault("ice", f"write all five parts: {parts}", f"请写全五项：{parts}") from None


def _score(given: Given, name: str, most: int) -> int | None:
    score: int | None = read_whole(given, name, None)
    if score is not None and not 0 <= score <= most:
        raise fault(name, f"write a score from 0 to {most}, not {score}", f"请写 0 至 {most} 的评分，而不是{score}")
    return score


def _other_cause(given: Given, signs: tuple[Any, ...]) -> frozenset[Any]:
    said = read_list(given, "other_cause", [])
    for sign in said:
        if sign not in signs:
            words = ", ".join(signs)
            raise fault(
                "other_cause",
                f"write some of {words}; not {shown(sign)}",
                f"请写以下各项：{words}；而不是{shown(sign)}",
            )
    return frozenset(said)


def _zone(given: Given) -> ZoneInfo:
    name = read_words(given, "zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise fault("zone", f"“{name}” is not a time zone; write for example Asia/Shanghai",
            f"“{name}”不是时区；请写如 Asia/Shanghai") from None  # fmt: skip


def _moment(given: Given, name: str, zone: ZoneInfo) -> datetime:
    """A moment with its offset, or a local one; a day counts from its first minute."""
    words = read_words(given, name)
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise fault(
            name, f"write a date or a time, not {shown(words)}", f"请写日期或时间，而不是{shown(words)}"
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _clock(given: Given) -> Clock:
    said = [name for name in ("rule", "hours", "days") if given.get(name) is not None]
    if len(said) != 1:
        raise CaseFault(Text("given: write one of rule, hours and days", "given：rule、hours、days 只写其中一个"))
    words = {"en": "-", "zh": "-"}
    plan: dict[str, Any] = {"name": words, "to": words, "roll": read_choice(given, "roll", get_args(Roll), "none")}
    plan["working_days"] = read_flag(given, "working_days", False)
    if said == ["rule"]:
        plan["rule"] = read_choice(given, "rule", tuple(safety.reporting_duties()))
    else:
        plan[said[0]] = read_whole(given, said[0])
        if not 0 <= plan[said[0]] <= 10_000:
            raise fault(said[0], "write a number from 0 to 10000", "请写 0 至 10000 的数")
    return Clock.model_validate(plan)


def _calendar(given: Given) -> Calendar:
    def days(name: str) -> tuple[str, ...]:
        return tuple(as_day(each, name).isoformat() for each in read_list(given, name, []))

    return Calendar(holidays=days("holidays"), worked=days("worked"))


def _chance(given: Given, name: str) -> Fraction:
    value = need(given, name)
    number = Fraction(as_number(value, name))
    if not 0 < number < 1:
        raise fault(
            name, f"write a chance between 0 and 1, not {shown(value)}", f"请写 0 与 1 之间的概率，而不是{shown(value)}"
        )
    return number


def _prior(given: Given) -> tuple[Fraction, Fraction]:
    said = read_list(given, "prior")
    numbers = [Fraction(as_number(each, "prior")) for each in said]
    if len(numbers) != 2 or min(numbers) <= 0 or max(numbers) > 1000:
        raise fault(
            "prior", "write the two parameters of a beta prior, e.g. [1, 9]", "请写 Beta 先验的两个参数，如 [1, 9]"
        )
    return numbers[0], numbers[1]


KINDS: Mapping[str, Kind] = {
    "safety.laboratory_grade": grade_laboratory,
    "safety.crs": grade_crs,
    "safety.icans": grade_icans,
    "safety.clock": run_clock,
    "safety.boundary": find_boundary,
}

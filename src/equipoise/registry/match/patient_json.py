"""A person from a mapping or JSON. The keys are documented in docs/reference/matching.md; all that is wrong is said at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, TypeVar

from equipoise.protocol.criteria import Range
from equipoise.protocol.criteria.ranges import read_number
from equipoise.registry.ages import age_of
from equipoise.registry.concepts import Concepts
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.naming import condition_named, measure_named, says_otherwise, state_named, treatment_named
from equipoise.registry.match.note import read_note
from equipoise.registry.match.patient import Answer, Condition, Measured, NotAPatient, Patient, PatientFault, Treatment
from equipoise.registry.match.patient_fhir import read_fhir
from equipoise.registry.match.therapies import THERAPIES
from equipoise.registry.read.decode import decoded
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import Quantity, UnitFault, compatible, unit
from equipoise.values.text import Text, listed

KEYS: Final = (
    "sex", "birth_date", "age", "healthy", "conditions", "without", "conditions_complete", "measurements", "ecog", "kps", "assessed",
    "treatments", "never", "treatments_complete", "answers", "response", "diagnosis_date",
)  # fmt: skip
_SEXES: Final[Mapping[str, Literal["F", "M"]]] = {
    "f": "F",
    "female": "F",
    "女": "F",
    "女性": "F",
    "m": "M",
    "male": "M",
    "男": "M",
    "男性": "M",
}
_MOST: Final = 2000
T = TypeVar("T")


class _Faults:
    """The faults so far."""

    def __init__(self) -> None:
        self.found: list[PatientFault] = []

    def add(self, where: str, en: str, zh: str) -> None:
        self.found.append(PatientFault(where, Text(en, zh)))


def read_patient(words: str | bytes, concepts: Concepts, at: date) -> Patient:
    """A person on a day: from JSON with our own keys, from a FHIR R4 resource or bundle, or from a doctor's note in words. NotAPatient
    with every fault."""
    text = words if isinstance(words, str) else decoded(words)
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return read_note(text, concepts, at)
    try:
        raw = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        if text.lstrip().startswith("[") and re.match(r"\s*\[[^\[\]{}\"]*\]\s*\w", text):
            return read_note(text, concepts, at)  # “[2026-11-02] 62M …”
        where = f"line {wrong.lineno}" if isinstance(wrong, json.JSONDecodeError) else "1"
        raise NotAPatient((PatientFault(where, Text("This is not JSON.", "这不是 JSON。")),)) from None
    if not isinstance(raw, Mapping):
        raise NotAPatient((PatientFault("", Text("Write one JSON object.", "请写一个 JSON 对象。")),))
    return read_fhir(raw, concepts) if "resourceType" in raw else patient_from(raw, concepts)


def _no_number(words: str) -> Decimal:
    raise ValueError(words)


def patient_from(raw: Mapping[str, Any], concepts: Concepts) -> Patient:
    """A person from a mapping with the documented keys. NotAPatient with every fault."""
    faults = _Faults()
    for key in raw:
        if key not in KEYS:
            faults.add(
                str(key),
                f"There is no such key. The keys are: {', '.join(KEYS)}.",
                f"没有这个键。可用的键：{'、'.join(KEYS)}。",
            )
    answers = _answers(raw.get("answers"), concepts, faults)
    assessed = _date(raw.get("assessed"), "assessed", faults)
    aged = age_of(str(raw.get("age") or ""))
    patient = Patient(
        sex=_sex(raw.get("sex"), faults),
        born=_date(raw.get("birth_date"), "birth_date", faults),
        age=None if aged is not None else _whole(raw.get("age"), "age", 0, 130, faults),
        aged=aged,
        healthy=_yes(raw, "healthy", faults),
        conditions=tuple(_conditions(raw, concepts, faults)),
        treatments=tuple(_treatments(raw, concepts, faults)),
        measured=(*_measured(raw.get("measurements"), faults), *_scores(raw, assessed, faults)),
        answers=answers,
        response=_response(raw.get("response"), faults),
        diagnosis=_date(raw.get("diagnosis_date"), "diagnosis_date", faults),
        complete_conditions=_yes(raw, "conditions_complete", faults),
        complete_treatments=_yes(raw, "treatments_complete", faults),
    )
    if faults.found:
        raise NotAPatient(tuple(faults.found))
    return patient


def _sex(raw: object, faults: _Faults) -> Literal["F", "M", ""]:
    if raw in (None, ""):
        return ""
    found = _SEXES.get(str(raw).strip().lower())
    if found is None:
        faults.add("sex", "Write female or male.", "请写 female（女）或 male（男）。")
        return ""
    return found


def _yes(raw: Mapping[str, Any], key: str, faults: _Faults) -> bool:
    found = raw.get(key, False)
    if not isinstance(found, bool):
        faults.add(key, "Write true or false.", "请写 true 或 false。")
        return False
    return found


def _whole(raw: object, where: str, low: int, high: int, faults: _Faults) -> int | None:
    if raw is None or raw == "":
        return None
    text = str(raw).strip()
    number = int(text) if text.isdecimal() and len(text) < 5 and not isinstance(raw, bool) else None
    if number is None or not low <= number <= high:
        faults.add(where, f"Write a whole number from {low} to {high}.", f"请写 {low} 至 {high} 的整数。")
        return None
    return number


def _date(raw: object, where: str, faults: _Faults) -> PartialDate | None:
    if raw is None or raw == "":
        return None
    try:
        return PartialDate.parse(str(raw).strip())
    except ValueError:
        faults.add(
            where,
            f"“{_short(raw)}” is not a date. Write 2018-05-10, 2018-05 or 2018.",
            f"“{_short(raw)}”不是日期。请写 2018-05-10、2018-05 或 2018。",
        )
        return None


def _short(raw: object) -> str:
    words = str(raw)
    return words if len(words) < 40 else f"{words[:39]}…"


def _list(raw: object, where: str, faults: _Faults, read: Callable[[object, str], T | None]) -> list[T]:
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > _MOST:
        faults.add(where, f"Write a list of at most {_MOST} entries.", f"请写列表，最多 {_MOST} 项。")
        return []
    made = (read(one, f"{where}[{at}]") for at, one in enumerate(raw))
    return [one for one in made if one is not None]


def _named(raw: object, where: str, keys: tuple[str, ...], faults: _Faults) -> Mapping[str, Any] | None:
    """An entry that is a name, or a mapping with a name and some of the keys."""
    if isinstance(raw, str) and raw.strip():
        return {"name": raw.strip()}
    if not isinstance(raw, Mapping) or not str(raw.get("name") or raw.get("kind") or "").strip():
        faults.add(where, "Write a name, or an object with “name”.", "请写名称，或含“name”的对象。")
        return None
    for key in raw:
        if key not in ("name", *keys):
            faults.add(
                f"{where}.{key}",
                f"There is no such key. The keys are: name, {', '.join(keys)}.",
                f"没有这个键。可用的键：name、{'、'.join(keys)}。",
            )
    return raw


def _conditions(raw: Mapping[str, Any], concepts: Concepts, faults: _Faults) -> Iterable[Condition]:
    def has(one: object, where: str) -> Condition | None:
        found = _named(one, where, ("code", "since", "active", "confirmed"), faults)
        if found is None:
            return None
        active = found.get("active")
        if active is not None and not isinstance(active, bool):
            faults.add(f"{where}.active", "Write true or false.", "请写 true 或 false。")
        onset = _date(found.get("since"), f"{where}.since", faults)
        if says_otherwise(str(found["name"])):
            faults.add(
                where,
                f"“{_short(found['name'])}” is no disease that somebody surely has. Write the name alone, or leave it out.",
                f"“{_short(found['name'])}”不是已确定患有的疾病。请只写病名，否则不要填写。",
            )
        return condition_named(
            str(found["name"]), concepts, str(found.get("code", "")), active=active if isinstance(active, bool) else None, onset=onset,
            confirmed=_yes(found, "confirmed", faults),
        )  # fmt: skip

    def lacks(one: object, where: str) -> Condition | None:
        found = _named(one, where, ("code",), faults)
        return (
            None
            if found is None
            else condition_named(str(found["name"]), concepts, str(found.get("code", "")), absent=True)
        )

    yield from _list(raw.get("conditions"), "conditions", faults, has)
    yield from _list(raw.get("without"), "without", faults, lacks)


def _treatments(raw: Mapping[str, Any], concepts: Concepts, faults: _Faults) -> Iterable[Treatment]:
    def had(one: object, where: str) -> Treatment | None:
        found = _named(one, where, ("kind", "atc", "start", "end", "ongoing"), faults)
        if found is None:
            return None
        kind = str(found.get("kind", ""))
        if kind and kind not in THERAPIES:
            faults.add(
                f"{where}.kind", f"The kinds are: {', '.join(THERAPIES)}.", f"可用的类别：{'、'.join(THERAPIES)}。"
            )
        start, end = (_date(found.get(key), f"{where}.{key}", faults) for key in ("start", "end"))
        if start is not None and end is not None and end.latest < start.earliest:
            faults.add(f"{where}.end", "The end is before the start.", "结束早于开始。")
        return treatment_named(
            str(found.get("name") or kind),
            concepts,
            kind,
            str(found.get("atc", "")),
            start=start,
            end=end,
            ongoing=_yes(found, "ongoing", faults),
        )

    def never(one: object, where: str) -> Treatment | None:
        found = _named(one, where, (), faults)
        made = None if found is None else treatment_named(str(found["name"]), concepts, never=True)
        if made is not None and not made.kinds and not made.concepts:
            faults.add(
                where,
                f"No treatment is called so. The kinds are: {', '.join(THERAPIES)}.",
                f"没有这种治疗。可用的类别：{'、'.join(THERAPIES)}。",
            )
        return made

    yield from _list(raw.get("treatments"), "treatments", faults, had)
    yield from _list(raw.get("never"), "never", faults, never)


def _measured(raw: object, faults: _Faults) -> Iterable[Measured]:
    def one_of(one: object, where: str) -> Measured | None:
        found = _named(one, where, ("value", "unit", "date", "low", "high"), faults)
        if found is None:
            return None
        measure = measure_named(str(found["name"]))
        if measure is None:
            faults.add(where, f"“{_short(found['name'])}” is not known here. The measurements are: {', '.join(MEASURES)}.",
                       f"不认识“{_short(found['name'])}”。可用的项目：{'、'.join(MEASURES)}。")  # fmt: skip
            return None
        return measurement(measure, found, where, faults)

    return _list(raw, "measurements", faults, one_of)


def measurement(measure: str, found: Mapping[str, Any], where: str, faults: _Faults) -> Measured | None:
    """One value with its unit and limits; the fault where the unit is of another kind."""
    number = _number(found.get("value"))
    if number is None:
        faults.add(
            f"{where}.value",
            "Write a number without commas between thousands, or a bound such as >=50.",
            "请写数值（千位之间不加逗号），或如 >=50 的界限。",
        )
        return None
    code = str(found.get("unit") or "").strip()
    known = MEASURES[measure]
    try:
        code = unit(code).code if code else ""
    except UnitFault as fault:
        faults.found.append(PatientFault(f"{where}.unit", fault.says))
        return None
    if code and not compatible(code, known.unit, known.analyte) and not (measure == "kps" and code == "%"):
        faults.add(
            f"{where}.unit",
            f"{known.name.en} is not measured in {code}; usual is {known.unit or 'no unit'}.",
            f"{known.name.zh}不以 {code} 为单位；通常为 {known.unit or '无单位'}。",
        )
        return None
    if not code and not known.unitless:
        faults.add(f"{where}.unit", f"Write the unit, for example {known.unit}.", f"请写单位，例如 {known.unit}。")
        return None
    if not known.can_be(number, "" if measure == "kps" else code):
        faults.add(
            f"{where}.value",
            f"{_short(found.get('value'))} {code} is no possible value of {known.name.en}. Check number and unit.",
            f"{known.name.zh}不可能为 {_short(found.get('value'))} {code}，请核对数值和单位。",
        )
        return None
    day = _date(found.get("date"), f"{where}.date", faults)
    low, high = (_bound(found.get(side), code, f"{where}.{side}", faults) for side in ("low", "high"))
    return Measured(
        measure,
        number,
        "" if measure == "kps" else code,
        None if day is None else day.earliest,
        low,
        high,
        _source(measure, found, code),
    )


def _source(measure: str, found: Mapping[str, Any], code: str) -> str:
    return " ".join(part for part in (measure, str(found.get("value")), code, str(found.get("date") or "")) if part)


def _number(raw: object) -> Decimal | Range | None:
    if isinstance(raw, bool) or raw is None:
        return None
    found = read_number(str(raw)) if len(str(raw)) < 30 else None
    if isinstance(found, Decimal) and not found.is_finite():
        return None
    return found


def _bound(raw: object, code: str, where: str, faults: _Faults) -> Quantity | None:
    if raw is None or raw == "":
        return None
    found = _number(raw)
    if not isinstance(found, Decimal):
        faults.add(where, "Write a number.", "请写数值。")
        return None
    return Quantity(found, code)


def _scores(raw: Mapping[str, Any], assessed: PartialDate | None, faults: _Faults) -> Iterable[Measured]:
    day = None if assessed is None else assessed.earliest
    ecog = _whole(raw.get("ecog"), "ecog", 0, 5, faults)
    kps = _whole(raw.get("kps"), "kps", 0, 100, faults)
    for measure, value in (("ecog", ecog), ("kps", kps)):
        if value is not None:
            yield Measured(measure, Decimal(value), "", day, source=f"{measure} {value}")


def _answers(raw: object, concepts: Concepts, faults: _Faults) -> tuple[Answer, ...]:
    """Yes-no answers: by the name of a state (`pregnant`, `infection.uncontrolled`), or by a full name (`now.immunosuppressants`)."""
    if raw is None:
        return ()
    if not isinstance(raw, Mapping):
        faults.add("answers", 'Write an object: {"pregnant": false}.', '请写对象：{"pregnant": false}。')
        return ()
    found = []
    for name, yes in raw.items():
        of, _, qualifier = str(name).partition(".")
        if not isinstance(yes, bool):
            faults.add(f"answers.{name}", "Write true or false.", "请写 true 或 false。")
        elif of in ("has", "had", "now", "ever"):
            found.append(Answer(str(name), yes, source=str(name)))
        elif state_named(of) is not None:
            found.append(
                Answer(f"has.{state_named(of)}" + (f".{qualifier}" if qualifier else ""), yes, source=str(name))
            )
        else:
            named = condition_named(of, concepts).concepts
            if len(named) != 1:
                faults.add(f"answers.{name}", "This question is not known.", "不认识这个问题。")
            found.extend(
                Answer(f"has.{one}" + (f".{qualifier}" if qualifier else ""), yes, source=str(name)) for one in named
            )
    return tuple(found)


def _response(raw: object, faults: _Faults) -> str:
    if raw in (None, ""):
        return ""
    code = str(raw).strip().upper()
    if code not in ("CR", "PR", "SD", "PD"):
        faults.add("response", "Write CR, PR, SD or PD.", "请写 CR、PR、SD 或 PD。")
    return code


def said(fault: NotAPatient) -> Text:
    """All faults in one Text, one a line."""
    return listed(
        [Text(f"{one.where}: {one.says.en}", f"{one.where}：{one.says.zh}") for one in fault.faults], en="\n", zh="\n"
    )

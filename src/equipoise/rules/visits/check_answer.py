"""What is wrong or unlikely about one answer: its type, its unit, its range, its code. Long notes are never wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, Literal

from equipoise.facts.body import Answer
from equipoise.protocol.criteria import Range
from equipoise.protocol.criteria.ranges import read_number
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Item, Study
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import AnalyteUnits, UnitFault, conversion
from equipoise.values.text import Text, same

_YES_NO: Final = (True, False, "Y", "N")
UNLIKELY: Final = "unlikely"
"""Name of the check that finds a value outside of what is usual."""
_OBJECTS: Final = (dict, Mapping)
"""What an object of JSON can be; nearly always it is the first, which is asked faster."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer cannot stand (`hard`), or is asked about before it does (`soft`); `says` has a place for the item's label."""

    code: str
    says: Text
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["hard", "soft"] = "hard"


CheckAnswer = Callable[[Answer], Fault | None]


_A_NUMBER: Final = Text("a number: write it like 12.5", "数字，请按 12.5 的格式填写")


def is_unanswered(answer: Answer) -> bool:
    """Nothing was answered. 0, "0" and false are answers."""
    if isinstance(answer, str):
        return not answer
    return answer is None or (isinstance(answer, _OBJECTS) and not answer)


def is_missing(answer: Answer) -> bool:
    """It was stated that the value is missing, and why."""
    return not isinstance(answer, str) and isinstance(answer, _OBJECTS) and "missing" in answer


def checked(study: Study, item: Item) -> CheckAnswer:
    """What is wrong with an answer to an item (None if nothing is), as a function made once for all answers to it."""
    check = _KINDS[item.kind](study, item)

    def fault_of(answer: Answer) -> Fault | None:
        if type(answer) is dict and "missing" not in answer:  # as nearly every measured value
            return check(answer)
        return check(answer) if isinstance(answer, str) or not is_missing(answer) else _missing(answer)

    return fault_of


def accepted(study: Study, item: Item) -> frozenset[str]:
    """Words that are an answer to an item without a further look: its codes, yes and no."""
    if item.kind == "yes_no":
        return frozenset(word for word in _YES_NO if isinstance(word, str))
    return frozenset(study.forms.code_lists.get(item.codes or "", ())) if item.kind == "code" else frozenset()


def _missing(answer: Mapping[str, Any]) -> Fault | None:
    if not str(answer.get("missing") or "").strip() or not str(answer.get("reason") or "").strip():
        return Fault("no-reason", Text("Say why {item} is missing.", "请说明“{item}”缺失的原因。"))
    return None


def _text(study: Study, item: Item) -> CheckAnswer:
    return lambda answer: None if isinstance(answer, str) else _wrong(answer, Text("words", "文字"))


def _code(study: Study, item: Item) -> CheckAnswer:
    codes = study.forms.code_lists.get(item.codes or "", {})
    shown = same(", ".join(list(codes)[:12]))

    def check(answer: Answer) -> Fault | None:
        if isinstance(answer, str) and (answer in codes or not codes):
            return None
        return Fault(
            "not-a-code",
            Text("{item}: {value} is not in its list: {codes}.", "“{item}”：{value} 不在选项中：{codes}。"),
            {"value": _shown(answer), "codes": shown},
        )

    return check


def _integer(study: Study, item: Item) -> CheckAnswer:
    def check(answer: Answer) -> Fault | None:
        whole = isinstance(answer, int) and not isinstance(answer, bool)
        if not whole and not (isinstance(answer, str) and answer.lstrip("+-").isdigit() and answer.isascii()):
            return _wrong(answer, Text("a whole number", "整数"))
        return _in_range(item, Decimal(answer), answer, "")

    return check


def _decimal(study: Study, item: Item) -> CheckAnswer:
    unit = item.units[0] if item.units else ""

    def check(answer: Answer) -> Fault | None:
        number = _number(answer)
        return _wrong(answer, _A_NUMBER) if number is None else _in_range(item, number, answer, unit)

    return check


def _quantity(study: Study, item: Item) -> CheckAnswer:
    units = item.units
    limited = any(limit is not None for limit in (item.least, item.most, item.unlikely_below, item.unlikely_above))

    @lru_cache(maxsize=512)
    def plain(value: str, unit: str) -> Fault | None:
        """The same values come again and again: measurements have few figures."""
        return full({"value": value, "unit": unit})

    def check(answer: Answer) -> Fault | None:
        if type(answer) is dict and len(answer) == 2:
            value, unit = answer.get("value"), answer.get("unit")
            if type(value) is str and type(unit) is str:
                return plain(value, unit)
        return full(answer)

    def full(answer: Answer) -> Fault | None:
        if not isinstance(answer, _OBJECTS) or "value" not in answer:
            return _wrong(answer, Text("a number with its unit", "带单位的数值"))
        number = _number(answer["value"])
        if number is None:
            return _wrong(answer["value"], _A_NUMBER)
        unit = str(answer.get("unit") or "")
        if units and not unit:
            printed = same(", ".join(map(say_unit, units)))
            return Fault(
                "no-unit",
                Text("{item}: its unit is missing ({units}).", "“{item}”未选单位（{units}）。"),
                {"units": printed},
            )
        if units and unit not in units:
            return Fault(
                "wrong-unit",
                Text("{item} is not measured in {unit}: use {units}.", "“{item}”的单位不能是 {unit}：请使用 {units}。"),
                {"unit": say_unit(unit), "units": same(", ".join(map(say_unit, units)))},
            )
        if not _limits_stand(answer):
            return Fault(
                "limits",
                Text(
                    "{item}: the laboratory's limits are two numbers, the low one first.",
                    "“{item}”：实验室参考限须为数字，且下限不大于上限。",
                ),
            )
        if not limited:
            return None
        return _in_range(item, _in_first_unit(study, item, number, unit), answer["value"], unit)

    return check


def _limits_stand(answer: Mapping[str, Any]) -> bool:
    """Whether the limits that a report prints beside the value are numbers in their order; they may be left out."""
    if "low" not in answer and "high" not in answer:
        return True
    stated = [limit for limit in (answer.get("low"), answer.get("high")) if limit is not None and limit != ""]
    numbers = [number for limit in stated if isinstance(number := _number(limit), Decimal)]
    return len(numbers) == len(stated) and numbers == sorted(numbers)


def _in_first_unit(study: Study, item: Item, number: Decimal | Range, unit: str) -> Decimal | Fraction | Range:
    if not item.units or unit == item.units[0]:
        return number
    try:
        factor, add = conversion(unit, item.units[0], _units_of(study, item))
    except UnitFault:
        return Range()  # the checks of the study file refuse such an item; nothing can be said about its range
    return number.scaled(factor, add) if isinstance(number, Range) else Fraction(number) * factor + add


def _units_of(study: Study, item: Item) -> AnalyteUnits | None:
    analyte = study.forms.analytes.get(item.analyte or "")
    return AnalyteUnits(analyte.unit, tuple(analyte.factors.items())) if analyte else None


def _date(study: Study, item: Item) -> CheckAnswer:
    def check(answer: Answer) -> Fault | None:
        if isinstance(answer, str) and _is_date(answer):
            return None
        return Fault(
            "not-a-date",
            Text(
                "{item}: {value} is not a date; write YYYY-MM-DD, or YYYY-MM, or YYYY.",
                "“{item}”：{value} 不是有效日期；请按 YYYY-MM-DD、YYYY-MM 或 YYYY 填写。",
            ),
            {"value": _shown(answer)},
        )

    return check


@lru_cache(maxsize=16384)
def _is_date(words: str) -> bool:
    try:
        PartialDate.parse(words)
    except ValueError:
        return False
    return True


def _moment(study: Study, item: Item) -> CheckAnswer:
    def check(answer: Answer) -> Fault | None:
        if isinstance(answer, str) and (_is_moment(answer) or _is_date(answer)):
            return None
        return Fault(
            "not-a-moment",
            Text(
                "{item}: {value} is not a moment; write YYYY-MM-DDThh:mm with its zone.",
                "“{item}”：{value} 不是有效时间；请按带时区的 YYYY-MM-DDThh:mm 填写。",
            ),
            {"value": _shown(answer)},
        )

    return check


@lru_cache(maxsize=16384)
def _is_moment(words: str) -> bool:
    try:
        return datetime.fromisoformat(words).tzinfo is not None
    except ValueError:
        return False


def _yes_no(study: Study, item: Item) -> CheckAnswer:
    def check(answer: Answer) -> Fault | None:
        if isinstance(answer, (bool, str)) and answer in _YES_NO:
            return None
        return _wrong(answer, Text("yes or no", "“是”或“否”"))

    return check


def _number(answer: Answer) -> Decimal | Range | None:
    if isinstance(answer, bool) or not isinstance(answer, (str, int, Decimal)):
        return None
    return read_number(str(answer))


def _in_range(item: Item, number: Decimal | Fraction | Range, answer: Answer, unit: str) -> Fault | None:
    """The impossible before the unlikely. Of a bound the side that it names is judged; decimals are compared as they are."""
    if _is_outside(item.least, number, item.most):
        says = Text(
            "{item}: {value} {unit} is not possible ({limits}).", "“{item}”：{value} {unit} 不可能（{limits}）。"
        )
        return Fault("impossible", says, _told(item, answer, unit, item.least, item.most))
    if _is_outside(item.unlikely_below, number, item.unlikely_above):
        says = Text(
            "{item}: {value} {unit} is unusual (usually {limits}): is it right?",
            "“{item}”：{value} {unit} 少见（通常为 {limits}），请核对。",
        )
        limits = _told(item, answer, unit, item.unlikely_below, item.unlikely_above)
        return Fault(UNLIKELY, says, limits, "soft")
    return None


def _is_outside(least: Decimal | None, number: Decimal | Fraction | Range, most: Decimal | None) -> bool:
    if isinstance(number, Decimal):
        return (least is not None and number < least) or (most is not None and number > most)
    low, high = (number.least, number.most) if isinstance(number, Range) else (number, number)
    below = least is not None and high is not None and _is_less(high, least)
    return below or (most is not None and low is not None and _is_less(most, low))


def _told(item: Item, answer: Answer, unit: str, least: Decimal | None, most: Decimal | None) -> Mapping[str, object]:
    limits = limits_words(least, most, item.units[0] if item.units else "")
    return {"value": _shown(answer), "unit": say_unit(unit), "limits": limits}


def _is_less(one: Decimal | Fraction, other: Decimal | Fraction) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one < other
    return Fraction(one) < Fraction(other)


def limits_words(least: Decimal | None, most: Decimal | None, unit: str) -> str:
    """What lies between two limits, in signs: 30–43 °C, ≥ 8, ≤ 40 %. Empty where there are none."""
    if least is None and most is None:
        return ""
    behind = f" {say_unit(unit)}" if unit else ""
    if least is None or most is None:
        return (f"≥ {least}" if most is None else f"≤ {most}") + behind
    return f"{least}–{most}{behind}"


def _wrong(answer: Answer, wanted: Text) -> Fault:
    return Fault(
        "wrong-kind",
        Text("{item}: {value} is not {wanted}.", "“{item}”：{value} 不是{wanted}。"),
        {"value": _shown(answer), "wanted": wanted},
    )


def _shown(answer: Answer) -> str:
    """The answer in a message, cut where it is long."""
    words = str(answer)
    return words if len(words) <= 40 else f"{words[:40]}…"


_KINDS: Final[Mapping[str, Callable[[Study, Item], CheckAnswer]]] = {
    "text": _text,
    "code": _code,
    "integer": _integer,
    "decimal": _decimal,
    "quantity": _quantity,
    "date": _date,
    "moment": _moment,
    "yes_no": _yes_no,
}

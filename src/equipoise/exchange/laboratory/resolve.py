"""What a result means in the study: its item, its value in a unit that the item has, its limits; or every reason why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from equipoise.exchange.laboratory.result import Result
from equipoise.facts import Answer
from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.protocol.criteria import Range
from equipoise.protocol.criteria.ranges import read_number
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Item, Study
from equipoise.rules.visits.check_answer import CheckAnswer, checked
from equipoise.trial.acts.laboratory import laboratory_items
from equipoise.values.narrow import narrow
from equipoise.values.quantity import AnalyteUnits, UnitFault, conversion, decimal_words, tidy_unit
from equipoise.values.quantity import unit as known_unit
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

_ARROWS: Final = " ↑↓⬆⬇▲▼"
_SPAN: Final = re.compile(r"(?P<low>\d+(?:[.,]\d+)?)\s*(?:--?|–|—|~|至|to)\s*(?P<high>\d+(?:[.,]\d+)?)")
_BELOW: Final = re.compile(r"(?:<|≤|<=)\s*(?P<high>\d+(?:[.,]\d+)?)")
_ABOVE: Final = re.compile(r"(?:>|≥|>=)\s*(?P<low>\d+(?:[.,]\d+)?)")


@dataclass(frozen=True, slots=True)
class Meant:
    """The answer that a result is to an item, and its value in the item's usual unit for people to compare."""

    path: str
    item: Item
    answer: Answer
    usual: str = ""
    remarks: tuple[Text, ...] = ()


def path_of(mapping: LaboratoryMapping, result: Result) -> str | None:
    """`FORM.ITEM` of a result; empty where it is left out on purpose, None where the mapping does not know it."""
    for name in result.names:
        if name in mapping.analytes:
            return mapping.analytes[name]
    return None


def meant(study: Study, mapping: LaboratoryMapping, result: Result, path: str) -> Meant | tuple[Reason, ...]:
    """What a result is to the item that it is mapped to, or every reason why it cannot be that."""
    found = _checks(study).get(path)
    if found is None:
        return (
            Reason(
                "unknown_item",
                Text(f"The study has no laboratory item {path}.", f"本研究没有检验条目 {path}。"),
                protocol="forms.forms",
                remedy=Text("Confirm the mapping anew.", "请重新确认对应关系。"),
            ),
        )
    item, fault_of = found
    if item.kind == "code":
        return _coded(study, mapping, result, path, item)
    value, reasons = _value(mapping, result)
    unit, wrong = _unit(mapping, result, item)
    low, high, remarks = _limits(mapping, result)
    reasons += wrong
    answer: Answer = value
    if item.kind == "quantity":
        answer = {"value": value, "unit": unit}
        answer |= {name: limit for name, limit in (("low", low), ("high", high)) if limit}
    if not reasons:
        fault = fault_of(answer)
        if fault is not None:
            says = fault.says.format(item=item.label, **fault.values)
            if fault.severity == "hard":
                reasons.append(Reason(fault.code, says, protocol=f"forms.forms.{path}"))
            else:
                remarks = (*remarks, says)
    if reasons:
        return tuple(reasons)
    return Meant(path, item, answer, _usual(study, item, value, unit), remarks)


@lru_cache(maxsize=64)
def _checks(study: Study) -> Mapping[str, tuple[Item, CheckAnswer]]:
    return {path: (item, checked(study, item)) for path, item in laboratory_items(study).items()}


def plain(words: str, decimal: str) -> str | None:
    """A number with the declared decimal sign, with a point; None where another sign stands in it."""
    words = narrow(words).strip().rstrip(_ARROWS)
    if decimal == ",":
        return None if "." in words else words.replace(",", ".")
    return None if "," in words else words


def _value(mapping: LaboratoryMapping, result: Result) -> tuple[str, list[Reason]]:
    written = result.written.strip()
    if not written:
        return "", [Reason("no_value", Text("There is no value.", "没有结果值。"))]
    value = plain(written, mapping.decimal if mapping.kind == "csv" else ".")
    if value is None:
        return "", [
            Reason(
                "decimal_sign",
                Text(f"“{written}” is not written with “{mapping.decimal}” as decimal sign.",
                     f"“{written}”的小数点不是“{mapping.decimal}”。"),
                remedy=Text("Correct the value, or the decimal sign of the mapping.", "请更正数值，或修改对应关系中的小数点。"),
            )
        ]  # fmt: skip
    if read_number(value) is None:
        return value, [Reason("not_a_number", Text(f"“{written}” is not a number.", f"“{written}”不是数字。"))]
    return value.replace(" ", ""), []


def _unit(mapping: LaboratoryMapping, result: Result, item: Item) -> tuple[str, list[Reason]]:
    """The unit of the item that the written unit is. Only its name may differ, never its size: a value is stored as reported."""
    if not item.units:
        return "", []
    written = result.unit.strip()
    if written:
        code = mapping.units.get(written) or tidy_unit(written)
    else:
        code = next((mapping.units_of[name] for name in result.names if name in mapping.units_of), "")
    if code in item.units:
        return code, []
    shown = same(", ".join(say_unit(one) for one in item.units))
    try:
        known_unit(code)
        for own in item.units:
            if _same_size(code, own):
                return own, []
    except UnitFault as fault:
        if written:
            return "", [Reason("unknown_unit", fault.says, remedy=_say_what(written))]
    if not written and not code:
        says = Text("There is no unit; {item} is measured in {units}.", "没有单位；{item}的单位为 {units}。")
        return "", [Reason("no_unit", says.format(item=item.label, units=shown), remedy=_UNIT_OF)]
    says = Text("{item} is not measured in {unit}: use {units}.", "“{item}”的单位不能是 {unit}：请使用 {units}。")
    return "", [Reason("wrong_unit", says.format(item=item.label, unit=written or code, units=shown))]


_UNIT_OF: Final = Text(
    "Say in the mapping which unit it is where the file writes none.", "请在对应关系中指明文件未写单位时的单位。"
)


def _say_what(written: str) -> Text:
    return Text(f"Say in the mapping what “{written}” means.", f"请在对应关系中说明“{written}”的含义。")


def _same_size(one: str, other: str) -> bool:
    try:
        return conversion(one, other) == (Fraction(1), Fraction(0))
    except UnitFault:
        return False


def _limits(mapping: LaboratoryMapping, result: Result) -> tuple[str, str, tuple[Text, ...]]:
    """The limits as numbers. Words that are no limits are not kept, and it is said."""
    decimal = mapping.decimal if mapping.kind == "csv" else "."
    low, high = (plain(words, decimal) for words in (result.low, result.high))
    span = narrow(result.limits).strip()
    if not low and not high and span:
        for pattern in (_SPAN, _BELOW, _ABOVE):
            found = pattern.fullmatch(span)
            if found is not None:
                named = found.groupdict()
                low, high = (plain(named.get(side) or "", decimal) for side in ("low", "high"))
                break
        else:
            return "", "", (Text(f"The limits “{span[:40]}” are not read.", f"参考区间“{span[:40]}”未读取。"),)
    numbers = [
        isinstance(read_number(limit or "0"), Range) or read_number(limit or "0") is None for limit in (low, high)
    ]
    if low is None or high is None or any(numbers):
        return "", "", (Text("The limits are not read: they are no numbers.", "参考区间不是数字，未读取。"),)
    return low, high, ()


def _coded(
    study: Study, mapping: LaboratoryMapping, result: Result, path: str, item: Item
) -> Meant | tuple[Reason, ...]:
    codes = study.forms.code_lists.get(item.codes or "", {})
    written = [words.strip() for words in (result.written, result.words) if words.strip()]
    if not written:
        return (Reason("no_value", Text("There is no value.", "没有结果值。")),)
    spoken = {code.casefold(): code for code in codes}
    spoken |= {label.casefold(): code for code, text in codes.items() for label in (text.en, text.zh)}
    for words in written:
        code = mapping.answers.get(words) or spoken.get(words.casefold())
        if code in codes:
            return Meant(path, item, code, codes[code].en)
    return (
        Reason(
            "not_a_code",
            Text(
                "“{words}” is none of the answers of {item}: {codes}.", "“{words}”不是“{item}”的选项：{codes}。"
            ).format(words=written[0][:40], item=item.label, codes=same(", ".join(list(codes)[:12]))),
            remedy=_say_what(written[0][:40]),
        ),
    )


def _usual(study: Study, item: Item, value: str, unit: str) -> str:
    """The value in the first unit of the item; empty where it is reported in that already."""
    if item.kind != "quantity" or not item.units or unit == item.units[0]:
        return ""
    analyte = study.forms.analytes.get(item.analyte or "")
    units = AnalyteUnits(analyte.unit, tuple(analyte.factors.items())) if analyte is not None else None
    number = read_number(value)
    try:
        factor, add = conversion(unit, item.units[0], units)
    except UnitFault:
        return ""
    if number is None:
        return ""
    shown = (
        str(number.scaled(factor, add)) if isinstance(number, Range) else decimal_words(Fraction(number) * factor + add)
    )
    return f"{shown} {item.units[0]}"

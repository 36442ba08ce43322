"""Expected and found values as people and programs read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from equipoise.validation.compare import NOTHING, number_of
from equipoise.values.text import Text


def show_value(value: Any) -> str:
    """A value in one line: text as it stands, null as such, a missing field as a dash; long fractions to sixteen digits."""
    if value is NOTHING:
        return "—"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {show_value(one)}" for name, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(show_value(one) for one in value) + "]"
    if isinstance(value, (Fraction, Decimal)):
        return _number(Fraction(value))
    return str(value)


def _number(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exact) != value or len(exact.as_tuple().digits) > 16:
        exact = Decimal(f"{exact:.16g}")
    return f"{exact:f}" if -7 < exact.adjusted() < 16 else f"{exact:E}"


def as_json(value: Any) -> Any:
    """A value for JSON: a number where a 64-bit number says it exactly as written, otherwise its decimal words."""
    if value is NOTHING:
        return None
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, Mapping):
        return {str(name): as_json(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(one) for one in value]
    if isinstance(value, (Fraction, Decimal)):
        close = float(value)
        return close if isinstance(value, Fraction) or number_of(close) == Fraction(value) else str(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)

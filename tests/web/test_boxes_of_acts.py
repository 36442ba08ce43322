"""What is typed into the boxes of an act: figures with the unit of the box behind them, as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from equipoise.protocol.model import Limit
from equipoise.values.text import Text
from equipoise.web.workspace.acting.fields import Field, Kind, read
from equipoise.web.workspace.cells.release_steps import measured


def found(kind: Kind, unit: str, typed: str) -> object:
    """The value that is read, or the words about what is wrong."""
    field = Field(name="amount", label=Text("Amount", "数量"), kind=kind, unit=unit)
    answer = read([field], {"amount": typed}, lambda name: [], "Asia/Shanghai")
    return answer.values.get("amount", answer.wrong.get("amount"))


@pytest.mark.parametrize(
    ("kind", "unit", "typed", "value"),
    [
        ("number", "mL", "57.5", Decimal("57.5")),
        ("number", "mL", "57.5 mL", Decimal("57.5")),
        ("number", "mL", "57.5ml", Decimal("57.5")),
        ("number", "mL", "57毫升", Decimal(57)),
        ("number", "°C", "3.2℃", Decimal("3.2")),
        ("number", "°C", "-3.2 °C", Decimal("-3.2")),
        ("number", "%", "88 %", Decimal(88)),
        ("whole", "min", "60分钟", 60),
        ("whole", "min", "60 min", 60),
    ],
)
def test_the_unit_of_a_box_may_be_typed_behind_its_number(kind: Kind, unit: str, typed: str, value: object) -> None:
    assert found(kind, unit, typed) == value


@pytest.mark.parametrize(("kind", "unit", "typed"), [("number", "mL", "0.057 L"), ("whole", "min", "1小时")])
def test_another_unit_is_not_taken_for_that_of_the_box(kind: Kind, unit: str, typed: str) -> None:
    assert found(kind, unit, typed) == Text(f"Write the number in {unit}.", f"请填写以 {unit} 为单位的数值。")


@pytest.mark.parametrize(
    ("typed", "cells"),
    [("1.02e9", 1_020_000_000), ("1.02×10⁹", 1_020_000_000), ("10.2亿", 1_020_000_000), ("350 万", 3_500_000)],
)
def test_a_count_may_be_written_as_a_laboratory_or_as_chinese_says_it(typed: str, cells: int) -> None:
    assert found("cells", "", typed) == cells


@pytest.mark.parametrize(
    ("unit", "typed", "figure", "measured_in"),
    [
        ("[EU]/mL", "1.2", "1.2", "[EU]/mL"),
        ("[EU]/mL", "<0.5 EU/mL", "<0.5", "[EU]/mL"),
        ("[EU]/mL", "＜0.5 EU/毫升", "<0.5", "[EU]/mL"),
        ("[EU]/mL", "1.2 IU/mL", "1.2", "[IU]/mL"),
        ("%", "35 %", "35", "%"),
        ("%", "about 35", "about 35", "%"),
    ],
)
def test_a_result_is_recorded_in_the_unit_that_is_typed_behind_it(
    unit: str, typed: str, figure: str, measured_in: str
) -> None:
    limit = Limit(name=Text("Test", "检验"), unit=unit, severity="major", most=Decimal(5), source=Text("-", "-"))
    assert measured(limit, typed) == (figure, measured_in)


@pytest.mark.parametrize("typed", ["五十", "57 or so", "5-7", "mL"])
def test_what_is_no_number_is_told_as_before(typed: str) -> None:
    assert found("number", "mL", typed) == Text("Write a number, such as 12.5.", "请填写数字，例如 12.5。")

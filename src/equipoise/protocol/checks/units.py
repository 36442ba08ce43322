"""Units that an analyte does not have."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.numbers import fraction
from equipoise.protocol.checks.walk import all_in, fault, item_paths, path_of_item, unknown
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Analyte
from equipoise.values.text import Text

UNIT = Text("unit of this analyte", "该检验项目的单位")


def units_belong_to_their_analyte(case: Case) -> Iterator[Finding]:
    """An item and a reference range use the analyte's usual unit or one that has a factor to it."""
    analytes = case.study.forms.analytes
    for words, item in item_paths(case.study):
        analyte = analytes.get(item.analyte or "")
        if analyte is not None:
            yield from all_in(f"{path_of_item(words)}.units", item.units, units(analyte), UNIT)
    for name, laboratory in case.study.forms.laboratories.items():
        for place, limits in enumerate(laboratory.ranges):
            analyte = analytes.get(limits.analyte)
            if analyte is not None and limits.unit not in units(analyte):
                yield unknown(f"forms.laboratories.{name}.ranges.{place}.unit", limits.unit, units(analyte), UNIT)


def factors_are_numbers(case: Case) -> Iterator[Finding]:
    """A factor between units is an exact number above 0."""
    for name, analyte in case.study.forms.analytes.items():
        for unit, words in analyte.factors.items():
            if (fraction(words) or 0) <= 0:
                yield fault(f"forms.analytes.{name}.factors.{unit}", f"`{words}` is not a factor", f"`{words}` 不是换算系数",
                    "Write a number above 0", "请写大于 0 的数")  # fmt: skip


def units(analyte: Analyte) -> tuple[str, ...]:
    """The units that an analyte may have, the usual one first."""
    return (analyte.unit, *analyte.factors)

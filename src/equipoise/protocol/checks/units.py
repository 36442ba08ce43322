"""Units that an analyte does not have."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.numbers import fraction
from equipoise.protocol.checks.walk import fault, item_paths, path_of_item
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Analyte
from equipoise.values.quantity import AnalyteUnits, compatible


def units_belong_to_their_analyte(case: Case) -> Iterator[Finding]:
    """An item and a reference range use the analyte's usual unit or one that converts to it, by itself or by a factor."""
    analytes = case.study.forms.analytes
    for words, item in item_paths(case.study):
        analyte = analytes.get(item.analyte or "")
        if analyte is not None:
            for place, unit in enumerate(item.units):
                yield from _belongs(f"{path_of_item(words)}.units.{place}", unit, item.analyte or "", analyte)
    for name, laboratory in case.study.forms.laboratories.items():
        for place, limits in enumerate(laboratory.ranges):
            analyte = analytes.get(limits.analyte)
            if analyte is not None:
                yield from _belongs(
                    f"forms.laboratories.{name}.ranges.{place}.unit", limits.unit, limits.analyte, analyte
                )


def _belongs(path: str, unit: str, name: str, analyte: Analyte) -> Iterator[Finding]:
    if unit in units(analyte) or compatible(
        unit, analyte.unit, AnalyteUnits(analyte.unit, tuple(analyte.factors.items()))
    ):
        return
    shown = ", ".join(f"`{one}`" for one in units(analyte))
    yield fault(path, f"`{unit}` does not convert to `{analyte.unit}`, the usual unit of `{name}`",
        f"`{unit}` 不能换算为 `{name}` 的常用单位 `{analyte.unit}`",
        f"Write {shown}, or its factor under `analytes.{name}.factors`",
        f"请写 {shown.replace(', ', '、')}，或在 `analytes.{name}.factors` 中写出换算系数")  # fmt: skip


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

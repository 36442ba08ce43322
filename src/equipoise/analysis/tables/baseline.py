"""Demography and baseline by arm: n, mean, SD, median, range, counts and shares, each number with its facts.

Description only, never tested (CONSORT 2010, item 15).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from equipoise.analysis.read_levels import level_of
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.tables.context import TOTAL, Context
from equipoise.analysis.tables.count_rows import Measurement, count_row, summary_rows
from equipoise.analysis.tables.display import EMPTY, Column, Display, Entry, Row, people
from equipoise.analysis.tabulate_baseline import AtStart, at_start, kinds_of, levels_of, unit_of
from equipoise.protocol.entry_words import entry_words
from equipoise.values.text import Text, same

TITLE = Text("Demography and baseline", "人口学与基线特征")
CHARACTERISTIC = Text("Characteristic", "特征")
_MISSING = Text("Missing", "缺失")
_YEARS = Text("years", "岁")
_NEWEST = Text(
    "The newest value up to the day of randomisation. Percentages are of the column.",
    "取截至随机化当日的最新值。百分比以该列人数为分母。",
)
STRATA_TITLE = Text("Strata of the randomisation", "随机化分层")
_USED = Text("{factor}, as used", "{factor}（随机时）")
_TRUE = Text("{factor}, as corrected", "{factor}（更正后）")
_STRATA_NOTE = Text(
    "The analysis adjusts for the corrected levels; the allocation keeps the levels that it used (Yelland et al. 2015).",
    "分析按更正后的分层因素调整；随机分配保留当时所用水平（Yelland 等 2015）。",
)
_FACTOR = Text("Factor", "因素")


def baseline(context: Context) -> Display:
    """Each variable of the study file that is a number or a code and that anybody had."""
    population = context.counted()
    columns = population.columns(total=True)
    known = [(one, arm, at_start(context.study, one, context.trial)) for one, arm in population.of(context.people)]
    rows: list[Row] = []
    for name, kind in kinds_of(context.study).items():
        found = [(one, arm, values.get(name)) for one, arm, values in known]
        if any(value is not None for _, _, value in found):
            rows.extend(
                _number(context, name, found, columns) if kind == "number" else _code(context, name, found, columns)
            )
    return Display(
        "baseline", TITLE, population.name, columns, tuple(rows), (entry_words(context.study, _NEWEST),), CHARACTERISTIC
    )


_Found = Sequence[tuple[Participant, str, AtStart | None]]


def _number(context: Context, name: str, found: _Found, columns: Sequence[Column]) -> Sequence[Row]:
    values = [
        Measurement(one.number, arm, value.value, (value.seq,))
        for one, arm, value in found
        if value is not None and isinstance(value.value, Fraction)
    ]
    unit = unit_of(context.study, name)
    label = context.study.variables[name].name
    if unit == "a":
        label, unit = Text(f"{label.en} ({_YEARS.en})", f"{label.zh}（{_YEARS.zh}）"), ""
    rows = list(summary_rows(name, label, values, columns, unit))
    return [*rows, *_missing(name, found, columns)]


def _code(context: Context, name: str, found: _Found, columns: Sequence[Column]) -> Sequence[Row]:
    seen = {str(value.value) for _, _, value in found if value is not None}
    labels = dict(levels_of(context.study, name))
    labels |= {code: same(code) for code in sorted(seen - set(labels))}
    rows = [Row(name, context.study.variables[name].name, tuple(EMPTY for _ in columns))]
    for code, label in labels.items():
        entries = [
            Entry(one.number, arm, (value.seq,))
            for one, arm, value in found
            if value is not None and str(value.value) == code
        ]
        rows.append(count_row(f"{name}.{code}", label, entries, columns, 1))
    return [*rows, *_missing(name, found, columns)]


def _missing(name: str, found: _Found, columns: Sequence[Column]) -> Sequence[Row]:
    """How many have no value: a row only where somebody has none."""
    without = [
        Entry(one.number, arm, (one.randomised.seq,) if one.randomised is not None else ())
        for one, arm, value in found
        if value is None
    ]
    return [count_row(f"{name}.missing", _MISSING, without, columns, 1)] if without else []


def strata(context: Context) -> Display:
    """The levels that allocations used, and beside them the levels as they truly were (docs/reference/randomisation.md)."""
    population = context.population()
    columns = population.columns(total=True)
    rows: list[Row] = []
    for factor, declared in context.study.randomisation.factors.items():
        for key, label, true in (("used", _USED, False), ("true", _TRUE, True)):
            found = [(one, arm, level_of(one, factor, corrected=true)) for one, arm in population.of(context.people)]
            rows.append(Row(f"{factor}.{key}", label.format(factor=declared.name), tuple(EMPTY for _ in columns)))
            for level in sorted({level for _, _, (level, _) in found if level}):
                entries = [Entry(one.number, arm, seqs) for one, arm, (at, seqs) in found if at == level]
                cells = (
                    people([entry for entry in entries if column.key in (entry.column, TOTAL)], column.of)
                    for column in columns
                )
                rows.append(Row(f"{factor}.{key}.{level}", declared.labels.get(level, same(level)), tuple(cells), 1))
    return Display("strata", STRATA_TITLE, population.name, columns, tuple(rows), (_STRATA_NOTE,), _FACTOR)

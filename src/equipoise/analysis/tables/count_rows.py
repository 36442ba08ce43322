"""Rows of counts and of summaries, made of entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from equipoise.analysis.summarise_numbers import Summary, summarise_numbers
from equipoise.analysis.tables.context import TOTAL
from equipoise.analysis.tables.display import Column, Entry, Number, Row, events, facts_of, of_column, people
from equipoise.protocol.criteria.say import say_unit
from equipoise.values.raised import power_of_ten
from equipoise.values.text import Text, same

N, MEAN, MEDIAN, RANGE = (
    Text("n", "例数"),
    Text("Mean (SD)", "均值（标准差）"),
    Text("Median", "中位数"),
    Text("Range", "范围"),
)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value of a participant, in a column, with the facts that say so."""

    participant: str
    column: str
    value: Fraction
    facts: tuple[int, ...]


def count_row(key: str, label: Text, entries: Sequence[Entry], columns: Iterable[Column], level: int = 0) -> Row:
    """Participants with an entry, with their share of the column."""
    return Row(key, label, tuple(people(_inside(entries, column), column.of) for column in columns), level)


def event_row(key: str, label: Text, entries: Sequence[Entry], columns: Iterable[Column], level: int = 0) -> Row:
    """Entries, several of a participant each for itself."""
    return Row(key, label, tuple(events(_inside(entries, column)) for column in columns), level)


def summary_rows(
    key: str, label: Text, values: Sequence[Measurement], columns: Sequence[Column], unit: str = "", level: int = 0
) -> tuple[Row, ...]:
    """A heading and n, mean (SD), median, range: one decimal more than the values have, two for the SD (ICH E3 practice)."""
    printed = say_unit(unit)
    heading = label if not printed else Text(f"{label.en} ({printed})", f"{label.zh}（{printed}）")
    found = []
    for column in columns:
        inside = [one for one in values if column.key in (one.column, TOTAL)]
        summary = summarise_numbers(one.value for one in inside)
        found.append((summary, inside, _decimals(inside)))
    lines = (("n", N), ("mean", MEAN), ("median", MEDIAN), ("range", RANGE))
    rows = [Row(key, heading, tuple(Number(same("")) for _ in columns), level)]
    for name, words in lines:
        cells = tuple(_summary_cell(name, summary, inside, places) for summary, inside, places in found)
        rows.append(Row(f"{key}.{name}", words, cells, level + 1))
    return tuple(rows)


def number_words(value: float | None, places: int) -> str:
    """A number with so many decimals; a dash where there is none, and powers of ten where it is large."""
    if value is None:
        return "–"
    if abs(value) >= 1e7:
        mantissa, _, power = f"{value:.2e}".partition("e")
        return f"{mantissa}×{power_of_ten(int(power))}"
    return f"{value:.{places}f}"


def _summary_cell(name: str, found: Summary, inside: Sequence[Measurement], places: int) -> Number:
    said = {
        "n": str(found.n),
        "mean": f"{number_words(found.mean, places + 1)} ({number_words(found.sd, places + 2)})" if found.n else "–",
        "median": number_words(found.median, places + 1),
        "range": f"{number_words(found.least, places)} – {number_words(found.most, places)}" if found.n else "–",
    }
    value = {"n": float(found.n), "mean": found.mean, "median": found.median, "range": None}[name]
    numbers = tuple(dict.fromkeys(one.participant for one in inside))
    facts = facts_of(Entry(one.participant, one.column, one.facts) for one in inside)
    return Number(same(said[name]), numbers, facts, value)


def _decimals(values: Iterable[Measurement]) -> int:
    """The most decimals that any value has, at most two."""
    for places in (0, 1):
        if all((one.value * 10**places).denominator == 1 for one in values):
            return places
    return 2


def _inside(entries: Iterable[Entry], column: Column) -> list[Entry]:
    return list(entries) if column.key == TOTAL else of_column(entries, column.key)

"""Change of quality of life by scale and day: n, mean (SD) at baseline and of the change, each number with its questionnaires."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.analysis.quality_of_life import Change, read_changes, scale
from equipoise.analysis.summarise_numbers import summarise_numbers
from equipoise.analysis.tables.context import Context
from equipoise.analysis.tables.count_rows import number_words
from equipoise.analysis.tables.display import EMPTY, Column, Display, Number, Row
from equipoise.values.text import Text, same

_LABEL = Text("Scale and day", "量表与时点")
_BASELINE = Text("Baseline: n, mean (SD)", "基线：例数，均值（标准差）")
_CHANGE = Text("Change at day {day}: n, mean (SD)", "第{day}天变化：例数，均值（标准差）")
_BETTER = {
    "higher": Text("{scale}: higher is better", "{scale}：分数越高越好"),
    "lower": Text("{scale}: lower is better", "{scale}：分数越低越好"),
}
_NOTE = Text(
    "Scores from 0 to 100 after the EORTC manual; baseline is the last questionnaire until randomisation; each day takes the "
    "questionnaire nearest to it, at most {within} days away. Nothing is filled in for missing questionnaires.",
    "评分0–100，依EORTC手册；基线为截至随机化的末次问卷；各时点取前后{within}天内最近的问卷；缺失问卷不作填补。",
)


def quality_of_life_table(context: Context, key: str) -> Display:
    """A declared reading of quality of life. KeyError for one that the study lacks."""
    declared = context.study.analysis.quality_of_life[key]
    population = context.population(declared.set)
    columns = population.columns()
    changes = read_changes(context.study, key, context.people, context.sets[declared.set])
    by_scale: dict[str, list[Change]] = {}
    for change in changes:
        by_scale.setdefault(change.scale, []).append(change)
    rows: list[Row] = []
    for name, of_scale in by_scale.items():
        known = scale(name)
        rows.append(Row(name, _BETTER[known.better].format(scale=known.name), tuple(EMPTY for _ in columns)))
        first = [change for change in of_scale if change.day == declared.days[0]]
        rows.append(Row(f"{name}.baseline", _BASELINE, tuple(_baseline(first, column) for column in columns), 1))
        for day in declared.days:
            there = [change for change in of_scale if change.day == day]
            cells = tuple(_change(there, column) for column in columns)
            rows.append(Row(f"{name}.{day}", _CHANGE.format(day=day), cells, 1))
    note = _NOTE.format(within=declared.within)
    assumed = tuple(one.because for one in context.results.assumptions if one.path == f"analysis.quality_of_life.{key}")
    return Display(
        f"quality_{key}", declared.label, population.name, columns, tuple(rows), (note,), _LABEL, assumed=assumed
    )


def _baseline(changes: Sequence[Change], column: Column) -> Number:
    found = [
        (change.participant, change.baseline.seq, change.baseline.value)
        for change in changes
        if change.arm == column.key and change.baseline is not None
    ]
    summary = summarise_numbers(value for _, _, value in found)
    return _said(summary.n, summary.mean, summary.sd, [one for one, _, _ in found], [seq for _, seq, _ in found])


def _change(changes: Sequence[Change], column: Column) -> Number:
    there = ((change, change.change) for change in changes if change.arm == column.key)
    found = [(change, by) for change, by in there if by is not None]
    summary = summarise_numbers(by for _, by in found)
    facts = [seq for change, _ in found for seq in change.facts]
    return _said(summary.n, summary.mean, summary.sd, [change.participant for change, _ in found], facts)


def _said(n: int, mean: float | None, sd: float | None, people: Sequence[str], facts: Sequence[int]) -> Number:
    said = f"{n}; {number_words(mean, 1)} ({number_words(sd, 1)})" if n else "0"
    return Number(same(said), tuple(people), tuple(sorted(set(facts))), mean)

"""Change of quality of life by scale and day: n, mean (SD) at baseline and of the change, each number with its questionnaires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from equipoise.analysis.quality_of_life import Change, QualityScores, read_changes, read_scores, scale
from equipoise.analysis.read_participant import DEATH, LOST, WITHDRAWALS, Participant
from equipoise.analysis.summarise_numbers import summarise_numbers
from equipoise.analysis.tables.context import Context, Population
from equipoise.analysis.tables.count_rows import number_words
from equipoise.analysis.tables.display import EMPTY, Column, Display, Number, Row
from equipoise.protocol.entry_words import entry_words
from equipoise.values.text import Text, same

_LABEL = Text("Scale and day", "量表与时点")
_BASELINE = Text("Baseline: n, mean (SD)", "基线：例数，均值（标准差）")
_CHANGE = Text("Change at day {day}: n, mean (SD)", "第 {day} 天变化：例数，均值（标准差）")
_ANSWERED = Text("Questionnaires answered", "问卷应答情况")
_AT_BASELINE, _AT_DAY = Text("Baseline", "基线"), Text("Day {day}", "第 {day} 天")
_OF = Text("{k} of {n} ({share:.1f}%)", "{k}/{n} 例（{share:.1f}%）")
_GONE = (DEATH, LOST, *WITHDRAWALS[1:])
_BETTER = {
    "higher": Text("{scale}: higher is better", "{scale}：分数越高越好"),
    "lower": Text("{scale}: lower is better", "{scale}：分数越低越好"),
}
_NOTE = Text(
    "Scores from 0 to 100 after the EORTC manual; baseline is the last questionnaire until randomisation; each day takes the "
    "questionnaire nearest to it, at most {within} days away. Nothing is filled in for missing questionnaires. Answered: of those "
    "who answered, or were alive and had neither been lost nor withdrawn from visits on that day.",
    "评分 0–100，依 EORTC 手册；基线为截至随机化的末次问卷；各时点取前后 {within} 天内最近的问卷；缺失问卷不作填补。"
    "应答率分母：已应答者，及该日存活且未失访、未退出访视者。",
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
    rows = [Row("answered", _ANSWERED, tuple(EMPTY for _ in columns)), *_answered(context, key, population, columns)]
    for name, of_scale in by_scale.items():
        known = scale(name)
        rows.append(Row(name, _BETTER[known.better].format(scale=known.name), tuple(EMPTY for _ in columns)))
        first = [change for change in of_scale if change.day == declared.days[0]]
        rows.append(Row(f"{name}.baseline", _BASELINE, tuple(_baseline(first, column) for column in columns), 1))
        for day in declared.days:
            there = [change for change in of_scale if change.day == day]
            cells = tuple(_change(there, column) for column in columns)
            rows.append(Row(f"{name}.{day}", _CHANGE.format(day=day), cells, 1))
    note = entry_words(context.study, _NOTE).format(within=declared.within)
    assumed = tuple(one.because for one in context.results.assumptions if one.path == f"analysis.quality_of_life.{key}")
    return Display(
        f"quality_{key}", declared.label, population.name, columns, tuple(rows), (note,), _LABEL, assumed=assumed
    )


def _answered(context: Context, key: str, population: Population, columns: Sequence[Column]) -> Iterator[Row]:
    """How many answered until randomisation and near each day, of those of whom it could be expected (CONSORT-PRO, P12a)."""
    declared = context.study.analysis.quality_of_life[key]
    scored: dict[str, list[QualityScores]] = {}
    for row in read_scores(context.study, key, context.people, context.sets[declared.set]):
        scored.setdefault(row.participant, []).append(row)
    members = population.of(context.people)
    for day in (None, *declared.days):
        found = []
        for one, arm in members:
            near = next((row for row in scored.get(one.number, []) if _is_near(row, day, declared.within)), None)
            if near is not None or _is_expected(context, one, day):
                found.append((one, arm, near))
        label = _AT_BASELINE if day is None else _AT_DAY.format(day=day)
        cells = tuple(_answers([(one, near) for one, arm, near in found if arm == column.key]) for column in columns)
        yield Row("answered.baseline" if day is None else f"answered.{day}", label, cells, 1)


def _is_near(row: QualityScores, day: int | None, within: int) -> bool:
    return row.day <= 1 if day is None else row.day > 1 and abs(row.day - 1 - day) <= within


def _is_expected(context: Context, one: Participant, day: int | None) -> bool:
    """Whether a participant was followed on a day that lies before the data cut; everybody was at baseline."""
    if day is None or one.randomised is None:
        return True
    on = one.randomised.day + timedelta(days=day)
    ends = (found.day for name in _GONE if (found := one.first(name)) is not None)
    return on <= context.until and all(on < end for end in ends)


def _answers(found: Sequence[tuple[Participant, QualityScores | None]]) -> Number:
    if not found:
        return Number(same("–"))
    there = [(one.number, near.seq) for one, near in found if near is not None]
    said = _OF.format(k=len(there), n=len(found), share=100 * len(there) / len(found))
    return Number(said, tuple(number for number, _ in there), tuple(sorted(seq for _, seq in there)), float(len(there)))


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

"""The scores of each questionnaire, and their change from the last one before randomisation on the days that a study names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from equipoise.analysis.quality_of_life.scales import SIZES
from equipoise.analysis.quality_of_life.score import score_instrument
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.select_set import SelectedSet
from equipoise.facts import FormInstance
from equipoise.facts.form_look import form_day
from equipoise.protocol.model import QualityOfLife, Study
from equipoise.values.dates import days_between


@dataclass(frozen=True, slots=True)
class QualityScores:
    """One questionnaire of a participant: its day (that of randomisation is 1, the day before it 0), and each scale's score."""

    participant: str
    arm: str
    on: date
    day: int
    instance: str
    seq: int
    scores: Mapping[str, Fraction | None]
    answered: int


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """A score and the fact that it comes from."""

    value: Fraction
    on: date
    seq: int


@dataclass(frozen=True, slots=True)
class Change:
    """A scale of a participant near a day of the study file: the baseline, the value then, and their difference.

    `baseline` is the last score until the day of randomisation, `then` that of the questionnaire nearest to the day, the
    earlier of two; None where there is none.
    """

    participant: str
    arm: str
    scale: str
    day: int
    baseline: ScaleScore | None
    then: ScaleScore | None

    @property
    def change(self) -> Fraction | None:
        """Value less baseline; None where either is missing."""
        return None if self.baseline is None or self.then is None else self.then.value - self.baseline.value

    @property
    def facts(self) -> tuple[int, ...]:
        """The questionnaires that it comes from."""
        return tuple(found.seq for found in (self.baseline, self.then) if found is not None)


def read_scores(
    study: Study, key: str, people: Sequence[Participant], chosen: SelectedSet
) -> tuple[QualityScores, ...]:
    """Every questionnaire of the set's members, by participant and day. KeyError for a reading that the study lacks.

    A questionnaire without a date counts on the day of its entry; one on which nothing was answered has no row.
    """
    asked = study.analysis.quality_of_life[key]
    found: list[QualityScores] = []
    for one in people:
        arm = chosen.arm_of.get(one.number)
        if arm is not None and one.randomised is not None:
            rows = _of_participant(study, asked, one, arm)
            found.extend(sorted(rows, key=lambda row: (row.on, row.seq)))
    return tuple(found)


def read_changes(study: Study, key: str, people: Sequence[Participant], chosen: SelectedSet) -> tuple[Change, ...]:
    """A row for each participant of the set, scale and day of the study file, also where something is missing."""
    asked = study.analysis.quality_of_life[key]
    scored: dict[str, list[QualityScores]] = {}
    for row in read_scores(study, key, people, chosen):
        scored.setdefault(row.participant, []).append(row)
    scales = list(dict.fromkeys(name for rows in scored.values() for row in rows for name in row.scores))
    return tuple(
        Change(number, arm, name, day, baseline, _near(rows, name, day, asked.within))
        for number, arm in chosen.arm_of.items()
        for rows in (scored.get(number, []),)
        for name in scales
        for baseline in (_baseline(rows, name),)
        for day in asked.days
    )


def _of_participant(study: Study, asked: QualityOfLife, one: Participant, arm: str) -> Iterator[QualityScores]:
    assert one.randomised is not None, "only the randomised are members"
    for form in one.facts.forms(asked.form):
        on = form_day(study, form)
        scores, answered = _scores(asked, form)
        if answered:
            day = days_between(one.randomised.day, on) + 1
            yield QualityScores(one.number, arm, on, day, form.instance, form.seq, scores, answered)


def _scores(asked: QualityOfLife, form: FormInstance) -> tuple[Mapping[str, Fraction | None], int]:
    scores: dict[str, Fraction | None] = {}
    answered = 0
    for instrument, items in asked.instruments.items():
        answers = {
            number: _answer(form.items.get(f"{items.prefix}{items.first + number - 1}"))
            for number in range(1, SIZES[instrument] + 1)
        }
        scores |= score_instrument(instrument, answers, asked.whole_scales)
        answered += sum(answer is not None for answer in answers.values())
    return scores, answered


def _answer(answer: Any) -> int | None:
    if isinstance(answer, str) and answer.isdecimal():
        return int(answer)
    return answer if isinstance(answer, int) and not isinstance(answer, bool) else None


def _baseline(rows: Sequence[QualityScores], name: str) -> ScaleScore | None:
    """The last score until the day of randomisation, that day included."""
    before = [found for row in rows if row.day <= 1 and (found := _known(row, name)) is not None]
    return before[-1] if before else None


def _near(rows: Sequence[QualityScores], name: str, day: int, within: int) -> ScaleScore | None:
    near = [row for row in rows if row.day > 1 and abs(row.day - 1 - day) <= within]
    known = (found for row in sorted(near, key=lambda row: abs(row.day - 1 - day)) if (found := _known(row, name)))
    return next(known, None)


def _known(row: QualityScores, name: str) -> ScaleScore | None:
    value = row.scores.get(name)
    return None if value is None else ScaleScore(value, row.on, row.seq)

"""“Could this trial be for me?”: the computable criteria of a study file as plain questions, and what the answers come to.

Age and sex are asked as such, because many criteria need them; every other criterion is asked as its own plain yes-no question, and
only where the answers so far leave it open. Nothing here is a decision: a physician of the study decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from equipoise.protocol.criteria import Look, Observation, names, parse, truth_of
from equipoise.protocol.model import Study
from equipoise.protocol.model.eligibility import Criterion, Variable
from equipoise.values.dates import PartialDate, add_months
from equipoise.values.text import Text
from equipoise.values.truth import Truth

Overall = Literal["possible", "unlikely", "cannot tell"]
OUTCOMES: Final[Mapping[Overall, Text]] = {
    "possible": Text("It is possible that this trial is for you.", "您有可能符合本研究的条件。"),
    "unlikely": Text("It is unlikely that this trial is for you.", "本研究不太可能适合您。"),
    "cannot tell": Text("Your answers are not enough to tell.", "根据目前的回答尚无法判断。"),
}
AGE, SEX, UNKNOWN = "age", "sex", "unknown"
OLDEST: Final = 120
_WOMEN: Final = Text("The study takes women only.", "本研究仅纳入女性。")
_MEN: Final = Text("The study takes men only.", "本研究仅纳入男性。")
_BIRTH, _SEX = "BRTHDAT", "SEX"
"""Items that hold the date of birth and the sex in every study file (CDASH, domain DM)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question: `id` is `age`, `sex` or the id of a criterion; the words of the criterion stand below a plain question."""

    id: str
    kind: Literal["age", "sex", "yes_no"]
    asks: Text
    criterion: Text | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One criterion for the person who answered: fulfilled, not, or unknown, its question, and the answer that was given to it."""

    id: str
    truth: Truth
    says: Text
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Prescreened:
    """What the answers come to, criterion by criterion; `judged` are criteria that no question can decide."""

    overall: Overall
    points: tuple[Point, ...]
    judged: tuple[Text, ...]


def steps(study: Study, answers: Mapping[str, str], at: date) -> tuple[Step, ...]:
    """The questions that the computable criteria need, with those answered already; one that the answers so far decide is left out."""
    return tuple(_steps(study, answers, at))


def next_step(study: Study, answers: Mapping[str, str], at: date) -> Step | None:
    """The first question that is not answered; None where all are, or where one answer already excludes."""
    if any(point.truth is Truth.FALSE for point in _points(study, answers, at)):
        return None
    return next((step for step in _steps(study, answers, at) if step.id not in answers), None)


def prescreened(study: Study, answers: Mapping[str, str], at: date) -> Prescreened:
    """Possible where every computable criterion is fulfilled, unlikely where one is not, otherwise it cannot be told."""
    points = tuple(_points(study, answers, at))
    truths = {point.truth for point in points}
    overall: Overall = "unlikely" if Truth.FALSE in truths else "cannot tell" if Truth.UNKNOWN in truths else "possible"
    judged = tuple(one.text.text for one in study.eligibility.criteria.values() if one.test is None)
    return Prescreened(overall, points, judged)


def fits(step: Step, answer: str) -> bool:
    """Whether words are an answer to a question."""
    if answer == UNKNOWN:
        return True
    if step.kind == "age":
        return answer.isascii() and answer.isdecimal() and int(answer[:4]) <= OLDEST
    return answer in (("F", "M") if step.kind == "sex" else ("yes", "no"))


def _steps(study: Study, answers: Mapping[str, str], at: date) -> Iterator[Step]:
    if _needs(study, _ages(study)) or study.design.minimum_age is not None or study.design.maximum_age is not None:
        yield Step(AGE, "age", Text("How old are you?", "您的年龄是多少？"))
    if _needs(study, _sexes(study)) or study.design.sex != "ALL":
        yield Step(SEX, "sex", Text("What is your sex?", "您的性别是？"))
    for name, criterion in study.eligibility.criteria.items():
        if criterion.test is not None and _computed(study, criterion.test, answers, at) is Truth.UNKNOWN:
            asks = criterion.plain or Text("Does this hold for you?", "您是否符合以下情况？")
            if set(names(parse(criterion.test))) <= _ages(study) and AGE in answers:
                continue
            yield Step(name, "yes_no", asks, criterion.text.text)


def _points(study: Study, answers: Mapping[str, str], at: date) -> Iterator[Point]:
    yield from _design(study, answers)
    for name, criterion in study.eligibility.criteria.items():
        if criterion.test is not None:
            computed = _computed(study, criterion.test, answers, at)
            found = _answered(criterion, answers.get(name, "")) if computed is Truth.UNKNOWN else computed
            given = answers.get(name, "") if computed is Truth.UNKNOWN else ""
            yield Point(name, found, criterion.plain or criterion.text.text, given)


def _design(study: Study, answers: Mapping[str, str]) -> Iterator[Point]:
    """The bounds of the design itself: an upper age counts to the end of its year."""
    low, high, age = study.design.minimum_age, study.design.maximum_age, answers.get(AGE, "")
    if low is not None or high is not None:
        found = Truth.UNKNOWN
        if age.isdecimal():
            inside = (low is None or int(age) >= low) and (high is None or int(age) <= high)
            found = Truth.TRUE if inside else Truth.FALSE
        yield Point(AGE, found, _age_words(low, high))
    if study.design.sex != "ALL":
        sex = answers.get(SEX, "")
        wanted = {"FEMALE": "F", "MALE": "M"}[study.design.sex]
        only = _WOMEN if wanted == "F" else _MEN
        found = Truth.UNKNOWN if sex not in ("F", "M") else Truth.TRUE if sex == wanted else Truth.FALSE
        yield Point(SEX, found, only)


def _age_words(low: Decimal | None, high: Decimal | None) -> Text:
    if low is not None and high is not None:
        return Text(f"The study takes people from {low} to {high} years.", f"本研究纳入 {low} 至 {high} 岁者。")
    if low is not None:
        return Text(f"The study takes people from {low} years on.", f"本研究纳入 {low} 岁及以上者。")
    return Text(f"The study takes people up to {high} years.", f"本研究纳入 {high} 岁及以下者。")


def _answered(criterion: Criterion, answer: str) -> Truth:
    """A plain question of an exclusion criterion asks for what excludes."""
    if answer not in ("yes", "no"):
        return Truth.UNKNOWN
    return Truth.TRUE if (answer == "yes") == (criterion.category == "inclusion") else Truth.FALSE


def _computed(study: Study, test: str, answers: Mapping[str, str], at: date) -> Truth:
    """What age and sex alone make of a test. A date of birth is only known to a year: both its ends must agree."""
    found = {truth_of(test, look, at) for look in _looks(study, answers, at)}
    return found.pop() if len(found) == 1 else Truth.UNKNOWN


def _looks(study: Study, answers: Mapping[str, str], at: date) -> Iterator[Look]:
    for born in _births(answers.get(AGE, ""), at):
        known: dict[str, Observation] = {}
        for name, variable in study.variables.items():
            found = _known(variable, answers, born, at)
            if found is not None:
                known[name] = found
        yield known.get


def _births(age: str, at: date) -> tuple[date | None, ...]:
    """The first and the last day on which somebody of that age may have been born."""
    if not age.isdecimal():
        return (None,)
    last = add_months(at, -12 * int(age))
    return add_months(at, -12 * (int(age) + 1)) + timedelta(days=1), last


def _known(variable: Variable, answers: Mapping[str, str], born: date | None, at: date) -> Observation | None:
    item = variable.item.rpartition(".")[2]
    sex = answers.get(SEX, "")
    if item == _BIRTH and born is not None:
        if variable.kind == "age":
            return Observation(Decimal(answers[AGE]), "a", day=at, usual="a")
        return Observation(PartialDate(born.year, born.month, born.day), day=at)
    if item == _SEX and sex in ("F", "M"):
        return Observation(sex, day=at)
    if variable.absent is not None and sex in ("F", "M"):
        said = truth_of(variable.absent, {_SEX: Observation(sex, day=at)}.get, at)
        return Observation(variable.absent_value, day=at) if said is Truth.TRUE else None
    return None


def _needs(study: Study, wanted: frozenset[str]) -> bool:
    tests = (one.test for one in study.eligibility.criteria.values() if one.test is not None)
    return any(not wanted.isdisjoint(names(parse(test))) for test in tests)


def _ages(study: Study) -> frozenset[str]:
    return frozenset(name for name, one in study.variables.items() if one.item.rpartition(".")[2] == _BIRTH)


def _sexes(study: Study) -> frozenset[str]:
    """The variables that the sex decides, or may decide: a form that does not ask men says so in `absent`."""
    return frozenset(
        name
        for name, one in study.variables.items()
        if one.item.rpartition(".")[2] == _SEX or (one.absent is not None and _SEX in names(parse(one.absent)))
    )

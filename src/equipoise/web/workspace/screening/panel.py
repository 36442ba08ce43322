"""The eligibility panel: each criterion with its verdict and, test by test, the value, its limit, its source, its age, until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from equipoise.facts import Fact
from equipoise.facts.participant import CriterionJudged
from equipoise.protocol.criteria import NEVER, Finding, Observation, study_names
from equipoise.protocol.criteria.because import because
from equipoise.protocol.criteria.say import say_figure, say_test, say_unit, say_word
from equipoise.protocol.criteria.syntax import Arithmetic, Comparison, Multiple, Number
from equipoise.protocol.criteria.tested import Tested
from equipoise.protocol.criteria.windows import opening
from equipoise.protocol.model import Criterion
from equipoise.rules import eligibility
from equipoise.rules.eligibility import Assessment, GateName, Verdict
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.trial.person import Person
from equipoise.values.dates import PartialDate, days_between
from equipoise.values.quantity import decimal_words
from equipoise.values.text import Text, listed, same
from equipoise.values.truth import Truth
from equipoise.web.templatetags.words import on_day
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.screening.supply import Supply, supply

_FAR: Final = timedelta(days=3660)
STATES: Final[Mapping[str, tuple[str, Text]]] = {
    "holds": ("passes", Text("holds", "满足")),
    "not": ("fails", Text("does not hold", "不满足")),
    "missing": ("unknown", Text("missing", "缺失")),
    "stale": ("stale", Text("too old", "已过期")),
    "open": ("unknown", Text("undecided", "不能判定")),
}
"""What a single test came to: the class of its sign, and its word."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as a test saw it, with where it stands and until when it counts. `shown` is None where there is none."""

    name: Text
    shown: Text | None
    day: date | None
    age: int | None
    until: date | None
    source: str
    seq: int
    supply: Supply | None


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a criterion: what it asks in words, the limit in figures, what it came to, the values that it used."""

    asks: Text
    limit: str
    state: str
    says: Text
    remedy: Text | None
    values: tuple[Value, ...]

    @property
    def look(self) -> str:
        """The class of its sign."""
        return STATES[self.state][0]

    @property
    def word(self) -> Text:
        """Its word."""
        return STATES[self.state][1]


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with its verdict, its tests and its judgements. `judge` is the address at which it is judged, empty where
    this reader does not judge it now."""

    verdict: Verdict
    criterion: Criterion
    tests: tuple[Test, ...]
    judged: tuple[Fact[CriterionJudged], ...]
    judge: str

    @property
    def rows(self) -> int:
        """Lines that the criterion takes in the table."""
        return max(1, len(self.tests)) + self.judging

    @property
    def judging(self) -> bool:
        """Whether a judgement was made, or is wanted."""
        return bool(self.judged or self.judge or self.verdict.outcome == "judgement")


def lines(scope: Scope, one: Person, found: Assessment, *, settled: bool = False) -> Sequence[Line]:
    """The panel, in the order of the study file. `settled` says that nothing of it is decided any more."""
    known = {name: criterion for name, _, criterion in eligibility.applicable(one.study, found.gate)}
    names = study_names(one.study)
    judging = not settled and not scope.past and may(scope.role, act.JudgeCriterion)
    return [_line(scope, one, found, verdict, known[verdict.criterion], names, judging) for verdict in found.verdicts]


def _line(
    scope: Scope,
    one: Person,
    found: Assessment,
    verdict: Verdict,
    criterion: Criterion,
    names: Mapping[str, Text],
    judging: bool,
) -> Line:
    judged = tuple(
        fact
        for fact in one.facts.of(CriterionJudged)
        if (fact.body.criterion, fact.body.gate, fact.body.occasion)
        == (verdict.criterion, found.gate or "", found.occasion)
    )
    undecided = verdict.finding is None or verdict.finding.truth is Truth.UNKNOWN
    asked = criterion.judgement is not None and judging and undecided and verdict.outcome != "stale"
    address = (
        scope.to(
            "participants",
            one.number,
            "do",
            "judge_criterion",
            criterion=verdict.criterion,
            gate=found.gate or "",
            occasion=found.occasion,
        )
        if asked
        else ""
    )
    tests = tuple(_tests(scope, one, verdict.finding, names)) if verdict.finding is not None else ()
    return Line(verdict, criterion, tests, judged, address)


def _tests(scope: Scope, one: Person, finding: Finding, names: Mapping[str, Text]) -> Iterator[Test]:
    """Every test that decided, or whose answer would; a way that was not needed (a test of an `or` without data) is left out."""
    deciding = {id(tested) for tested in finding.deciding}
    for tested in finding.tested:
        if id(tested) not in deciding and tested.truth is Truth.UNKNOWN:
            continue
        if id(tested) not in deciding and finding.truth is Truth.TRUE:
            continue
        reason = because(tested, finding.at, names)
        values = tuple(_value(scope, one, name, seen, tested, finding.at, names) for name, seen in _seen(tested))
        yield Test(say_test(tested.test, names), _limit(tested), _state(tested), reason.says, reason.remedy, values)


def _seen(tested: Tested) -> Iterator[tuple[str, Observation | None]]:
    """The values of a test, each once; of what its left side is about first."""
    yield from dict(tested.seen).items()


def _state(tested: Tested) -> str:
    if tested.truth is Truth.TRUE:
        return "holds"
    if tested.truth is Truth.FALSE:
        return "not"
    return tested.cause if tested.cause in ("missing", "stale") else "open"


def _limit(tested: Tested) -> str:
    """The limit in figures where the words alone do not tell it: 3 times the upper limit of the laboratory that measured."""
    if tested.limit is None or not isinstance(tested.test, Comparison):
        return ""
    if not isinstance(tested.test.right, Multiple | Arithmetic):
        return ""
    number, measured = tested.limit
    words = decimal_words(Fraction(number)) if isinstance(number, int | Fraction | Decimal) else str(number)
    return f"= {words} {say_unit(measured)}".rstrip()


def _value(
    scope: Scope,
    one: Person,
    name: str,
    seen: Observation | None,
    tested: Tested,
    at: date,
    names: Mapping[str, Text],
) -> Value:
    called = names.get(name, same(name))
    wanted = tested.truth is Truth.UNKNOWN and (seen is None or tested.cause != "missing")
    needed = supply(scope, one, name) if wanted else None
    if seen is None:
        return Value(called, None, None, None, None, "", 0, needed)
    until = _until(seen.day, tested.test.within, at) if tested.test.within is not None else None
    age = days_between(seen.day, at) if seen.day is not None else None
    return Value(called, _shown(name, seen, names), seen.day, age, until, _source(scope, one, seen), seen.seq, needed)


def _shown(name: str, seen: Observation, names: Mapping[str, Text]) -> Text:
    value = seen.value
    if value == NEVER:
        return Text("none", "无")
    if isinstance(value, bool):
        return say_word("Y" if value else "N")
    if isinstance(value, PartialDate):
        return same(on_day(value))
    if isinstance(value, datetime | date):
        return same(on_day(value.date() if isinstance(value, datetime) else value))
    if isinstance(value, str) and f"{name}={value}" in names:
        return names[f"{name}={value}"]
    figure = format(value, "f") if isinstance(value, Decimal) else str(value)
    return say_word(figure) if figure in ("Y", "N") else say_figure(figure, seen.unit)


def _source(scope: Scope, one: Person, seen: Observation) -> str:
    """The form that holds the value, at its item; empty for an event, or where the role may not see the form."""
    form, _, rest = seen.source.partition("/")
    instance, _, item = rest.rpartition("/")
    if form not in one.study.forms.forms or scope.conceal.form(form):
        return ""
    address = scope.to("participants", one.number, "forms", form, instance or rest)
    return f"{address}#i-{item}" if instance else address


def _until(day: date | None, window: Number, at: date) -> date | None:
    """The last day on which a value of this day still lies within the window; None for one that has no end in sight."""
    if day is None:
        return None
    opens = opening(window)
    first, last = day, max(day, at) + _FAR
    if opens(last) <= day:
        return None
    while (last - first).days > 1:
        middle = first + (last - first) // 2
        first, last = (middle, last) if opens(middle) <= day else (first, middle)
    return first


def evidence(line: Line) -> Text:
    """The values behind a verdict in one line, and the judgement where one decided."""
    values = {
        value.name: value.shown
        for test in line.tests
        for value in test.values
        if value.shown is not None and test.state != "stale"
    }
    said = [Text("{name} {shown}", "{name} {shown}").format(name=name, shown=shown) for name, shown in values.items()]
    judged = [reason.says for reason in line.verdict.judged] or (
        [] if said else [reason.says for reason in line.verdict.reasons]
    )
    return listed([*said, *judged], en="; ", zh="；")


def gates_of(one: Person) -> tuple[GateName, ...]:
    """The gates before an act that this study has, and that concern this participant."""
    if one.study.product is not None and not one.receives_product:
        return ()
    return tuple(one.study.eligibility.gates) if one.arm is not None else ()

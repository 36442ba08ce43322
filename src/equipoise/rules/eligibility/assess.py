"""Whether a participant fulfils the criteria on a day: to enter the trial, or to be collected from or infused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from equipoise.facts import Fact, Facts
from equipoise.facts.events import Events, sources_of
from equipoise.facts.history import Source
from equipoise.facts.observe import observations
from equipoise.facts.participant import CriterionJudged
from equipoise.facts.variable_source import BIRTH_DATE, SEX, sources_of_values
from equipoise.protocol.criteria import Finding, Look, evaluate, names, parse, study_names
from equipoise.protocol.model import Criterion, Study
from equipoise.rules.eligibility.verdict import Assessment, GateName, Outcome, Verdict
from equipoise.values.itself import Itself
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same
from equipoise.values.truth import Truth

_ACT: Mapping[GateName | None, str] = {None: "randomised", "collection": "collected", "infusion": "infusion"}
"""The fact that the assessment is made for: its event is supposed to happen on the day."""


def assess(
    study: Study,
    facts: Facts,
    at: date,
    gate: GateName | None = None,
    occasion: str = "",
    *,
    events: Events | None = None,
    only: frozenset[str] | None = None,
) -> Assessment:
    """Every criterion's verdict on a day; for a gate, its own criteria and those that the study tests again before the act.

    `occasion` names the act that a gate is for (the third collection, say): a judgement counts for its occasion alone.
    `events` are those of `facts.events.events`, where the caller knows the progression; otherwise they are read here.
    With `only`, no other criteria are asked.
    """

    def anew() -> Assessment:
        look, spoken = observations(study, facts, at, events, supposed(study, gate)), _spoken(study)

        def find(name: str, test: str) -> Finding:
            what, rests_on = ("criterion", gate, name), _asked_by(study, test)
            return facts.remember(what, rests_on, lambda: evaluate(parse(test), look, at, spoken), around)

        return _assessed(study, at, gate, occasion, _judgements(study, facts, at, gate, occasion), only, find)

    around = (study, at, Itself(events) if events is not None else None)
    return facts.remember(("eligibility", gate), _rests_on(study), anew, (*around, occasion, only))


def supposed(study: Study, gate: GateName | None = None) -> tuple[str, ...]:
    """The events that an assessment supposes on its day: whoever asks whether a participant may be randomised today does."""
    return tuple(name for name, event in study.events.items() if event.fact == _ACT[gate])


@lru_cache(maxsize=64)
def _rests_on(study: Study) -> frozenset[Source]:
    """The forms and kinds of facts that a criterion can ask for, or a judgement."""
    values = sources_of_values(study)
    events = (source for event in study.events.values() for source in sources_of(event))
    return frozenset((CriterionJudged, *values, *events))


@lru_cache(maxsize=1024)
def _asked_by(study: Study, test: str) -> frozenset[Source]:
    """The same for one test: the forms of its variables and of what reference ranges depend on, and what says of its events."""
    asked = names(parse(test))
    variables = [study.variables[name] for name in asked if name in study.variables]
    events = {*asked, *(one.event for one in variables if one.event is not None)} & study.events.keys()
    of_events = (source for name in events for source in sources_of(study.events[name]))
    return frozenset((*sources_of_values(study, (*asked, SEX, BIRTH_DATE)), *of_events))


def assess_values(
    study: Study,
    look: Look,
    at: date,
    gate: GateName | None = None,
    occasion: str = "",
    judged: Mapping[str, Fact[CriterionJudged]] = MappingProxyType({}),
    only: frozenset[str] | None = None,
) -> Assessment:
    """The same from values alone, wherever they come from: what a person who is not in the trial tells, for one."""
    spoken = _spoken(study)
    return _assessed(
        study, at, gate, occasion, judged, only, lambda name, test: evaluate(parse(test), look, at, spoken)
    )


def _assessed(
    study: Study,
    at: date,
    gate: GateName | None,
    occasion: str,
    judged: Mapping[str, Fact[CriterionJudged]],
    only: frozenset[str] | None,
    find: Callable[[str, str], Finding],
) -> Assessment:
    """The verdicts of all criteria that are asked, with what `find` says of a criterion's test."""
    verdicts = tuple(
        _verdict(
            name, path, criterion, find(name, criterion.test) if criterion.test is not None else None, judged.get(name)
        )
        for name, path, criterion in applicable(study, gate)
        if only is None or name in only
    )
    return Assessment(at, gate, occasion, verdicts)


def applicable(study: Study, gate: GateName | None = None) -> Iterator[tuple[str, str, Criterion]]:
    """The criteria that an assessment asks: id, path in the study file, criterion."""
    plan = study.eligibility
    for name, criterion in plan.criteria.items():
        if gate is None or gate in criterion.again:
            yield name, f"eligibility.criteria.{name}", criterion
    if gate is not None and gate in plan.gates:
        for name, criterion in plan.gates[gate].criteria.items():
            yield name, f"eligibility.gates.{gate}.criteria.{name}", criterion


def _judgements(
    study: Study, facts: Facts, at: date, gate: GateName | None, occasion: str
) -> Mapping[str, Fact[CriterionJudged]]:
    """The newest judgement of each criterion made for this gate and occasion until the day."""
    return {
        fact.body.criterion: fact
        for fact in facts.of(CriterionJudged)
        if (fact.body.gate, fact.body.occasion) == (gate or "", occasion) and fact.day(study.time_zone) <= at
    }


def _verdict(
    name: str, path: str, criterion: Criterion, finding: Finding | None, judged: Fact[CriterionJudged] | None
) -> Verdict:
    outcome = _outcome(criterion, finding, judged)
    seqs = set(finding.facts) if finding is not None else set()
    said: tuple[Reason, ...] = ()
    if finding is None or finding.truth is Truth.UNKNOWN:
        said = _of_judgement(criterion, outcome, judged)
        if judged is not None and outcome in ("passes", "fails"):
            seqs.add(judged.seq)
    return Verdict(name, criterion.category, outcome, tuple(sorted(seqs)), path, finding, said)


def _outcome(criterion: Criterion, finding: Finding | None, judged: Fact[CriterionJudged] | None) -> Outcome:
    """A test decides if it can; a judgement decides only what no test could, and only where the criterion allows one."""
    if finding is not None and finding.truth is not Truth.UNKNOWN:
        return "passes" if finding.truth is Truth.TRUE else "fails"
    if finding is not None and finding.stale:
        return "stale"
    if criterion.judgement is None:
        return "unknown"
    if judged is None:
        return "judgement"
    return "passes" if judged.body.met else "fails"


def _of_judgement(criterion: Criterion, outcome: Outcome, judged: Fact[CriterionJudged] | None) -> tuple[Reason, ...]:
    if outcome == "judgement" and criterion.judgement is not None:
        return (
            Reason(
                "eligibility.to_be_judged",
                Text("To be judged: {question}", "待判断：{question}").format(question=criterion.judgement),
                remedy=Text("An investigator judges it and gives the reason.", "由研究者作出判断并写明理由。"),
            ),
        )
    if outcome == "unknown" and criterion.test is None:
        return (Reason("eligibility.no_test", Text("Nothing says how to test it.", "未规定判定方法。")),)
    if judged is None or outcome not in ("passes", "fails"):
        return ()
    says = Text("Judged {found} by {person}: {reason}", "{person}判断为{found}：{reason}").format(
        found=Text("met", "符合") if judged.body.met else Text("not met", "不符合"),
        person=same(judged.actor),
        reason=same(judged.reason),
    )
    return (Reason("eligibility.judged", says, (judged.seq,)),)


@lru_cache(maxsize=64)
def _spoken(study: Study) -> Mapping[str, Text]:
    """What variables, events and the codes of answers are called in reasons."""
    return MappingProxyType(study_names(study))

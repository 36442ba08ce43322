"""The first result of a trial: everything the facts up to a data cut say, in one value. Start here.

`docs/reference/results.md` says what each number means and what it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from equipoise.analysis.count_consort import Consort, count_consort
from equipoise.analysis.derive_time_to_event import derive_time_to_event
from equipoise.analysis.estimate_endpoint import Estimates, estimate_endpoint
from equipoise.analysis.figures.consort import check_consort
from equipoise.analysis.find_origin import say_origin
from equipoise.analysis.group_arms import POOLED, Group, group_arms
from equipoise.analysis.list_assumptions import list_assumptions
from equipoise.analysis.read_participant import Participant, read_participants
from equipoise.analysis.say_warnings import say_contradictions, say_conventions, say_unanswered, say_warnings
from equipoise.analysis.select_set import SelectedSet, select_set
from equipoise.analysis.tabulate_baseline import BaselineRow, tabulate_baseline
from equipoise.analysis.tabulate_doses import DoseTable, tabulate_doses
from equipoise.analysis.tabulate_toxicity import ToxicityTable, tabulate_toxicity
from equipoise.analysis.time_to_event import TimeToEventRow, TimeToEventTable
from equipoise.protocol.assumptions import Assumption
from equipoise.protocol.model import Estimand, Study
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.values.text import Text

SAFETY_SET = "safety"
"""The analysis set of a study file that harm is counted in; without it, and while masked, all randomised are."""


@dataclass(frozen=True, slots=True)
class EndpointResult:
    """One endpoint of the study file: what it is, its rows, what is estimated from them. Curves are in the order of the groups."""

    key: str
    label: Text
    short: Text
    origin: Text
    set_key: str
    set_name: Text
    horizon_months: int | None
    primary: bool
    table: TimeToEventTable
    estimates: Estimates
    sensitivity_of: str | None = None
    estimand: Estimand | None = None

    @property
    def rows(self) -> tuple[TimeToEventRow, ...]:
        """One row a participant of the set."""
        return self.table.rows


@dataclass(frozen=True, slots=True)
class Results:
    """What the facts up to the ledger number `head` say about everything that happened until the data cut, that day included."""

    study: str
    version: str
    head: int
    environment: str
    until: date
    masked: bool
    groups: tuple[Group, ...]
    sets: tuple[SelectedSet, ...]
    consort: Consort
    endpoints: tuple[EndpointResult, ...]
    toxicity: ToxicityTable
    doses: DoseTable | None
    baseline: tuple[BaselineRow, ...]
    assumptions: tuple[Assumption, ...]
    conventions: tuple[Text, ...]
    warnings: tuple[Text, ...]

    def endpoint(self, key: str) -> EndpointResult:
        """One endpoint by its id. KeyError if the study file does not declare it."""
        return next((found for found in self.endpoints if found.key == key), None) or _none(key)


def first_results(trial: Trial, study: Study, until: date, masked: bool = False) -> Results:
    """The first result by the definitions of one version of the study file; masked, of all participants in one group.

    Whoever may not see the arm of a participant is given the masked result: it holds nothing from which an arm could be read.
    It is kept in the trial's memory until a further fact arrives, or another version or data cut is asked for.
    """
    mark = (trial.head, study.version, until)
    whose = "masked" if masked else "open"
    return remember(trial, "results", whose, mark, lambda: fresh_results(trial, study, until, masked))


def fresh_results(trial: Trial, study: Study, until: date, masked: bool = False) -> Results:
    """The same, always made anew and not kept: for a study whose sets or endpoints are read otherwise than its version says."""
    people = read_participants(trial, study, until)
    groups = group_arms(study, (one.arm for one in people if one.arm is not None), masked)
    sets = {key: select_set(study, key, people, masked) for key in study.analysis.sets}
    endpoints = _endpoints(study, people, groups, sets, until)
    primary = next((found for found in endpoints if found.primary), None)
    consort = count_consort(
        study, people, groups, sets[primary.set_key] if primary else None, primary.table if primary else None
    )
    return Results(
        study=study.id,
        version=study.version,
        head=trial.head,
        environment=trial.environment,
        until=until,
        masked=masked,
        groups=groups,
        sets=tuple(sets.values()),
        consort=consort,
        endpoints=endpoints,
        toxicity=tabulate_toxicity(study, people, groups, None if masked else sets.get(SAFETY_SET), trial),
        doses=tabulate_doses(study, people, groups, trial),
        baseline=tabulate_baseline(study, people, groups, trial),
        assumptions=list_assumptions(study),
        conventions=say_conventions(study),
        warnings=(
            *say_warnings(trial.environment, endpoints_of(_told(endpoints, sets)), groups, _empty(groups, people)),
            *say_unanswered(study),
            *(() if masked else say_contradictions(study, people)),
            *check_consort(consort.flow),
        ),
    )


def _told(endpoints: Sequence[EndpointResult], sets: Mapping[str, SelectedSet]) -> tuple[EndpointResult, ...]:
    """The endpoints that have warnings of their own: no sensitivity analysis, and none that is withheld while masked."""
    return tuple(found for found in endpoints if found.sensitivity_of is None and not sets[found.set_key].withheld)


def _empty(groups: Sequence[Group], people: Sequence[Participant]) -> frozenset[str]:
    """The groups to which nobody is allocated."""
    allocated = {one.arm for one in people if one.arm is not None}
    return frozenset(one.key for one in groups if one.key not in ({POOLED} if allocated else set()) | allocated)


def endpoints_of(endpoints: Sequence[EndpointResult]) -> tuple[tuple[Text, TimeToEventTable], ...]:
    """The endpoints as their warnings need them: short name and rows."""
    return tuple((found.short, found.table) for found in endpoints)


def _endpoints(
    study: Study, people: Sequence[Participant], groups: Sequence[Group], sets: dict[str, SelectedSet], until: date
) -> tuple[EndpointResult, ...]:
    primary = _primary(study)
    results = []
    for key, declared in study.analysis.endpoints.items():
        chosen = sets[declared.set]
        table = derive_time_to_event(study, key, people, chosen, until)
        results.append(
            EndpointResult(
                key,
                declared.label,
                declared.short,
                say_origin(study, declared),
                declared.set,
                chosen.name,
                declared.horizon_months,
                key == primary,
                table,
                estimate_endpoint(table, groups),
                declared.sensitivity_of,
                declared.estimand,
            )
        )
    return tuple(results)


def _primary(study: Study) -> str | None:
    """What answers the first primary outcome that is answered: none where none is. The first endpoint where none is called primary."""
    named = [outcome.endpoint for outcome in study.analysis.outcomes.values() if outcome.category == "primary"]
    if not named:
        return next(iter(study.analysis.endpoints), None)
    return next((key for key in named if key is not None), None)


def _none(key: str) -> EndpointResult:
    raise KeyError(key)

"""Queries: questions about items, folded from their facts, and which ones the edit checks want opened or closed.

States follow ODM 2.0 as far as they are used here. A query that a person settled is not asked again by a check until the form changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from equipoise.facts import Body, Fact, Facts, FormInstance
from equipoise.facts.casebook import QueryAnswered, QueryClosed, QueryOpened, QueryReopened
from equipoise.protocol.criteria import Look
from equipoise.protocol.model import Study
from equipoise.rules.visits.around import reaching
from equipoise.rules.visits.check_form import CheckFinding, check_across, check_form
from equipoise.rules.visits.whose_limits import whose_limits
from equipoise.values.text import Text

State = Literal["open", "answered", "closed", "cancelled", "reopened"]
Step = Literal["answer", "close", "cancel", "reopen"]
QUERY_STATES: Final[Mapping[State, Text]] = {
    "open": Text("open", "待答复"),
    "answered": Text("answered", "已答复"),
    "closed": Text("closed", "已关闭"),
    "cancelled": Text("cancelled", "已取消"),
    "reopened": Text("asked again", "重新提出"),
}
"""Where a query can stand, in words."""
QUERY_STEPS: Final[Mapping[Step, tuple[State, ...]]] = {
    "answer": ("open", "reopened"),
    "close": ("answered",),
    "cancel": ("open", "reopened", "answered"),
    "reopen": ("answered", "closed"),
}
"""Step of a person -> the states from which it can be taken. What was cancelled stays so: it is asked anew, as another query."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question about one item and where it stands; `check` is empty when a person asked. `facts` are all its steps."""

    id: str
    form: str
    instance: str
    item: str
    words: str
    check: str
    state: State
    opened: Fact[QueryOpened]
    facts: tuple[Fact[Body], ...]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self.state in ("closed", "cancelled")


_KINDS: Final = (QueryOpened, QueryAnswered, QueryClosed, QueryReopened)


@dataclass(frozen=True, slots=True)
class WantedQueries:
    """What the edit checks want: findings to ask about, and queries whose cause is gone."""

    to_open: tuple[CheckFinding, ...]
    to_close: tuple[str, ...]


def queries(facts: Facts) -> tuple[Query, ...]:
    """Every query of a participant, in the order of opening."""
    return facts.remember("queries", _KINDS, lambda: _queries(facts))


def _queries(facts: Facts) -> tuple[Query, ...]:
    steps: list[Fact[QueryAnswered | QueryClosed | QueryReopened]] = [
        *facts.of(QueryAnswered), *facts.of(QueryClosed), *facts.of(QueryReopened),
    ]  # fmt: skip
    found: dict[str, Query] = {}
    for opened in facts.of(QueryOpened):
        body = opened.body
        found[body.query] = Query(
            body.query, body.form, body.instance, body.item, body.words, body.check, "open", opened, (opened,)
        )
    for step in sorted(steps, key=lambda fact: fact.seq):
        known = found.get(step.body.query)
        if known is not None:
            found[step.body.query] = replace(known, state=_state(step.body), facts=(*known.facts, step))
    return tuple(found.values())


def _state(body: QueryAnswered | QueryClosed | QueryReopened) -> State:
    if isinstance(body, QueryAnswered):
        return "answered"
    if isinstance(body, QueryReopened):
        return "reopened"
    return "cancelled" if body.cancelled else "closed"


def wanted_queries(study: Study, facts: Facts, form: FormInstance, around: Look | None = None) -> WantedQueries:
    """What should be asked about a form as it now stands, beyond what is asked already, and which questions are answered by it.

    `around` is what its checks across forms see.
    """
    findings = check_form(
        study, form.form, form.items, form.groups, around=around, person=whose_limits(study, facts, form.form)
    )
    soft = [one for one in findings if one.severity == "soft"]
    asked = [one for one in queries(facts) if one.check and (one.form, one.instance) == (form.form, form.instance)]
    return WantedQueries(tuple(_to_open(soft, asked, form.seq)), tuple(_to_close(soft, asked)))


def wanted_across(study: Study, facts: Facts, form: FormInstance, around: Look | None, changed: int) -> WantedQueries:
    """The same from the checks alone that look beyond the form, hard ones too, after a change elsewhere (its fact: `changed`)."""
    checks = reaching(study).get(form.form, {})
    found = check_across(study, form.form, form.items, checks, around, whose_limits(study, facts, form.form))
    asked = [
        one for one in queries(facts) if one.check in checks and (one.form, one.instance) == (form.form, form.instance)
    ]
    return WantedQueries(tuple(_to_open(found, asked, changed)), tuple(_to_close(found, asked)))


def _to_open(findings: Sequence[CheckFinding], asked: Sequence[Query], changed: int) -> Iterator[CheckFinding]:
    """What is not asked already, and was not settled since the last change."""
    for finding in findings:
        same = [one for one in asked if (one.item, one.check) == (finding.path, finding.check)]
        if not any(not one.is_settled or one.facts[-1].seq > changed for one in same):
            yield finding


def _to_close(findings: Sequence[CheckFinding], asked: Sequence[Query]) -> Iterator[str]:
    still = {(finding.path, finding.check) for finding in findings}
    for one in asked:
        if not one.is_settled and (one.item, one.check) not in still:
            yield one.id

"""Holds as the desk shows them: what each stops, why, who must agree that it ends, and who has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from equipoise.facts import Fact
from equipoise.facts.study import HoldLiftAgreed, HoldLifted, HoldPlaced
from equipoise.trial.acts.hold import BOUNDARY, LIFTERS, must_agree
from equipoise.trial.acts.study import SCOPES
from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text, listed
from equipoise.web.workspace.scope import Scope

RULES: Final[Mapping[str, Text]] = {
    BOUNDARY: Text("The stopping boundary of the study file", "研究文件规定的停止界值"),
    "by_decision": Text("By decision", "经决定"),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """A role that must agree, and the fact by which it has; None while it has not."""

    role: Text
    fact: Fact[HoldLiftAgreed] | None


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold. `one_of` are the roles any one of which is enough, where the study file names nobody."""

    placed: Fact[HoldPlaced]
    lifted: Fact[HoldLifted] | None
    rule: Text
    agreements: Sequence[Agreement]
    one_of: Text | None
    yours: bool

    @property
    def number(self) -> str:
        """Its number."""
        return self.placed.body.hold

    @property
    def stops(self) -> Text:
        """What it stops, in words."""
        return stops_words(self.placed.body.scope)


def stops_words(scope: Sequence[str]) -> Text:
    """What a hold stops, in words."""
    return listed([SCOPES.get(one, Text(one, one)) for one in scope])


def holds(scope: Scope) -> Sequence[Hold]:
    """Every hold, those that stand first, the newest before the older ones."""
    lifted = {fact.body.hold: fact for fact in scope.trial.study.of(HoldLifted)}
    found = [_hold(scope, placed, lifted.get(placed.body.hold)) for placed in scope.trial.study.of(HoldPlaced)]
    return sorted(found, key=lambda one: (one.lifted is not None, -one.placed.seq))


def _hold(scope: Scope, placed: Fact[HoldPlaced], lifted: Fact[HoldLifted] | None) -> Hold:
    wanted = must_agree(scope.study, placed.body)
    agreed = {
        fact.body.role: fact for fact in scope.trial.study.of(HoldLiftAgreed) if fact.body.hold == placed.body.hold
    }
    rule = scope.study.safety.holds.get(placed.body.rule)
    enough = (*LIFTERS, "quality_releaser") if placed.body.scope == ("manufacturing",) else LIFTERS
    yours = lifted is None and scope.role in (wanted or enough) and scope.role not in agreed
    return Hold(
        placed,
        lifted,
        RULES.get(placed.body.rule, rule.name if rule is not None else Text(placed.body.rule, placed.body.rule)),
        [Agreement(ROLES[role], agreed.get(role)) for role in wanted],
        None if wanted else listed([ROLES[role] for role in enough]),
        yours,
    )

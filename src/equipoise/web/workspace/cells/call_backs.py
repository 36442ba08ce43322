"""Every call-back of the study: what it reaches, who was told, who was seen, how it was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from equipoise.rules import product
from equipoise.rules.product import CallBack
from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES, may
from equipoise.trial.person import Person
from equipoise.values.text import Text
from equipoise.web.workspace.cells.places import with_product
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Untold:
    """A role that was not told yet, and the address at which it is recorded."""

    role: Text
    address: str


@dataclass(frozen=True, slots=True)
class Case:
    """A call-back as the page shows it."""

    one: Person
    back: CallBack
    untold: tuple[Untold, ...]
    tell_by: datetime
    late: bool
    visits: tuple[date, ...]
    see_at: str
    settle_at: str
    is_open: bool


def open_call_backs(scope: Scope) -> Sequence[Case]:
    """Those for which something is still to be done."""
    return [one for one in call_backs(scope) if one.is_open]


def call_backs(scope: Scope) -> Sequence[Case]:
    """Every critical result that failed after a release or reaches a participant's other products, the newest first."""
    found = []
    for one, chain in with_product(scope):
        if chain.out_of_specification:
            found += [_case(scope, one, back) for back in product.call_backs(one.study, chain)]
    return sorted(found, key=lambda case: -case.back.result.seq)


def _case(scope: Scope, one: Person, back: CallBack) -> Case:
    assert one.study.product is not None
    planned = one.study.product
    unit, seq = back.result.body.unit, back.result.seq
    acts = not scope.past and may(scope.role, act.TakeCallBackStep)
    called = back.is_call_back
    untold = back.untold(planned) if called else ()
    by = back.tell_by(planned)
    visits = back.follow_ups(one.study)
    settles = called and not scope.past and may(scope.role, act.SettleCallBack)

    def at(step: str, whom: str = "") -> str:
        return scope.to("units", unit, "do", "take_call_back_step", result=seq, step=step, whom=whom) if acts else ""

    return Case(
        one=one,
        back=back,
        untold=tuple(Untold(ROLES.get(role, Text(role, role)), at("told", role)) for role in untold),
        tell_by=by,
        late=bool(untold) and by < scope.at,
        visits=visits,
        see_at=at("followed_up") if visits else "",
        settle_at=scope.to("units", unit, "do", "settle_call_back", result=seq)
        if settles and (back.settled is None or not back.settled.body.resume)
        else "",
        is_open=called and (bool(untold) or bool(visits) or back.settled is None),
    )

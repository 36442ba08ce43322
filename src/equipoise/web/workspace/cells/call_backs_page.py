"""Every call-back of the study: what it reaches, who was told, who was seen, how it was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse

from equipoise.rules import product
from equipoise.rules.product import CallBack
from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES, may
from equipoise.trial.person import Person
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.cells.places import needs_product, with_product
from equipoise.web.workspace.scope import Scope, answer, workspace_page


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


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Open call-backs first, settled ones after them."""
    needs_product(scope)
    from_all = call_backs(scope)
    if wants_csv(request):
        return _csv(scope, from_all)
    return answer(
        request,
        scope,
        "cells/call_backs.html",
        {
            "tab": "cells",
            "open": [one for one in from_all if one.is_open],
            "settled": [one for one in from_all if not one.is_open],
        },
    )


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


def _csv(scope: Scope, cases: Sequence[Case]) -> HttpResponse:
    header = ("participant", "unit", "attribute", "value", "result", "reach", "blocked", "infused", "cultures", "untold",
        "visits_due", "settled", "resume")  # fmt: skip
    rows = (
        (
            case.one.number,
            case.back.result.body.unit,
            case.back.attribute,
            case.back.result.body.value,
            case.back.result.seq,
            case.back.reach,
            " ".join(case.back.blocked),
            " ".join(case.back.infused),
            " ".join(case.back.cultures),
            " ".join(one.role.en for one in case.untold),
            " ".join(day.isoformat() for day in case.visits),
            case.back.settled.seq if case.back.settled else "",
            case.back.settled.body.resume if case.back.settled else "",
        )
        for case in cases
    )
    return csv_answer(f"{scope.name}-call-backs", header, rows)

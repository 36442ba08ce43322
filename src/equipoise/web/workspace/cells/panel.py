"""Everything that a release rests on, for one bag: lines with all their results, investigations, signatures, what stands against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from equipoise.facts import Fact
from equipoise.facts.product import ExceptionSigned, UnitTested
from equipoise.protocol.model import Product
from equipoise.rules import product
from equipoise.rules.product import Bag, Batch, Investigation, investigations
from equipoise.rules.product.release import results
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import standing
from equipoise.values.text import Text, listed, same
from equipoise.web.workspace.find_unit import Unit
from equipoise.web.workspace.release_lines import ReleaseLine, release_lines
from equipoise.web.workspace.scope import Scope

STATES: Final = {
    "laboratory": ("overdue", Text("laboratory phase due", "待实验室调查")),
    "full": ("overdue", Text("full investigation due", "待全面调查")),
    "set_aside": ("done", Text("set aside: a fault of the test", "判为检验错误，结果无效")),
    "confirmed": ("blocked", Text("confirmed out of specification", "确认超标")),
}
"""Where an investigation stands: class and words."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a line in words: preliminary or final, and whether an investigation set it aside."""

    fact: Fact[UnitTested]
    says: Text
    set_aside: bool


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A line of the specification with every result behind it, and where the next one is entered."""

    row: ReleaseLine
    results: tuple[Result, ...]
    enter: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A result out of specification and its investigation; `act_at` is where the phase that is due is closed."""

    one: Investigation
    name: Text
    value: Text
    look: str
    says: Text
    act_at: str


@dataclass(frozen=True, slots=True)
class Support:
    """A signature that an exceptional release needs: who signs, who signed, and where it is signed."""

    meaning: str
    name: Text
    role: Text
    signed: Fact[ExceptionSigned] | None
    sign_at: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a release shows."""

    unit: Unit
    bag: Bag
    batch: Batch
    of: int
    lines: tuple[PanelLine, ...]
    inquiries: tuple[Inquiry, ...]
    supports: tuple[Support, ...]
    exceptional: bool
    accepts_exceptional: bool
    operators: tuple[str, ...]
    releasers: Text
    digest: str
    minutes: int
    left: timedelta
    alert: bool
    passing: int
    pending: int
    outside: int

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.left <= timedelta(0)


def panel(scope: Scope, unit: Unit) -> Panel:
    """The panel of a bag as things stand at the moment shown."""
    bag, batch = unit.bag, unit.batch
    assert bag is not None and batch is not None
    rows = release_lines(scope, unit.one, unit.chain, bag)
    outcomes = [row.line.outcome for row in rows]
    stands = standing(scope.trial, unit.one, scope.today)
    volume = bag.formulated.body.volume_ml
    return Panel(
        unit=unit,
        bag=bag,
        batch=batch,
        of=sum(one.harvest == bag.harvest for one in batch.bags),
        lines=tuple(_line(scope, unit, bag, batch, row) for row in rows),
        inquiries=tuple(_inquiries(scope, unit, bag, batch)),
        supports=tuple(_supports(scope, unit.product, bag)),
        exceptional="exceptional" in outcomes or bool(bag.supported),
        accepts_exceptional=stands.accepts_exceptional,
        operators=tuple(sorted(batch.operators())),
        releasers=listed([ROLES[role] for role in MAY[act.ReleaseBag]]),
        digest=digest(bag, rows),
        minutes=product.slowest_needed(unit.one.study, unit.chain, bag, stands.weight_kg, volume),
        left=bag.expires - scope.at,
        alert=product.shelf_state_of(unit.product.shelf, bag, scope.at) != "usable",
        passing=sum(outcome in ("passes", "reported") for outcome in outcomes),
        pending=outcomes.count("awaited"),
        outside=sum(outcome in ("fails", "exceptional") for outcome in outcomes),
    )


def digest(bag: Bag, rows: Sequence[ReleaseLine]) -> str:
    """The digest of what the releaser looks at: the bag's steps and every line with its value, verdict and facts."""
    seen: list[Any] = [bag.id, [step.seq for step in bag.steps]]
    seen += [[row.line.attribute, row.line.outcome, row.line.value, list(row.line.facts)] for row in rows]
    return sha256(json.dumps(seen, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _line(scope: Scope, unit: Unit, bag: Bag, batch: Batch, row: ReleaseLine) -> PanelLine:
    attribute, limit = row.line.attribute, row.limit
    if limit.computed:
        return PanelLine(row, (), "")
    found = results(limit, batch, bag, attribute)
    invalid = unit.chain.invalid
    tested = batch.id if limit.per == "batch" else bag.id
    enter = ""
    if may(scope.role, act.RecordResult) and not scope.past:
        enter = scope.to("units", tested, "do", "record_result", attribute=attribute, bag=bag.id)
    return PanelLine(
        row, tuple(Result(fact, limit.says(fact.body.value), fact.seq in invalid) for fact in found), enter
    )


def _inquiries(scope: Scope, unit: Unit, bag: Bag, batch: Batch) -> Iterator[Inquiry]:
    for one in investigations(unit.chain):
        body = one.result.body
        if body.unit not in (bag.id, batch.id) and body.unit not in {other.id for other in batch.bags}:
            continue
        limit = unit.product.release.get(body.attribute)
        at = ""
        if one.is_open and may(scope.role, act.AssessResult) and not scope.past:
            at = scope.to("units", body.unit, "do", "assess_result", result=one.result.seq, bag=bag.id)
        name = limit.name if limit is not None else Text(body.attribute, body.attribute)
        value = limit.says(body.value) if limit is not None else same(body.value)
        yield Inquiry(one, name, value, *STATES[one.state], at)


def _supports(scope: Scope, planned: Product, bag: Bag) -> Iterator[Support]:
    for meaning, needed in planned.exceptional.items():
        signed = next((fact for fact in bag.supported if fact.body.meaning == meaning), None)
        at = ""
        mine = scope.role == needed.role and may(scope.role, act.SignException)
        if signed is None and mine and not scope.past and bag.released is None:
            at = scope.to("units", bag.id, "do", "sign_exception", meaning=meaning)
        yield Support(meaning, needed.name, ROLES.get(needed.role, Text(needed.role, needed.role)), signed, at)

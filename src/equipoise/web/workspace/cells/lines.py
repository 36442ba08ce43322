"""The laboratory's day: one line a collection, a culture and a bag, each with the one thing that is to be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from equipoise.protocol.model import Product
from equipoise.rules import product
from equipoise.rules.product import Bag, Batch, Chain, Collection, Due, investigations
from equipoise.trial.commands import BY_NAME
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import Person, standing
from equipoise.trial.state import holds_on
from equipoise.values.dates import read_day
from equipoise.values.text import Text, listed
from equipoise.web.workspace.cells.courses import course_number
from equipoise.web.workspace.cells.growth import Growing, growing
from equipoise.web.workspace.cells.places import with_product
from equipoise.web.workspace.cells.steps import UNIT
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.task_acts import ACTS

Kind = Literal["collection", "culture", "bag", "result"]
_AHEAD: Final = timedelta(days=7)
_WARD: Final = frozenset({"receive_bag", "decide_excursion", "infuse", "end_infusion"})
STEPS: Final = frozenset(UNIT) | {"dispose_bag"}
"""Acts about a unit that have a page: those of this desk, and the destruction, which is the ward's as well."""
_AFTER: Final = frozenset({"tell", "follow_up", "settle"})


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done: its words, from when, by when it is lost, where it is done (empty: another role does it), whose work it is."""

    says: Text
    on: date
    by: datetime | None
    address: str
    roles: Text
    now: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands out on a line: the class of its sign, and its words."""

    look: str
    says: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the day. `course` is the course that the unit is meant for; `place`, `age` (days) and `grown` are of a culture,
    `expires`, `left` and `alert` of a bag."""

    kind: Kind
    one: Person
    unit: str
    number: int
    course: int
    state: str
    day: date | None
    action: Action | None
    marks: tuple[Mark, ...] = ()
    place: str = ""
    age: int = 0
    grown: Growing | None = None
    expires: datetime | None = None
    left: timedelta | None = None
    alert: bool = False


def lines(scope: Scope) -> Mapping[Kind, list[Line]]:
    """Every line of the day by kind, the most urgent first."""
    found: dict[Kind, list[Line]] = {"collection": [], "culture": [], "bag": [], "result": []}
    for one, chain in with_product(scope):
        for line in _of(scope, one, chain):
            found[line.kind].append(line)
    found["collection"].sort(key=lambda line: (line.day or scope.today, line.unit))
    found["culture"].sort(key=lambda line: (line.action.on if line.action else date.max, line.unit))
    found["bag"].sort(key=lambda line: (line.expires or scope.now, line.unit))
    found["result"].sort(key=lambda line: (line.action.on if line.action else date.max, line.unit))
    return found


def _of(scope: Scope, one: Person, chain: Chain) -> Iterator[Line]:
    assert one.study.product is not None
    planned = one.study.product
    todo = product.due(one.study, one.facts, scope.at, standing(scope.trial, one, scope.today))
    for collection in chain.collections.values():
        batch = chain.batch_of(collection.number)
        if batch is None and collection.state in ("booked", "collected", "accepted", "quarantined"):
            made = _collection(scope, one, chain, collection, todo)
            if made.action is not None or made.state != "booked":  # a day that passed unused is booked anew
                yield made
        elif batch is not None and batch.closed is None:
            yield _culture(scope, one, planned, chain, batch, todo)
    for bag in chain.bags.values():
        action = _first(scope, (line for line in todo if line.unit == bag.id and line.act not in ("read", *_AFTER)))
        if action is not None and _in_the_laboratory(bag):
            yield _bag(scope, one, planned, chain, bag, action)
    for line in todo:
        if line.act == "read" and line.latest <= scope.today + _AHEAD:
            yield _result(scope, one, chain, line)


def _in_the_laboratory(bag: Bag) -> bool:
    """Whether a bag is in the laboratory's hands: not sent yet."""
    return bag.dispatched is None and bag.disposed is None and bag.started is None


def _collection(scope: Scope, one: Person, chain: Chain, collection: Collection, todo: Sequence[Due]) -> Line:
    units = {collection.id, product.batch_id(one.number, collection.number)}
    booked = read_day(collection.booked.body.day) if collection.booked is not None else None
    return Line(
        kind="collection",
        one=one,
        unit=collection.id,
        number=collection.number,
        course=course_number(chain, None),
        state=collection.state,
        day=collection.day or booked,
        action=_first(scope, (line for line in todo if line.unit in units)),
    )


def _culture(scope: Scope, one: Person, planned: Product, chain: Chain, batch: Batch, todo: Sequence[Due]) -> Line:
    harvests = range(1, len(planned.courses.infusion_days) + 1)
    units = {batch.id, *(product.next_bag(chain, batch, harvest) for harvest in harvests)}
    own = (
        line
        for line in todo
        if line.unit in units and line.unit not in chain.bags and line.act not in ("read", *_AFTER)
    )
    return Line(
        kind="culture",
        one=one,
        unit=batch.id,
        number=batch.collection,
        course=course_number(chain, batch),
        state=batch.state,
        day=batch.day,
        place=place_of(one, planned, batch),
        age=batch.age(scope.today),
        grown=growing(planned, batch),
        action=_first(scope, own),
        marks=tuple(_marks(scope, one, chain, batch)),
    )


def _bag(scope: Scope, one: Person, planned: Product, chain: Chain, bag: Bag, action: Action) -> Line:
    return Line(
        kind="bag",
        one=one,
        unit=bag.id,
        number=bag.collection,
        course=course_number(chain, chain.batches[bag.batch]),
        state=bag.state,
        day=bag.day,
        expires=bag.expires,
        left=bag.expires - scope.at,
        alert=product.shelf_state_of(planned.shelf, bag, scope.at) != "usable",
        action=action,
        marks=tuple(_marks(scope, one, chain, chain.batches[bag.batch])),
    )


def _result(scope: Scope, one: Person, chain: Chain, line: Due) -> Line:
    bag = chain.bags.get(line.unit)
    batch = chain.batches[bag.batch if bag is not None else line.unit]
    return Line(
        kind="result",
        one=one,
        unit=line.unit,
        number=batch.collection,
        course=course_number(chain, batch),
        state=bag.state if bag is not None else batch.state,
        day=line.latest,
        action=_action(scope, line),
    )


def place_of(one: Person, planned: Product, batch: Batch) -> str:
    """The incubator and the place in it, as the form of the seeding names it."""
    item, form = planned.culture.place, planned.forms.seeding
    if item is None or form is None:
        return ""
    saved = one.facts.form(form, batch.id)
    answer = saved.items.get(item) if saved is not None else None
    return answer if isinstance(answer, str) else ""


def _marks(scope: Scope, one: Person, chain: Chain, batch: Batch) -> Iterator[Mark]:
    """Contamination and call-backs before open investigations before growth below its band."""
    for found in product.call_backs(one.study, chain):
        if found.batch == batch.id or batch.id in found.cultures:
            look = "overdue" if found.batch == batch.id else "blocked"
            yield Mark(look, Text("{name}: {value}", "{name}：{value}").format(name=found.name, value=found.says))
    units = {batch.id, *(bag.id for bag in batch.bags)}
    still = [one for one in investigations(chain) if one.is_open and one.result.body.unit in units]
    if still:
        yield Mark("blocked", Text(f"{len(still)} to investigate", f"{len(still)} 项待调查"))
    assert one.study.product is not None
    grown = growing(one.study.product, batch)
    if grown is not None and grown.below:
        yield Mark("blocked", Text("below the expected growth", "低于预期生长"))
    if holds_on(scope.trial, "manufacturing"):
        yield Mark("blocked", Text("manufacture on hold", "制备已暂停"))


def _first(scope: Scope, todo: Iterator[Due]) -> Action | None:
    """What is to be done next: what can be done now before what comes later; the ward's own work is the ward's."""
    known = [line for line in todo if line.act not in _WARD]
    ready = [line for line in known if line.earliest <= scope.today]
    for line in ready or known:
        return _action(scope, line)
    return None


def _action(scope: Scope, line: Due) -> Action:
    act = ACTS.get(line.act, line.act)
    command = BY_NAME.get(act)
    now = line.earliest <= scope.today
    address = ""
    allowed = command is not None and may(scope.role, command) and act in STEPS
    if allowed and now and not scope.past:
        address = where(scope, line.act, line.unit, line.what)
    roles = listed([ROLES[role] for role in MAY[command]]) if command is not None else ROLES.get(line.role, line.says)
    overdue = line.latest < scope.today or (line.by is not None and line.by <= scope.at)
    return Action(line.says, line.earliest, line.by, address, roles, now, overdue)


def where(scope: Scope, act: str, unit: str, what: tuple[str, ...] = ()) -> str:
    """The address at which something due with a unit is done: several results and a release begin at the panel."""
    if act == "book":
        return scope.to("units", unit, "do", "book_collection")
    if act == "read" and what:
        return scope.to("units", unit, "do", "record_result", attribute=what[0], final="1")
    if act in ("test", "release"):
        return scope.to("units", unit, "results" if act == "test" else "release")
    if act == "close" and what:
        return scope.to("units", unit, "do", "close_batch", disposition=what[0])
    if act == "discard":
        return scope.to("units", unit, "do", "receive_collection", verdict="rejected")
    return scope.to("units", unit, "do", ACTS.get(act, act))

"""What is due next for one participant's product, for the worklists: who does what with which unit, from when, by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from equipoise.facts import Fact, Facts
from equipoise.facts.fact import day_in
from equipoise.facts.product import UnitTested
from equipoise.protocol.model import Product, Study
from equipoise.rules.product.against_bag import next_bag
from equipoise.rules.product.against_culture import is_settled
from equipoise.rules.product.call_back import blocked_bags, call_backs, waits
from equipoise.rules.product.chain import Chain, chain
from equipoise.rules.product.investigate import investigations
from equipoise.rules.product.name_units import batch_id, collection_id
from equipoise.rules.product.plan import first_infusion_window, next_collection
from equipoise.rules.product.release import release_verdicts, results
from equipoise.rules.product.standing import Standing
from equipoise.rules.product.temperature import is_excursion
from equipoise.rules.product.units import Bag, Batch, Collection
from equipoise.values.itself import Itself
from equipoise.values.text import Text, listed


class Due(msgspec.Struct, frozen=True):
    """One thing to do: `act` is a word of `ACTS`, days are local, `by` is the moment at which a bag or sample is lost."""

    unit: str
    act: str
    role: str
    earliest: date
    latest: date
    about: object = ""
    by: datetime | None = None
    what: tuple[str, ...] = ()
    """Attributes of the release specification for `test` and `read`, the disposition for `close`."""

    @property
    def says(self) -> Text:
        """What to do, in words; they are made when they are asked for."""
        return ACTS[self.act][1].format(n=self.about)


ACTS: Final[dict[str, tuple[str, Text]]] = {
    "book": ("coordinator", Text("Book collection {n}", "预约第 {n} 次采集")),
    "collect": ("apheresis_nurse", Text("Collect: collection {n}", "进行第 {n} 次采集")),
    "receive": ("cell_technician", Text("Receive collection {n}", "接收第 {n} 次采集物")),
    "discard": ("cell_technician", Text("Reject collection {n}: too old to seed", "第 {n} 次采集物已超时，判不合格")),
    "seed": ("cell_technician", Text("Seed the culture from collection {n}", "接种第 {n} 次采集物")),
    "control": ("cell_technician", Text("Control the culture, day {n}", "培养第 {n} 天过程检测")),
    "harvest": ("cell_technician", Text("Harvest {n} and fill", "第 {n} 次收获并分装")),
    "label": ("cell_technician", Text("Label the bag", "制品袋贴标")),
    "test": ("cell_technician", Text("Release tests: {n}", "放行检验：{n}")),
    "investigate": ("quality_releaser", Text("Investigate a result: {n}", "调查超标结果：{n}")),
    "sign": ("investigator", Text("Sign for the exception, or not: {n}", "签署（或不签署）例外放行：{n}")),
    "release": ("quality_releaser", Text("Decide on release", "作出放行决定")),
    "dispatch": ("cell_technician", Text("Send to the ward", "发往病房")),
    "receive_bag": ("infusion_nurse", Text("Take the bag over", "病房接收制品袋")),
    "decide_excursion": ("quality_releaser", Text("Decide on the temperature excursion", "裁定温度偏离")),
    "infuse": ("infusion_nurse", Text("Verify and infuse, day {n}", "床旁核对并输注（第 {n} 天）")),
    "end_infusion": ("infusion_nurse", Text("End the infusion", "结束输注")),
    "dispose": ("cell_technician", Text("Destroy what is left", "销毁剩余制品")),
    "read": ("quality_releaser", Text("Read: {n}", "判读：{n}")),
    "tell": ("quality_releaser", Text("Call-back: tell the {n}", "召回：告知 {n}")),
    "follow_up": ("investigator", Text("Call-back: see the participant, visit {n}", "召回：随访受试者（第 {n} 次）")),
    "settle": ("quality_releaser", Text("Call-back: decide how to go on", "召回：决定后续处理")),
    "close": ("cell_technician", Text("Close the culture: {n}", "关闭培养批次：{n}")),
}
"""Act -> the role whose worklist it stands on, and its words."""
_CLOSINGS: Final = {
    "given": Text("given", "已输注"),
    "missed": Text("missed, its days have passed", "错过，已过期限"),
    "orphaned": Text("orphaned, the participant has stopped", "孤立，受试者已停止治疗"),
    "rejected": Text("rejected or failed", "不合格或培养失败"),
}


def due(study: Study, facts: Facts, at: datetime, standing: Standing | None = None) -> tuple[Due, ...]:
    """Everything that is due or will be, soonest first. Without a standing the participant is taken to go on."""
    if study.product is None:
        return ()
    day = day_in(at, study.time_zone)
    state = chain(study, facts)
    goes_on = standing is None or standing.goes_on
    found = [*_batches(study, study.product, state, day, at, goes_on, standing), *_results(study, state)]
    if state.out_of_specification:
        found += [*_investigations(study, state), *_call_backs(study, study.product, state)]
    if goes_on:
        waiting = waits(study, state)
        found += [line for line in _collections(study.product, state, day, at) if line.act != "seed" or not waiting]
        found += () if waiting else _next(study, facts, state, day)
    return tuple(sorted(found, key=lambda one: (one.latest, one.earliest, one.unit, one.act)))


def _due(
    act: str,
    unit: str,
    earliest: date,
    latest: date,
    *,
    number: object = "",
    by: datetime | None = None,
    what: tuple[str, ...] = (),
    role: str = "",
) -> Due:
    return Due(unit, act, role or ACTS[act][0], earliest, latest, number, by, what)


def _next(study: Study, facts: Facts, state: Chain, day: date) -> Iterator[Due]:
    """The next collection: to be booked (again, where its day has passed or no longer fits), or to be made on its day.

    Once its last day has passed nothing can be done about it any more, so nothing is due.
    """
    coming = next_collection(study, facts)
    if coming is None or coming.latest < day:
        return
    name = collection_id(state.participant, coming.number)
    known = state.collections.get(coming.number)
    planned = date.fromisoformat(known.booked.body.day) if known and known.booked else None
    if planned is not None and max(day, coming.earliest) <= planned <= coming.latest:
        yield _due("collect", name, planned, planned, number=coming.number)
    else:
        yield _due("book", name, min(day, coming.earliest), max(day, coming.target), number=coming.number)


def _collections(product: Product, state: Chain, day: date, at: datetime) -> Iterator[Due]:
    for one in state.unseeded:
        assert one.day is not None
        if one.verdict == "accepted":
            seeding = _seeding(product, state, one, one.day)
            too_late = seeding.by is not None and at > seeding.by
            yield _due("discard", one.id, day, day, number=one.number) if too_late else seeding
        else:
            yield _due("receive", one.id, one.day, one.day, number=one.number)


def _seeding(product: Product, state: Chain, one: Collection, made: date) -> Due:
    limit = product.culture.seed_within_hours
    by = one.collected.moment() + timedelta(hours=limit) if limit is not None and one.collected else None
    return _due("seed", batch_id(state.participant, one.number), made, made, number=one.number, by=by)


def _batches(
    study: Study, product: Product, state: Chain, day: date, at: datetime, goes_on: bool, standing: Standing | None
) -> Iterator[Due]:
    blocked = blocked_bags(study, state)
    for batch in state.live:
        for bag in batch.bags:
            usable = goes_on and bag.id not in blocked
            if bag.labelled is not None and bag.released is None and bag.is_usable() and usable and at < bag.expires:
                yield from _release(study, product, state, batch, bag, standing)
            else:
                yield from _bag(product, bag, at, usable)
        if goes_on:
            yield from _controls(product, batch)
            if not waits(study, state, batch.id):
                yield from _harvest(study, state, batch, day)
        yield from _close(study, state, batch, day, goes_on)


def _controls(product: Product, batch: Batch) -> Iterator[Due]:
    newest = max((test.body.culture_day for test in batch.tests), default=-1)
    for number in product.culture.controls:
        if number > newest:
            on = batch.day + timedelta(days=number)
            yield _due("control", batch.id, on, on, number=number)


def _harvest(study: Study, state: Chain, batch: Batch, day: date) -> Iterator[Due]:
    product = study.product
    assert product is not None
    newest = max((bag.harvest for bag in batch.bags), default=0)
    earliest, nominal, latest = first_infusion_window(study, state, batch)
    course = state.course_of(batch.id)
    if newest >= len(product.courses.infusion_days) or (newest == 0 and day > latest):
        return
    if not newest:
        yield _due("harvest", next_bag(state, batch, 1), max(earliest, nominal), latest, number=1)
        return
    days = product.courses.infusion_days
    begun = course.day_one if course is not None else batch.bags[0].day
    planned = begun + timedelta(days=days[newest] - (0 if course is not None else days[0]))
    last = max(bag.day for bag in batch.bags)  # a day that slipped moves the following ones: one harvest a day
    on = max(planned, last + timedelta(days=1))
    yield _due("harvest", next_bag(state, batch, newest + 1), on, on, number=newest + 1)


def _bag(product: Product, bag: Bag, at: datetime, usable: bool) -> Iterator[Due]:
    if bag.started and not bag.ended:
        yield _due("end_infusion", bag.id, bag.day, bag.day)
    elif not bag.is_usable() or not usable or at >= bag.expires:
        if not is_settled(bag):
            yield _due("dispose", bag.id, bag.day, bag.day)
    elif bag.labelled is None:
        yield _due("label", bag.id, bag.day, bag.day, by=bag.expires)
    else:
        yield _way(product, bag)


def _release(
    study: Study, product: Product, state: Chain, batch: Batch, bag: Bag, standing: Standing | None
) -> Iterator[Due]:
    """The results that a release needs and does not have, of the bag and of its culture; then the release itself.

    Where an exception may be argued, whoever may support it is asked at the same time: the release waits for nobody's signature,
    because the bag can be rejected as well.
    """
    missing = {
        name: limit
        for name, limit in product.release.items()
        if limit.stage == "before_release"
        and not limit.computed
        and not limit.report_only
        and all(fact.seq in state.invalid for fact in results(limit, batch, bag, name))
    }
    for unit, per in ((bag.id, "bag"), (batch.id, "batch")):
        wanted = {name: limit.name for name, limit in missing.items() if limit.per == per}
        if wanted:
            words = listed([*wanted.values()])
            yield _due("test", unit, bag.day, bag.day, number=words, by=bag.expires, what=tuple(wanted))
    if missing:
        return
    yield _due("release", bag.id, bag.day, bag.day, by=bag.expires)
    signed = {fact.body.meaning for fact in bag.supported}
    wanted_signatures = {meaning: one for meaning, one in product.exceptional.items() if meaning not in signed}
    if wanted_signatures and _is_arguable(study, state, bag, standing):
        for meaning, one in wanted_signatures.items():
            yield _due(
                "sign", bag.id, bag.day, bag.day, number=one.name, by=bag.expires, what=(meaning,), role=one.role
            )


def _is_arguable(study: Study, state: Chain, bag: Bag, standing: Standing | None) -> bool:
    """Whether an exception may be asked for: the participant allows it, and nothing fails outright."""
    if standing is None or not standing.accepts_exceptional:
        return False
    outcomes = {line.outcome for line in release_verdicts(study, state, bag, standing.weight_kg)}
    return "exceptional" in outcomes and "fails" not in outcomes


def _investigations(study: Study, state: Chain) -> Iterator[Due]:
    """The phases of investigation that are due, each on the day of its result or of the phase before it."""
    for one in investigations(state):
        if one.is_open:
            newest = one.phases[-1] if one.phases else one.result
            day, body = newest.day(study.time_zone), one.result.body
            yield _due("investigate", body.unit, day, day, number=body.attribute, what=(str(one.result.seq), one.state))


def _call_backs(study: Study, product: Product, state: Chain) -> Iterator[Due]:
    """Who is to be told, when an infused participant is to be seen again, and the decision how to go on."""
    for found in call_backs(study, state):
        if not found.is_call_back:
            continue
        unit, what = found.result.body.unit, (str(found.result.seq),)
        day = found.result.day(study.time_zone)
        for role in found.untold(product):
            by = found.tell_by(product)
            yield _due("tell", unit, day, day, number=role.replace("_", " "), by=by, what=(*what, role))
        visits = found.follow_ups(study)
        done = len(product.call_back.follow_up_days) - len(visits)
        for number, on in enumerate(visits, start=done + 1):
            yield _due("follow_up", unit, on, on, number=number, what=what)
        if found.settled is None:
            yield _due("settle", unit, day, day, what=what)


def _way(product: Product, bag: Bag) -> Due:
    if bag.dispatched is None:
        return _due("dispatch", bag.id, bag.day, bag.day, by=bag.expires)
    if bag.received is None:
        return _due("receive_bag", bag.id, bag.day, bag.day, by=bag.expires)
    if bag.excursion is None and is_excursion(product.shelf, bag.received.body):
        return _due("decide_excursion", bag.id, bag.day, bag.day, by=bag.expires)
    return _due("infuse", bag.id, bag.day, bag.day, number=bag.harvest, by=bag.expires)


def _results(study: Study, state: Chain) -> Iterator[Due]:
    """Results that come after release, on the day on which they are due; once a culture where one stands for all its bags."""
    invalid = state.invalid
    for batch in state.batches.values():
        yield from _awaited(study, Itself(batch), invalid)


@lru_cache(maxsize=4096)
def _awaited(study: Study, batch: Itself[Batch], invalid: frozenset[int]) -> tuple[Due, ...]:
    """The results that one batch waits for, read once: a batch is never changed, only replaced."""
    assert study.product is not None
    return tuple(_awaited_of(study.product, batch.it, invalid))


def _awaited_of(product: Product, batch: Batch, invalid: frozenset[int]) -> Iterator[Due]:
    awaited = [
        (name, limit, timedelta(days=limit.final_after_days))
        for name, limit in product.release.items()
        if limit.stage == "after_release" and limit.final_after_days is not None
    ]
    finals = {bag.id: _finals(bag.tests, invalid) for bag in batch.bags}
    of_batch = _finals(batch.results, invalid)
    whole = of_batch.union(*finals.values())
    asked: set[tuple[str, str]] = set()
    for bag in batch.bags:
        if bag.released is None:
            continue
        own = finals[bag.id] | of_batch
        for name, limit, after in awaited:
            unit = batch.id if limit.per == "batch" else bag.id
            if (unit, name) in asked or name in (whole if limit.per == "batch" else own):
                continue
            asked.add((unit, name))
            on = bag.day + after
            yield _due("read", unit, on, on, number=limit.name, what=(name,))


def _finals(tests: Sequence[Fact[UnitTested]], invalid: frozenset[int]) -> set[str]:
    """The attributes that have their final result."""
    return {fact.body.attribute for fact in tests if fact.body.final and fact.seq not in invalid}


def _close(study: Study, state: Chain, batch: Batch, day: date, goes_on: bool) -> Iterator[Due]:
    assert study.product is not None
    if not all(is_settled(bag) for bag in batch.bags):
        return
    if batch.begun:
        course = state.course_of(batch.id)
        days = {bag.harvest for bag in batch.bags}
        last = len(study.product.courses.infusion_days)
        over = course is not None and day > course.day_one + timedelta(days=study.product.courses.infusion_days[-1])
        if goes_on and not over and max(days) < last:
            return
        ending = "given"
    elif not goes_on:
        ending = "orphaned"
    elif batch.bags and max(bag.harvest for bag in batch.bags) == len(study.product.courses.infusion_days):
        ending = "rejected"
    elif day > first_infusion_window(study, state, batch)[2]:
        ending = "missed"
    else:
        return
    yield _due("close", batch.id, day, day, number=_CLOSINGS[ending], what=(ending,))

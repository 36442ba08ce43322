"""What stands against booking, refusing, making and receiving a collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from equipoise.facts.product import Collected, CollectionBooked, CollectionReceived, CollectionRefused
from equipoise.rules.product.call_back import not_stopped
from equipoise.rules.product.case import (
    Case,
    Check,
    is_for,
    known_collection,
    not_before,
    positive,
    two_people,
    wrong_name,
)
from equipoise.rules.product.genealogy import good_lots
from equipoise.rules.product.name_units import collection_id
from equipoise.rules.product.plan import NextCollection, collections_planned, next_collection
from equipoise.values.dates import is_day
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text

VERDICTS: Final = ("accepted", "quarantined", "rejected")


def _is_next(case: Case, act: CollectionBooked | CollectionRefused | Collected) -> Iterator[Reason]:
    """The number is the one that is due: a number that does not exist is said so."""
    due = next_collection(case.study, case.facts)
    if due is not None and act.number == due.number:
        return
    most = collections_planned(case.study, case.chain)
    existing = case.chain.collections.get(act.number)
    if existing is not None and existing.collected is not None:
        yield Reason(
            "collection-made",
            Text("Collection {n} has already been made.", "第 {n} 次采集已完成。").format(n=act.number),
            facts=(existing.collected.seq,),
            remedy=_due_words(due),
        )
    elif not 1 <= act.number <= most:
        yield Reason(
            "no-such-collection",
            Text("There is no collection {n}: the way has {most}.", "不存在第 {n} 次采集：全程共 {most} 次。").format(
                n=act.number, most=most
            ),
            protocol="product.limits.collections_at_most",
            remedy=_due_words(due),
        )
    else:
        yield Reason(
            "collection-not-due",
            Text("Collection {n} is not the next one.", "第 {n} 次采集并非下一次采集。").format(n=act.number),
            protocol="product.courses",
            remedy=_due_words(due),
        )


def _due_words(due: NextCollection | None) -> Text:
    if due is None:
        return Text("No collection is due.", "目前没有待进行的采集。")
    return Text(
        "Due is collection {n}, from {earliest} to {latest}.", "下一次为第 {n} 次采集，时间为{earliest}至{latest}。"
    ).format(n=due.number, earliest=day_words(due.earliest), latest=day_words(due.latest))


def _in_window(case: Case, number: int, day: date) -> Iterator[Reason]:
    due = next_collection(case.study, case.facts)
    if due is not None and number == due.number and not due.earliest <= day <= due.latest:
        yield Reason(
            "outside-window",
            Text("{day} lies outside the days of this collection.", "{day}不在该次采集的允许日期内。").format(
                day=day_words(day)
            ),
            protocol="product.limits",
            remedy=_due_words(due),
        )


def _stated_day(case: Case, act: CollectionBooked | CollectionRefused) -> Iterator[Reason]:
    if not is_day(act.day):
        yield Reason(
            "not-a-date",
            Text("{day} is not a date.", "{day} 不是有效日期。").format(day=act.day or "?"),
            remedy=Text("Write YYYY-MM-DD.", "请按 YYYY-MM-DD 填写。"),
        )
        return
    day = date.fromisoformat(act.day)
    if isinstance(act, CollectionBooked) and day < case.day:
        yield Reason("day-passed", Text("{day} has passed.", "{day}已过。").format(day=day_words(day)))
    yield from _in_window(case, act.number, day)


def _made_today(case: Case, act: Collected) -> Iterator[Reason]:
    yield from _in_window(case, act.number, case.day)


def _named(case: Case, act: CollectionBooked | Collected) -> Iterator[Reason]:
    yield from wrong_name(act.collection, collection_id(case.chain.participant, act.number))


def _booked(case: Case, act: Collected) -> Iterator[Reason]:
    """No apheresis without its places: the booking holds the incubator and the chairs that it will need."""
    found = case.chain.collections.get(act.number)
    if found is None or found.booked is None:
        yield Reason(
            "not-booked",
            Text("Collection {n} is not booked.", "第 {n} 次采集尚未预约。").format(n=act.number),
            protocol="product.capacity",
            remedy=Text("Book it with its incubator place and infusion chairs.", "请先预约采集、培养箱及输注席位。"),
        )
    elif found.booked.body.day != case.day.isoformat():
        yield Reason(
            "booked-for-another-day",
            Text("Collection {n} is booked for {day}.", "第 {n} 次采集预约在{day}。").format(
                n=act.number, day=day_words(date.fromisoformat(found.booked.body.day))
            ),
            facts=(found.booked.seq,),
            remedy=Text("Book it for today, or collect on that day.", "请改约至当日，或按预约日采集。"),
        )
    yield from not_before(case, found.booked if found else None)


def _room_for_a_culture(case: Case, act: Collected) -> Iterator[Reason]:
    """Never more than the allowed live cultures of one person (invariant 9)."""
    in_hand = len(case.chain.live) + len(case.chain.unseeded)
    most = case.product.culture.live_at_most
    if in_hand >= most:
        yield Reason(
            "too-many-cultures",
            Text(
                "{n} cultures of this participant are in hand, and {most} are allowed.",
                "该受试者已有 {n} 份培养物，最多允许 {most} 份。",
            ).format(n=in_hand, most=most),
            facts=tuple(batch.seeded.seq for batch in case.chain.live),
            protocol="product.culture.live_at_most",
            remedy=Text("Close the earlier culture first.", "请先关闭较早的培养批次。"),
        )


def _nothing_running(case: Case, act: Collected) -> Iterator[Reason]:
    """A collection comes before that day's infusion, never during or after it (the record: before the infusion)."""
    for course in case.chain.courses:
        for one in course.infusions:
            if one.ended is None or one.on == case.day:
                yield Reason(
                    "after-infusion",
                    Text(
                        "An infusion of today has begun: a collection comes before it.",
                        "当日输注已开始：采集须在输注之前。",
                    ),
                    facts=(one.started.seq,),
                    protocol="product.courses.next_collection_day",
                )
                return


def _received_unit(case: Case, act: CollectionReceived) -> Iterator[Reason]:
    found, unknown = known_collection(case, act.collection)
    yield from unknown
    if act.verdict not in VERDICTS:
        yield Reason(
            "unknown-verdict",
            Text("{verdict} is no verdict.", "{verdict} 不是有效的接收结论。").format(verdict=act.verdict or "?"),
            remedy=Text("Choose accepted, quarantined or rejected.", "请选择 accepted、quarantined 或 rejected。"),
        )
    if found is None:
        return
    if found.collected is None:
        yield Reason("not-collected", Text("This collection has not been made.", "该次采集尚未进行。"))
    yield from not_before(case, found.collected, *found.received[-1:])
    if found.verdict == "rejected" or (found.verdict == "accepted" and act.verdict != "rejected"):
        yield Reason(
            "already-received",
            Text("The laboratory has already decided on this collection.", "实验室已对该次采集作出结论。"),
            facts=(found.received[-1].seq,),
        )
    batch = case.chain.batch_of(found.number)
    if batch is not None:
        yield Reason(
            "already-seeded",
            Text("This collection has already been seeded.", "该次采集物已接种。"),
            facts=(batch.seeded.seq,),
            remedy=Text("Close its culture instead.", "请改为关闭其培养批次。"),
        )


def _accepted_for_someone(case: Case, act: CollectionReceived) -> Iterable[Reason]:
    """Material of a participant who stopped is taken in, but not accepted for culture."""
    return is_for("manufacturing")(case, act) if act.verdict == "accepted" else ()


BOOKING: Final[tuple[Check, ...]] = (is_for("collection"), _is_next, _stated_day, _named)
"""Why a collection cannot be booked for a day."""
REFUSING: Final[tuple[Check, ...]] = (_is_next, _stated_day)
"""Why it cannot be stated that a due collection does not take place."""
COLLECTING: Final[tuple[Check, ...]] = (
    is_for("collection"), _is_next, _made_today, _named, _booked, _room_for_a_culture, _nothing_running, not_stopped, good_lots,
    two_people, positive,
)  # fmt: skip
"""Why a collection cannot be made now."""
RECEIVING: Final[tuple[Check, ...]] = (_received_unit, _accepted_for_someone)
"""Why the cell laboratory cannot take a collection in with this verdict."""

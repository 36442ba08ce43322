"""From the booking to the reception: a place first, then the collection, then what the laboratory says of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.trial.person import Person
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step, usually
from equipoise.web.workspace.cells.crumbs import TAB, crumbs
from equipoise.web.workspace.cells.materials import lots_field, lots_given, scan_items
from equipoise.web.workspace.cells.places import next_free, room_on
from equipoise.web.workspace.cells.step_boxes import SECOND, dated, scan
from equipoise.web.workspace.find_unit import Unit, find_unit, made_unit
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.words import UNITS

VERDICTS: Final = (
    ("accepted", Text("accepted", "合格接收")),
    ("quarantined", Text("in quarantine until it is clarified", "隔离待查")),
    ("rejected", Text("rejected", "拒收")),
)


def book_for(scope: Scope, number: str, asked: Mapping[str, str]) -> Step:
    """Book the next collection of a participant."""
    return _book(scope, scope.person(number), asked)


def book_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """The same, asked for by the name of the collection."""
    return _book(scope, find_unit(scope, unit).one, asked)


def _book(scope: Scope, one: Person, asked: Mapping[str, str]) -> Step:
    coming = product.next_collection(one.study, one.facts) if one.study.product is not None else None
    number = coming.number if coming is not None else 0
    day = asked.get("day", "") or (max(coming.target, scope.today).isoformat() if coming is not None else "")
    room = room_on(scope, one.study, day)
    free = next_free(scope, one, day)
    rests = [(Text("Collection", "采集"), same(str(number) if number else "–"))]
    if coming is not None:
        days = Text("{a} to {b}, best on {c}", "{a} 至 {b}，最佳 {c}").format(
            a=day_words(coming.earliest), b=day_words(coming.latest), c=day_words(coming.target)
        )
        rests.append((Text("Its days", "允许日期"), days))
    rests += room
    if free is not None:
        rests.append((Text("Next free day", "下一空余日"), day_words(free)))
    return Step(
        does=act.BookCollection,
        title=Text("Book collection {n} for {who}", "预约第 {n} 次采集：{who}").format(n=number or "–", who=one.number),
        says=Text(
            "One place for the collection, one in the incubator for the whole culture and the infusion chairs after it are booked "
            "together, or none of them.",
            "同时预约采集席位、整个培养期的培养箱位以及之后的输注席位；任何一项不足则全部不予预约。",
        ),
        act=Text("Book", "预约"),
        done=Text("Booked.", "已预约。"),
        back=scope.to("cells", "calendar", participant=one.number),
        command=lambda given: act.BookCollection(
            participant=one.number, number=number, day=str(given.get("day")), happened=given.happened
        ),
        person=one,
        unit=product.collection_id(one.number, number) if number else one.number,
        fields=(Field(name="day", label=Text("Day of the collection", "采集日期"), kind="day", start=day),),
        rests=rests,
        crumbs=crumbs(scope),
        tab=TAB,
    )


def refuse_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """A due collection that does not take place."""
    found = find_unit(scope, unit)
    booked = found.collection.booked.body.day if found.collection is not None and found.collection.booked else ""
    return Step(
        does=act.RefuseCollection,
        title=Text("Collection {n} does not take place: {who}", "第 {n} 次采集不进行：{who}").format(
            n=found.number, who=found.one.number
        ),
        says=Text(
            "The reason is kept. The collection can be booked again; an infusion that waits for it may go on.",
            "原因将予记录。该次采集可重新预约，等待该次采集的输注可以继续。",
        ),
        act=Text("Record it", "记录"),
        done=Text("Recorded.", "已记录。"),
        back=scope.to("cells"),
        command=lambda given: act.RefuseCollection(
            participant=found.one.number, number=found.number, day=str(given.get("day")), reason=given.reason
        ),
        person=found.one,
        unit=unit,
        fields=(
            Field(
                name="day",
                label=Text("Day on which it was due", "应采集日期"),
                kind="day",
                start=asked.get("day", "") or booked or scope.today.isoformat(),
            ),
        ),
        reason=Text("Why", "原因"),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def collect_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """The apheresis with its form; wristband and label are scanned, two people look."""
    found = find_unit(scope, unit)
    form = found.product.forms.collection
    return Step(
        does=act.Collect,
        title=Text("Collection {n} of {who}", "第 {n} 次采集：{who}").format(n=found.number, who=found.one.number),
        says=Text(
            "The apheresis is recorded with its volume, its cells and its materials. Wristband and label are scanned; two people "
            "stand for them.",
            "记录单采的体积、细胞数与所用物料。须扫描腕带与标签，并由两人核对。",
        ),
        act=Text("Record the collection", "记录采集"),
        done=Text("The collection is recorded. It goes to the cell laboratory.", "采集已记录，请送细胞制备室。"),
        back=scope.to("cells"),
        command=lambda given: _collected(found, form, given),
        usual=_collected(found, form, usually(volume_ml=Decimal(1), mononuclear_cells=1)),
        person=found.one,
        unit=unit,
        fields=(
            scan("wristband", Text("Wristband of the participant", "受试者腕带"), found.one.number),
            scan("label", Text("Label of the collection", "采集物标签"), unit),
            Field(name="volume_ml", label=Text("Volume collected", "采集体积"), kind="number", unit="mL"),
            Field(
                name="mononuclear_cells",
                label=Text("Mononuclear cells", "单个核细胞数"),
                kind="cells",
                hint=Text("Such as 1.32e9.", "例如 1.32e9。"),
            ),
            *lots_field(found.one.study, found.product, form),
        ),
        form=form or "",
        starts=dated(scope, found.one, form),
        second=True,
        second_may=SECOND,
        happened=True,
        links=((Text("Print the labels", "打印标签"), scope.to("units", unit, "labels")),),
        lots=scan_items(found.product, form),
        crumbs=crumbs(scope),
        tab=TAB,
    )


def _collected(found: Unit, form: str | None, given: Given) -> act.Collect:
    lots = lots_given(found.product, form, given)
    return act.Collect(
        participant=found.one.number,
        collection=found.name,
        number=found.number,
        second=given.second,
        volume_ml=given.get("volume_ml", Decimal(0)),
        mononuclear_cells=given.get("mononuclear_cells", 0),
        lots=dict(lots.lots),
        expires=dict(lots.expires),
        items=dict(given.items),
        groups=dict(given.groups),
        happened=given.happened,
    )


def receive_unit(scope: Scope, unit: str, asked: Mapping[str, str]) -> Step:
    """What the laboratory says of a collection that arrives."""
    found = made_unit(scope, unit)
    made = found.collection.collected if found.collection is not None else None
    rests = []
    if made is not None:
        rests = [
            (Text("Collected", "采集量"), same(f"{made.body.volume_ml} mL")),
            (Text("Mononuclear cells", "单个核细胞数"), same(f"{made.body.mononuclear_cells:,}")),
            (Text("State", "状态"), UNITS[found.collection.state] if found.collection is not None else same("")),
        ]
    return Step(
        does=act.ReceiveCollection,
        title=Text("Receive {unit}", "接收 {unit}").format(unit=unit),
        says=Text(
            "The laboratory takes the collection in and says whether it may be cultured.",
            "制备室接收采集物，并作出能否用于培养的结论。",
        ),
        act=Text("Record the decision", "记录结论"),
        done=Text("Recorded.", "已记录。"),
        back=scope.to("cells"),
        command=lambda given: act.ReceiveCollection(
            participant=found.one.number,
            collection=unit,
            verdict=str(given.get("verdict")),
            temperature_c=given.get("temperature_c", Decimal(0)),
            reason=str(given.get("why")),
            happened=given.happened,
        ),
        person=found.one,
        unit=unit,
        fields=(
            scan("label", Text("Label of the collection", "采集物标签"), unit),
            Field(name="temperature_c", label=Text("Temperature on arrival", "到达温度"), kind="number", unit="°C"),
            Field(
                name="verdict",
                label=Text("Decision", "结论"),
                kind="choice",
                options=VERDICTS,
                start=asked.get("verdict", "accepted"),
            ),
            Field(
                name="why",
                label=Text("Reason, where it is not accepted", "未合格接收的原因"),
                kind="words",
                required=False,
            ),
        ),
        happened=True,
        rests=rests,
        crumbs=crumbs(scope),
        tab=TAB,
    )

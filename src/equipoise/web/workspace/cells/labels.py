"""Labels of bags, cultures and collections, and wristbands: a DataMatrix that holds the name alone, and words in both languages.

A label bears the participant's number and never a name: the hospital's own label with name and birth date stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from equipoise.paper import Cell, Document, Figure, Heading, KeyValues, PageBreak, Paragraph, Sheet
from equipoise.paper.blocks import Block
from equipoise.paper.code import draw_code
from equipoise.protocol.prose import counted_cells
from equipoise.rules import product
from equipoise.trial.person import Person
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import clock
from equipoise.web.workspace.cells.courses import course_number
from equipoise.web.workspace.find_unit import Unit
from equipoise.web.workspace.tags import cells

BAG: Final = Sheet(width=100, height=150, margin=4, running=False)
"""The sheet of a bag's label: the 100 by 150 mm of usual label printers."""
UNIT: Final = Sheet(width=100, height=80, margin=5, running=False)
WRIST: Final = Sheet(width=100, height=60, margin=4, running=False)
_STRONG: Final = Text("Expires", "有效期至")
_LONG: Final = 40
"""Signs in both languages together that fit on one line."""
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: the code's words, a heading, rows, and sentences beneath."""

    code: str
    title: Text
    rows: tuple[tuple[Text, Text], ...]
    sentences: tuple[Text, ...]
    sheet: Sheet
    width: int = 40
    """Per cent of the sheet that the code takes."""


def label_of(found: Unit, study: str, zone: str) -> Label:
    """The label of a unit: of a bag, of the vessel of a culture, or of a collection."""
    if found.bag is not None:
        return _bag(found, study, zone)
    if found.name == product.batch_id(found.one.number, found.number):
        return _culture(found, zone)
    return _collection(found, zone)


def wristband(one: Person, study: str) -> Label:
    """The band that the participant wears in the study."""
    return Label(one.number, Text("Participant", "受试者"), ((Text("Study", "研究"), same(study)),), (), WRIST, 24)


def document(label: Label, copies: int, made: datetime) -> Document:
    """Labels on sheets of their own size, one a page, in both languages at once."""
    blocks: list[Block] = []
    for copy in range(max(1, min(copies, MOST))):
        if copy:
            blocks.append(PageBreak())
        blocks += _blocks(label)
    words = Text(f"{label.title.en} {label.code}", f"{label.title.zh} {label.code}")
    return Document(title=words, subtitle=same(""), moment=made, blocks=tuple(blocks), sheet=label.sheet)


def _blocks(label: Label) -> Iterator[Block]:
    yield Heading(_line(label.title), 3)
    yield Figure(
        draw_code(label.code), Text(f"DataMatrix: {label.code}", f"DataMatrix：{label.code}"), width=label.width
    )
    first = (_line(Text("Number", "编号")), Cell(same(label.code), strong=True))
    strong = {_STRONG.en, "Participant"}
    rows = ((_line(name), Cell(_lines(says), strong=name.en in strong)) for name, says in label.rows)
    yield KeyValues((first, *rows))
    lines = [_line(one).zh for one in label.sentences]
    if lines:
        yield Paragraph(same(lines[0]))
    if lines[1:]:
        yield Paragraph(same("\n".join(lines[1:])), small=True)


def _line(text: Text) -> Text:
    """Both languages on one line, Chinese first, whatever the page is read in."""
    return same(text.zh if text.zh == text.en else f"{text.zh} / {text.en}")


def _lines(text: Text) -> Text:
    """Both languages, one below the other where they are long."""
    long = len(text.zh) + len(text.en) > _LONG
    return same(f"{text.zh}\n{text.en}") if long and text.zh != text.en else _line(text)


def _bag(found: Unit, study: str, zone: str) -> Label:
    bag, planned = found.bag, found.product
    assert bag is not None and found.batch is not None
    filled = bag.formulated.body
    of = max(bag.serial, *(one.serial for one in found.batch.bags if one.harvest == bag.harvest))
    low, high = planned.shelf.temperature_c
    number = course_number(found.chain, found.batch)
    counted = counted_cells(planned.dose)
    infusion = product.infusion_days(found.one.study, found.chain, found.batch, bag.day)
    planned_day = infusion[bag.harvest - 1] if bag.harvest <= len(infusion) else bag.day
    rows = (
        (Text("Participant", "受试者"), same(found.one.number)),
        (
            Text("Course, collection", "疗程、采集"),
            Text("course {k} of {n}, collection {c}", "第 {k} 疗程（共 {n}），第 {c} 次采集").format(
                k=number, n=planned.courses.number, c=bag.collection
            ),
        ),
        (
            Text("Harvest, bag", "收获、袋"),
            Text("harvest {h} of {n}, bag {i} of {m}", "第 {h} 次收获（共 {n}），第 {i} 袋（共 {m}）").format(
                h=bag.harvest, n=len(planned.courses.infusion_days), i=bag.serial, m=of
            ),
        ),
        (Text("Infusion planned", "计划输注"), day_words(planned_day)),
        (Text("Volume", "体积"), same(f"{filled.volume_ml} mL")),
        (
            Text("Cells", "细胞数"),
            Text("{n} {what}, {v} % viable", "{n} {what}，活率 {v} %").format(
                n=cells(product.cells_in(found.one.study, bag)), what=counted, v=filled.viability_pct
            ),
        ),
        (Text("Filled", "分装"), moment_words(bag.formulated.moment(), zone)),
        (_STRONG, moment_words(bag.expires, zone)),
        (Text("Store at", "保存"), same(f"{low}–{high} °C")),
        (Text("Study", "研究"), same(study)),
    )
    return Label(bag.id, planned.name, rows, tuple(planned.label.values()), BAG, 40)


def _culture(found: Unit, zone: str) -> Label:
    rows = (
        (Text("Participant", "受试者"), same(found.one.number)),
        (Text("Collection", "采集"), same(str(found.number))),
        *(
            ((Text("Seeded", "接种"), moment_words(found.batch.seeded.moment(), zone)),)
            if found.batch is not None
            else ()
        ),
    )
    return Label(found.name, Text("Culture", "培养批次"), rows, _own_use(found), UNIT)


def _collection(found: Unit, zone: str) -> Label:
    made = found.collection.collected if found.collection is not None else None
    rows = (
        (Text("Participant", "受试者"), same(found.one.number)),
        (Text("Collection", "采集"), same(str(found.number))),
        *(((Text("Collected", "采集时间"), moment_words(made.moment(), zone)),) if made is not None else ()),
    )
    return Label(found.name, Text("Collection", "采集物"), rows, _own_use(found), UNIT)


def _own_use(found: Unit) -> tuple[Text, ...]:
    """The sentence that every unit bears: the first that the study file writes."""
    return tuple(found.product.label.values())[:1]


def moment_words(moment: datetime, zone: str) -> Text:
    """A moment with its zone, in both languages."""
    local = moment.astimezone(ZoneInfo(zone))
    day: date = local.date()
    words = day_words(day)
    hour = clock(moment, zone)
    return Text(f"{words.en} {hour}", f"{words.zh} {hour}")

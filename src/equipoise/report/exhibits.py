"""Tables, listings and figures as they stand in a report: numbered, each number with its address, wide ones on their side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from equipoise.analysis.tables import ASSUMED, Display, Number, Row
from equipoise.paper import Block, Cell, Column, Heading, Paragraph, Place, Table, Turn
from equipoise.report.material import View
from equipoise.values.text import Text, same

TABLE = Text("Table {number}. {title}", "表 {number} {title}")
FIGURE = Text("Figure {number}. {title}", "图 {number} {title}")
LISTING = Text("Listing {number}. {title}", "清单 {number} {title}")
_COUNTED = Text("Analysis set: {name}.", "分析集：{name}。")
_WITHHELD = Text("Withheld while the study is masked: it would tell the arms.", "盲态下不予显示，以免泄露分组。")
_EMPTY = Text("Nobody, and nothing to count.", "无符合条件的受试者或记录。")
_NOT_DRAWN = Text("Not drawn: {why}", "未绘制：{why}")
_ADDRESS = Text(
    "Address of a number: {key}/row/column, rows from 1, columns {columns}; the first is {key}/1/{column}.",
    "数字地址：{key}/行/列，行号自 1 起，列为 {columns}；首个数字为 {key}/1/{column}。",
)
_UNDER = Text("{address}\n{people}{facts}", "{address}\n{people}{facts}")
_PEOPLE = Text("Participants ({n}): {numbers}\n", "受试者（{n}）：{numbers}\n")
_FACTS = Text("Facts ({n}): {numbers}", "账本序号（{n}）：{numbers}")
_INDENT = "\N{NO-BREAK SPACE}" * 3
_UPRIGHT, _ON_ITS_SIDE, _BETWEEN = {False: 112.0, True: 134.0}, 202.0, 2.2
"""Signs that a line holds on an upright page, in common and in dense type, and on its side; and how many a gap takes."""
WIDE, LONG = 5, 7
"""Columns from which a table, or a listing, is set on a page that lies on its side."""
_SHOWN = 12
Kind = Literal["table", "figure", "listing"]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A table, figure or listing that stands in a report: its kind, number, key and title."""

    kind: Kind
    number: str
    key: str
    title: Text


@dataclass(slots=True)
class Pages:
    """The blocks of a report while it is written, and what stands in it."""

    view: View
    blocks: list[Block] = field(default_factory=list)
    exhibits: list[Exhibit] = field(default_factory=list)
    _landscape: bool = False

    def write(self, *blocks: Block, landscape: bool = False) -> None:
        """Adds blocks; the page is turned where it must be."""
        if landscape is not self._landscape:
            self.blocks.append(Turn(landscape))
            self._landscape = landscape
        self.blocks.extend(blocks)

    def heading(self, words: Text, level: Literal[1, 2, 3] = 1) -> None:
        """A heading."""
        self.write(Heading(words, level))

    def heading_over(self, key: str, words: Text, level: Literal[1, 2, 3] = 2) -> None:
        """A heading over a table or listing that follows at once: on a page that lies as that one does."""
        self.write(Heading(words, level), landscape=_lies(self.view.display(key)))

    def say(self, *paragraphs: Text) -> None:
        """Running text."""
        self.write(*(Paragraph(words) for words in paragraphs))

    def quiet(self, *paragraphs: Text) -> None:
        """Small remarks."""
        self.write(*(Paragraph(words, "quiet", small=True) for words in paragraphs))

    def place(self, by: Text, wants: Text) -> None:
        """A place that a person writes."""
        self.write(Place(by, wants))

    def table(self, key: str, number: str) -> None:
        """A table with the address of its numbers, or a listing with the facts of its rows."""
        self.exhibit(self.view.display(key), number)

    def exhibit(self, display: Display, number: str) -> None:
        """The same for one that the catalogue of the analysis does not have."""
        key = display.key
        title = (TABLE if display.kind == "table" else LISTING).format(number=number, title=display.title)
        self.exhibits.append(Exhibit(display.kind, number, key, display.title))
        self.write(Heading(title, 3, anchor=f"exhibit-{key}"), *_body(display), landscape=_lies(display))

    def figure(self, key: str, number: str, width: int = 100) -> None:
        """A figure, or why it is not there."""
        drawn = self.view.figures.get(key)
        if drawn is None:
            return
        title = FIGURE.format(number=number, title=drawn.title)
        self.exhibits.append(Exhibit("figure", number, key, drawn.title))
        counted = Paragraph(_COUNTED.format(name=drawn.population), "quiet", small=True, keep=True)
        self.write(
            Heading(title, 3, anchor=f"exhibit-{key}"), counted, *self.view.figure(key, width),
            *(Paragraph(note, "quiet", small=True) for note in drawn.notes),
        )  # fmt: skip

    def not_drawn(self) -> None:
        """The figures that the study cannot have, with the reasons."""
        reasons = list(dict.fromkeys(self.view.not_drawn.values()))
        self.quiet(*(_NOT_DRAWN.format(why=why) for why in reasons))


def _lies(display: Display) -> bool:
    """Whether a display wants a page on its side."""
    return not display.withheld and bool(display.rows) and _is_wide(display)


def _is_wide(display: Display) -> bool:
    return len(display.columns) >= (WIDE if display.kind == "table" else LONG)


def _body(display: Display) -> Iterator[Block]:
    yield Paragraph(_COUNTED.format(name=display.population), "quiet", small=True, keep=True)
    if display.withheld:
        yield Paragraph(_WITHHELD, "quiet")
        return
    yield as_table(display)
    for note in display.notes:
        yield Paragraph(note, "quiet", small=True)
    for what in display.assumed:
        yield Paragraph(ASSUMED.format(what=what), "warning", small=True)
    if display.kind == "table" and display.rows:
        columns = ", ".join(column.key for column in display.columns)
        first = display.columns[0].key
        yield Paragraph(_ADDRESS.format(key=display.key, columns=columns, column=first), "quiet", small=True)


def as_table(display: Display, only: Sequence[str] = (), *, addressed: bool = True) -> Table:
    """The rows of a display as a table of a document; with `only`, those rows alone."""
    labelled = display.kind == "table"
    rows = [row for row in display.rows if not only or row.key in only]
    dense = not labelled or _is_wide(display)
    shares = _shares(display, rows, labelled=labelled, signs=_ON_ITS_SIDE if _is_wide(display) else _UPRIGHT[dense])
    columns = [Column(display.label, shares[0])] if labelled else []
    columns += [
        Column(one.heading, share, "number" if labelled and one.align == "number" else "left")
        for one, share in zip(display.columns, shares[1 if labelled else 0 :], strict=True)
    ]
    made = tuple(_row(display, row, labelled=labelled, addressed=addressed) for row in rows)
    return Table(tuple(columns), made, display.title, _EMPTY, dense)


def _row(display: Display, row: Row, *, labelled: bool, addressed: bool) -> tuple[Text | Cell, ...]:
    cells: list[Text | Cell] = []
    if labelled:
        label = same("{indent}{label}").format(indent=_INDENT * row.level, label=row.label)
        bare = all(not cell.says.en for cell in row.cells)
        cells.append(Cell(label, strong=True) if bare else label)
    for place, (column, cell) in enumerate(zip(display.columns, row.cells, strict=True)):
        pointed = addressed and cell.says.en and (cell.participants or cell.facts) and (labelled or not place)
        cells.append(_cell(f"{display.key}/{row.key}/{column.key}", cell) if pointed else cell.says)
    return tuple(cells)


def _cell(address: str, cell: Number) -> Cell:
    return Cell(cell.says, address=quote(address, safe="/"), under=under(address, cell))


def under(address: str, cell: Number) -> Text:
    """What lies under a number, in a few lines: its address, the participants, the facts, of many the first."""
    people = (
        _PEOPLE.format(n=len(cell.participants), numbers=_some(cell.participants)) if cell.participants else same("")
    )
    facts = _FACTS.format(n=len(cell.facts), numbers=_some(map(str, cell.facts))) if cell.facts else same("")
    return _UNDER.format(address=address, people=people, facts=facts)


def _some(numbers: Iterable[str]) -> str:
    every = list(numbers)
    return ", ".join(every[:_SHOWN]) + (" …" if len(every) > _SHOWN else "")


def _shares(display: Display, rows: Sequence[Row], *, labelled: bool, signs: float) -> list[int]:
    """How wide each column is, in tenths of a sign: as its words are on average, but no narrower than its longest word."""
    texts = [[column.heading, *(row.cells[place].says for row in rows)] for place, column in enumerate(display.columns)]
    if labelled:
        texts.insert(0, [display.label, *(row.label for row in rows)])
    wanted = [_mean(column) for column in texts]
    least = [min(_longest_word(column), _BREAKS) * 1.12 + 0.5 for column in texts]
    return [round(10 * width) for width in _fitted(wanted, least, signs - _BETWEEN * len(texts))]


def _fitted(wanted: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """The room shared out as wanted; whoever would get less than the least gets that, as long as there is room for all of them."""
    if sum(least) >= room:
        return list(least)
    held: set[int] = set()
    while True:
        free = room - sum(least[place] for place in held)
        whole = sum(width for place, width in enumerate(wanted) if place not in held)
        found = [least[at] if at in held else free * width / whole for at, width in enumerate(wanted)]
        narrow = {place for place, width in enumerate(found) if width < least[place]} - held
        if not narrow:
            return found
        held |= narrow


_BREAKS = 16
"""Signs from which a word may be broken."""


def _longest_word(texts: Sequence[Text]) -> int:
    return max((len(word) for one in texts for word in one.en.replace("/", " ").split()), default=1)


def _mean(texts: Sequence[Text]) -> float:
    sizes = [max(_size(one.en), _size(one.zh)) for one in texts]
    return min(34.0, max(5.0, 1.15 * sum(sizes) / len(sizes))) if sizes else 5.0


def _size(words: str) -> int:
    """How long words are on paper: an eastern sign counts for two."""
    return sum(2 if sign > "\u2e7f" else 1 for sign in words)

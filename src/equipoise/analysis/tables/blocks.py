"""A table or listing as blocks of a document."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.tables.display import Display, Row
from equipoise.paper import Block, Cell, Heading, Paragraph, Table
from equipoise.paper import Column as PaperColumn
from equipoise.values.text import Text, same

_COUNTED = Text("Analysis set: {name}", "分析集：{name}")
ASSUMED = Text("Rests on an assumption: {what}", "依据假定：{what}")
_WITHHELD = Text("Withheld while the study is masked: it would tell the arms.", "盲态下不予显示，以免泄露分组。")
_INDENT = "\N{NO-BREAK SPACE}" * 4


def to_blocks(display: Display, level: int = 2) -> tuple[Block, ...]:
    """The title, who is counted, the table, and its notes with the assumptions that it rests on."""
    heading = Heading(display.title, 1 if level == 1 else 2 if level == 2 else 3)
    return (heading, Paragraph(_COUNTED.format(name=display.population), "quiet", small=True), *_body(display))


def _body(display: Display) -> Iterator[Block]:
    if display.withheld:
        yield Paragraph(_WITHHELD, "quiet")
        return
    labelled = display.kind == "table"
    columns = [PaperColumn(display.label, 2)] if labelled else []
    columns += [
        PaperColumn(one.heading, 1, "number" if labelled and one.align == "number" else "left")
        for one in display.columns
    ]
    yield Table(tuple(columns), tuple(_row(row, labelled=labelled) for row in display.rows), display.title)
    for note in display.notes:
        yield Paragraph(note, "quiet", small=True)
    for what in display.assumed:
        yield Paragraph(ASSUMED.format(what=what), "warning", small=True)


def _row(row: Row, *, labelled: bool) -> tuple[Text | Cell, ...]:
    cells = tuple(cell.says for cell in row.cells)
    if not labelled:
        return cells
    label = same("{indent}{label}").format(indent=_INDENT * row.level, label=row.label)
    bare = all(not cell.says.en for cell in row.cells)
    return (Cell(label, strong=True) if bare else label, *cells)

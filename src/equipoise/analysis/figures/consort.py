"""The flow of participants as CONSORT 2010 draws it (Schulz, Altman & Moher, BMJ 2010; 340: c332), any number of arms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import BOLD, wrap
from equipoise.analysis.figures.palette import INK, PAPER, SECOND_INK
from equipoise.values.text import Language, Text

MARGIN, STAGE_WIDTH, GAP, PADDING = 12.0, 92.0, 20.0, 10.0
SIZE, TITLE, INDENT, RISE = 12.0, 16.0, 14.0, 28.0
COLUMN_WIDTHS = {1: 360.0, 2: 320.0, 3: 250.0}
NARROWEST_COLUMN, NARROWEST_FLOW, TOP_BOX, WIDEST_SIDE = 220.0, 660.0, 300.0, 360.0
STAGE_GROUND = "#f6f7f9"

COUNTED = Text("{words} (n\u00a0=\u00a0{n})", "{words}（n\u00a0=\u00a0{n}）")
ENROLMENT, ALLOCATION = Text("Enrolment", "入组"), Text("Allocation", "分配")
FOLLOW_UP, ANALYSIS = Text("Follow-up", "随访"), Text("Analysis", "分析")
ASSESSED, EXCLUDED = Text("Assessed for eligibility", "接受资格筛查"), Text("Excluded", "排除")
SCREENING, RANDOMISED = Text("Still being screened", "仍在筛选中"), Text("Randomised", "随机化")
ALLOCATED, RECEIVED = (
    Text("Allocated to {arm}", "分配至：{arm}"),
    Text("Received the allocated intervention", "接受所分配的干预"),
)
NOT_RECEIVED = Text("Did not receive it", "未接受所分配的干预")
WAITING = Text("Not yet treated", "尚未开始治疗")
LOST, DISCONTINUED = Text("Lost to follow-up", "失访"), Text("Discontinued the intervention", "中止干预")
DIED = Text("Died", "死亡")
ENROLLED, GIVEN, TREATMENT = (
    Text("Enrolled", "入组"),
    Text("Received the intervention", "接受干预"),
    Text("Treatment", "治疗"),
)
GROUP = Text("Group", "组别")
NOT_GIVEN = Text("Did not receive it", "未接受干预")
CONTINUING = Text("Still in follow-up", "仍在随访中")
ANALYSED, NOT_ANALYSED = Text("Analysed", "纳入分析"), Text("Not analysed", "未纳入分析")


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of people and, where known, the reasons with their numbers."""

    n: int = 0
    reasons: tuple[tuple[Text, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ConsortArm:
    """One arm's column; `waiting` and `continuing` show a trial that still runs; `died` and `continuing` None: not shown."""

    name: Text
    colour: str
    allocated: int
    received: int
    analysed: int
    not_received: Tally = Tally()
    lost: Tally = Tally()
    discontinued: Tally = Tally()
    not_analysed: Tally = Tally()
    waiting: int = 0
    continuing: int | None = None
    died: int | None = None


@dataclass(frozen=True, slots=True)
class ConsortFlow:
    """The whole flow, as counted from the facts."""

    title: Text
    assessed: int
    excluded: Tally
    randomised: int
    arms: tuple[ConsortArm, ...]
    in_screening: int = 0
    notes: tuple[Text, ...] = ()
    by_chance: bool = True
    """False in a study with one group: its participants are entered and treated, not allocated."""
    treats: bool = True
    """False in a study that gives nothing: its participants are only followed."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a box before it is wrapped: its depth, and whether it is the box's heading."""

    words: str
    depth: int = 0
    heading: bool = False


def check_consort(flow: ConsortFlow) -> tuple[Text, ...]:
    """Every sum of the flow that does not come out, in words; empty when all do."""
    sums = [
        (ASSESSED, flow.assessed, flow.excluded.n + flow.in_screening + flow.randomised),
        (RANDOMISED if flow.by_chance else ENROLLED, flow.randomised, sum(arm.allocated for arm in flow.arms)),
    ]
    tallies = [(EXCLUDED, flow.excluded)]
    for arm in flow.arms:
        allocated = ALLOCATED.format(arm=arm.name)
        sums.append((allocated, arm.allocated, arm.received + arm.not_received.n + arm.waiting))
        sums.append((allocated, arm.allocated, arm.analysed + arm.not_analysed.n))
        tallies += [(NOT_RECEIVED, arm.not_received), (LOST, arm.lost)]
        tallies += [(DISCONTINUED, arm.discontinued), (NOT_ANALYSED, arm.not_analysed)]
    sums += [(words, tally.n, sum(n for _, n in tally.reasons)) for words, tally in tallies if tally.reasons]
    pattern = Text("{words}: {n}, but the parts make {parts}.", "{words}：{n}，但各部分合计为 {parts}。")
    return tuple(pattern.format(words=words, n=n, parts=parts) for words, n, parts in sums if n != parts)


def draw_consort(flow: ConsortFlow, language: Language, name: str = "consort") -> str:
    """The flow as SVG text; `name` distinguishes several figures on one page."""
    return _Sheet(flow, language).draw(name)


class _Sheet:
    """One drawing in the making: the flow, the language, and the geometry that follows from the number of arms."""

    def __init__(self, flow: ConsortFlow, language: Language) -> None:
        self.flow, self.language = flow, language
        count = max(len(flow.arms), 1)
        self.column = COLUMN_WIDTHS.get(count, NARROWEST_COLUMN)
        inner = count * self.column + (count - 1) * GAP
        self.left = MARGIN + STAGE_WIDTH + GAP
        self.inner = max(inner, NARROWEST_FLOW)
        self.first_column = self.left + (self.inner - inner) / 2
        self.width = self.left + self.inner + MARGIN
        self.middle = self.left + self.inner / 2

    def draw(self, name: str) -> str:
        """The parts from top to bottom, each starting where the one above ended."""
        heading = wrap(self.say(self.flow.title), self.width - 2 * MARGIN, TITLE * BOLD)
        parts = [svg.paragraph(MARGIN, MARGIN, heading, TITLE, font_weight="600", class_="figure-title")]
        bottom = self.enrol(parts, MARGIN + len(heading) * TITLE * svg.LINE_HEIGHT + 16)
        bottom = self.follow_arms(parts, bottom)
        sentences = [*check_consort(self.flow), *self.flow.notes]
        notes = [part for text in sentences for part in wrap(self.say(text), self.width - 2 * MARGIN, SIZE)]
        parts.append(svg.paragraph(MARGIN, bottom + 16, notes, SIZE, fill=SECOND_INK, class_="figure-caption"))
        height = bottom + MARGIN + (16 + len(notes) * SIZE * svg.LINE_HEIGHT if notes else 0)
        stop = self.say(Text(". ", "。"))
        description = stop.join((*self.told(), *(self.say(text).rstrip(".。") for text in sentences))) + stop.strip()
        size = (self.width, height)
        return svg.document(name, size, self.say(self.flow.title), description, self.language, parts)

    def enrol(self, parts: list[str], top: float) -> float:
        """Assessed, excluded to the side, randomised; the lowest edge."""
        flow = self.flow
        x = self.middle - TOP_BOX / 2
        assessed = self.wrapped([self.entry(ASSESSED, flow.assessed, heading=True)], TOP_BOX)
        side_x = self.middle + GAP
        side_width = min(self.left + self.inner - side_x, WIDEST_SIDE)
        side = self.wrapped(list(self.excluded_entries()), side_width)
        randomised = self.wrapped(
            [self.entry(RANDOMISED if flow.by_chance else ENROLLED, flow.randomised, heading=True)], TOP_BOX
        )
        side_top = top + _height(assessed) + RISE / 2
        bottom_top = side_top + _height(side) + RISE
        parts.append(self.stage(ENROLMENT, top))
        parts.append(self.boxed(x, top, TOP_BOX, _height(assessed), assessed))
        parts.append(_arrow(self.middle, top + _height(assessed), bottom_top))
        parts.append(_arrow_right(self.middle, side_x, side_top + _height(side) / 2))
        parts.append(self.boxed(side_x, side_top, side_width, _height(side), side))
        parts.append(self.boxed(x, bottom_top, TOP_BOX, _height(randomised), randomised))
        return bottom_top + _height(randomised)

    def follow_arms(self, parts: list[str], top: float) -> float:
        """Allocation, follow-up and analysis, one column an arm, boxes of a row equally high; the lowest edge."""
        if not self.flow.arms:
            return top
        centres = [self.first_column + self.column / 2 + i * (self.column + GAP) for i in range(len(self.flow.arms))]
        bar = top + RISE / 2
        parts.append(svg.line(self.middle, top, self.middle, bar, stroke=INK))
        parts.append(svg.line(min(*centres, self.middle), bar, max(*centres, self.middle), bar, stroke=INK))
        starts = bar
        for stage, entries in self.rows():
            texts = [self.wrapped(list(box), self.column) for box in entries]
            height = max(_height(text) for text in texts)
            row = starts + RISE if starts != bar else bar + RISE / 2 + 4
            parts.append(self.stage(stage, row))
            for arm, centre, text in zip(self.flow.arms, centres, texts, strict=True):
                x = centre - self.column / 2
                parts.append(_arrow(centre, starts, row))
                parts.append(self.boxed(x, row, self.column, height, text))
                parts.append(svg.box(x, row, 4, height, fill=arm.colour))
            starts = row + height
        return starts

    def rows(self) -> Iterator[tuple[Text, list[list[_Entry]]]]:
        """The three rows of the arms: their stage and each arm's entries."""
        arms = self.flow.arms
        entered = ALLOCATION if self.flow.by_chance else TREATMENT if self.flow.treats else GROUP
        yield entered, [list(self.allocation_entries(arm)) for arm in arms]
        yield FOLLOW_UP, [list(self.follow_up_entries(arm)) for arm in arms]
        yield ANALYSIS, [list(self.analysis_entries(arm)) for arm in arms]

    def excluded_entries(self) -> Iterator[_Entry]:
        yield from self.tally(EXCLUDED, self.flow.excluded, heading=True)
        if self.flow.in_screening:
            yield self.entry(SCREENING, self.flow.in_screening)

    def allocation_entries(self, arm: ConsortArm) -> Iterator[_Entry]:
        chance, told = self.flow.by_chance, len(self.flow.arms) > 1
        yield self.entry(ALLOCATED.format(arm=arm.name) if told else arm.name, arm.allocated, heading=True)
        if not self.flow.treats:
            return
        yield self.entry(RECEIVED if chance else GIVEN, arm.received)
        yield from self.tally(NOT_RECEIVED if chance else NOT_GIVEN, arm.not_received)
        if arm.waiting:
            yield self.entry(WAITING, arm.waiting)

    def follow_up_entries(self, arm: ConsortArm) -> Iterator[_Entry]:
        yield from self.tally(LOST, arm.lost)
        if self.flow.treats:
            yield from self.tally(DISCONTINUED, arm.discontinued)
        if arm.died is not None:
            yield self.entry(DIED, arm.died)
        if arm.continuing is not None:
            yield self.entry(CONTINUING, arm.continuing)

    def analysis_entries(self, arm: ConsortArm) -> Iterator[_Entry]:
        yield self.entry(ANALYSED, arm.analysed, heading=True)
        yield from self.tally(NOT_ANALYSED, arm.not_analysed)

    def told(self) -> Iterator[str]:
        """The flow as sentences for who cannot see it, in reading order."""
        yield self.entry(ASSESSED, self.flow.assessed).words
        yield from (entry.words for entry in self.excluded_entries())
        yield self.entry(RANDOMISED if self.flow.by_chance else ENROLLED, self.flow.randomised).words
        for arm in self.flow.arms:
            for entries in (self.allocation_entries(arm), self.follow_up_entries(arm), self.analysis_entries(arm)):
                yield from (entry.words for entry in entries)

    def tally(self, words: Text, tally: Tally, *, heading: bool = False) -> Iterator[_Entry]:
        yield self.entry(words, tally.n, heading=heading)
        for reason, n in tally.reasons:
            yield self.entry(reason, n, depth=1)

    def entry(self, words: Text, n: int, *, depth: int = 0, heading: bool = False) -> _Entry:
        return _Entry(self.say(COUNTED.format(words=words, n=n)), depth, heading)

    def say(self, text: Text) -> str:
        return text.in_(self.language)

    def wrapped(self, entries: Sequence[_Entry], width: float) -> list[_Entry]:
        """Entries as single lines that fit a box of this width."""
        lines = []
        for entry in entries:
            room = width - 2 * PADDING - 4 - entry.depth * INDENT
            size = SIZE * BOLD if entry.heading else SIZE
            lines += [_Entry(words, entry.depth, entry.heading) for words in wrap(entry.words, room, size)]
        return lines

    def boxed(self, x: float, y: float, width: float, height: float, lines: Sequence[_Entry]) -> str:
        parts = [svg.box(x, y, width, height, fill=PAPER, stroke=SECOND_INK)]
        for index, entry in enumerate(lines):
            top = y + PADDING + index * SIZE * svg.LINE_HEIGHT
            weight = "600" if entry.heading else None
            left = x + PADDING + 4 + entry.depth * INDENT
            parts.append(svg.paragraph(left, top, [entry.words], SIZE, font_weight=weight))
        return svg.group(parts, class_="figure-box")

    def stage(self, words: Text, y: float) -> str:
        """The name of a stage, at the left of its row."""
        lines = wrap(self.say(words), STAGE_WIDTH - 8, SIZE * BOLD)
        height = len(lines) * SIZE * svg.LINE_HEIGHT + PADDING
        middle = MARGIN + STAGE_WIDTH / 2
        label = svg.paragraph(middle, y + PADDING / 2, lines, SIZE, font_weight="600", text_anchor="middle")
        return svg.group((svg.box(MARGIN, y, STAGE_WIDTH, height, fill=STAGE_GROUND), label), class_="figure-stage")


def _height(lines: Sequence[_Entry]) -> float:
    return len(lines) * SIZE * svg.LINE_HEIGHT + 2 * PADDING


def _arrow(x: float, y1: float, y2: float) -> str:
    head = svg.element("path", {"d": svg.closed_path([(x - 4, y2 - 7), (x + 4, y2 - 7), (x, y2)]), "fill": INK})
    return svg.line(x, y1, x, y2 - 6, stroke=INK) + head


def _arrow_right(x1: float, x2: float, y: float) -> str:
    head = svg.element("path", {"d": svg.closed_path([(x2 - 7, y - 4), (x2 - 7, y + 4), (x2, y)]), "fill": INK})
    return svg.line(x1, y, x2 - 6, y, stroke=INK) + head

"""What the figures share: a heading above, a legend and a caption below, and the words of a figure without data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import BOLD, width_of, wrap
from equipoise.analysis.figures.marks import MarkKind, draw_mark
from equipoise.analysis.figures.palette import LINES, SECOND_INK
from equipoise.values.text import Language, Text

WIDTH, MARGIN = 840.0, 12.0
INNER = WIDTH - 2 * MARGIN
TITLE, LABEL, SMALL = 16.0, 13.0, 12.0
LINE = SMALL * svg.LINE_HEIGHT
CUT, ROUNDING = "…", 0.01
KEY_WIDTH, KEY_GAP, EMPTY_HEIGHT = 22.0, 18.0, 120.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One figure in the making: its title, the reader's language, and the name that keeps its ids apart on a page."""

    title: Text
    language: Language
    name: str

    @property
    def top(self) -> float:
        """Where the drawing may begin, below the heading."""
        return MARGIN + len(self._heading()) * TITLE * svg.LINE_HEIGHT + 10

    def say(self, text: Text) -> str:
        """A statement in the reader's language."""
        return text.in_(self.language)

    def lines(self, text: Text, width: float, size: float = SMALL) -> list[str]:
        """A statement in the reader's language, broken into lines of this width."""
        return wrap(self.say(text), width, size)

    def label(self, text: Text, width: float, size: float = SMALL) -> str:
        """A statement as one line of at most this width; what does not fit is cut, and the cut is shown."""
        said = self.say(text)
        if width_of(said, size) <= width + ROUNDING:
            return said
        while said and width_of(said + CUT, size) > width:
            said = said[:-1]
        return said.rstrip() + CUT

    def legend(self, kinds: Iterable[MarkKind], top: float) -> tuple[str, float]:
        """What each mark means, in rows across the sheet, and where they end."""
        parts: list[str] = []
        x, y, deepest = MARGIN, top, 0
        for kind in kinds:
            lines = self.lines(kind.name, INNER - KEY_WIDTH)
            width = KEY_WIDTH + max((width_of(line, SMALL) for line in lines), default=0) + KEY_GAP
            if x > MARGIN and x + width > WIDTH:
                x, y, deepest = MARGIN, y + deepest * LINE + 2, 0
            parts.append(draw_mark(kind.shape, x + 8, y + LINE / 2 + 1, 10, kind.colour))
            parts.append(svg.paragraph(x + KEY_WIDTH, y, lines, SMALL))
            x, deepest = x + width, max(deepest, len(lines))
        return svg.group(parts, class_="figure-legend"), y + deepest * LINE

    def finish(self, parts: Sequence[str], bottom: float, caption: Iterable[Text], told: Iterable[Text] = ()) -> str:
        """The whole figure; `told` says the data to who cannot see it, the caption stands beneath for everybody."""
        sentences = [self.say(text) for text in caption]
        lines = [line for sentence in sentences for line in wrap(sentence, INNER, SMALL)]
        heading = svg.paragraph(MARGIN, MARGIN, self._heading(), TITLE, font_weight="600", class_="figure-title")
        below = svg.paragraph(MARGIN, bottom + 12, lines, SMALL, fill=SECOND_INK, class_="figure-caption")
        height = bottom + MARGIN + (12 + len(lines) * LINE if lines else 0)
        description = ("" if self.language == "zh" else " ").join((*map(self.say, told), *sentences))
        size = (WIDTH, height)
        return svg.document(self.name, size, self.say(self.title), description, self.language, (heading, *parts, below))

    def finish_empty(self, sentence: Text, notes: Iterable[Text]) -> str:
        """The figure of no data: an empty frame with a sentence that says what would stand in it."""
        top = self.top
        lines = self.lines(sentence, INNER - 80, LABEL)
        height = max(EMPTY_HEIGHT, len(lines) * LABEL * svg.LINE_HEIGHT + 40)
        first = top + (height - len(lines) * LABEL * svg.LINE_HEIGHT) / 2
        frame = svg.box(MARGIN, top, INNER, height, fill="none", stroke=LINES)
        words = svg.paragraph(WIDTH / 2, first, lines, LABEL, text_anchor="middle", class_="figure-empty")
        return self.finish((frame, words), top + height, notes, (sentence,))

    def _heading(self) -> list[str]:
        return wrap(self.say(self.title), INNER, TITLE * BOLD)

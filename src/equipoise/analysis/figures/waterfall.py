"""The waterfall figure: each participant's best change of the sum of diameters, an arm beside the other.

Limits of response and progression as in RECIST 1.1, section 4.3.1 (Eisenhauer et al., Eur J Cancer 2009; 45: 228-47).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import BOLD
from equipoise.analysis.figures.marks import MarkKind, draw_mark
from equipoise.analysis.figures.palette import INK, LINES, PAPER, SECOND_INK
from equipoise.analysis.figures.scales import Scale, say_number
from equipoise.analysis.figures.sheet import LABEL, LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text

LEFT, RIGHT, PLOT_HEIGHT, ARM_GAP, WIDEST_BAR = MARGIN + 50, WIDTH - MARGIN, 320.0, 24.0, 48.0
NARROWEST_ARM = 130.0
LOWEST, HIGHEST = -100.0, 100.0
TICKS = (-100, -75, -50, -25, 0, 25, 50, 75, 100)
RESPONSE_LIMITS = (-30.0, 20.0)
AXIS = Text("Best change of the sum of diameters from baseline (%)", "靶病灶直径之和较基线的最佳变化（%）")
NOBODY = Text(
    "No participant has a measured change yet. Each will be a bar here.",
    "尚无受试者有可测量的变化。此处将以一柱表示一例受试者。",
)
ARM = Text("{name} (n\u00a0=\u00a0{n})", "{name}（n\u00a0=\u00a0{n}）")
LIMITS = Text("Broken lines: {low}% and +{high}%.", "虚线：{low}% 与 +{high}%。")
BEYOND = Text("An arrow marks a change beyond +100%.", "箭头表示变化超过 +100%。")
UNMEASURED = Text("{name}: {n} without a measured change, not drawn.", "{name}：{n} 例无可测量的变化，未绘出。")
BAR_TOLD = Text("{label}: {change}%{response}.", "{label}：{change}%{response}。")


@dataclass(frozen=True, slots=True)
class WaterfallBar:
    """One participant: the best change in percent (never below −100), and a key of the figure's responses or none."""

    label: Text
    change: float
    response: str = ""

    def __post_init__(self) -> None:
        """Refuse what has no height: who lacks a change is counted as unmeasured."""
        if not isfinite(self.change):
            raise ValueError("a bar needs a finite change")


@dataclass(frozen=True, slots=True)
class WaterfallArm:
    """The bars of one arm in any order; `unmeasured` counts its participants without a change to draw."""

    name: Text
    colour: str
    bars: tuple[WaterfallBar, ...]
    unmeasured: int = 0


@dataclass(frozen=True, slots=True)
class WaterfallFigure:
    """Everything the figure shows; `limits` are the broken lines, lower and upper, in percent."""

    title: Text
    arms: tuple[WaterfallArm, ...]
    responses: tuple[MarkKind, ...] = ()
    notes: tuple[Text, ...] = ()
    measure: Text = AXIS
    limits: tuple[float, float] = RESPONSE_LIMITS


def draw_waterfall(figure: WaterfallFigure, language: Language, name: str = "waterfall") -> str:
    """The figure as SVG text, bars from the largest growth to the largest shrinkage within an arm."""
    sheet = Sheet(figure.title, language, name)
    bars = [bar for arm in figure.arms for bar in arm.bars]
    if not bars:
        return sheet.finish_empty(NOBODY, (*_unmeasured(figure), *figure.notes))
    drawn = [arm for arm in figure.arms if arm.bars]
    pitch = _pitch(drawn)
    widths = _widths(drawn, pitch)
    names = [
        sheet.lines(ARM.format(name=arm.name, n=len(arm.bars)), width - 8, LABEL * BOLD)
        for arm, width in zip(drawn, widths, strict=True)
    ]
    top = sheet.top + LINE + 8 + max(map(len, names)) * LABEL * svg.LINE_HEIGHT + 18
    heights = Scale(LOWEST, HIGHEST, top + PLOT_HEIGHT, top)
    parts = [_axis(sheet, figure, heights)]
    x = LEFT
    for arm, lines, width in zip(drawn, names, widths, strict=True):
        label_top = sheet.top + LINE + 8
        parts.append(svg.box(x + ARM_GAP / 2, label_top, 3, len(lines) * LABEL * svg.LINE_HEIGHT, fill=arm.colour))
        parts.append(svg.paragraph(x + ARM_GAP / 2 + 8, label_top, lines, LABEL, font_weight="600"))
        parts.append(_bars(figure, arm, heights, x + ARM_GAP / 2, pitch))
        x += width
    used = {bar.response for bar in bars}
    legend, bottom = sheet.legend((kind for kind in figure.responses if kind.key in used), heights.start + 26)
    return sheet.finish((*parts, legend), bottom, _caption(figure, bars), _told(figure))


def _pitch(arms: list[WaterfallArm]) -> float:
    """From bar to bar, so that all arms fit and one of few bars still has room for its name."""
    narrowest = min(NARROWEST_ARM, (RIGHT - LEFT) / len(arms))
    wide, pitch = list(arms), WIDEST_BAR
    while wide:
        room = RIGHT - LEFT - narrowest * (len(arms) - len(wide)) - ARM_GAP * len(wide)
        pitch = min(pitch, room / sum(len(arm.bars) for arm in wide))
        still = [arm for arm in wide if ARM_GAP + pitch * len(arm.bars) >= narrowest]
        if len(still) == len(wide) or not still:
            break
        wide = still
    return pitch


def _widths(arms: list[WaterfallArm], pitch: float) -> list[float]:
    """The room of each arm: its bars, and at least enough for its name."""
    narrowest = min(NARROWEST_ARM, (RIGHT - LEFT) / len(arms))
    widths = [max(narrowest, ARM_GAP + pitch * len(arm.bars)) for arm in arms]
    spare = RIGHT - LEFT - sum(widths)
    return [width + spare / len(widths) for width in widths]


def _axis(sheet: Sheet, figure: WaterfallFigure, heights: Scale) -> str:
    parts = [svg.words(MARGIN, sheet.top + SMALL, sheet.say(figure.measure), font_size=SMALL)]
    parts.append(svg.line(LEFT, heights.end, LEFT, heights.start, stroke=INK))
    for tick in TICKS:
        y = heights.place(tick)
        parts.append(svg.line(LEFT - 5, y, LEFT, y, stroke=INK))
        parts.append(svg.words(LEFT - 9, y + 4, say_change(tick), font_size=SMALL, text_anchor="end"))
    parts.append(svg.line(LEFT, heights.place(0), RIGHT, heights.place(0), stroke=INK))
    for limit in figure.limits:
        y = heights.place(limit)
        parts.append(svg.line(LEFT, y, RIGHT, y, stroke=SECOND_INK, stroke_dasharray="4 3"))
    parts.append(svg.line(LEFT, heights.end, RIGHT, heights.end, stroke=LINES))
    return svg.group(parts, class_="figure-axes")


def _bars(figure: WaterfallFigure, arm: WaterfallArm, heights: Scale, left: float, pitch: float) -> str:
    kinds = {kind.key: kind for kind in figure.responses}
    zero, size, parts = heights.place(0), min(10.0, pitch), []
    for index, bar in enumerate(sorted(arm.bars, key=lambda bar: -bar.change)):
        x, end = left + index * pitch, heights.place(bar.change)
        high = max(abs(end - zero), 1.0)
        parts.append(svg.box(x + pitch * 0.1, min(end, zero), pitch * 0.8, high, fill=arm.colour))
        middle = x + pitch / 2
        if bar.change > HIGHEST:
            parts.append(draw_mark("triangle", middle, end + 8, size * 0.6, PAPER))
        kind = kinds.get(bar.response)
        if kind:
            place = end - 8 if bar.change >= 0 else end + 8
            parts.append(draw_mark(kind.shape, middle, place, size, kind.colour))
    return svg.group(parts, class_="figure-bars")


def say_change(percent: float) -> str:
    """A change with its sign, as print shows it."""
    return ("+" if percent > 0 else "") + say_number(percent)


def _unmeasured(figure: WaterfallFigure) -> Iterator[Text]:
    return (UNMEASURED.format(name=arm.name, n=arm.unmeasured) for arm in figure.arms if arm.unmeasured)


def _caption(figure: WaterfallFigure, bars: list[WaterfallBar]) -> Iterator[Text]:
    low, high = figure.limits
    yield LIMITS.format(low=say_number(low), high=say_number(high))
    if any(bar.change > HIGHEST for bar in bars):
        yield BEYOND
    yield from _unmeasured(figure)
    yield from figure.notes


def _told(figure: WaterfallFigure) -> Iterator[Text]:
    kinds = {kind.key: kind.name for kind in figure.responses}
    for arm in figure.arms:
        yield Text("{words}.", "{words}。").format(words=ARM.format(name=arm.name, n=len(arm.bars)))
        for bar in sorted(arm.bars, key=lambda bar: -bar.change):
            response = Text(", {name}", "，{name}").format(name=kinds[bar.response]) if bar.response in kinds else ""
            yield BAR_TOLD.format(label=bar.label, change=say_change(bar.change), response=response)

"""The Kaplan–Meier figure: curves labelled directly, censoring ticks, and the numbers at risk beneath the axis.

Layout follows Pocock, Clayton & Altman, Lancet 2002; 359: 1686-89: numbers at risk aligned to the axis, counts beside
percentages, estimates in the caption.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.axes import MONTHS, TimeUnit, nice_ticks
from equipoise.analysis.figures.fit_text import BOLD, wrap
from equipoise.analysis.figures.palette import INK, LINES, SECOND_INK
from equipoise.analysis.figures.say_results import say_arm, say_hazard_ratio, say_log_rank, say_median
from equipoise.analysis.figures.spread_labels import spread_labels
from equipoise.analysis.survival import HazardRatio, LogRank, SurvivalCurve, read_survival
from equipoise.protocol.prose import in_sentence
from equipoise.values.text import Language, Text

WIDTH, MARGIN = 840.0, 12.0
LEFT, RIGHT = 172.0, 664.0
PLOT_HEIGHT = 300.0
TITLE, LABEL, SMALL = 16.0, 13.0, 12.0
LABEL_GAP, ROW_GAP = 8.0, 6.0
MOST_TICKS = 10
TICKS_WORDS = Text("Ticks on the curves mark censored participants.", "曲线上的短竖线表示删失。")
SENTENCE = Text("{words}.", "{words}。")
AT_RISK = Text("Number at risk", "风险人数")
TIME = Text("Time from {anchor} ({unit})", "自{anchor}起的时间（{unit}）")


@dataclass(frozen=True, slots=True)
class DrawnArm:
    """One arm of the figure: its name, the colour it has everywhere, and its curve."""

    name: Text
    colour: str
    curve: SurvivalCurve


@dataclass(frozen=True, slots=True)
class KaplanMeierFigure:
    """Everything the figure shows; `measure` is what the height means, `anchor` where time starts.

    `notes` close the caption: the data cut, the analysis set, what is assumed.
    """

    title: Text
    measure: Text
    anchor: Text
    arms: tuple[DrawnArm, ...]
    hazard_ratios: tuple[HazardRatio, ...] = ()
    log_rank: LogRank | None = None
    notes: tuple[Text, ...] = ()
    unit: TimeUnit = field(default=MONTHS)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the plot lies on the sheet and how days and shares become coordinates."""

    top: float
    height: float
    last_day: float

    def x(self, day: float) -> float:
        return LEFT + (RIGHT - LEFT) * day / self.last_day

    def y(self, share: float) -> float:
        return self.top + self.height * (1.0 - share)


def say_kaplan_meier(figure: KaplanMeierFigure) -> tuple[Text, ...]:
    """The caption's sentences: arms, hazard ratios, test, conventions, notes."""
    names = {arm.curve.arm: arm.name for arm in figure.arms}
    sentences = [say_arm(arm.name, arm.curve, figure.unit) for arm in figure.arms]
    sentences += [say_hazard_ratio(fit, names) for fit in figure.hazard_ratios]
    sentences += [say_log_rank(figure.log_rank)] if figure.log_rank else []
    conventions = [arm.curve.convention.words for arm in figure.arms] + [
        fit.convention.words for fit in figure.hazard_ratios
    ]
    sentences += [SENTENCE.format(words=words) for words in dict.fromkeys(conventions)]
    return (*sentences, *([TICKS_WORDS] if figure.arms else []), *figure.notes)


def draw_kaplan_meier(figure: KaplanMeierFigure, language: Language, name: str = "kaplan-meier") -> str:
    """The figure as SVG text; `name` distinguishes several figures on one page."""
    caption = [sentence.in_(language) for sentence in say_kaplan_meier(figure)]
    heading = wrap(figure.title.in_(language), WIDTH - 2 * MARGIN, TITLE * BOLD)
    labels = [_label(arm, figure.unit, language) for arm in figure.arms]
    ticks = _ticks(figure)
    frame = _Frame(
        MARGIN + len(heading) * TITLE * svg.LINE_HEIGHT + 34,
        max(PLOT_HEIGHT, sum(_label_height(label) for label in labels)),
        ticks[-1] * figure.unit.days,
    )
    table, table_bottom = _numbers_at_risk(figure, frame, ticks, language)
    caption_lines = [line for sentence in caption for line in wrap(sentence, WIDTH - 2 * MARGIN, SMALL)]
    caption_top = table_bottom + 14
    parts = (
        svg.paragraph(MARGIN, MARGIN, heading, TITLE, font_weight="600", class_="figure-title"),
        _axes(figure, frame, ticks, language),
        svg.group((_curve(arm, frame) for arm in figure.arms), class_="figure-curves"),
        _direct_labels(figure, labels, frame),
        table,
        svg.paragraph(MARGIN, caption_top, caption_lines, SMALL, fill=SECOND_INK, class_="figure-caption"),
    )
    height = caption_top + len(caption_lines) * SMALL * svg.LINE_HEIGHT + MARGIN
    return svg.document(name, (WIDTH, height), figure.title.in_(language), " ".join(caption), language, parts)


def _ticks(figure: KaplanMeierFigure) -> tuple[int, ...]:
    longest = max((arm.curve.last_day or 0 for arm in figure.arms), default=0)
    return nice_ticks(longest / figure.unit.days, MOST_TICKS, figure.unit.steps)


def _axes(figure: KaplanMeierFigure, frame: _Frame, ticks: tuple[int, ...], language: Language) -> str:
    bottom = frame.y(0)
    parts = [
        svg.words(LEFT, frame.top - 14, figure.measure.in_(language), font_size=SMALL, text_anchor="start"),
        svg.line(LEFT, frame.y(0.5), RIGHT, frame.y(0.5), stroke=LINES, stroke_dasharray="2 3"),
        svg.path(
            (f"M{svg.number(LEFT)} {svg.number(frame.top)}V{svg.number(bottom)}H{svg.number(RIGHT)}",), stroke=INK
        ),
    ]
    for percent in (0, 25, 50, 75, 100):
        y = frame.y(percent / 100)
        parts.append(svg.line(LEFT - 5, y, LEFT, y, stroke=INK))
        parts.append(svg.words(LEFT - 9, y + 4, f"{percent}%", font_size=SMALL, text_anchor="end"))
    for tick in ticks:
        x = frame.x(tick * figure.unit.days)
        parts.append(svg.line(x, bottom, x, bottom + 5, stroke=INK))
        parts.append(svg.words(x, bottom + 19, str(tick), font_size=SMALL, text_anchor="middle"))
    time = TIME.format(anchor=in_sentence(figure.anchor), unit=figure.unit.axis).in_(language)
    parts.append(svg.words((LEFT + RIGHT) / 2, bottom + 38, time, font_size=SMALL, text_anchor="middle"))
    return svg.group(parts, class_="figure-axes")


def _curve(arm: DrawnArm, frame: _Frame) -> str:
    curve = arm.curve
    if not curve.n:
        return ""
    died, left = curve.events > 0, curve.censored > 0
    steps = _steps(zip(curve.days[died].tolist(), curve.survival[died].tolist(), strict=True), frame)
    end = svg.number(frame.x(float(curve.days[-1])))
    line = svg.path(
        (f"M{svg.number(frame.x(0))} {svg.number(frame.y(1))}", *steps, f"H{end}"),
        stroke=arm.colour,
        stroke_width=2,
        stroke_linejoin="miter",
    )
    marks = {
        (svg.number(frame.x(day)), svg.number(frame.y(share) - 4))
        for day, share in zip(curve.days[left].tolist(), curve.survival[left].tolist(), strict=True)
    }
    ordered = sorted(marks, key=lambda mark: (float(mark[0]), float(mark[1])))
    ticks = svg.path((f"M{x} {y}v8" for x, y in ordered), stroke=arm.colour, stroke_width=1.2) if ordered else ""
    return svg.group((line, ticks))


def _steps(points: Iterable[tuple[float, float]], frame: _Frame) -> list[str]:
    """One step a visible column: events closer than a tenth of a unit share it."""
    lowest: dict[str, str] = {}
    for day, share in points:
        lowest[svg.number(frame.x(day))] = svg.number(frame.y(share))
    return [f"H{x}V{y}" for x, y in lowest.items()]


def _label(arm: DrawnArm, unit: TimeUnit, language: Language) -> tuple[list[str], list[str]]:
    width = WIDTH - RIGHT - 18 - MARGIN
    median = say_median(arm.curve, unit).in_(language) if arm.curve.n else ""
    return wrap(arm.name.in_(language), width, LABEL * BOLD), wrap(median, width, SMALL)


def _label_height(label: tuple[list[str], list[str]]) -> float:
    return svg.LINE_HEIGHT * (LABEL * len(label[0]) + SMALL * len(label[1])) + LABEL_GAP


def _direct_labels(figure: KaplanMeierFigure, labels: list[tuple[list[str], list[str]]], frame: _Frame) -> str:
    heights = [_label_height(label) for label in labels]
    ends = [_end_of_curve(arm.curve, frame) for arm in figure.arms]
    order = sorted(range(len(ends)), key=lambda arm: (-_mean_height(figure.arms[arm].curve, frame.last_day), arm))
    places = spread_labels(order, [y for _, y in ends], heights, frame.top - LABEL_GAP, frame.y(0) + LABEL_GAP)
    parts = []
    for arm, (names, median), (x, y), middle, height in zip(figure.arms, labels, ends, places, heights, strict=True):
        top = middle - (height - LABEL_GAP) / 2
        if arm.curve.n:
            lead = f"M{svg.number(x + 3)} {svg.number(y)}H{svg.number(RIGHT)}L{svg.number(RIGHT + 12)} {svg.number(middle)}"
            parts.append(svg.path((lead,), stroke=arm.colour, stroke_width=1, stroke_dasharray="1 3"))
        parts.append(svg.box(RIGHT + 12, top, 3, height - LABEL_GAP, fill=arm.colour))
        parts.append(svg.paragraph(RIGHT + 20, top, names, LABEL, font_weight="600"))
        parts.append(
            svg.paragraph(RIGHT + 20, top + len(names) * LABEL * svg.LINE_HEIGHT, median, SMALL, fill=SECOND_INK)
        )
    return svg.group(parts, class_="figure-labels")


def _mean_height(curve: SurvivalCurve, last_day: float) -> float:
    """The area under the curve, its last value carried on: labels stand in the order in which the eye sees the curves."""
    if not curve.n:
        return -1.0
    died = curve.events > 0
    edges = [0.0, *curve.days[died].tolist(), last_day]
    shares = [1.0, *curve.survival[died].tolist()]
    widths = (end - start for start, end in pairwise(edges))
    return float(sum(share * width for share, width in zip(shares, widths, strict=True)))


def _end_of_curve(curve: SurvivalCurve, frame: _Frame) -> tuple[float, float]:
    if curve.last_day is None:
        return RIGHT, frame.y(0)
    return frame.x(curve.last_day), frame.y(float(curve.survival[-1]))


def _numbers_at_risk(
    figure: KaplanMeierFigure, frame: _Frame, ticks: tuple[int, ...], language: Language
) -> tuple[str, float]:
    """The table beneath the axis, a column a tick, and where it ends."""
    y = frame.y(0) + 54
    parts = [svg.words(MARGIN, y + SMALL, AT_RISK.in_(language), font_size=SMALL, font_weight="600")]
    y += SMALL * svg.LINE_HEIGHT + ROW_GAP
    for arm in figure.arms:
        lines = wrap(arm.name.in_(language), LEFT - MARGIN - 38, SMALL)
        parts.append(svg.box(MARGIN, y + 1, 3, len(lines) * SMALL * svg.LINE_HEIGHT, fill=arm.colour))
        parts.append(svg.paragraph(MARGIN + 8, y, lines, SMALL))
        for tick in ticks:
            day = tick * figure.unit.days
            count = read_survival(arm.curve, day).at_risk
            parts.append(svg.words(frame.x(day), y + SMALL, str(count), font_size=SMALL, text_anchor="middle"))
        y += len(lines) * SMALL * svg.LINE_HEIGHT + ROW_GAP
    return svg.group(parts, class_="figure-at-risk"), y

"""Draws a timeline as two SVG pieces: the names of the lanes, which stand still, and the days, which scroll.

No style attributes and no scripts: shapes carry classes, and `workspace.css` gives them the colours of the scheme in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import width_of
from equipoise.values.dates import add_months, days_between
from equipoise.values.say_day import day_words
from equipoise.values.text import Language, Text, same
from equipoise.web.workspace.timeline import Alarm, CourseBar, Harm, Scan, Timeline, VisitMark
from equipoise.web.workspace.words import UNITS, VISITS

WIDTH, LEAST_SCALE, MOST_SCALE = 1080.0, 1.7, 9.0
LEFT, RIGHT, NAMES = 14.0, 64.0, 128.0
SMALL: Final = 11.0
ROW, VISIT_ROW, COURSE_ROW, HARM_ROW = 16.0, 14.0, 19.0, 17.0
SCAN_HEIGHT, FLAT_HEIGHT, GAP, MOST_HARM_ROWS = 74.0, 26.0, 12.0, 9
AXIS_STEPS: Final = (7, 14, 28, 56, 84, 168, 336, 672)

_BRIEF: Final = {"NON-CR/NON-PD": "non-PD"}
"""Responses that are too long for their mark; the table has them whole."""
LANES: Final = {
    "dates": Text("Date", "日期"),
    "visits": Text("Visits", "访视"),
    "courses": Text("Collection, culture, infusion", "采集、培养、输注"),
    "scans": Text("Tumour: sum, mm", "肿瘤：径线和 mm"),
    "harms": Text("Adverse events", "不良事件"),
    "alarms": Text("Laboratory, grade ≥ 3", "实验室 ≥3 级"),
    "days": Text("Day of the study", "研究日"),
}
TITLE = Text("Timeline of {number}", "{number} 的时间轴")
TOLD = Text(
    "{first} to {last}: {visits} visits, {courses} collections, {scans} tumour assessments, {harms} adverse events, "
    "{alarms} days with severe laboratory values. The tables below hold the same.",
    "{first} 至 {last}：访视 {visits} 次，采集 {courses} 次，肿瘤评估 {scans} 次，不良事件 {harms} 例次，"
    "实验室重度异常 {alarms} 天。下方各表含相同内容。",
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The two pieces, as markup."""

    names: str
    days: str


def draw(shown: Timeline, number: str, language: Language) -> Drawing:
    """The timeline of a participant in one language."""
    return _Sheet(shown, language).draw(number)


class _Sheet:
    """Lays lanes below one another over one scale of days."""

    def __init__(self, shown: Timeline, language: Language) -> None:
        self.shown = shown
        self.language = language
        span = max(days_between(shown.first, shown.last), 1)
        self.scale = min(max((WIDTH - LEFT - RIGHT) / span, LEAST_SCALE), MOST_SCALE)
        self.width = max(LEFT + span * self.scale + RIGHT, 480.0)
        self.y = 4.0
        self.names: list[str] = []
        self.parts: list[str] = []

    def draw(self, number: str) -> Drawing:
        """Both pieces."""
        self._milestone_names()
        top = self.y
        self._dates()
        self._visits()
        if self.shown.courses:
            self._courses()
        if self.shown.scans:
            self._scans()
        self._harms()
        self._alarms()
        self._study_days()
        rules = "".join(self._rules(top))
        head = self._head(number)
        size = {"height": self.y + 4}
        names = svg.element(
            "svg",
            {"class": "timeline-names", "width": NAMES, **size, "aria-hidden": "true", "focusable": "false"},
            "".join(self.names),
        )
        days = svg.element(
            "svg",
            {
                "class": "timeline",
                "width": self.width,
                **size,
                "role": "img",
                "aria-labelledby": "timeline-title timeline-desc",
            },
            head + rules + "".join(self.parts),
        )
        return Drawing(names, days)

    def _head(self, number: str) -> str:
        shown = self.shown
        told = TOLD.format(
            first=day_words(shown.first),
            last=day_words(shown.last),
            visits=sum(mark.state in ("done", "late_done") for mark in shown.visits),
            courses=sum(not bar.planned for bar in shown.courses),
            scans=len(shown.scans),
            harms=len(shown.harms),
            alarms=len(shown.alarms),
        )
        title = TITLE.format(number=number).in_(self.language)
        return svg.element("title", {"id": "timeline-title"}, escape(title)) + svg.element(
            "desc", {"id": "timeline-desc"}, escape(told.in_(self.language))
        )

    def _x(self, day: date) -> float:
        return LEFT + days_between(self.shown.first, day) * self.scale

    def _say(self, text: Text) -> str:
        return text.in_(self.language)

    def _name(self, lane: str, height: float) -> None:
        """The lane's name, and a hairline above it."""
        lines = _broken(self._say(LANES[lane]), NAMES - 10)
        self.names.append(svg.line(0, self.y - GAP / 2, NAMES, self.y - GAP / 2, class_="hair"))
        self.parts.append(svg.line(0, self.y - GAP / 2, self.width, self.y - GAP / 2, class_="hair"))
        for place, words in enumerate(lines):
            self.names.append(svg.words(0, self.y + 11 + place * 14, words, class_="lane-name"))
        self.y += max(height, 14.0 * len(lines)) + GAP

    def _milestone_names(self) -> None:
        """The words of the milestones, in as many rows as keep them apart; their lines are drawn by `_rules`."""
        words = [(self._x(mark.day), self._say(mark.says)) for mark in self.shown.milestones]
        rows = _rows([(x - 2, x + width_of(said, SMALL) + 10) for x, said in words])
        for (x, said), row in zip(words, rows, strict=True):
            edge = x + 3 + width_of(said, SMALL) > self.width
            place = {"text_anchor": "end"} if edge else {}
            self.parts.append(
                svg.words(x - 3 if edge else x + 3, self.y + 11 + row * ROW, said, class_="milestone", **place)
            )
        self.y += (max(rows, default=-1) + 1) * ROW + GAP

    def _rules(self, top: float) -> Iterator[str]:
        for mark in self.shown.milestones:
            x = self._x(mark.day)
            yield svg.line(x, 4, x, self.y - 24, class_="milestone-line")
        if self.shown.first <= self.shown.today <= self.shown.last + timedelta(days=30):
            x = self._x(self.shown.today)
            yield svg.line(x, top, x, self.y - 24, class_="today")

    def _dates(self) -> None:
        step = next((months for months in (1, 2, 3, 6, 12) if months * 30.4 * self.scale >= 66), 12)
        day = self.shown.first.replace(day=1)
        while day <= self.shown.last:
            if day >= self.shown.first and (day.month - 1) % step == 0:
                x = self._x(day)
                said = Text(day.strftime("%b %Y"), f"{day.year}年{day.month}月").in_(self.language)
                self.parts.append(svg.words(x + 3, self.y + 11, said, class_="axis"))
                self.parts.append(svg.line(x, self.y, x, self.y + 14, class_="hair"))
            day = add_months(day, 1)
        self._name("dates", 14)

    def _visits(self) -> None:
        marks = self.shown.visits
        marks = tuple(mark for mark in marks if mark.day <= self.shown.last)
        rows = _rows([(self._x(mark.day) - 5.5, self._x(mark.day) + 5.5) for mark in marks])
        for mark, row in zip(marks, rows, strict=True):
            self.parts.append(self._visit(mark, self.y + row * VISIT_ROW + 7))
        self._name("visits", (max(rows, default=0) + 1) * VISIT_ROW)

    def _visit(self, mark: VisitMark, y: float) -> str:
        x = self._x(mark.day)
        said = f"{self._say(mark.name)}: {self._say(VISITS[mark.state])}, {self._say(day_words(mark.day))}"
        window = svg.line(self._x(mark.earliest), y, self._x(mark.latest), y, class_="window")
        return svg.group((_tip(said), window, _SHAPES[mark.state](x, y)))

    def _courses(self) -> None:
        bars = self.shown.courses
        rows = _rows([(self._x(bar.collected) - 6, self._x(_end(bar)) + 8) for bar in bars])
        for bar, row in zip(bars, rows, strict=True):
            self.parts.append(self._course(bar, self.y + row * COURSE_ROW))
        self._name("courses", (max(rows, default=0) + 1) * COURSE_ROW)

    def _course(self, bar: CourseBar, y: float) -> str:
        start, middle = self._x(bar.collected), y + 8
        parts = [_tip(self._course_words(bar))]
        if bar.until is not None:
            width = max(self._x(bar.until) - start, 1)
            fate = "lost" if bar.fate and bar.fate != "given" else "planned" if bar.planned else "grown"
            parts.append(svg.box(start, middle - 4, width, 8, class_=f"culture {fate}"))
            if fate == "lost":
                parts.append(_cross(max(self._x(bar.until), start + 12), middle))
        look = "hollow" if bar.planned else "solid"
        parts.append(svg.element("path", {"d": _diamond(start, middle, 5), "class": f"collection {look}"}))
        for day in bar.infusions:
            x = self._x(day)
            width = max(self.scale - 1, 1.6)
            parts.append(svg.box(x, middle - 7.5, width, 15, class_=f"infusion {look}"))
        if bar.name:
            parts.append(svg.words((start + self._x(_end(bar))) / 2, middle + 3.5, bar.name, class_="course-name"))
        return svg.group(parts)

    def _course_words(self, bar: CourseBar) -> str:
        what = Text(f"Course {bar.name}", f"第 {bar.name} 疗程") if bar.name else Text("Collection", "采集")
        said = [self._say(what), self._say(day_words(bar.collected))]
        if bar.planned:
            said.append(self._say(UNITS["planned"]))
        if bar.infusions:
            gave = Text("infusions {first} to {last}", "输注 {first} 至 {last}")
            said.append(self._say(gave.format(first=day_words(bar.infusions[0]), last=day_words(bar.infusions[-1]))))
        if bar.fate:
            said.append(self._say(UNITS.get(bar.fate, same(bar.fate))))
        return ", ".join(said)

    def _scans(self) -> None:
        most = max((float(scan.sum) for scan in self.shown.scans if scan.sum is not None), default=1.0) or 1.0
        measured = any(scan.sum is not None for scan in self.shown.scans)
        height = SCAN_HEIGHT if measured else FLAT_HEIGHT
        base, room = self.y + height - 16, height - 34
        points = [(scan, self._x(scan.day), base - float(scan.sum or 0) / most * room) for scan in self.shown.scans]
        known = [(x, y) for scan, x, y in points if scan.sum is not None]
        if len(known) > 1:
            line = " ".join(
                f"{'L' if place else 'M'}{svg.number(x)} {svg.number(y)}" for place, (x, y) in enumerate(known)
            )
            self.parts.append(svg.path((line,), class_="scan-line"))
        self.parts.append(svg.line(LEFT, base, self.width - RIGHT, base, class_="hair"))
        taken = -100.0
        for scan, x, y in points:
            roomy = x - taken >= 30
            self.parts.append(self._scan(scan, x, y, base, labelled=roomy))
            taken = x if roomy else taken
        self._name("scans", height)

    def _scan(self, scan: Scan, x: float, y: float, base: float, *, labelled: bool) -> str:
        amount = f"{scan.sum} mm" if scan.sum is not None else ""
        parts = [_tip(", ".join(filter(None, (self._say(day_words(scan.day)), amount, self._say(scan.says)))))]
        look = "scan progressed" if scan.response == "PD" else "scan"
        parts.append(svg.element("circle", {"cx": x, "cy": y, "r": 3.5, "class": look}))
        if labelled or scan.response == "PD":
            if scan.sum is not None:
                parts.append(svg.words(x, y - 7, f"{scan.sum}", class_="mark-words", text_anchor="middle"))
            parts.append(
                svg.words(
                    x,
                    base + 13,
                    _BRIEF.get(scan.response, scan.response),
                    class_="mark-words strong",
                    text_anchor="middle",
                )
            )
        return svg.group(parts)

    def _harms(self) -> None:
        harms = sorted(self.shown.harms, key=lambda harm: (harm.start, -(harm.grade or 0)))
        rows = _rows([(self._x(harm.start), self._harm_end(harm) + 2) for harm in harms])
        left_out = 0
        for harm, row in zip(harms, rows, strict=True):
            if row >= MOST_HARM_ROWS:
                left_out += 1
                continue
            self.parts.append(self._harm(harm, self.y + row * HARM_ROW))
        height = (min(max(rows, default=0), MOST_HARM_ROWS - 1) + 1) * HARM_ROW
        if left_out:
            said = Text(f"{left_out} more in the table", f"另有 {left_out} 例次见下表")
            self.parts.append(svg.words(LEFT, self.y + height + 10, self._say(said), class_="axis"))
            height += 16
        self._name("harms", height)

    def _harm_end(self, harm: Harm) -> float:
        least = self._x(harm.start) + (22 if harm.serious else 15)
        return max(self._x(harm.end), least) if harm.end is not None else least

    def _harm(self, harm: Harm, y: float) -> str:
        x, grade = self._x(harm.start), harm.grade or 0
        said = Text("{term}, grade {grade}", "{term}，{grade} 级").format(term=harm.term, grade=harm.grade or "?")
        words = self._say(said) + (", SAE" if harm.serious else "") + f", {self._say(day_words(harm.start))}"
        width = self._harm_end(harm) - x
        bar = svg.box(x, y, width, HARM_ROW - 3, rx=2, class_=f"harm g{grade}" + (" serious" if harm.serious else ""))
        label = f"{grade or '?'}{'S' if harm.serious else ''}"
        return svg.group((_tip(words), bar, svg.words(x + 4, y + 10.5, label, class_=f"harm-words w{grade}")))

    def _alarms(self) -> None:
        rows = _rows([(self._x(alarm.day), self._x(alarm.day) + 16) for alarm in self.shown.alarms])
        for alarm, row in zip(self.shown.alarms, rows, strict=True):
            self.parts.append(self._alarm(alarm, self.y + row * HARM_ROW))
        self._name("alarms", (max(rows, default=0) + 1) * HARM_ROW)

    def _alarm(self, alarm: Alarm, y: float) -> str:
        x = self._x(alarm.day)
        said = f"{self._say(day_words(alarm.day))}: {self._say(alarm.says)}"
        box = svg.box(x, y, 14, HARM_ROW - 3, class_=f"harm g{alarm.grade}")
        return svg.group(
            (_tip(said), box, svg.words(x + 4, y + 10.5, str(alarm.grade), class_=f"harm-words w{alarm.grade}"))
        )

    def _study_days(self) -> None:
        """Days from randomisation, below everything."""
        start = self.shown.randomised
        self._name("days", 2)
        self.y -= GAP
        if start is None:
            self.y += 14
            return
        step = next((days for days in AXIS_STEPS if days * self.scale >= 52), AXIS_STEPS[-1])
        before = days_between(self.shown.first, start) // step
        day = start - timedelta(days=before * step)
        while day <= self.shown.last:
            n = days_between(start, day)
            said = f"R+{n}" if n >= 0 else f"R−{-n}"
            self.parts.append(svg.line(self._x(day), self.y - 8, self._x(day), self.y - 3, class_="tick"))
            self.parts.append(svg.words(self._x(day), self.y + 9, said, class_="axis", text_anchor="middle"))
            day += timedelta(days=step)
        self.y += 12


def _end(bar: CourseBar) -> date:
    return max((day for day in (bar.until, *bar.infusions) if day is not None), default=bar.collected)


def _tip(words: str) -> str:
    return svg.element("title", {}, escape(words))


def _rows(spans: Sequence[tuple[float, float]]) -> list[int]:
    """The row of each span, so that none overlaps another in its row; they come in order of their start."""
    ends: list[float] = []
    rows = []
    for start, end in spans:
        row = next((place for place, taken in enumerate(ends) if taken <= start), len(ends))
        if row == len(ends):
            ends.append(end)
        else:
            ends[row] = end
        rows.append(row)
    return rows


def _broken(words: str, width: float) -> list[str]:
    """A lane's name in lines that fit; Chinese breaks anywhere."""
    lines = [""]
    for piece in words.split(" ") if " " in words else [words]:
        longer = f"{lines[-1]} {piece}".strip()
        if lines[-1] and width_of(longer, 12) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


def _diamond(x: float, y: float, size: float) -> str:
    corners = ((x, y - size), (x + size, y), (x, y + size), (x - size, y))
    return svg.closed_path(corners)


def _circle(x: float, y: float, radius: float, look: str) -> str:
    return svg.element("circle", {"cx": x, "cy": y, "r": radius, "class": look})


def _cross(x: float, y: float) -> str:
    return svg.path((f"M{svg.number(x - 4)} {svg.number(y - 4)}l8 8m0-8l-8 8",), class_="cross")


_SHAPES: Final[dict[str, Callable[[float, float], str]]] = {
    "done": lambda x, y: _circle(x, y, 4, "visit solid"),
    "late_done": lambda x, y: _circle(x, y, 4, "visit solid") + _circle(x, y, 1.6, "visit hole"),
    "open": lambda x, y: _circle(x, y, 4, "visit hollow strong"),
    "planned": lambda x, y: _circle(x, y, 3, "visit hollow"),
    "overdue": lambda x, y: svg.element(
        "path", {"d": svg.closed_path(((x, y - 5), (x + 5, y + 4), (x - 5, y + 4))), "class": "visit overdue"}
    ),
    "missed": _cross,
}
"""How a visit looks by its state."""

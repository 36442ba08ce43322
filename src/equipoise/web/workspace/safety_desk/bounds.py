"""The stopping boundary as a picture: how many participants with toxicity stop the trial, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import width_of
from equipoise.protocol.model import Boundary
from equipoise.rules.safety import StoppingBoundary, boundary_of, crossed
from equipoise.trial.acts.hold import exposure
from equipoise.trial.remember import remember
from equipoise.values.reason import Reason
from equipoise.values.text import Language, Text
from equipoise.web.workspace.scope import Scope

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 640.0, 300.0, 52.0, 26.0, 52.0, 96.0
SMALL: Final = 12.0
TITLE = Text("Stopping boundary for unacceptable toxicity", "不可接受毒性的停止界值")
TOLD = Text(
    "{toxic} of {treated} treated participants have unacceptable toxicity. {limit}",
    "已治疗 {treated} 例，其中 {toxic} 例发生不可接受毒性。{limit}",
)
STOPS_AT = Text(
    "At {treated} treated the trial stops with {limit} or more.", "治疗 {treated} 例时，达到 {limit} 例即停止。"
)
NO_LIMIT = Text("At so few treated no number stops the trial.", "当前治疗例数下尚无停止界值。")
ACROSS = Text("Participants treated", "已治疗例数")
UP = Text("With unacceptable toxicity", "不可接受毒性例数")
STOP, HERE = Text("stop", "停止"), Text("now: {toxic} of {treated}", "当前：{treated} 例中 {toxic} 例")


@dataclass(frozen=True, slots=True)
class Stopping:
    """The boundary of the study with what was observed, and why it is crossed if it is."""

    plan: Boundary
    found: StoppingBoundary
    treated: int
    toxic: int
    limit: int | None
    crossed: Reason | None

    @property
    def told(self) -> Text:
        """Where the trial stands, in words."""
        limit = NO_LIMIT if self.limit is None else STOPS_AT.format(treated=max(self.treated, 1), limit=self.limit)
        return TOLD.format(toxic=self.toxic, treated=self.treated, limit=limit)

    @property
    def chance(self) -> str:
        """The chance that the boundary stops the trial at the acceptable rate, in per cent."""
        return f"{float(self.found.stop_chance) * 100:.1f}"

    @property
    def steps(self) -> tuple[tuple[int, int, int], ...]:
        """The boundary as a table: toxicities that stop, from so many treated to so many."""
        return self.found.steps()


def stopping(scope: Scope) -> Stopping | None:
    """The boundary as of the moment shown; None where the study has none."""
    plan = scope.study.safety.boundary
    if plan is None:
        return None
    mark = (scope.trial.head, scope.study.version)
    treated, toxic = remember(scope.trial, "exposure", "", mark, lambda: exposure(scope.trial, scope.study))
    found = boundary_of(plan)
    limit = found.limits[min(max(treated, 1), len(found.limits)) - 1]
    return Stopping(plan, found, treated, toxic, limit, crossed(scope.study, treated, toxic))


def draw_stopping(shown: Stopping, language: Language) -> str:
    """The picture as SVG text: steps, the area in which the trial stops, and where it stands now."""
    return _Picture(shown, language).draw()


class _Picture:
    """Places of the picture."""

    def __init__(self, shown: Stopping, language: Language) -> None:
        self.shown = shown
        self.language = language
        self.most_treated = max(len(shown.found.limits), shown.treated)
        highest = max((limit for limit in shown.found.limits if limit is not None), default=1)
        self.most_toxic = max(highest, shown.toxic) + 2

    def x(self, treated: float) -> float:
        """Where so many treated stand."""
        return LEFT + (WIDTH - LEFT - RIGHT) * treated / max(self.most_treated, 1)

    def y(self, toxic: float) -> float:
        """Where so many with toxicity stand."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * toxic / max(self.most_toxic, 1)

    def say(self, text: Text) -> str:
        """Words in the language of the picture."""
        return text.in_(self.language)

    def draw(self) -> str:
        """The whole picture."""
        parts = [
            svg.element("title", {"id": "boundary-title"}, escape(self.say(TITLE))),
            svg.element("desc", {"id": "boundary-desc"}, escape(self.say(self.shown.told))),
            self._area(),
            *self._axes(),
            *self._now(),
        ]
        root: dict[str, svg.Attribute] = {
            "viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}",
            "class": "boundary",
            "role": "img",
            "aria-labelledby": "boundary-title boundary-desc",
        }
        return svg.element("svg", root, "".join(parts))

    def _area(self) -> str:
        """Where the trial stops, with the steps of the boundary as its lower edge."""
        steps = self.shown.found.steps()
        if not steps:
            return ""
        points: list[tuple[float, float]] = []
        for limit, first, last in steps:
            points += [(self.x(first - 0.5), self.y(limit - 0.5)), (self.x(last + 0.5), self.y(limit - 0.5))]
        top = self.y(self.most_toxic)
        outline = [(points[0][0], top), *points, (points[-1][0], top)]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in outline)
        edge = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        words = svg.words(
            (points[0][0] + points[-1][0]) / 2, top + 16, self.say(STOP), class_="stop-words", text_anchor="middle"
        )
        return (
            svg.element("polygon", {"points": drawn, "class": "stop"})
            + svg.element("polyline", {"points": edge, "class": "edge"})
            + words
        )

    def _axes(self) -> list[str]:
        low, left, right = self.y(0), LEFT, self.x(self.most_treated)
        parts = [
            svg.line(left, low, right, low, class_="axis"),
            svg.line(left, low, left, self.y(self.most_toxic), class_="axis"),
            svg.words(left - 40, TOP - 10, self.say(UP)),
            svg.words((left + right) / 2, low + 40, self.say(ACROSS), text_anchor="middle"),
        ]
        step = max(1, round(self.most_treated / 6))
        up = max(1, round(self.most_toxic / 6))
        across = (
            svg.words(self.x(treated), low + 18, str(treated), text_anchor="middle")
            for treated in range(0, self.most_treated + 1, step)
        )
        upwards = (
            svg.words(left - 8, self.y(toxic) + 4, str(toxic), text_anchor="end")
            for toxic in range(0, self.most_toxic + 1, up)
        )
        return [*parts, *across, *upwards]

    def _now(self) -> list[str]:
        x, y = self.x(self.shown.treated), self.y(self.shown.toxic)
        said = self.say(HERE.format(treated=self.shown.treated, toxic=self.shown.toxic))
        before = x + 12 + width_of(said, SMALL) > WIDTH
        words = svg.words(
            x - 10 if before else x + 10, y - 8, said, class_="now-words", text_anchor="end" if before else "start"
        )
        kind = "now crossed" if self.shown.crossed is not None else "now"
        return [svg.element("circle", {"cx": x, "cy": y, "r": 5, "class": kind}), words]

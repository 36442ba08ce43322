"""What several reports are made of, made once: the data cut read with arms and without, its tables, its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from equipoise.analysis.compose import Drawn, figures, left_out
from equipoise.analysis.figures.svg import read_description
from equipoise.analysis.tables import Context, Display, catalogue, prepare
from equipoise.paper import Figure
from equipoise.protocol.model import Study
from equipoise.report import conduct
from equipoise.report.imprint import Imprint
from equipoise.report.period import period
from equipoise.trial.state import Trial
from equipoise.values.text import LANGUAGES, Language, Text

Make = Callable[[Context], Display]


def own_tables(study: Study) -> Mapping[str, Make]:
    """The tables on the conduct of the trial, which reports add to those of the analysis."""
    found: dict[str, Make] = {
        "enrolment": conduct.enrolment,
        "consents": conduct.consents,
        "completeness": conduct.completeness,
        "amendments": conduct.amendments,
        "holds": conduct.holds,
        "refusals": conduct.refusals,
        "period": period,
    }
    return found | {"boundary": conduct.boundary} if study.safety.boundary is not None else found


@dataclass(slots=True)
class View:
    """The data cut as some readers may see it: by arm, or of all participants together."""

    context: Context
    imprint: Imprint
    _displays: dict[str, Display] = field(default_factory=dict)
    _figures: Mapping[str, Drawn] | None = None
    _svgs: dict[tuple[str, Language], str] = field(default_factory=dict)

    @property
    def study(self) -> Study:
        """The version of the study file in force on the day of the cut."""
        return self.context.study

    @property
    def trial(self) -> Trial:
        """The trial up to the head."""
        return self.context.trial

    @property
    def pooled(self) -> bool:
        """Whether all participants stand together."""
        return self.context.masked

    @property
    def analysed(self) -> tuple[str, ...]:
        """The tables and listings of the analysis, in the order of a report."""
        return tuple(catalogue(self.context))

    @property
    def keys(self) -> tuple[str, ...]:
        """Every table and listing, those on the conduct of the trial included."""
        return (*self.analysed, *own_tables(self.study))

    def display(self, key: str) -> Display:
        """A table or listing, made when it is first asked for. KeyError for one that the study has not."""
        if key not in self._displays:
            makers = {**catalogue(self.context), **own_tables(self.study)}
            self._displays[key] = makers[key](self.context)
        return self._displays[key]

    @property
    def figures(self) -> Mapping[str, Drawn]:
        """The figures that can be drawn."""
        if self._figures is None:
            self._figures = figures(self.context)
        return self._figures

    @property
    def not_drawn(self) -> Mapping[str, Text]:
        """The figures that cannot be, each with its reason."""
        return left_out(self.context)

    def svg(self, key: str, language: Language) -> str:
        """A figure in one language, drawn when it is first asked for."""
        if (key, language) not in self._svgs:
            self._svgs[key, language] = self.figures[key].draw(language)
        return self._svgs[key, language]

    def figure(self, key: str, width: int = 100) -> tuple[Figure, ...]:
        """A figure as blocks of a document: one, or its sheets where it is too long for a page."""
        sheets = self.figures[key].sheets
        if not sheets:
            return (_block({language: self.svg(key, language) for language in LANGUAGES}, width),)
        return tuple(_block({language: draw(language) for language in LANGUAGES}, width) for draw in sheets)


def _block(drawn: Mapping[Language, str], width: int) -> Figure:
    en, zh = drawn["en"], drawn["zh"]
    return Figure(en, Text(read_description(en), read_description(zh)), svg_zh=zh, width=width)


@dataclass(slots=True)
class Material:
    """A trial up to a data cut, for every report that is built from it.

    `masked`: whoever asks may not be told arms. `sees_closed`: whoever asks may read the closed report, by arm.
    """

    trial: Trial
    study: Study
    imprint: Imprint
    masked: bool
    sees_closed: bool
    _views: dict[bool, View] = field(default_factory=dict)

    def view(self, *, pooled: bool = False) -> View:
        """The cut by arm, or with `pooled` of all together; while the study is masked always of all together."""
        together = pooled or self.masked
        if together not in self._views:
            concealed = together and self.masked
            context = prepare(self.trial, self.study, self.imprint.cut, together)
            self._views[together] = View(context, replace(self.imprint, concealed=concealed))
        return self._views[together]

    def closed(self) -> View:
        """The cut by arm although the study is masked: for the closed session of the safety board alone."""
        if False not in self._views:
            self._views[False] = View(prepare(self.trial, self.study, self.imprint.cut), self.imprint)
        return self._views[False]

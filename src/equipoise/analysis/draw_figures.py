"""Every figure of a data cut by its key: what a report, a page and the command line ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from equipoise.analysis.compose_figures import compose_survival_figure
from equipoise.analysis.figures.consort import draw_consort
from equipoise.analysis.figures.kaplan_meier import draw_kaplan_meier
from equipoise.analysis.results import EndpointResult, Results
from equipoise.values.text import Language, Text

Draw = Callable[[Language], str]
"""Draws a figure in one language, as SVG."""
FLOW = Text("Flow of participants", "受试者流程图")


def figures(results: Results) -> Mapping[str, tuple[Text, Draw]]:
    """Title and drawing of each figure: the flow of participants, and the curves of each endpoint that has anybody."""
    found: dict[str, tuple[Text, Draw]] = {"consort": (FLOW, partial(draw_consort, results.consort.flow))}
    found |= {f"km_{one.key}": (one.label, partial(_draw_survival, results, one)) for one in results.endpoints}
    return found


def _draw_survival(results: Results, endpoint: EndpointResult, language: Language) -> str:
    figure = compose_survival_figure(results, endpoint)
    return draw_kaplan_meier(figure, language, name=f"km-{endpoint.key}")

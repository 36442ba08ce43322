"""Every figure of a data cut by its key: what a report, a page and the command line ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from equipoise.analysis.compose.drawn import Drawn
from equipoise.analysis.compose.survival import compose_survival_figure
from equipoise.analysis.figures.consort import draw_consort
from equipoise.analysis.figures.kaplan_meier import draw_kaplan_meier
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.tables import Context
from equipoise.values.text import Language, Text

FLOW = Text("Flow of participants", "受试者流程图")
EVERYBODY = Text("Everybody who was screened", "全部筛选者")
WITHHELD = Text("Withheld while the study is masked: it would tell the arms.", "盲态下不予显示，以免泄露分组。")


def figures(context: Context) -> Mapping[str, Drawn]:
    """The figures that the study can have, in the order of a report; `left_out` says why others are not there."""
    return {one.key: one for one in _every(context) if isinstance(one, Drawn)}


def left_out(context: Context) -> Mapping[str, Text]:
    """The figures that this study cannot have, or may not show now, each with the reason."""
    return dict(one for one in _every(context) if not isinstance(one, Drawn))


def _every(context: Context) -> Iterator[Drawn | tuple[str, Text]]:
    flow = context.results.consort.flow
    yield Drawn("consort", "flow", FLOW, EVERYBODY, partial(draw_consort, flow), ("disposition", "sets"))
    yield from _survival(context)


def _survival(context: Context) -> Iterator[Drawn | tuple[str, Text]]:
    for one in context.results.endpoints:
        key = f"km_{one.key}"
        if context.sets[one.set_key].withheld:
            yield key, WITHHELD
            continue
        tables = (f"endpoint_{one.key}", f"listing_endpoint_{one.key}")
        yield Drawn(key, "efficacy", one.label, one.set_name, partial(_draw_survival, context, one), tables)


def _draw_survival(context: Context, endpoint: EndpointResult, language: Language) -> str:
    figure = compose_survival_figure(context.results, endpoint)
    return draw_kaplan_meier(figure, language, name=f"km-{endpoint.key}")

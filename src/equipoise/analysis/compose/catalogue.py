"""Every figure of a data cut by its key: what a report, a page and the command line ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby

from equipoise.analysis.compose.boundary import LOOKS, TOXICITY, TREATED, compose_looks, compose_toxicity
from equipoise.analysis.compose.butterfly import TITLE as EVENTS
from equipoise.analysis.compose.butterfly import compose_butterfly
from equipoise.analysis.compose.drawn import Drawn
from equipoise.analysis.compose.enrolment import TITLE as ENROLMENT
from equipoise.analysis.compose.enrolment import compose_enrolment
from equipoise.analysis.compose.forest import TITLE as SUBGROUPS
from equipoise.analysis.compose.forest import compose_forest
from equipoise.analysis.compose.product import TITLE as PRODUCT
from equipoise.analysis.compose.product import compose_run_charts
from equipoise.analysis.compose.shift import TITLE as SHIFT
from equipoise.analysis.compose.shift import compose_shift, graded_terms, name_of
from equipoise.analysis.compose.survival import FOLLOW_UP, compose_follow_up_figure, compose_survival_figure
from equipoise.analysis.compose.swimmer import TITLE as LANES
from equipoise.analysis.compose.swimmer import compose_swimmer
from equipoise.analysis.compose.tumour import SPIDER, WATERFALL, compose_spider, compose_waterfall, measured_in
from equipoise.analysis.count_consort import TITLE as FLOW
from equipoise.analysis.figures.boundary import draw_boundary
from equipoise.analysis.figures.butterfly import draw_butterfly
from equipoise.analysis.figures.consort import draw_consort
from equipoise.analysis.figures.enrolment import draw_enrolment
from equipoise.analysis.figures.forest import draw_forest
from equipoise.analysis.figures.kaplan_meier import draw_kaplan_meier
from equipoise.analysis.figures.run_chart import draw_run_chart
from equipoise.analysis.figures.shift import draw_shift
from equipoise.analysis.figures.spider import draw_spider
from equipoise.analysis.figures.swimmer import draw_swimmer
from equipoise.analysis.figures.toxicity import draw_toxicity
from equipoise.analysis.figures.waterfall import draw_waterfall
from equipoise.analysis.group_arms import Group
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.further import is_compared
from equipoise.analysis.tables.product import tells_arms
from equipoise.analysis.tables.subgroups import pairs_of
from equipoise.values.text import Language, Text

EVERYBODY = Text("Everybody who was screened", "全部筛选者")
WITHHELD = Text("Withheld while the study is masked: it would tell the arms.", "盲态下不予显示，以免泄露分组。")
NO_ARMS = Text("There are no arms to compare.", "无可比较的组别。")
NO_RESPONSE = Text("The study does not read tumour response.", "本研究不评价肿瘤疗效。")
NO_SUBGROUPS = Text("The study file declares no subgroups.", "研究文件未声明亚组。")
NO_PRODUCT = Text("The study has no cell product.", "本研究无细胞制品。")
NO_BOUNDARY = Text("The study file has no boundary for toxicity.", "研究文件未设毒性停止界值。")
NO_LOOKS = Text("The study file plans no interim look.", "研究文件未计划期中分析。")
NO_GRADES = Text("The study file grades no laboratory value.", "研究文件未对实验室检查分级。")
DESCRIBED = Text(
    "{endpoint} by subgroup: the endpoint is described, not compared.",
    "{endpoint}亚组图：该终点仅作描述，不作组间比较。",
)

LANES_OF_A_PAGE = 80
"""Lanes of the swimmer figure that a page of paper holds in letters that can be read."""

Shown = Drawn | tuple[str, Text]
"""A figure, or the key of one that is left out with the reason."""


def figures(context: Context) -> Mapping[str, Drawn]:
    """The figures that the study can have, in the order of a report; `left_out` says why others are not there."""
    return {one.key: one for one in _every(context) if isinstance(one, Drawn)}


def left_out(context: Context) -> Mapping[str, Text]:
    """The figures that this study cannot have, or may not show now, each with the reason."""
    return dict(one for one in _every(context) if not isinstance(one, Drawn))


def _every(context: Context) -> Iterator[Shown]:
    flow = context.results.consort.flow
    yield Drawn("consort", "flow", FLOW, EVERYBODY, partial(draw_consort, flow), ("disposition", "sets"))
    yield _enrolment(context)
    yield from _survival(context)
    yield from _forests(context)
    yield _swimmer(context)
    yield from _tumour(context)
    yield from _events(context)
    yield from _shifts(context)
    yield _toxicity(context)
    yield _product(context)
    yield from _looks(context)


def _enrolment(context: Context) -> Drawn:
    def draw(language: Language) -> str:
        return draw_enrolment(compose_enrolment(context), language)

    return Drawn("enrolment", "conduct", ENROLMENT, context.everybody, draw, ("disposition",))


def _survival(context: Context) -> Iterator[Shown]:
    for one in context.results.endpoints:
        key, tables = f"km_{one.key}", (f"endpoint_{one.key}", f"listing_endpoint_{one.key}")
        if context.sets[one.set_key].withheld:
            yield key, WITHHELD
            continue
        yield Drawn(key, "efficacy", one.label, one.set_name, partial(_draw_survival, context, one), tables)
        if one.sensitivity_of is None:
            title, draw = FOLLOW_UP.format(endpoint=one.short), partial(_draw_follow_up, context, one)
            yield Drawn(f"follow_up_{one.key}", "efficacy", title, one.set_name, draw, tables)


def _draw_survival(context: Context, endpoint: EndpointResult, language: Language) -> str:
    figure = compose_survival_figure(context.results, endpoint)
    return draw_kaplan_meier(figure, language, name=f"km-{endpoint.key}")


def _draw_follow_up(context: Context, endpoint: EndpointResult, language: Language) -> str:
    figure = compose_follow_up_figure(context.results, endpoint)
    return draw_kaplan_meier(figure, language, name=f"follow-up-{endpoint.key}")


def _no_arms(context: Context) -> Text:
    return WITHHELD if context.masked else NO_ARMS


def _forests(context: Context) -> Iterator[Shown]:
    main = [one for one in context.results.endpoints if one.sensitivity_of is None]
    pairs = pairs_of(context)
    if not context.study.analysis.comparison.subgroups or not pairs:
        yield "forest", NO_SUBGROUPS if not context.study.analysis.comparison.subgroups else _no_arms(context)
        return
    for one in main:
        for ending, reference, compared in pairs:
            key = f"forest_{one.key}{ending}"
            if not is_compared(one):
                yield key, DESCRIBED.format(endpoint=one.label)
                continue
            title = SUBGROUPS.format(endpoint=one.label, compared=compared.name, reference=reference.name)
            draw = partial(_draw_forest, context, one, reference, compared, key)
            yield Drawn(key, "efficacy", title, one.set_name, draw, (f"subgroups_{one.key}{ending}",))


def _draw_forest(
    context: Context, endpoint: EndpointResult, reference: Group, compared: Group, key: str, language: Language
) -> str:
    return draw_forest(compose_forest(context, endpoint, reference, compared), language, _id(key))


def _swimmer(context: Context) -> Drawn:
    def draw(language: Language) -> str:
        return draw_swimmer(compose_swimmer(context), language)

    def sheet(arm: str, language: Language) -> str:
        return draw_swimmer(compose_swimmer(context, arm), language, _id(f"swimmer_{arm}"))

    people = context.population()
    long = len(people.groups) > 1 and len(people.arm_of) > LANES_OF_A_PAGE
    sheets = tuple(partial(sheet, group.key) for group in people.groups if people.size(group.key)) if long else ()
    return Drawn("swimmer", "efficacy", LANES, context.everybody, draw, ("disposition", "exposure"), sheets=sheets)


def _tumour(context: Context) -> Iterator[Shown]:
    if context.study.response is None:
        yield from (("waterfall", NO_RESPONSE), ("spider", NO_RESPONSE))
        return
    name = measured_in(context).name
    tables = tuple(f"response_{key}" for key in list(context.study.analysis.responses)[:1])

    def waterfall(language: Language) -> str:
        return draw_waterfall(compose_waterfall(context), language)

    def spider(language: Language) -> str:
        return draw_spider(compose_spider(context), language)

    yield Drawn("waterfall", "efficacy", WATERFALL, name, waterfall, tables)
    yield Drawn("spider", "efficacy", SPIDER, name, spider, tables)


def _events(context: Context) -> Iterator[Shown]:
    pairs = pairs_of(context)
    if not pairs:
        yield "butterfly", _no_arms(context)
    for ending, left, right in pairs:
        key, title = f"butterfly{ending}", EVENTS.format(left=left.name, right=right.name)
        draw = partial(_draw_events, context, left, right, key)
        tables = ("adverse_events", "adverse_events_by_grade", "listing_adverse_events")
        yield Drawn(key, "safety", title, context.safety().name, draw, tables)


def _draw_events(context: Context, left: Group, right: Group, key: str, language: Language) -> str:
    return draw_butterfly(compose_butterfly(context, left, right), language, _id(key))


def _shifts(context: Context) -> Iterator[Shown]:
    terms = graded_terms(context.study)
    if not terms:
        yield "shift", NO_GRADES
    for term in terms:
        key, said = f"shift_{_slug(term)}", name_of(context.study, term)
        draw = partial(_draw_shift, context, term, said, key)
        title = SHIFT.format(term=said)
        yield Drawn(key, "safety", title, context.safety().name, draw, ("laboratory_shifts", "listing_laboratory"))


def _draw_shift(context: Context, term: str, said: Text, key: str, language: Language) -> str:
    return draw_shift(compose_shift(context, term, said), language, _id(key))


def _toxicity(context: Context) -> Shown:
    if context.study.safety.boundary is None:
        return "toxicity", NO_BOUNDARY
    if tells_arms(context.study, masked=context.masked):
        return "toxicity", WITHHELD

    def draw(language: Language) -> str:
        return draw_toxicity(compose_toxicity(context), language)

    return Drawn("toxicity", "safety", TOXICITY, TREATED, draw, ("measures",))


def _product(context: Context) -> Shown:
    if context.study.product is None:
        return "product", NO_PRODUCT
    if tells_arms(context.study, masked=context.masked):
        return "product", WITHHELD

    def draw(language: Language) -> str:
        return draw_run_chart(compose_run_charts(context), language, "product")

    return Drawn("product", "product", PRODUCT, context.everybody, draw, ("release", "measures", "listing_bags"))


def _looks(context: Context) -> Iterator[Shown]:
    interim, pairs = context.study.analysis.interim, pairs_of(context)
    if interim is None or not pairs:
        yield "looks", NO_LOOKS if interim is None else _no_arms(context)
        return
    endpoint = context.results.endpoint(interim.endpoint)
    for ending, reference, compared in pairs:
        key = f"looks{ending}"

        def draw(language: Language, key: str = key, reference: Group = reference, compared: Group = compared) -> str:
            return draw_boundary(compose_looks(context, interim, endpoint, reference, compared), language, _id(key))

        title = LOOKS.format(endpoint=endpoint.short, compared=compared.name, reference=reference.name)
        yield Drawn(key, "efficacy", title, endpoint.set_name, draw, (f"endpoint_{endpoint.key}",))


def _slug(words: str) -> str:
    return "_".join("".join(run) for kept, run in groupby(words.lower(), str.isalnum) if kept)


def _id(key: str) -> str:
    """The name of a drawing on a page: ids have hyphens."""
    return key.replace("_", "-")

"""The first result: flow of participants, survival by arm, harm, doses, baseline, and what it all rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.safestring import SafeString

from equipoise.analysis.compose import Drawn, compose_survival_figure, figures
from equipoise.analysis.export_results import export_results
from equipoise.analysis.figures.axes import MONTHS
from equipoise.analysis.figures.consort import draw_consort
from equipoise.analysis.figures.kaplan_meier import draw_kaplan_meier
from equipoise.analysis.figures.say_results import NOT_REACHED
from equipoise.analysis.results import EndpointResult, Results
from equipoise.analysis.summarise_numbers import Summary
from equipoise.analysis.tables import Context, Display, estimand_rows
from equipoise.analysis.tables.efficacy import response_table
from equipoise.analysis.tables.product import measures
from equipoise.analysis.tabulate_baseline import BaselineCell, BaselineRow
from equipoise.analysis.tabulate_doses import DISPOSITIONS, MEASURES, DoseSummary
from equipoise.values.text import Text, same
from equipoise.web import trials
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.data_cut import context_of
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.scope import Scope, answer, workspace_page

NAMED_ROWS = 25
"""Terms shown in the table of toxicities; the others are counted beneath it and stand in the CSV twin."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An endpoint with its figure (none for a sensitivity analysis), its numbers as a table, and its estimand."""

    endpoint: EndpointResult
    figure: SafeString
    arms: tuple[tuple[Text, int, int, Text, Text], ...]
    estimand: tuple[tuple[Text, Text], ...]


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The result as of the moment shown; `?format=csv` is the table of toxicities, `?format=json` everything.

    `?figure=KEY` shows one of the further figures too, with `&format=svg` it alone.
    """
    context = context_of(scope)
    results = context.results
    if wants_csv(request):
        return _csv(scope, results)
    further = _further(context)
    asked = further.get(request.GET.get("figure", ""))
    if asked is not None and request.GET.get("format") == "svg":
        return HttpResponse(asked.draw(language()), content_type="image/svg+xml")
    if request.GET.get("format") == "json":
        return JsonResponse(export_results(results), json_dumps_params={"ensure_ascii": False})
    return answer(
        request,
        scope,
        "results.html",
        {
            "tab": "results",
            "results": results,
            "consort": drawn(draw_consort(results.consort.flow, language())),
            "rates": [*(response_table(context, key) for key in _rates(scope)), *_measures(context)],
            "primary_rates": [f"response_{key}" for key in _rates(scope) if key in _primary(scope)],
            "endpoints": [_endpoint(results, endpoint) for endpoint in results.endpoints],
            "further": further.values(),
            "asked": asked,
            "asked_drawn": drawn(asked.draw(language())) if asked is not None else "",
            "toxicity": results.toxicity.rows[:NAMED_ROWS],
            "toxicity_left": max(0, len(results.toxicity.rows) - NAMED_ROWS),
            "doses": [_doses(results, summary) for summary in results.doses.groups] if results.doses else [],
            "baseline": [(row, [_baseline(row, cell) for cell in row.cells]) for row in results.baseline],
            "head_hash": _head(scope),
            "group_names": {group.key: group.name for group in results.groups},
        },
    )


def _rates(scope: Scope) -> list[str]:
    """The response rates by an event; those by scans stand in the report, with the best responses that they rest on."""
    return [key for key, rate in scope.study.analysis.responses.items() if rate.event is not None]


def _measures(context: Context) -> list[Display]:
    """What is counted: in a study of doses or feasibility it is what is asked first. Nothing where it would tell arms."""
    counted = measures(context)
    return [counted] if counted.rows else []


def _primary(scope: Scope) -> frozenset[str | None]:
    return frozenset(one.endpoint for one in scope.study.analysis.outcomes.values() if one.category == "primary")


def _further(context: Context) -> Mapping[str, Drawn]:
    """The figures that the page does not show anyway; each is drawn when it is asked for."""
    shown = {"consort", *(f"km_{one.key}" for one in context.results.endpoints if one.sensitivity_of is None)}
    return {key: one for key, one in figures(context).items() if key not in shown}


def _endpoint(results: Results, endpoint: EndpointResult) -> Shown:
    picture = ""
    if endpoint.sensitivity_of is None:
        picture = draw_kaplan_meier(compose_survival_figure(results, endpoint), language(), name=f"km-{endpoint.key}")
    estimand = estimand_rows(endpoint.estimand) if endpoint.estimand is not None else ()
    return Shown(endpoint, drawn(picture), tuple(_arms(results, endpoint)), estimand)


def _arms(results: Results, endpoint: EndpointResult) -> list[tuple[Text, int, int, Text, Text]]:
    found = []
    for group, curve, median in zip(results.groups, endpoint.estimates.curves, endpoint.estimates.medians, strict=True):
        span = same("{low} – {high}").format(low=_months(median.lower), high=_months(median.upper))
        found.append((group.name, curve.n, curve.event_count, _months(median.day), span))
    return found


def _months(day: float | None) -> Text:
    return NOT_REACHED if day is None else same(f"{day / MONTHS.days:.1f}")


def _doses(results: Results, summary: DoseSummary) -> tuple[Text, int, list[tuple[Text, str]], list[tuple[Text, int]]]:
    name = next(group.name for group in results.groups if group.key == summary.group)
    measures = [(MEASURES[key], _summary(measure)) for key, measure in summary.measures.items()]
    return (
        name,
        summary.participants,
        measures,
        [(DISPOSITIONS.get(key, same(key)), n) for key, n in summary.batches.items()],
    )


def _summary(found: Summary) -> str:
    """Median and range, as journals print them; large numbers in scientific notation."""
    if not found.n or found.median is None or found.least is None or found.most is None:
        return "–"
    if found.most >= 1e6:
        return f"{_short(found.median)} ({_short(found.least)}–{_short(found.most)})"
    return f"{_plain(found.median)} ({_plain(found.least)}–{_plain(found.most)})"


def _plain(number: float) -> str:
    """A number with the places that a reader can use: a computed one may have many more."""
    words = f"{number:.{1 if abs(number) >= 10 else 2}f}"
    return words.rstrip("0").rstrip(".")


def _short(number: float) -> str:
    mantissa, _, power = f"{number:.2e}".partition("e")
    return f"{mantissa} × 10{_raised(int(power))}" if number else "0"


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


def _baseline(row: BaselineRow, cell: BaselineCell) -> Sequence[tuple[Text, str]]:
    """The lines of one cell: median and range of numbers, or count and share of each level."""
    if cell.summary is not None:
        return [(same(""), _summary(cell.summary))]
    return [
        (level, f"{count} ({count / cell.known:.0%})" if cell.known else "0")
        for level, count in zip(row.levels, cell.counts, strict=True)
        if count
    ]


def _head(scope: Scope) -> str:
    head = scope.trial.head
    if not head or scope.conceal.arms:
        return ""
    return next(iter(trials.store().read(scope.name, head - 1, head))).hash


def _csv(scope: Scope, results: Results) -> HttpResponse:
    header = (
        "term",
        "group",
        "n",
        "grade_1",
        "grade_2",
        "grade_3",
        "grade_4",
        "grade_5",
        "ungraded",
        "any",
        "grade_3_or_higher",
    )
    names: Mapping[str, Text] = {group.key: group.name for group in results.groups}
    lines = (
        (
            say(row.term), say(names[counts.group]), results.toxicity.participants.get(counts.group, 0), *counts.grades,
            counts.ungraded, counts.any, counts.severe,
        )
        for row in results.toxicity.rows
        for counts in row.groups
    )  # fmt: skip
    return csv_answer(f"{scope.name}-toxicity", header, lines)

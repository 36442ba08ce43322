"""Every table and listing of a study by its key: what a report, a page and the command line ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from equipoise.analysis.read_participant import FIRST_TREATMENT
from equipoise.analysis.tables import (
    adverse_events,
    baseline,
    disposition,
    efficacy,
    laboratory,
    listed_forms,
    product,
    subgroups,
)
from equipoise.analysis.tables.context import Context
from equipoise.analysis.tables.display import Display, Number, explain
from equipoise.analysis.tables.estimands import declared, estimands
from equipoise.analysis.tables.quality_of_life import quality_of_life_table

Make = Callable[[Context], Display]


def catalogue(context: Context) -> Mapping[str, Make]:
    """The tables, then the listings, in the order of a report (ICH E3, 14 and 16.2); what the study lacks is not there."""
    study = context.study
    analysis = study.analysis
    found: dict[str, Make] = {
        "disposition": disposition.disposition,
        "sets": disposition.analysis_sets,
        "baseline": baseline.baseline,
    }
    if study.randomisation.factors:
        found["strata"] = baseline.strata
    if any(estimand for _, _, estimand in declared(study)):
        found["estimands"] = lambda of: estimands(of.study)
    found |= {f"endpoint_{key}": partial(efficacy.endpoint_table, key=key) for key in analysis.endpoints}
    found |= {key: partial(subgroups.subgroup_table, key=key) for key in subgroups.subgroup_keys(context)}
    found |= {f"response_{key}": partial(efficacy.response_table, key=key) for key in analysis.responses}
    found |= {f"quality_{key}": partial(quality_of_life_table, key=key) for key in analysis.quality_of_life}
    if analysis.measures:
        found["measures"] = product.measures
    if FIRST_TREATMENT in study.events or study.product is not None:
        found["exposure"] = product.exposure
    found |= {
        "adverse_events": adverse_events.by_term,
        "adverse_events_by_grade": adverse_events.by_grade,
        "serious_events": adverse_events.serious_events,
    }
    if study.safety.laboratory:
        found["laboratory_shifts"] = laboratory.laboratory_shifts
    if study.product is not None:
        found["release"] = product.release
    found |= {f"form_{key}": partial(listed_forms.form_table, key=key) for key in analysis.listed}
    found["listing_exclusions"] = disposition.exclusions
    found |= {f"listing_endpoint_{key}": partial(efficacy.endpoint_listing, key=key) for key in analysis.endpoints}
    found |= {
        "listing_adverse_events": adverse_events.listing,
        "listing_serious_events": partial(adverse_events.listing, serious=True),
    }
    if study.safety.laboratory:
        found["listing_laboratory"] = laboratory.severe_values
    if study.product is not None:
        found["listing_bags"] = product.bags
    found |= {f"listing_form_{key}": partial(listed_forms.form_listing, key=key) for key in analysis.listed}
    return found


def display(context: Context, key: str) -> Display:
    """One table or listing. KeyError for a key that the study has not."""
    return catalogue(context)[key](context)


def explain_number(context: Context, address: str) -> Number:
    """What lies under a number, by its address `table/row/column`. KeyError where there is no such number."""
    return explain(display(context, address.partition("/")[0]), address)

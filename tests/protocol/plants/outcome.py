"""Harm, response, analysis, and the rehearsal that needs them."""

from __future__ import annotations

from equipoise.protocol.checks import analysis, rehearsal, response, safety
from tests.protocol.plants.plant import P, Plant

PLANTS = (
    Plant(safety.safety_names_exist, P, "grade: AETOXGR", "grade: AEGRADE", "grade: AEGRADE", "no item"),
    Plant(
        safety.safety_names_exist,
        P,
        "related_values: [POSSIBLE,",
        "related_values: [PERHAPS,",
        "PERHAPS",
        "no code",
    ),
    Plant(
        safety.clocks_have_a_time,
        P,
        "    sponsor:\n      name: {en: Serious",
        "    sponsor:  # clock\n      days: 1\n      name: {en: Serious",
        "    sponsor:  # clock",
        "does not have one time",
    ),
    Plant(
        safety.boundary_has_its_parameters,
        P,
        "  window_days: [0, 196]",
        "  boundary: {rate: 0.1, participants: 60, method: bayes, certainty: 0.98}\n  window_days: [0, 196]",
        "  boundary: {rate: 0.1",
        "no `prior`",
    ),
    Plant(
        safety.holds_and_delays_have_a_cause,
        P,
        "  window_days: [0, 196]",
        "  holds: {any: {name: {en: Any, zh: 任何}}}\n  window_days: [0, 196]",
        "  holds: {any:",
        "does not have one cause",
    ),
    Plant(
        response.response_parts_exist,
        P,
        "analysis:\n",
        "response:\n  criteria: RECIST 1.1\n  lesions:\n    {form: AH, date: MHDAT, target: T, lesion: L, diameter: M, "
        "node: N, organ: O, non_target: STEP, new_lesion: COPD,\n    worse: LARGER}\nanalysis:\n",
        "worse: LARGER",
        "no item `LARGER`",
    ),
    Plant(
        response.readers_can_read,
        P,
        "analysis:\n",
        "response:\n  criteria: RECIST 1.1\n  endpoint: central\n  lesions: {form: AH, date: MHDAT, target: T, "
        "lesion: L, diameter: M, node: N, organ: O, non_target: STEP, new_lesion: COPD}\nanalysis:\n",
        "endpoint: central",
        "nobody reads centrally",
    ),
    Plant(
        analysis.endpoints_have_a_set,
        P,
        "measure: any_event, set: safety",
        "measure: any_event, set: treated",
        "measure: any_event",
        "no analysis set",
    ),
    Plant(
        analysis.endpoints_have_a_set,
        P,
        "measure: any_event, set: safety",
        "measure: any_event, set: screened",
        "measure: any_event",
        "people without an arm",
    ),
    Plant(
        analysis.looks_lead_to_the_end,
        P,
        "looks: [0.5, 1]",
        "looks: [0.5, 0.4]",
        "looks: [0.5, 0.4]",
        "do not rise to 1",
    ),
    Plant(
        analysis.looks_lead_to_the_end,
        P,
        "alpha: 0.025\n",
        "alpha: 0.5\n",
        "alpha: 0.5\n",
        "no one-sided error",
    ),
    Plant(
        analysis.readings_can_be_had,
        P,
        "      horizon_months: 7\n",
        "      horizon_months: 7\n      reading: central\n",
        "      reading: central",
        "does not read tumour response",
    ),
    Plant(
        analysis.sets_rest_on_something, P, "form: DV, when: DVLEVEL = MAJOR", "form: DW", "form: DW", "no form `DW`"
    ),
    Plant(
        analysis.listings_show_items,
        P,
        "count_by: [DDCAUSE]",
        "count_by: [DDCOZ]",
        "count_by: [DDCOZ]",
        "no item `DDCOZ`",
    ),
    Plant(
        analysis.estimands_agree_with_their_endpoint,
        P,
        "event: treatment_stopped_early, strategy: treatment_policy",
        "event: treatment_stopped_early, strategy: composite",
        "strategy: composite",
        "not among the events",
    ),
    Plant(
        analysis.endpoints_have_a_set,
        P,
        "    itt: {name: {en: All randomised, zh: 全部随机化人群}}",
        "    everybody: {name: {en: All randomised, zh: 全部随机化人群}}",
        "    on_treatment:",
        "names no set, so that of `itt` would count",
    ),
    Plant(
        analysis.rates_have_one_source,
        P,
        "  endpoints:\n    exacerbation_free:",
        "  responses:\n    free: {label: {en: Free, zh: 无发作}, short: {en: Free, zh: 无发作}, event: exacerbatio, set: itt}\n"
        "  endpoints:\n    exacerbation_free:",
        "event: exacerbatio,",
        "no event `exacerbatio`",
    ),
    Plant(
        analysis.rates_have_one_source,
        P,
        "  endpoints:\n    exacerbation_free:",
        "  responses:\n    free: {label: {en: Free, zh: 无发作}, short: {en: Free, zh: 无发作}, set: itt}\n"
        "  endpoints:\n    exacerbation_free:",
        "short: {en: Free",
        "does not have one source",
    ),
    Plant(
        analysis.rates_have_one_source,
        P,
        "  endpoints:\n    exacerbation_free:",
        "  responses:\n    free: {label: {en: Free, zh: 无发作}, short: {en: Free, zh: 无发作}, event: exacerbation, "
        "days: [9, 3], set: itt}\n"
        "  endpoints:\n    exacerbation_free:",
        "days: [9, 3]",
        "their last lies before their first",
    ),
    Plant(
        rehearsal.rates_are_rates,
        P,
        "Nausea: {value: 0.05",
        "Nausea: {value: -1",
        "Nausea: {value: -1",
        "less often than never",
    ),
    Plant(
        rehearsal.rates_are_rates,
        P,
        "accrual_per_month: {value: 20",
        "accrual_per_month: {value: 0",
        "accrual_per_month: {value: 0",
        "not above 0",
    ),
    Plant(
        rehearsal.drawn_values_are_possible,
        P,
        "VS.PULSE: {normal: [74, 9]}",
        "VS.PULSE: {normal: [740, 9]}",
        "VS.PULSE: {normal: [740, 9]}",
        "beyond what `VS.PULSE` takes",
    ),
)

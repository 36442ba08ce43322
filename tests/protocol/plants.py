"""For each check a fault to plant in the second study, and what is told of it on which line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from equipoise.protocol.checks import (
    analysis,
    calendar,
    criteria,
    days_off,
    derived,
    laboratories,
    numbers,
    product,
    randomisation,
    references,
    rehearsal,
    response,
    resting,
    safety,
    team,
    translation,
    units,
)
from equipoise.protocol.checks.case import Check
from equipoise.protocol.model.simulation import Step

P, F = "protocol.yaml", "forms.yaml"

PRODUCT = """
product:
  name: {en: Cells, zh: 细胞}
  courses: {number: 2, interval_days: 14, infusion_days: [0, 1, 2], next_collection_day: 0}
  limits:
    first_after_randomisation_days: [0, 6]
    hold_days: 2
    gap_days: [13, 42]
    collections_at_most: 3
    retry_after_infusion_days: 3
    rest_before_infusion_hours: 2
    given_if_percent: 90
  culture: {days: 14, earliest_harvest_day: 13, latest_harvest_day: 16, controls: [0, 7], live_at_most: 2}
  dose:
    least: 1000000000
    most: 2000000000
    unit: {en: cells, zh: 个细胞}
    per: course
    population: viable_nk
    daily_fraction: [0.3333, 0.3333, 0.3334]
  release:
    viability: {name: {en: Viability, zh: 活率}, least: 80, unit: "%", severity: critical, source: {en: Invented, zh: 虚构}}
  shelf: {hours: 24, alert_hours: 20, temperature_c: [2, 8], excursion_minutes: 30}
  capacity: {incubator_places: 4, collections_a_day: 1, infusions_a_day: 4}
safety:
"""


PROCESS = "simulation:\n  process:\n" + "".join(
    f"    {step}: {{middle: 10, spread: 1, source: {{en: Invented, zh: 虚构}}}}\n" for step in get_args(Step)
)


def otherwise(old: str, new: str) -> str:
    """The product with one thing written otherwise."""
    assert PRODUCT.count(old) == 1
    return PRODUCT.replace(old, new)


@dataclass(frozen=True)
class Plant:
    """A change that must be answered by a finding on the line that holds `at`."""

    check: Check
    file: str
    old: str
    new: str
    at: str
    says: str


ARM = "    ratio: 2\n"
TREATED = "    ratio: 2\n    cell_product: true\n"

PLANTS = (
    Plant(
        references.names_mean_one_thing,
        P,
        "  age: {name",
        "  death: {name",
        "item: DM.BRTHDAT",
        "is a variable and an event",
    ),
    Plant(
        references.events_come_from_somewhere,
        P,
        "fact: randomised}",
        "fact: randomised, form: TE}",
        "fact: randomised",
        "does not have one source",
    ),
    Plant(
        references.events_come_from_somewhere,
        P,
        "form: XA\n    date: CESTDAT",
        "form: XB\n    date: CESTDAT",
        "form: XB",
        "no form `XB`",
    ),
    Plant(
        references.events_come_from_somewhere,
        P,
        "form: DD, date: DTHDAT",
        "form: DD, date: DDCAUSE",
        "date: DDCAUSE",
        "is not a date",
    ),
    Plant(
        references.variables_come_from_items,
        P,
        "item: SP.FEV1PP}",
        "item: SP.FEV1P}",
        "item: SP.FEV1P}",
        "Write `SP.FEV1PP`",
    ),
    Plant(
        references.variables_come_from_items, P, "kind: age, event: consent", "kind: age", "kind: age", "has no event"
    ),
    Plant(
        references.schedule_names_exist,
        P,
        "      optional: [PT]",
        "      optional: [PX]",
        "[PX]",
        "no form `PX`",
    ),
    Plant(
        references.schedule_names_exist,
        P,
        "anchor: treatment_stopped_early",
        "anchor: stopped_early",
        "anchor: stopped_early",
        "no event",
    ),
    Plant(
        references.arms_name_interventions,
        P,
        "interventions: [placebo]",
        "interventions: [placebos]",
        "[placebos]",
        "Write `placebo`",
    ),
    Plant(
        references.analysis_names_exist,
        P,
        "endpoint: on_treatment",
        "endpoint: treatment",
        "endpoint: treatment",
        "no endpoint",
    ),
    Plant(references.analysis_names_exist, P, "SE: DSSTDAT}", "SE: DSDAT}", "SE: DSDAT", "Write `SE.DSSTDAT`"),
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
        references.response_names_exist,
        P,
        "analysis:\n",
        "response:\n  criteria: RECIST 1.1\n  lesions: {form: XR, date: D, target: T, lesion: L, "
        "diameter: M, node: N, organ: O, non_target: Q, new_lesion: W}\nanalysis:\n",
        "form: XR",
        "no form `XR`",
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
        references.items_name_lists_and_analytes,
        F,
        "kind: code, codes: STEP",
        "kind: code, codes: STEPS",
        "codes: STEPS",
        "Write `STEP`",
    ),
    Plant(
        references.items_name_lists_and_analytes,
        F,
        "kind: code, codes: ROUTE",
        "kind: code",
        "CMROUTE",
        "code without a code list",
    ),
    Plant(
        references.items_name_lists_and_analytes,
        F,
        "analyte: HGB, least",
        "analyte: HB, least",
        "analyte: HB,",
        "no analyte `HB`",
    ),
    Plant(
        references.items_name_lists_and_analytes, F, "units: [/min], least", "least", "PULSE:", "quantity without units"
    ),
    Plant(
        references.sites_can_stand_in_a_number,
        P,
        "    NORTH:\n",
        "    North:\n",
        "North:",
        "cannot begin a participant's number",
    ),
    Plant(
        references.consents_are_complete,
        P,
        "zh: consent/v1.zh.md",
        "zh: consent/v2.zh.md",
        "v2.zh.md",
        "no file `consent/v2.zh.md`",
    ),
    Plant(
        references.consents_are_complete,
        P,
        "    languages: [zh, en]",
        "    required_ticks: [sample]",
        "[sample]",
        "Write `samples`",
    ),
    Plant(references.simulation_names_exist, P, "    VS.PULSE:", "    VS.PULS:", "VS.PULS:", "no item `VS.PULS`"),
    Plant(references.simulation_names_exist, P, "{HOME: 0.7,", "{HOUSE: 0.7,", "HOUSE", "no code `HOUSE`"),
    Plant(
        references.simulation_names_exist,
        P,
        "{high: 0.06, low: 0.08,",
        "{high: 0.06,",
        "high: 0.06",
        "`low` has no figure",
    ),
    Plant(
        criteria.conditions_can_be_read,
        P,
        "test: reversibility >= 12",
        "test: reversibility > = 12",
        "> = 12",
        "Column",
    ),
    Plant(
        criteria.conditions_can_be_read,
        P,
        "test: lung_disease = N",
        "test: lung_diseases = N",
        "lung_diseases",
        "lung_disease",
    ),
    Plant(
        criteria.conditions_can_be_read,
        F,
        "derived: CIGDAY * CIGYEARS / 20",
        "derived: CIGDAY * YEARS / 20",
        "YEARS / 20",
        "YEARS",
    ),
    Plant(
        criteria.conditions_ask_for_possible_answers,
        P,
        "step in (3, 4) and",
        "step in (3, 6) and",
        "(3, 6)",
        "can never be `6`",
    ),
    Plant(
        criteria.conditions_ask_for_possible_answers,
        P,
        "low: eosinophils < 300 /uL",
        "low: eosinophils < 300",
        "< 300",
        "without a unit",
    ),
    Plant(
        criteria.conditions_ask_for_possible_answers,
        P,
        "high: eosinophils >= 300 /uL",
        "high: eosinophils >= 3 g/L",
        "3 g/L",
        "does not have the unit",
    ),
    Plant(
        criteria.conditions_ask_for_possible_answers,
        P,
        "item: LB.ALT}",
        "item: SP.FEV1}",
        "alt <= 2 x ULN",
        "has no limit of normal",
    ),
    Plant(
        criteria.criteria_can_be_fulfilled,
        P,
        "test: age >= 18 and age <= 75",
        "test: age >= 18 and age < 18",
        "age < 18",
        "can never hold",
    ),
    Plant(
        criteria.criteria_can_be_fulfilled,
        P,
        "test: reversibility >= 12",
        "test: reversibility >= 12 and age < 18",
        "age >= 18 and age <= 75",
        "Nobody can fulfil both",
    ),
    Plant(
        calendar.visits_can_be_reached,
        P,
        "    form: TE\n    date: DSSTDAT\n    when: DSDECOD != COMPLETED",
        "    fact: progression",
        "anchor: treatment_stopped_early",
        "no rule of this study finds progression",
    ),
    Plant(
        calendar.visits_can_be_reached,
        P,
        "      ends: [screen_failure, withdrawal, death]",
        "      ends: [consent]",
        "ends: [consent]",
        "ends before it begins",
    ),
    Plant(
        calendar.repetitions_end_after_they_begin, P, "until: 168", "until: 28", "until: 28}", "ends before it starts"
    ),
    Plant(
        calendar.repetitions_end_after_they_begin,
        P,
        "days: [28, 84, 168]",
        "days: [28, 168, 84]",
        "[28, 168, 84]",
        "do not rise",
    ),
    Plant(
        calendar.windows_keep_apart,
        P,
        "      every: {days: 28, until: 168}\n      window: {before: 3, after: 3}",
        "      every: {days: 28, until: 168}\n      window: {before: 9, after: 9}",
        "before: 9",
        "14 days apart",
    ),
    Plant(
        calendar.arms_are_assessed_alike,
        P,
        "      days: [182]",
        "      days: [182]\n      tumour_assessment: true\n      arms: [low]",
        "arms: [low]",
        "other days in",
    ),
    Plant(calendar.forms_are_due_somewhere, P, "      forms: [TC]", "", "", ""),  # a test of its own, below
    Plant(numbers.days_are_days, P, "start: 2026-02-02", "start: 2026-02-30", "2026-02-30", "is not a day"),
    Plant(numbers.days_are_days, P, "start: 2026-02-02", "start: '20260202'", "20260202", "is not a day"),
    Plant(
        numbers.days_are_days,
        P,
        "time_zone: Asia/Shanghai",
        "time_zone: Asia/Changchun",
        "Asia/Changchun",
        "no time zone",
    ),
    Plant(numbers.arms_share_the_enrolment, P, "enrolment: 240", "enrolment: 241", "enrolment: 241", "do not divide"),
    Plant(numbers.arms_share_the_enrolment, P, "minimum_age: 18", "minimum_age: 80", "minimum_age: 80", "least age"),
    Plant(
        numbers.masking_says_who_is_masked,
        P,
        "masking: QUADRUPLE",
        "masking: NONE",
        "masked: [",
        "although the study is open",
    ),
    Plant(
        randomisation.blocks_hold_every_arm, P, "blocks: [4, 8]", "blocks: [4, 6]", "blocks: [4, 6]", "does not divide"
    ),
    Plant(randomisation.blocks_hold_every_arm, P, "  blocks: [4, 8]", "", "method: permuted_blocks", "no block sizes"),
    Plant(
        randomisation.the_preferred_chance_prefers,
        P,
        "  blocks: [4, 8]",
        "  blocks: [4]\n  probability: 5/4",
        "5/4",
        "not a fraction",
    ),
    Plant(
        randomisation.the_preferred_chance_prefers,
        P,
        "  method: permuted_blocks\n  blocks: [4, 8]",
        "  method: minimisation\n  probability: 1/5",
        "1/5",
        "would avoid the arm",
    ),
    Plant(
        randomisation.the_preferred_chance_prefers,
        P,
        "  method: permuted_blocks\n  blocks: [4, 8]",
        "  method: minimisation\n  probability: '1'",
        "probability: '1'",
        "is certain",
    ),
    Plant(
        randomisation.the_method_is_defined_for_the_arms,
        P,
        "  method: permuted_blocks\n  blocks: [4, 8]",
        "  method: biased_coin\n  probability: 2/3",
        "method: biased_coin",
        "two arms in equal shares only (Efron 1971)",
    ),
    Plant(
        randomisation.the_method_is_defined_for_the_arms,
        P,
        "  method: permuted_blocks\n  blocks: [4, 8]",
        "  method: big_stick\n  tolerance: 3",
        "method: big_stick",
        "two arms in equal shares only (Soares and Wu 1983)",
    ),
    Plant(
        randomisation.the_method_is_defined_for_the_arms,
        P,
        "  method: permuted_blocks\n  blocks: [4, 8]",
        "  method: urn\n  urn: {alpha: 1, beta: 1}",
        "method: urn",
        "arms in equal shares only (Wei 1978)",
    ),
    Plant(
        randomisation.urn_and_stick_have_their_figures,
        P,
        "  method: permuted_blocks\n  blocks: [4, 8]",
        "  method: urn\n  urn: {alpha: 0, beta: 0}",
        "method: urn",
        "no balls",
    ),
    Plant(
        randomisation.urn_and_stick_have_their_figures,
        P,
        "  method: permuted_blocks\n  blocks: [4, 8]",
        "  method: big_stick",
        "method: big_stick",
        "no greatest difference",
    ),
    Plant(
        randomisation.urn_and_stick_have_their_figures,
        P,
        "  method: permuted_blocks\n",
        "  method: permuted_blocks\n  tolerance: 3\n",
        "tolerance: 3",
        "no part in the method",
    ),
    Plant(
        randomisation.a_collection_slot_has_a_product,
        P,
        "  method: permuted_blocks\n",
        "  method: permuted_blocks\n  requires: [collection_slot]\n",
        "requires: [collection_slot]",
        "no collections to wait for",
    ),
    Plant(
        randomisation.factors_have_levels,
        P,
        "        high: eosinophils >= 300 /uL\n",
        "",
        "    eosinophils:\n",
        "fewer than two levels",
    ),
    Plant(
        days_off.days_off_are_days,
        P,
        "schedule:\n  logs:",
        "schedule:\n  days_off:\n"
        "    - {first: 2026-10-07, last: 2026-10-01, closed: [clinic], name: {en: Holiday, zh: 节日}}\n  logs:",
        "    - {first: 2026-10-07",
        "last day lies before the first",
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
        numbers.limits_stand_the_right_way,
        F,
        "least: 10, most: 150",
        "least: 150, most: 10",
        "least: 150",
        "least is above its most",
    ),
    Plant(
        numbers.limits_stand_the_right_way,
        F,
        "low: 130, high: 175",
        "low: 175, high: 130",
        "low: 175",
        "above the high one",
    ),
    Plant(numbers.chances_are_chances, P, "chance: 0.15", "chance: 5", "chance: 5,", "is not a chance"),
    Plant(numbers.chances_are_chances, P, "{F: 0.6, M: 0.4}", "{F: 0.6, M: 0.5}", "M: 0.5", "add up to 1.1"),
    Plant(
        units.units_belong_to_their_analyte,
        F,
        "units: [umol/L, mg/dL]",
        "units: [umol/L, U/L]",
        "units: [umol/L, U/L]",
        "does not convert to `umol/L`",
    ),
    Plant(
        units.units_belong_to_their_analyte,
        F,
        "low: 0.74, high: 1.35, unit: mg/dL",
        "low: 0.74, high: 1.35, unit: U/L",
        "1.35, unit: U/L",
        "does not convert",
    ),
    Plant(units.factors_are_numbers, F, '"88.42"', '"about 88"', "about 88", "is not a factor"),
    Plant(
        translation.texts_are_in_both_languages,
        F,
        "{en: Pulse, zh: 脉搏}",
        "{en: Pulse, zh: Pulse}",
        "zh: Pulse",
        "not translated into Chinese",
    ),
    Plant(
        translation.texts_are_in_both_languages,
        F,
        "{en: Pulse, zh: 脉搏}",
        "{en: 脉搏, zh: 脉搏}",
        "en: 脉搏",
        "not translated into English",
    ),
    Plant(
        translation.texts_are_in_both_languages, F, "{en: Pulse, zh: 脉搏}", '{en: Pulse, zh: ""}', 'zh: ""', "is empty"
    ),
    Plant(product.a_product_has_its_arm, P, ARM, TREATED, "cell_product", "a product that is not described"),
    Plant(product.a_product_has_its_arm, P, "safety:\n", PRODUCT, "product:", "No arm receives the product"),
    Plant(product.the_process_has_its_figures, P, "safety:\n", PRODUCT, "simulation:", "has no figure `collection_ml`"),
    Plant(
        product.the_cycle_closes,
        P,
        "safety:\n",
        otherwise("interval_days: 14", "interval_days: 15"),
        "interval_days: 15",
        "do not fit a culture of 14 days",
    ),
    Plant(
        product.the_culture_can_be_harvested,
        P,
        "safety:\n",
        otherwise("latest_harvest_day: 16", "latest_harvest_day: 13"),
        "culture:",
        "outside its own limits",
    ),
    Plant(
        product.the_cells_live_until_they_are_given,
        P,
        "safety:\n",
        otherwise("latest_harvest_day: 16", "latest_harvest_day: 14"),
        "shelf:",
        "have expired",
    ),
    Plant(
        product.the_dose_is_whole, P, "safety:\n", otherwise("0.3334]", "0.4]"), "daily_fraction", "add up to 1.0666"
    ),
    Plant(
        product.no_exception_is_critical,
        P,
        "safety:\n",
        otherwise('least: 80, unit: "%", severity: critical', "least: 80, exceptional_least: 70, severity: critical"),
        "exceptional_least: 70",
        "no exception can be argued",
    ),
    Plant(
        references.product_forms_exist,
        P,
        "safety:\n",
        otherwise("safety:\n", "  forms: {collection: APH}\nsafety:\n"),
        "APH",
        "no form `APH`",
    ),
    Plant(
        references.product_forms_exist,
        P,
        "safety:\n",
        otherwise("controls: [0, 7]", "controls: [0, 7], place: INCUBATOR"),
        "INCUBATOR",
        "no item `INCUBATOR`",
    ),
    Plant(
        references.product_lots_exist,
        P,
        "safety:\n",
        otherwise("safety:\n", "  lots: [{form: VS, material: Kit, lot: KITLOT}]\nsafety:\n"),
        "lots:",
        "no form `VS`",
    ),
    Plant(
        references.the_bedside_names_its_form,
        P,
        "safety:\n",
        otherwise("safety:\n", "  bedside: {signs: VSSERIES}\nsafety:\n"),
        "signs:",
        "no group `VSSERIES`",
    ),
    Plant(
        product.the_culture_can_be_harvested,
        P,
        "safety:\n",
        otherwise("controls: [0, 7]", "controls: [0, 7], growth: [{day: 7, least: 4, most: 2}]"),
        "growth:",
        "upside down",
    ),
    Plant(
        resting.study_rests_on_something,
        P,
        '  document: {en: "Protocol',
        '  record: record.json\n  document: {en: "Protocol',
        "rests_on:",
        "does not rest on one thing",
    ),
    Plant(
        resting.assumptions_are_marked,
        P,
        '  document: {en: "Protocol',
        '  record: record.json\n  document: {en: "Protocol',
        "design:",
        "rests neither on the record nor on an assumption",
    ),
    Plant(
        calendar.visits_can_be_reached,
        P,
        "      anchor: randomisation\n      days: [196]",
        "      anchor: study_end\n      days: [196]",
        "anchor: study_end",
        "is only entered at it",
    ),
    Plant(randomisation.several_arms_are_allocated, P, "      days: [182]", "", "", ""),  # a test of its own, below
    Plant(
        team.roles_are_roles, P, "masked: [participant,", "masked: [patient,", "masked: [patient", "no role `patient`"
    ),
    Plant(
        team.roles_are_roles,
        F,
        "    by: [coordinator, investigator]\n    signed_by: investigator\n    items:\n      CESTDAT",
        "    by: [coordinator]\n    signed_by: doctor\n    items:\n      CESTDAT",
        "signed_by: doctor",
        "no role `doctor`",
    ),
    Plant(
        derived.derived_items_can_be_computed,
        F,
        "derived: CIGDAY * CIGYEARS / 20",
        "derived: CIGDAY * PACKYEARS / 20",
        "CIGDAY * PACKYEARS",
        "computed from itself",
    ),
    Plant(
        laboratories.ranges_know_whom_they_are_for,
        F,
        "- {analyte: EOS, low: 0.02,",
        "- {analyte: EOS, age_from: 18, low: 0.02,",
        "age_from: 18",
        "no variable `birth_date`",
    ),
    Plant(
        laboratories.ranges_do_not_contradict,
        F,
        "- {analyte: EOS, low: 0.02,",
        "- {analyte: EOS, valid_from: 2026-02-01, valid_to: 2026-01-01, low: 0.02,",
        "valid_to: 2026-01-01",
        "ends before it begins",
    ),
    Plant(
        laboratories.ranges_do_not_contradict,
        F,
        "- {analyte: ALT, low: 7, high: 55, unit: U/L}",
        "- {analyte: ALT, low: 7, high: 55, unit: U/L}\n      - {analyte: ALT, low: 7, high: 58, unit: U/L}",
        "high: 58",
        "hold for the same people",
    ),
    Plant(
        laboratories.forms_name_their_laboratory,
        F,
        "      LBNAM: {label: {en: Laboratory, zh: 实验室}, kind: code, codes: LABORATORY}\n",
        "      LABNAME: {label: {en: Laboratory, zh: 实验室}, kind: code, codes: LABORATORY}\n",
        "  LB:",
        "says which laboratory measured",
    ),
    Plant(
        laboratories.forms_name_their_laboratory,
        F,
        "    LAKE: {en: Lakeside laboratory",
        "    LAKES: {en: Lakeside laboratory",
        "      LBNAM:",
        "no laboratory `LAKES`",
    ),
    Plant(
        laboratories.limits_of_normal_are_stated,
        P,
        "test: creatinine <= 1.5 x ULN within 28 days",
        "test: fev1_percent <= 1.5 x ULN within 28 days",
        "fev1_percent <= 1.5",
        "No laboratory of the file states the ULN",
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
    Plant(calendar.assessments_do_not_follow_treatment, P, "      days: [182]", "", "", ""),  # a test of its own, below
)

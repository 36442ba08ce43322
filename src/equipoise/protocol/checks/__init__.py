"""The checks of a study file: small functions of one idea each. A new check is a function and a line in `CHECKS`."""

from equipoise.protocol.checks import (
    analysis,
    calendar,
    criteria,
    numbers,
    product,
    randomisation,
    record,
    references,
    response,
    resting,
    safety,
    translation,
    units,
)
from equipoise.protocol.checks.case import Case, Check
from equipoise.protocol.fault import Finding

CHECKS: tuple[Check, ...] = (
    references.events_come_from_somewhere,
    references.variables_come_from_items,
    references.names_mean_one_thing,
    references.schedule_names_exist,
    references.arms_name_interventions,
    references.analysis_names_exist,
    analysis.endpoints_have_a_set,
    analysis.looks_lead_to_the_end,
    analysis.readings_can_be_had,
    analysis.sets_rest_on_something,
    analysis.listings_show_items,
    analysis.estimands_agree_with_their_endpoint,
    safety.safety_names_exist,
    references.response_names_exist,
    response.response_parts_exist,
    response.readers_can_read,
    references.product_forms_exist,
    references.product_lots_exist,
    references.the_bedside_names_its_form,
    references.items_name_lists_and_analytes,
    references.sites_can_stand_in_a_number,
    references.consents_are_complete,
    references.simulation_names_exist,
    criteria.conditions_can_be_read,
    criteria.conditions_ask_for_possible_answers,
    criteria.criteria_can_be_fulfilled,
    calendar.visits_can_be_reached,
    calendar.repetitions_end_after_they_begin,
    calendar.windows_keep_apart,
    calendar.arms_are_assessed_alike,
    calendar.assessments_do_not_follow_treatment,
    calendar.forms_are_due_somewhere,
    numbers.days_are_days,
    numbers.arms_share_the_enrolment,
    numbers.masking_says_who_is_masked,
    randomisation.the_method_is_defined_for_the_arms,
    randomisation.blocks_hold_every_arm,
    randomisation.the_preferred_chance_prefers,
    randomisation.urn_and_stick_have_their_figures,
    randomisation.factors_have_levels,
    safety.clocks_have_a_time,
    safety.boundary_has_its_parameters,
    safety.holds_and_delays_have_a_cause,
    numbers.limits_stand_the_right_way,
    numbers.chances_are_chances,
    units.units_belong_to_their_analyte,
    units.factors_are_numbers,
    translation.texts_are_in_both_languages,
    product.a_product_has_its_arm,
    product.the_process_has_its_figures,
    product.the_cycle_closes,
    product.the_culture_can_be_harvested,
    product.the_cells_live_until_they_are_given,
    product.the_dose_is_whole,
    product.no_exception_is_critical,
    resting.study_rests_on_something,
    resting.assumptions_are_marked,
    record.statements_agree_with_the_record,
    record.record_is_stated_in_full,
)


def check(case: Case) -> tuple[Finding, ...]:
    """All findings of all checks."""
    return tuple(finding for one in CHECKS for finding in one(case))


__all__ = ["CHECKS", "Case", "Check", "check"]

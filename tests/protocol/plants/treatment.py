"""Allocation and product: a scheme that can be drawn, a process that can be run."""

from __future__ import annotations

from equipoise.protocol.checks import product, randomisation
from tests.protocol.plants.plant import ARM, PRODUCT, TREATED, P, Plant, otherwise

PLANTS = (
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
        product.the_culture_can_be_harvested,
        P,
        "safety:\n",
        otherwise("controls: [0, 7]", "controls: [0, 7], growth: [{day: 7, least: 4, most: 2}]"),
        "growth:",
        "upside down",
    ),
)

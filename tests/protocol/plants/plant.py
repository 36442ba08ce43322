"""A fault to plant in the second study, what is told of it and on which line; and the pieces that several faults share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

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

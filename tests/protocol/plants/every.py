"""For each check a fault to plant in the second study: all of them."""

from __future__ import annotations

from tests.protocol.plants import names, outcome, schedule, treatment, values

PLANTS = (*names.PLANTS, *schedule.PLANTS, *values.PLANTS, *treatment.PLANTS, *outcome.PLANTS)

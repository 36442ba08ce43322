"""The priors of the rehearsal: how virtual people, staff and cells behave. Nothing here is a result."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Number, Part, Statement
from equipoise.values.text import Text


class Prior(Statement):
    """A number that the rehearsal assumes, with where it comes from."""

    value: Number
    source: Text


class Values(Part):
    """How the virtual clinic answers an item: a normal or lognormal spread, a choice of codes with chances, or a fixed answer."""

    normal: tuple[Number, Number] | None = Field(
        default=None, description="Mean and standard deviation, in the item's first unit"
    )
    lognormal: tuple[Number, Number] | None = Field(default=None, description="Median and geometric standard deviation")
    choice: dict[str, Number] | None = None
    fixed: str | int | None = None
    decimals: int = 0
    days_before: tuple[int, int] | None = Field(
        default=None, description="A date so many days before the visit, drawn evenly"
    )


Step = Literal[
    "collection_ml", "mononuclear_cells", "receipt_c", "seeded_percent", "daily_growth", "viability_pct", "nk_pct", "t_cell_pct",
    "bag_ml", "bag_c", "filled_share",
]  # fmt: skip


class Figure(Statement):
    """A figure of the virtual process: normal around its mean, or lognormal around its median."""

    middle: Number = Field(description="The mean, or the median of a lognormal spread")
    spread: Number = Field(description="The standard deviation, or the geometric one of a lognormal spread")
    lognormal: bool = False
    decimals: int = 0
    source: Text


class Survival(Statement):
    """Exponential time to an event by arm, in months of the median; the second figure applies from the first treatment on."""

    event: Literal["progression", "death_after_progression", "death_before_progression"]
    median_months: dict[str, Number]
    delayed_until_treatment: bool = False
    source: Text


Mishap = Literal[
    "screen_failure", "declined", "missed_visit", "late_visit", "missing_laboratory_value", "correction", "query",
    "serious_adverse_event", "late_report", "withdrawal", "loss_to_follow_up", "hold", "reading_differs",
    "unfit_for_collection", "collection_quarantined", "culture_failure", "out_of_specification", "label_spoilt",
    "temperature_excursion", "infusion_reaction", "infusion_stopped",
]  # fmt: skip
"""What a rehearsal knows to go wrong; from `unfit_for_collection` on it takes a cell product."""


class Trouble(Statement):
    """The chance of a piece of real life: a missed visit, a failed culture, a withdrawal."""

    name: Text
    chance: Number
    source: Text


class Rate(Statement):
    """How often a log form is entered: expected entries of a participant in a month on study, by arm."""

    per_month: dict[str, Number]
    source: Text


class Simulation(Statement):
    """All that a rehearsal draws from."""

    accrual_per_month: Prior
    start: str = Field(description="Day on which the rehearsed trial opens")
    follow_up_months: Prior
    survival: tuple[Survival, ...] = ()
    trouble: dict[Mishap, Trouble] = Field(
        default={}, description="What goes wrong in the rehearsal; what is left out never does"
    )
    process: dict[Step, Figure] = Field(
        default={},
        description="How the virtual cells are collected, grow and are filled; needed where there is a product",
    )
    adverse_events: dict[str, Prior] = Field(
        default={}, description="Term -> expected events per participant and month on study"
    )
    logs: dict[str, Rate] = Field(
        default={}, description="Log form -> how often it is entered, beyond adverse events and medication"
    )
    values: dict[str, Values] = Field(default={}, description="FORM.ITEM or ITEM -> how it is answered")

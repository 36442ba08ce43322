"""How participants are allocated."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Part, Statement
from equipoise.values.text import Text


class Factor(Statement):
    """A stratification or minimisation factor: its level is the first whose condition holds at randomisation."""

    name: Text
    levels: dict[str, str] = Field(description="Level -> condition of the criteria language")
    labels: dict[str, Text] = {}
    weight: int = Field(default=1, gt=0)


class Urn(Part):
    """Wei's urn UD(alpha, beta): balls of each arm at the start, and balls of every other arm added after each allocation."""

    alpha: int = Field(ge=0)
    beta: int = Field(ge=0)


class Randomisation(Statement):
    """The allocation scheme. Sizes of blocks are sealed: they are read by the allocation alone and shown to nobody.

    Factors are margins to minimisation and strata to every other method but `simple`, which has no use for them.
    """

    method: Literal["simple", "permuted_blocks", "minimisation", "biased_coin", "urn", "big_stick"]
    factors: dict[str, Factor] = {}
    blocks: tuple[int, ...] = Field(
        default=(),
        description="Block sizes, drawn at random for each block; a size named twice is drawn twice as often",
    )
    imbalance: Literal["range", "variance", "sum"] = "range"
    probability: str = Field(
        default="1",
        description="Minimisation: chance of a preferred arm (of the smallest ratio), as a fraction, e.g. 4/5; "
        "biased coin: chance of the arm that is behind, e.g. 2/3",
    )
    urn: Urn | None = Field(default=None, description="Urn: alpha and beta")
    tolerance: int | None = Field(
        default=None, gt=0, description="Big stick: the greatest difference between the two arms of a stratum"
    )
    requires: tuple[Literal["collection_slot"], ...] = Field(
        default=(),
        description="What allocation waits for besides eligibility. `collection_slot`: a free place for a first collection "
        "in the days that the `product` part allows for it after randomisation, whatever the arm will be",
    )

"""How participants are allocated."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Statement
from equipoise.values.text import Text


class Factor(Statement):
    """A stratification or minimisation factor: its level is the first whose condition holds at randomisation."""

    name: Text
    levels: dict[str, str] = Field(description="Level -> condition of the criteria language")
    labels: dict[str, Text] = {}
    weight: int = Field(default=1, gt=0)


class Randomisation(Statement):
    """The allocation scheme. Sizes of blocks are sealed: they are read by the allocation alone and shown to nobody."""

    method: Literal["simple", "permuted_blocks", "minimisation"]
    factors: dict[str, Factor] = {}
    blocks: tuple[int, ...] = Field(default=(), description="Block sizes, drawn at random for each block")
    imbalance: Literal["range", "variance", "sum"] = "range"
    probability: str = Field(
        default="1", description="Minimisation: chance of a preferred arm, as a fraction, e.g. 4/5"
    )
    requires: Names = Field(default=(), description="What allocation waits for besides eligibility: `collection_slot`")

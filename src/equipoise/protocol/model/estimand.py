"""What a treatment effect means: the five attributes of an estimand (ICH E9(R1), A.3)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Statement
from equipoise.values.text import Text

Strategy = Literal["treatment_policy", "composite", "hypothetical", "while_on_treatment", "principal_stratum"]
"""How an intercurrent event is dealt with (ICH E9(R1), A.3.2)."""


class Intercurrent(Statement):
    """Something that happens after randomisation and bears on the outcome or its meaning, and how it is dealt with."""

    strategy: Strategy
    says: Text = Field(description="What it is and what is done about it")
    event: str | None = Field(default=None, description="The event of the study file that it is, where there is one")


class Estimand(Statement):
    """What is to be estimated, for whom, and what becomes of intercurrent events."""

    treatment: Text = Field(description="The condition of interest and what it is compared with")
    population: Text
    variable: Text
    intercurrent: dict[str, Intercurrent] = {}
    summary: Text = Field(description="The population-level summary, e.g. hazard ratio")

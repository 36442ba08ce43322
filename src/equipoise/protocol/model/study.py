"""The whole study file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.about import About, Consent, RestsOn
from equipoise.protocol.model.design import Arm, Design, Epoch, Event, Intervention
from equipoise.protocol.model.eligibility import Eligibility, Variable
from equipoise.protocol.model.endpoints import Analysis
from equipoise.protocol.model.forms import Forms
from equipoise.protocol.model.product import Product
from equipoise.protocol.model.randomisation import Randomisation
from equipoise.protocol.model.response import Response
from equipoise.protocol.model.safety import Safety
from equipoise.protocol.model.schedule import Schedule
from equipoise.protocol.model.simulation import Simulation
from equipoise.protocol.model.statement import VERSION, Part

ID = r"^[A-Z][A-Z0-9-]{2,19}$"
"""How a study's id is written."""


class Study(Part):
    """A clinical trial as data. Parts that a study does not have (product, response) are left out."""

    format: Literal["equipoise-study/1"]
    id: str = Field(pattern=ID, description="Registry number, or your own short id in capitals")
    version: str = Field(pattern=VERSION, description='In quotes: `version: "1.0"`')
    effective: str = Field(description="First day of this version, YYYY-MM-DD")
    time_zone: str
    rests_on: RestsOn
    about: About
    design: Design
    arms: dict[str, Arm]
    interventions: dict[str, Intervention] = {}
    epochs: dict[str, Epoch]
    events: dict[str, Event]
    consents: dict[str, Consent]
    variables: dict[str, Variable]
    eligibility: Eligibility
    randomisation: Randomisation = Field(
        default=Randomisation(method="simple"), description="Left out where all participants are in one arm"
    )
    schedule: Schedule
    product: Product | None = None
    safety: Safety
    response: Response | None = None
    analysis: Analysis
    simulation: Simulation
    forms: Forms

    @property
    def single_arm(self) -> bool:
        """Whether all participants are in one group: then nobody is allocated by chance, and `randomised` means entered."""
        return len(self.arms) == 1

    @property
    def gives_treatment(self) -> bool:
        """Whether any arm receives anything: where people are only observed there is no treatment to begin, to stop or to leave."""
        return any(arm.interventions or arm.cell_product for arm in self.arms.values())

    # A study is equal only to itself: what is found of it is kept under it, and nobody compares two part by part to find it again.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

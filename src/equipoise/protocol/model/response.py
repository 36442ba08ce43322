"""How tumour response is read: RECIST 1.1, the points that its text leaves open, who reads, and iRECIST beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Number, Statement

Method = Literal["ct", "mri", "x_ray", "caliper", "unfit"]
"""How a lesion was measured; `unfit` is a method that RECIST 1.1 does not measure by (ultrasound, endoscopy, PET alone)."""
Nature = Literal["solid", "simple_cyst", "cystic", "bone_soft", "bone_blastic", "unmeasurable"]
"""What a lesion is: `bone_soft` has a soft-tissue part, `unmeasurable` is fluid, leptomeningeal or diffuse disease."""
LesionState = Literal["measured", "too_small", "gone", "not_assessed"]
Reading = Literal["investigator", "central"]
Question = Literal["progression", "progression_day", "best_response"]


class Baseline(Statement):
    """Items by which a lesion is judged measurable at baseline; each is looked for in the row, then on the form."""

    method: str | None = Field(default=None, description="Item: method of the scan")
    methods: dict[str, Method] = Field(default={}, description="Code of `method` -> what it measures as")
    slice: str | None = Field(default=None, description="Item: slice thickness, mm")
    nature: str | None = Field(default=None, description="Item: what the lesion is")
    natures: dict[str, Nature] = Field(default={}, description="Code of `nature` -> what it is")
    irradiated: str | None = Field(default=None, description="Item: Y where the lesion was irradiated before")
    grown_since: str | None = Field(default=None, description="Item: Y where it has grown since the irradiation")


class NewLesions(Statement):
    """The rows of new lesions; without them a new lesion is one answer for the whole form."""

    group: str
    lesion: str = Field(description="Item: number of the lesion")
    sure: str | None = Field(default=None, description="Item: N for an equivocal lesion; every other row is sure")
    diameter: str | None = Field(
        default=None, description="Item: diameter, mm, where it is followed as a new target lesion (iRECIST)"
    )
    node: str | None = Field(default=None, description="Item: Y where the lesion is a lymph node")
    organ: str | None = Field(default=None, description="Item: organ of the lesion")
    larger: str | None = Field(default=None, description="Item: Y where it is larger than at the last assessment")


class Lesions(Statement):
    """The tumour-assessment form and its parts, read by RECIST 1.1."""

    form: str
    date: str
    target: str = Field(description="Group of target lesions")
    lesion: str = Field(description="Item: number of the lesion")
    diameter: str = Field(description="Item: longest diameter (short axis of a node), mm")
    node: str = Field(description="Item: Y where the lesion is a lymph node")
    organ: str = Field(description="Item: organ of the lesion")
    non_target: str = Field(description="Item: overall state of non-target lesions")
    new_lesion: str = Field(description="Item: Y where there is an unequivocal new lesion")
    where: str | None = Field(
        default=None,
        description="Only assessments count that fulfil this condition over their items, e.g. one reader's",
    )
    state: str | None = Field(default=None, description="Item of a target lesion: its state where it has no diameter")
    states: dict[str, LesionState] = Field(default={}, description="Code of `state` -> what it means")
    baseline: Baseline = Baseline()
    new: NewLesions | None = None
    equivocal_new: Names = Field(default=(), description="Codes of `new_lesion` that mean an equivocal new lesion")
    suspected: Names = Field(
        default=(), description="Codes of `non_target` that mean progression is suspected, not yet unequivocal"
    )
    worse: str | None = Field(
        default=None, description="Item: Y where non-target lesions are larger than at the last assessment (iRECIST)"
    )
    complete_was_real: str | None = Field(
        default=None,
        description="Item: Y or N, a person's answer whether the earlier complete response was one, when disease is back",
    )


class Readers(Statement):
    """Who reads the scans: the investigator, and a blinded central reading by one or two readers with an adjudicator."""

    item: str = Field(description="Item of the tumour form: who read")
    investigator: Names = Field(min_length=1, description="Codes of `item` that are the investigator")
    central: Names = Field(default=(), max_length=2, description="Codes of the blinded central readers")
    adjudicator: str | None = Field(default=None, description="Code of the reader who decides between two")
    decided: str | None = Field(
        default=None,
        description="Item of the adjudicator's form: code of the reader whose reading stands; without it the adjudicator's own",
    )
    differ_on: tuple[Question, ...] = Field(
        default=("progression", "progression_day", "best_response"),
        min_length=1,
        description="What two readers must agree on, otherwise the adjudicator decides",
    )
    shown: Names = Field(
        default=(), description="Further items of the tumour form that a blinded reader may see, e.g. the method"
    )


class IRecist(Statement):
    """iRECIST as a second reading (Seymour 2017, Lancet Oncology 18:e143)."""

    growth_mm: Number = Field(default=Decimal(5), description="Further growth that confirms progression")
    from_days: int = Field(default=28, ge=0, description="Days after iUPD from which an assessment may confirm it")
    until_days: int = Field(default=56, ge=0, description="Days after iUPD until which it should be confirmed")
    additive: bool = Field(
        default=True, description="Growth at several assessments adds up, counted from the smallest since iUPD"
    )
    lasting_new_lesions: Literal["improved", "never", "always"] = Field(
        default="improved",
        description="After iUPD by new lesions that stay: iSD or iPR only if the targets improved since, never, or always",
    )


class Response(Statement):
    """How tumour response is read. Every switch stands for a point that RECIST 1.1 leaves to the protocol."""

    criteria: Literal["RECIST 1.1"]
    lesions: Lesions
    readers: Readers | None = None
    endpoint: Reading = Field(default="investigator", description="Whose reading the endpoints count")
    irecist: IRecist | None = None
    progression_stops_treatment: bool = True
    keep_partial_response: bool = Field(
        default=True,
        description="A partial response lasts until progression, even where the sum rises above 70 % of baseline",
    )
    confirm: bool = Field(default=False, description="Best response: CR and PR need a second assessment")
    confirm_days: int = Field(
        default=28, ge=0, description="Days from the response to the assessment that confirms it, at least"
    )
    stable_days: int = Field(default=42, ge=0, description="Days from randomisation from which stable disease counts")
    not_evaluable_between: int = Field(
        default=1, ge=0, description="Assessments without a result between a response and its confirmation, at most"
    )
    stable_between: bool = Field(
        default=False, description="One stable disease may lie between a partial response and its confirmation"
    )
    no_assessment: Literal["MISSING", "NE"] = Field(
        default="MISSING", description="Best response of a participant who was never assessed"
    )
    max_targets: int = Field(default=5, ge=1, description="Target lesions, at most")
    max_per_organ: int = Field(default=2, ge=1, description="Target lesions in one organ, at most")
    too_small_mm: Number = Field(
        default=Decimal(5), description="Diameter of a target lesion seen but too small to measure, mm"
    )
    irradiated: Literal["after_growth", "never", "always"] = Field(
        default="after_growth", description="When a lesion that was irradiated before counts as measurable"
    )
    tiny_nadir: Literal["needs_5mm", "percent_alone"] = Field(
        default="needs_5mm", description="Progression by the sum needs 5 mm as well as 20 %, or 20 % alone"
    )
    missing_target: Literal["progression_if_certain", "not_evaluable"] = Field(
        default="progression_if_certain",
        description="A target lesion not measured: progression where the others suffice, or never evaluable",
    )
    reappearance: Literal["ask", "progression", "partial"] = Field(
        default="ask",
        description="Disease back after a complete response: a person says whether that was one, progression, or PR",
    )
    node_regrowth: Literal["by_sum", "reappeared"] = Field(
        default="by_sum",
        description="A node back to 10 mm after a complete response: progression only by the sum, or disease is back",
    )
    equivocal_dates_back: bool = Field(
        default=True, description="A doubtful finding that is confirmed later counts from the day it was first seen"
    )
    symptomatic: str | None = Field(
        default=None, description="Event: symptomatic deterioration without progression on a scan"
    )
    symptomatic_is_progression: bool = Field(
        default=False, description="Symptomatic deterioration counts as progression on its day"
    )

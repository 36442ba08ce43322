"""What is measured and who is counted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.estimand import Estimand
from equipoise.protocol.model.randomisation import Factor
from equipoise.protocol.model.response import Reading
from equipoise.protocol.model.statement import Names, Number, Statement, Words
from equipoise.values.text import Text

Dating = Literal["observed", "scheduled", "midpoint"]
Instrument = Literal["EORTC QLQ-C30", "EORTC QLQ-LC13"]
Measure = Literal[
    "manufacture_success", "release_success", "vein_to_vein", "courses_given", "infusion_days", "orphaned_cultures",
    "any_event", "severe_event", "serious_event", "unacceptable_toxicity",
]  # fmt: skip


class Outcome(Statement):
    """An outcome measure as registered, or as added by the study team (then marked assumed)."""

    category: Literal["primary", "secondary", "other"]
    measure: Words
    description: Words
    time_frame: Words
    endpoint: str | None = Field(
        default=None,
        description="What answers it: an endpoint, response rate, quality-of-life reading or measure of this part",
    )


class Conventions(Statement):
    """Situations in which an event does not count: the time is censored at the last evaluable tumour assessment before them.

    The example tables of the FDA (Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, appendix 3) are
    such conventions; without any, every event counts on its day.
    """

    needs_baseline: bool = Field(
        default=False, description="Without a tumour assessment at baseline the time is censored at the origin"
    )
    new_therapy: str | None = Field(
        default=None, description="Event, e.g. another anticancer treatment: what happens after it does not count"
    )
    gap_days: dict[int, int] = Field(
        default={},
        description="Day from which -> days without an evaluable tumour assessment after which an event does not count",
    )


class TimeToEvent(Statement):
    """An endpoint as declared event and censor sources; the earliest event counts, otherwise the newest censor date."""

    label: Text
    short: Text
    origin: str = Field(description="Event from which time counts; `response`: the first complete or partial response")
    events: Names
    censor: Names = Field(
        description="Events or sources of the last date without an event: `tumour_assessment`, `contact`, an event"
    )
    ends: Names = Field(
        default=(), description="Events that end the time at risk: it is censored on the day of the first of them"
    )
    horizon_months: int | None = Field(
        default=None, description="Calendar months after the origin; later events are censored there"
    )
    set: str = "itt"
    conventions: Conventions | None = None
    reading: Reading | None = Field(
        default=None, description="Whose reading of the scans counts; otherwise that of `response.endpoint`"
    )
    dating: Dating = Field(
        default="observed",
        description="The day of a progression: that of the scan, the scheduled day of that scan, or the middle between it and "
        "the last evaluable assessment before it",
    )
    sensitivity_of: str | None = Field(default=None, description="The endpoint of which this is another reading")
    estimand: Estimand | None = None


class ResponseRate(Statement):
    """A share of participants: by their best overall response (`counts`; RECIST 1.1, 4.6), or by an `event` in certain days.

    Whoever has no assessment, or no such event, is no success and stays in the denominator.
    """

    label: Text
    short: Text
    counts: Names = Field(default=(), description="Best responses that count as a success, e.g. CR and PR")
    event: str | None = Field(
        default=None,
        description="Event that is the success, e.g. that of a form whose score is low enough; instead of `counts`",
    )
    days: tuple[int, int] | None = Field(
        default=None, description="First and last day after randomisation on which the event counts; otherwise on any"
    )
    set: str
    reading: Reading | None = Field(default=None, description="Whose reading; otherwise that of `response.endpoint`")
    confirm: bool | None = Field(
        default=None, description="Whether a response must be confirmed; otherwise the study's rule"
    )
    estimand: Estimand | None = None


class Numbered(Statement):
    """The items of an instrument on a form: a prefix and a number, counted from that of the instrument's first item."""

    prefix: str
    first: int = Field(default=1, ge=0)


class QualityOfLife(Statement):
    """A questionnaire that is scored, and the days on which its change from baseline is read.

    The instrument's words are not part of a study file: items are known by their numbers.
    """

    label: Text
    short: Text
    form: str
    instruments: dict[Instrument, Numbered] = Field(description="Instrument -> how its items are named")
    days: tuple[int, ...] = Field(description="Days after randomisation at which the change is read")
    within: int = Field(default=14, ge=0, description="Days before and after, within which the nearest form counts")
    set: str = "itt"
    whole_scales: Names = Field(
        default=("LCDY",), description="Scales that are scored only where every item is answered, not half of them"
    )
    estimand: Estimand | None = None


class Measured(Statement):
    """A feasibility or safety measure that is counted from the facts: what it is, in whom, and what it means."""

    label: Text
    short: Text
    measure: Measure
    set: str
    estimand: Estimand | None = None


class Exclusion(Statement):
    """What keeps somebody out of an analysis set: an entry of a form of which a condition holds."""

    name: Text
    form: str
    when: str | None = None


class AnalysisSet(Statement):
    """A population: all who were screened or randomised, or those of them who fulfil every rule written here.

    Harm is counted in the set with the id `safety`; in a study without one in everybody randomised.
    """

    name: Text
    of: Literal["screened", "randomised"] = "randomised"
    needs: Names = Field(default=(), description="Events that must have happened")
    any_of: Names = Field(default=(), description="Events of which one must have happened")
    baseline: bool = Field(default=False, description="A tumour was assessed at baseline")
    measurable: bool = Field(default=False, description="There was measurable disease at baseline")
    assessed: bool = Field(default=False, description="The tumour was assessed evaluably after baseline")
    as_allocated: bool = Field(default=False, description="Not given the treatment of another arm")
    not_in_error: bool = Field(default=False, description="Not randomised in error, nor found ineligible later")
    without: dict[str, Exclusion] = Field(default={}, description="Entries that keep a participant out")
    by: Literal["allocated", "received"] = "allocated"


class Listed(Statement):
    """Which items of a form a listing shows and a table counts; both fall back on every item of the form."""

    name: Text
    form: str
    show: Names = Field(default=(), description="Items of the listing, in order")
    count_by: Names = Field(default=(), description="Items by whose answers a table counts, outer to inner")
    when: str | None = Field(default=None, description="Only entries of which this condition holds")


class Comparison(Statement):
    """How arms are compared beside the unadjusted test and hazard ratio of an endpoint.

    Subgroups are told at randomisation, as stratification factors are: the first level whose condition holds.
    """

    stratified: bool = Field(default=True, description="Also stratified by the factors of the randomisation")
    covariates: Names = Field(
        default=(), description="Variables that the adjusted model holds: numbers as they are, codes by level"
    )
    subgroups: dict[str, Factor] = Field(default={}, description="Subgroups of the forest figure, in order")
    milestone_months: tuple[int, ...] = Field(
        default=(), description="Months at which the shares without the event are compared"
    )
    restricted_months: int | None = Field(
        default=None,
        gt=0,
        description="Months to which mean survival is restricted; otherwise as far as both arms were observed",
    )


class Interim(Statement):
    """Planned looks at an endpoint before its end: efficacy by an error-spending boundary (Lan & DeMets 1983), one-sided.

    Futility is not binding: it leaves the efficacy boundary as it is.
    """

    endpoint: str
    events: int = Field(gt=0, description="Events of the endpoint at the final analysis")
    looks: tuple[Number, ...] = Field(
        min_length=1,
        description="Shares of these events at which is looked, rising; the final analysis, 1, is the last",
    )
    alpha: Number = Field(description="One-sided error that all looks together may spend")
    spending: Literal["LDOF", "LDPocock"] = Field(
        default="LDOF", description="How it is spent: O'Brien–Fleming or Pocock type"
    )
    futility_hazard_ratio: Number | None = Field(
        default=None, description="Hazard ratio from which on an interim look advises to stop, as of no use"
    )


class Analysis(Statement):
    """Sets, endpoints, outcomes."""

    outcomes: dict[str, Outcome]
    endpoints: dict[str, TimeToEvent] = {}
    responses: dict[str, ResponseRate] = {}
    quality_of_life: dict[str, QualityOfLife] = {}
    measures: dict[str, Measured] = {}
    sets: dict[str, AnalysisSet]
    listed: dict[str, Listed] = Field(
        default={}, description="Forms that are tabulated and listed: `deviations`, `medication`, `deaths` and others"
    )
    baseline: Names = Field(
        default=(), description="Variables of the table of demography and baseline, in order; otherwise all of them"
    )
    comparison: Comparison = Comparison()
    interim: Interim | None = None
    alpha: str = Field(default="0.05", description="Two-sided significance level")
    contacts: dict[str, str] = Field(
        default={}, description="Form -> item that dates a contact at which the participant was alive"
    )

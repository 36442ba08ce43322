"""How harm is graded, reported and stops treatment."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Number, Statement
from equipoise.values.text import Text

Dictionary = Literal["CTCAE 5.0", "CTCAE 6.0"]
Seriousness = Literal["death", "life_threatening", "hospital", "disability", "congenital", "important"]
EventClass = Literal["any", "serious", "related_serious", "susar", "susar_fatal", "susar_other"]
ReportingRule = Literal[
    "sponsor_cn", "sponsor_eu",
    "nmpa_fatal", "nmpa_follow_up", "nmpa_other",
    "ich_fatal", "ich_follow_up", "ich_other",
    "eu_fatal", "eu_follow_up", "eu_other",
    "us_fatal", "us_other",
    "uk_fatal", "uk_follow_up", "uk_other",
]  # fmt: skip
"""Rules of `rules/safety/reporting_rules.json`."""
Roll = Literal["none", "before", "after"]
Delayed = Literal["collection", "infusion"]
Lifter = Literal["investigator", "safety_board", "quality_releaser"]
HoldScope = Literal["accrual", "collection", "infusion", "manufacturing"]
Pressure = Literal["none", "no_pressor", "one_pressor", "several_pressors"]
Oxygen = Literal["none", "low_flow", "high_flow", "positive_pressure"]
Wakefulness = Literal["awake", "to_voice", "to_touch", "unarousable"]
Seizure = Literal["none", "resolved", "prolonged"]
Oedema = Literal["none", "focal", "diffuse"]


class EventForm(Statement):
    """Which items of the adverse-event form say what the rules need."""

    form: str
    term: str
    grade: str
    serious: str
    related: str
    related_values: Names = Field(description="Codes of `related` that count as at least possibly related")
    onset: str
    aware: str | None = Field(
        default=None,
        description="Item: when the team first knew of participant, product, reporter and event (day 0 of every clock)",
    )
    related_sponsor: str | None = Field(
        default=None,
        description="Item: the sponsor's own view of `related`; either view that cannot exclude it makes the event related",
    )
    unexpected: str | None = Field(default=None, description="Item: Y where the event is unexpected for the product")
    criteria: dict[Seriousness, str] = Field(
        default={}, description="Criterion of seriousness (ICH E2A) -> yes-no item"
    )
    open: str | None = Field(default=None, description="Condition over the items: the event is still present")
    verbatim: str | None = Field(default=None, description="Item: the event in the reporter's own words")
    ended: str | None = Field(default=None, description="Item: when it ended")
    action: str | None = Field(default=None, description="Item: what was done with the treatment")
    outcome: str | None = Field(default=None, description="Item: how it ended")
    narrative: str | None = Field(default=None, description="Item: the narrative of a serious event")


class Reference(Statement):
    """The reference safety information: which reactions, how grave at most, are expected of the product."""

    document: Text
    terms: dict[str, int] = Field(
        default={},
        description="Term -> highest grade that is expected; a graver one is unexpected, and so is any other term",
    )


class Clock(Statement):
    """A reporting clock: which events start it, to whom, within what time of first knowledge."""

    name: Text
    event: EventClass = Field(default="any", description="Class of event that starts it, as the rules tell it")
    when: str | None = Field(default=None, description="Condition over the items of the event form, besides the class")
    to: Text
    rule: ReportingRule | None = Field(default=None, description="Published rule whose time holds")
    hours: int | None = None
    days: int | None = None
    working_days: bool = Field(default=False, description="Only working days count, by `safety.calendar`")
    roll: Roll = Field(
        default="none", description="Whether a last day that is free moves to the working day before or after"
    )
    after: str | None = Field(
        default=None, description="Clock whose report starts this one, instead of first knowledge"
    )
    role: str = "investigator"


class Calendar(Statement):
    """Days off and days worked, for clocks that count or end on working days."""

    holidays: tuple[str, ...] = Field(default=(), description="Days off, YYYY-MM-DD")
    worked: tuple[str, ...] = Field(default=(), description="Days of a weekend that are worked instead, YYYY-MM-DD")
    weekend: tuple[int, ...] = Field(default=(6, 7), description="Days of the week that are off, 1 Monday to 7 Sunday")


class ToxicityRule(Statement):
    """A condition over one adverse event that makes it unacceptable toxicity: treatment stops."""

    name: Text
    when: str


class DelayRule(Statement):
    """What makes the next dose wait: a condition over the study's variables, or over an adverse event that is still present."""

    name: Text
    when: str | None = Field(default=None, description="Condition over variables on the day")
    event: str | None = Field(default=None, description="Condition over the items of an open adverse event")
    acts: tuple[Delayed, ...] = Field(default=("infusion",), description="What waits")


class ResultRun(Statement):
    """So many results out of specification among the newest of one attribute of the release specification."""

    attribute: str
    values: Names = Field(description="Results that count")
    count: int = Field(ge=1)
    among: int = Field(ge=1, description="How many of the newest units are looked at")


class HoldRule(Statement):
    """A single event, or a run of results, that places a hold at once."""

    name: Text
    when: str | None = Field(default=None, description="Condition over the items of one adverse event")
    results: ResultRun | None = None
    scope: tuple[HoldScope, ...] = ("accrual", "collection", "infusion")
    lifted_by: tuple[Lifter, ...] = Field(
        default=(),
        description="Roles that must all agree, each by another person; empty: one person who may lift holds",
    )


class Boundary(Statement):
    """The trial-level boundary: participants with unacceptable toxicity among those treated.

    `pocock` is exact with one chance for all looks (Ivanova et al. 2005); `bayes` stops once the chance that the true rate
    exceeds the acceptable one is more than `certainty`.
    """

    rate: Number = Field(description="Acceptable rate p0")
    participants: int
    method: Literal["pocock", "bayes"] = "pocock"
    stop_chance: Number | None = Field(
        default=None, description="pocock: chance to stop at the acceptable rate, at most"
    )
    prior: tuple[Number, Number] | None = Field(default=None, description="bayes: the two parameters of the beta prior")
    certainty: Number | None = Field(default=None, description="bayes: chance above which the trial stops")
    first_look: int = Field(default=1, ge=1, description="Participants treated from which the boundary is looked at")
    scope: tuple[HoldScope, ...] = Field(
        default=("accrual", "collection", "infusion"), description="What the hold stops"
    )
    lifted_by: tuple[Lifter, ...] = Field(
        default=(),
        description="Roles that must all agree, each by another person; empty: one person who may lift holds",
    )


class Cytokines(Statement):
    """Which items of a form tell cytokine release syndrome, graded by ASTCT consensus (Lee 2019)."""

    form: str
    temperature: str
    treated: str | None = Field(
        default=None, description="Item: Y once antipyretics, tocilizumab or steroids were given for this episode"
    )
    hypotension: str
    hypotension_codes: dict[str, Pressure] = Field(description="Code -> hypotension as the consensus tells it")
    hypoxia: str
    hypoxia_codes: dict[str, Oxygen] = Field(description="Code -> oxygen as the consensus tells it")
    other_cause: dict[Literal["fever", "hypotension", "hypoxia"], str] = Field(
        default={}, description="Sign -> item: Y where it has another cause"
    )


class Neurotoxicity(Statement):
    """Which items of a form tell ICANS, graded by ASTCT consensus (Lee 2019)."""

    form: str
    ice: Names = Field(description="Items of the ICE score, added up: one total, or its parts")
    consciousness: str
    consciousness_codes: dict[str, Wakefulness]
    seizure: str
    seizure_codes: dict[str, Seizure]
    motor: str = Field(description="Item: Y for deep focal motor weakness (hemiparesis, paraparesis)")
    oedema: str
    oedema_codes: dict[str, Oedema]
    other_cause: dict[Literal["ice", "consciousness", "seizure", "motor", "oedema"], str] = Field(
        default={}, description="Sign -> item: Y where it has another cause"
    )


class Safety(Statement):
    """The safety plan."""

    dictionary: Dictionary
    earlier: dict[str, Dictionary] = Field(
        default={},
        description="Version of this file -> dictionary under which its data were graded; they are never graded anew",
    )
    event: EventForm
    reference: Reference | None = None
    anticoagulated: str | None = Field(
        default=None, description="Condition over variables: INR is graded as of a person on anticoagulants"
    )
    laboratory: dict[str, str | Names] = Field(
        default={},
        description="Analyte -> how it is graded: CTCAE term as in the criteria data, or several (too low, too high)",
    )
    unacceptable: dict[str, ToxicityRule] = {}
    delays: dict[str, DelayRule] = {}
    holds: dict[str, HoldRule] = {}
    clocks: dict[str, Clock] = {}
    calendar: Calendar = Calendar()
    boundary: Boundary | None = None
    cytokines: Cytokines | None = None
    neurotoxicity: Neurotoxicity | None = None
    window_days: tuple[int, int] = Field(description="Days after randomisation in which adverse events are collected")

"""Facts of the study as a whole: versions, people and duties, holds, refused attempts."""

from __future__ import annotations

from typing import ClassVar

from equipoise.facts.body import Answer, Body


class StudyOpened(Body, frozen=True, kw_only=True):
    """The study began to run under this version of its file; `environment` keeps a rehearsal apart from the real trial."""

    KIND: ClassVar[str] = "study.opened"
    version: str
    file_hash: str
    environment: str


class AmendmentApproved(Body, frozen=True, kw_only=True):
    """A new version of the study file takes effect on a day; participants move when they consent again, if they must."""

    KIND: ClassVar[str] = "study.amended"
    version: str
    file_hash: str
    effective: str
    consent_version: str = ""


class DutyDelegated(Body, frozen=True, kw_only=True):
    """A person was given a role in this study (the delegation log, ICH E6(R3) 2.3).

    `first_day` and `last_day` are local days between which it may be used; empty: from the record on, until it is withdrawn.
    """

    KIND: ClassVar[str] = "duty.delegated"
    person: str
    role: str
    first_day: str = ""
    last_day: str = ""


class DutyWithdrawn(Body, frozen=True, kw_only=True):
    """A person no longer has a role."""

    KIND: ClassVar[str] = "duty.withdrawn"
    person: str
    role: str


class TrainingRecorded(Body, frozen=True, kw_only=True):
    """A person was trained for this study on a day (ICH E6(R3) 2.3.2): what about, and under which version of the study file."""

    KIND: ClassVar[str] = "training.recorded"
    person: str
    topic: str
    day: str
    version: str = ""


class HoldPlaced(Body, frozen=True, kw_only=True):
    """Some acts are stopped until the hold is lifted: `scope` is accrual, collection, infusion or manufacturing."""

    KIND: ClassVar[str] = "hold.placed"
    hold: str
    scope: tuple[str, ...]
    rule: str


class HoldLiftAgreed(Body, frozen=True, kw_only=True):
    """One of the persons who must agree has agreed that a hold may end."""

    KIND: ClassVar[str] = "hold.lift_agreed"
    hold: str
    role: str


class HoldLifted(Body, frozen=True, kw_only=True):
    """A hold ended by the decision of a named person."""

    KIND: ClassVar[str] = "hold.lifted"
    hold: str


class ActRefused(Body, frozen=True, kw_only=True):
    """A gated act (randomise, release, infuse, unblind) was asked for and refused, for these reasons."""

    KIND: ClassVar[str] = "act.refused"
    act: str
    asked: dict[str, Answer]
    reasons: tuple[dict[str, str], ...]

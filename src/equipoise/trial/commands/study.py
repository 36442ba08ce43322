"""What may be asked about the study: opened, amended, its people and their duties, holds, the key of the allocation."""

from __future__ import annotations

from equipoise.trial.commands.command import Command


class OpenStudy(Command, frozen=True, kw_only=True, tag="open_study"):
    """Begin to run the study under its first version. `environment`: real, training or rehearsal."""

    environment: str


class ApproveAmendment(Command, frozen=True, kw_only=True, tag="approve_amendment"):
    """Put a version of the study file into force from a day on, after its approval."""

    version: str
    effective: str


class DelegateDuty(Command, frozen=True, kw_only=True, tag="delegate_duty"):
    """Give a person a role, from a local day on and until one; empty: from now on, until it is withdrawn."""

    person: str
    duty: str
    first_day: str = ""
    last_day: str = ""


class WithdrawDuty(Command, frozen=True, kw_only=True, tag="withdraw_duty"):
    """Take a role from a person."""

    person: str
    duty: str


class RecordTraining(Command, frozen=True, kw_only=True, tag="record_training"):
    """Record that a person was trained for the study: topic and local day."""

    person: str
    topic: str
    day: str


class PlaceHold(Command, frozen=True, kw_only=True, tag="place_hold"):
    """Stop accrual, collection, infusion or manufacturing."""

    scope: tuple[str, ...]


class LiftHold(Command, frozen=True, kw_only=True, tag="lift_hold"):
    """End a hold."""

    hold: str


class CommitAllocationKey(Command, frozen=True, kw_only=True, tag="commit_allocation_key"):
    """Commit the sealed key of the randomisation list by its hash, before the first allocation."""


class RevealAllocationKey(Command, frozen=True, kw_only=True, tag="reveal_allocation_key"):
    """Publish the key of the finished list."""

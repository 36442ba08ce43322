"""Facts of the randomisation list. Nothing here, or anywhere in the ledger, tells the next allocation."""

from __future__ import annotations

from typing import ClassVar

from equipoise.facts.body import Answer, Body


class AllocationKeyCommitted(Body, frozen=True, kw_only=True):
    """The secret key of the list exists: its commitment, and the hash of the scheme that will use it."""

    KIND: ClassVar[str] = "randomisation.key_committed"
    list: str
    commitment: str
    scheme: dict[str, Answer]
    scheme_hash: str


class Randomised(Body, frozen=True, kw_only=True):
    """A participant was allocated: everything that the decision used, so that anyone with the key can recompute it."""

    KIND: ClassVar[str] = "participant.randomised"
    list: str
    sequence: int
    arm: str
    levels: dict[str, str]
    inputs: dict[str, Answer]
    scores: dict[str, str]
    draw: dict[str, Answer]
    rests_on: tuple[int, ...]


class RandomisedInError(Body, frozen=True, kw_only=True):
    """An irrevocable mark: the allocation should not have happened. It stays, and its slot stays used (Yelland 2015)."""

    KIND: ClassVar[str] = "randomisation.error_marked"
    error: str


class LevelsCorrected(Body, frozen=True, kw_only=True):
    """At which levels of all factors the participant truly stood. The allocation keeps the levels that it used (Yelland 2015)."""

    KIND: ClassVar[str] = "randomisation.levels_corrected"
    levels: dict[str, str]


class SamePersonFound(Body, frozen=True, kw_only=True):
    """This number and an earlier randomised one are the same person; both allocations stay, the first one counts."""

    KIND: ClassVar[str] = "randomisation.same_person_found"
    other: str


class OtherTreatmentGiven(Body, frozen=True, kw_only=True):
    """The participant was given the treatment of another arm than the allocated one."""

    KIND: ClassVar[str] = "randomisation.other_treatment_given"
    received: str


class AllocationKeyRevealed(Body, frozen=True, kw_only=True):
    """The key of a finished list, so that everybody can recompute every allocation."""

    KIND: ClassVar[str] = "randomisation.key_revealed"
    list: str
    key: str


class Unblinded(Body, frozen=True, kw_only=True):
    """One participant's arm was disclosed: planned, emergency or inadvertent (ICH E6(R3) 4.1.4)."""

    KIND: ClassVar[str] = "participant.unblinded"
    occasion: str

"""What may be asked about a participant: registered, consented, judged eligible, allocated, unblinded."""

from __future__ import annotations

from equipoise.trial.commands.command import Command


class RegisterParticipant(Command, frozen=True, kw_only=True, tag="register_participant"):
    """Give the next free number to a person who enters screening."""

    site: str


class SignConsent(Command, frozen=True, kw_only=True, tag="sign_consent"):
    """Record a signed consent: its separate permissions, which questions were understood, who explained."""

    version: str
    language: str = "zh"
    signer: str = "participant"
    family: bool = False
    witness: str = ""
    ticks: dict[str, bool] = {}
    understood: dict[str, bool] = {}
    explained_by: str = ""


class WithdrawConsent(Command, frozen=True, kw_only=True, tag="withdraw_consent"):
    """Record a withdrawal from treatment, procedures or the use of data."""

    scopes: tuple[str, ...]


class JudgeCriterion(Command, frozen=True, kw_only=True, tag="judge_criterion"):
    """Decide by name and reason what no value decides."""

    criterion: str
    met: bool
    gate: str = ""
    occasion: str = ""


class ConfirmEligibility(Command, frozen=True, kw_only=True, tag="confirm_eligibility"):
    """Sign that every criterion passes. `content` is the digest of the assessment that was seen: another one is not signed."""

    meaning: str = ""
    content: str = ""


class FailScreening(Command, frozen=True, kw_only=True, tag="fail_screening"):
    """End the screening of a person who does not enter. `cause`: criteria, declined or other."""

    cause: str = "criteria"


class Randomise(Command, frozen=True, kw_only=True, tag="randomise"):
    """Allocate an eligible participant."""


class MarkRandomisedInError(Command, frozen=True, kw_only=True, tag="mark_randomised_in_error"):
    """Mark, irrevocably, an allocation that should not have happened.

    `error`: not_eligible, no_consent, wrong_person, twice, system or other.
    """

    error: str


class CorrectLevels(Command, frozen=True, kw_only=True, tag="correct_levels"):
    """Record at which levels of the factors a randomised participant truly stood; the allocation stays."""

    levels: dict[str, str]


class RecordSamePerson(Command, frozen=True, kw_only=True, tag="record_same_person"):
    """Record that a randomised participant was randomised before, under another number."""

    other: str


class RecordOtherTreatment(Command, frozen=True, kw_only=True, tag="record_other_treatment"):
    """Record that a randomised participant was given the treatment of another arm."""

    received: str


class Unblind(Command, frozen=True, kw_only=True, tag="unblind"):
    """Disclose one participant's arm. `occasion`: planned, emergency or inadvertent."""

    occasion: str

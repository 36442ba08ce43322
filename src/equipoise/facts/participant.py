"""Facts of a participant: consent, eligibility, withdrawal."""

from __future__ import annotations

from typing import ClassVar

from equipoise.facts.body import Body


class ParticipantRegistered(Body, frozen=True, kw_only=True):
    """A person entered screening under a number of the study; who it is stands in the identity vault alone."""

    KIND: ClassVar[str] = "participant.registered"
    number: str
    site: str


class ConsentSigned(Body, frozen=True, kw_only=True):
    """The participant (or a representative) signed this version of the consent; `ticks` are its separate permissions.

    `understood` are the questions of the version, answered in the participant's own words; `explained_by` is who explained the study.
    """

    KIND: ClassVar[str] = "consent.signed"
    version: str
    language: str
    signer: str
    document: str = ""
    family: bool = False
    witness: str = ""
    ticks: dict[str, bool] = {}
    understood: dict[str, bool] = {}
    explained_by: str = ""


class ConsentWithdrawn(Body, frozen=True, kw_only=True):
    """The participant withdrew from treatment, from procedures, or from the use of data: three independent scopes."""

    KIND: ClassVar[str] = "consent.withdrawn"
    scopes: tuple[str, ...]


class CriterionJudged(Body, frozen=True, kw_only=True):
    """A named person judged what no value decides; the reason stands on the fact."""

    KIND: ClassVar[str] = "criterion.judged"
    criterion: str
    met: bool
    gate: str = ""
    occasion: str = ""


class EligibilityConfirmed(Body, frozen=True, kw_only=True):
    """An investigator signed that every criterion passes, with the verdicts and the facts they rested on.

    `meaning` is what the signature means, `content` the digest of the assessment that was signed.
    """

    KIND: ClassVar[str] = "eligibility.confirmed"
    verdicts: dict[str, str]
    rests_on: tuple[int, ...]
    meaning: str = ""
    content: str = ""


class IneligibilityFound(Body, frozen=True, kw_only=True):
    """Data as they now stand show that a randomised participant did not fulfil these criteria on the day of randomisation.

    A protocol deviation: there are no waivers. The participant stays in the trial and in the intention-to-treat set.
    """

    KIND: ClassVar[str] = "eligibility.not_fulfilled"
    criteria: tuple[str, ...]
    rests_on: tuple[int, ...]


class ScreeningFailed(Body, frozen=True, kw_only=True):
    """The person does not enter the trial, for these criteria or by their own wish."""

    KIND: ClassVar[str] = "screening.failed"
    criteria: tuple[str, ...]
    cause: str

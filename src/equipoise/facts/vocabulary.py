"""Every kind of fact that a trial can state, in one table."""

from __future__ import annotations

from typing import Final

from equipoise.facts import casebook, participant, product, randomisation, safety, study
from equipoise.facts.body import Body

_KINDS: tuple[type[Body], ...] = (
    study.StudyOpened,
    study.AmendmentApproved,
    study.DutyDelegated,
    study.DutyWithdrawn,
    study.HoldPlaced,
    study.HoldLiftAgreed,
    study.HoldLifted,
    study.ActRefused,
    participant.ParticipantRegistered,
    participant.ConsentSigned,
    participant.ConsentWithdrawn,
    participant.CriterionJudged,
    participant.EligibilityConfirmed,
    participant.IneligibilityFound,
    participant.ScreeningFailed,
    casebook.FormSaved,
    casebook.ItemsCorrected,
    casebook.FormRetracted,
    casebook.QueryOpened,
    casebook.QueryAnswered,
    casebook.QueryClosed,
    casebook.QueryReopened,
    casebook.SourceVerified,
    casebook.FormSigned,
    casebook.CasebookEndorsed,
    casebook.Locked,
    casebook.Unlocked,
    randomisation.AllocationKeyCommitted,
    randomisation.Randomised,
    randomisation.RandomisedInError,
    randomisation.AllocationKeyRevealed,
    randomisation.Unblinded,
    product.CollectionBooked,
    product.CollectionRefused,
    product.Collected,
    product.CollectionReceived,
    product.BatchSeeded,
    product.BatchTested,
    product.BagFormulated,
    product.BagLabelled,
    product.UnitTested,
    product.ResultAssessed,
    product.ExceptionSigned,
    product.BagReleased,
    product.BagRejected,
    product.BagDispatched,
    product.BagReceived,
    product.ExcursionDecided,
    product.BagVerified,
    product.InfusionStarted,
    product.InfusionEnded,
    product.BagDisposed,
    product.BatchClosed,
    product.CallBackStepTaken,
    product.CallBackSettled,
    product.LotRecalled,
    safety.SafetyReportSent,
    safety.GradeConfirmed,
)

VOCABULARY: Final[dict[str, type[Body]]] = {kind.KIND: kind for kind in _KINDS}
"""Stable kind -> the type that reads its newest schema."""

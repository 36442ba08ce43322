"""One door to all checks of the product: the act as the fact that it would become, and why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from equipoise.facts import Body, Facts
from equipoise.facts import product as made
from equipoise.protocol.model import Study
from equipoise.rules.product import against_bag as bag
from equipoise.rules.product import against_collection as collection
from equipoise.rules.product import against_culture as culture
from equipoise.rules.product import against_infusion as infusion
from equipoise.rules.product import against_release as release
from equipoise.rules.product import against_transport as transport
from equipoise.rules.product import call_back, investigate, observe
from equipoise.rules.product.standing import Standing
from equipoise.values.reason import Reason

_AGAINST: Final[Mapping[type[Body], Callable[[Study, Facts, datetime, str, Any, Standing], tuple[Reason, ...]]]] = {
    made.CollectionBooked: collection.against_booking,
    made.CollectionRefused: collection.against_refusing,
    made.Collected: collection.against_collecting,
    made.CollectionReceived: collection.against_receiving,
    made.BatchSeeded: culture.against_seeding,
    made.BatchTested: culture.against_controlling,
    made.BagFormulated: bag.against_formulating,
    made.BagLabelled: bag.against_labelling,
    made.UnitTested: bag.against_testing,
    made.ResultAssessed: investigate.against_assessing,
    made.ExceptionSigned: investigate.against_signing,
    made.BagReleased: release.against_releasing,
    made.BagRejected: bag.against_rejecting,
    made.BagDispatched: transport.against_dispatching,
    made.BagReceived: transport.against_ward_receipt,
    made.ExcursionDecided: transport.against_deciding_excursion,
    made.BagVerified: infusion.against_verifying,
    made.InfusionStarted: infusion.against_starting,
    made.VitalSignsTaken: observe.against_taking_signs,
    made.ReactionNoted: observe.against_reacting,
    made.InfusionEnded: infusion.against_ending,
    made.BagDisposed: bag.against_disposing,
    made.BatchClosed: culture.against_closing,
    made.CallBackStepTaken: call_back.against_step,
    made.CallBackSettled: call_back.against_settling,
}


def against(study: Study, facts: Facts, at: datetime, actor: str, act: Body, standing: Standing) -> tuple[Reason, ...]:
    """Every reason against a step of the chain, whichever it is; empty when nothing stands against it."""
    return _AGAINST[type(act)](study, facts, at, actor, act, standing)

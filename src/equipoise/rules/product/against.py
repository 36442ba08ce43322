"""One door to all checks of the product: the act as the fact that it would become, and why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from equipoise.facts import Body, Facts
from equipoise.facts import product as made
from equipoise.facts.fact import day_in
from equipoise.protocol.model import Study
from equipoise.rules.product import against_bag as bag
from equipoise.rules.product import against_collection as collection
from equipoise.rules.product import against_culture as culture
from equipoise.rules.product import against_infusion as infusion
from equipoise.rules.product import against_release as release
from equipoise.rules.product import against_transport as transport
from equipoise.rules.product import call_back, investigate, observe
from equipoise.rules.product.case import Case, Check
from equipoise.rules.product.chain import chain
from equipoise.rules.product.standing import Standing
from equipoise.values.reason import Reason
from equipoise.values.text import Text

CHECKS: Final[Mapping[type[Body], tuple[Check, ...]]] = {
    made.CollectionBooked: collection.BOOKING,
    made.CollectionRefused: collection.REFUSING,
    made.Collected: collection.COLLECTING,
    made.CollectionReceived: collection.RECEIVING,
    made.BatchSeeded: culture.SEEDING,
    made.BatchTested: culture.CONTROLLING,
    made.BagFormulated: bag.FORMULATING,
    made.BagLabelled: bag.LABELLING,
    made.UnitTested: bag.TESTING,
    made.ResultAssessed: investigate.ASSESSING,
    made.ExceptionSigned: investigate.SIGNING,
    made.BagReleased: release.RELEASING,
    made.BagRejected: bag.REJECTING,
    made.BagDispatched: transport.DISPATCHING,
    made.BagReceived: transport.RECEIVING,
    made.ExcursionDecided: transport.DECIDING,
    made.BagVerified: infusion.VERIFYING,
    made.InfusionStarted: infusion.STARTING,
    made.VitalSignsTaken: observe.TAKING_SIGNS,
    made.ReactionNoted: observe.REACTING,
    made.InfusionEnded: infusion.ENDING,
    made.BagDisposed: bag.DISPOSING,
    made.BatchClosed: culture.CLOSING,
    made.CallBackStepTaken: call_back.STEP,
    made.CallBackSettled: call_back.SETTLING,
}
"""What is checked of each step: a new check is a function and its place in the tuple of its step."""


def against(study: Study, facts: Facts, at: datetime, actor: str, act: Body, standing: Standing) -> tuple[Reason, ...]:
    """Every reason against a step of the chain, from all of its checks; empty when nothing stands against it."""
    if study.product is None:
        return (
            Reason("no-product", Text("This study has no cell product.", "本研究没有细胞制品。"), protocol="product"),
        )
    day = day_in(at, study.time_zone)
    case = Case(study, study.product, facts, chain(study, facts), at, day, actor, standing)
    return tuple(reason for check in CHECKS[type(act)] for reason in check(case, act))

"""The names of collections, batches and bags: built from the participant's number, each with its check character.

A name bears the collection number, never the course number: the two agree only while nothing fails.
"""

from __future__ import annotations

from functools import lru_cache

from equipoise.facts import Facts
from equipoise.facts.participant import ParticipantRegistered
from equipoise.values.identifiers import is_valid, with_check


def participant_number(facts: Facts) -> str:
    """The number on the participant's wristband."""
    registered = facts.first(ParticipantRegistered)
    return registered.body.number if registered else facts.subject


@lru_cache(maxsize=8192)
def unit_id(participant: str, *parts: str) -> str:
    """A unit's name: the participant's number without its check character, the parts, a check character over all of it."""
    root = participant.rpartition("-")[0] if is_valid(participant) else participant
    return with_check("-".join((root, *parts)))


def collection_id(participant: str, number: int) -> str:
    """The name of collection `number`, e.g. `P001-C02-8`."""
    return unit_id(participant, f"C{number:02d}")


def batch_id(participant: str, number: int) -> str:
    """The name of the batch that grows from collection `number`."""
    return unit_id(participant, f"B{number:02d}")


def bag_id(participant: str, number: int, harvest: int, serial: int = 1) -> str:
    """The name of a harvest's bag: collection number, harvest, and the bag's place among the bags of that harvest."""
    return unit_id(participant, f"B{number:02d}", f"H{harvest}", f"{serial}")

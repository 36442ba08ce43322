"""Many records from few: each new one is put together from the modules of several real ones, under a number of its own."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"
APART = (
    ("statusModule", "designModule", "oversightModule"),
    ("conditionsModule", "armsInterventionsModule", "descriptionModule"),
    ("outcomesModule",),
    ("eligibilityModule",),
    ("contactsLocationsModule",),
    ("sponsorCollaboratorsModule", "ipdSharingStatementModule", "referencesModule"),
)
"""Modules that come from one record together, each group from another one; the names come with the results and the registry's concepts."""


def lines(count: int, seed: int = 1) -> Iterator[bytes]:
    """So many records in the registry's form, one a line; the first ones are the real ones. FileNotFoundError without the sample."""
    with gzip.open(CORPUS) as data:
        real = data.read().splitlines()
    parts = [_parts(msgspec.json.decode(line)) for line in real]
    yield from (line + b"\n" for line in real[:count])
    chance = Random(seed)  # noqa: S311 - shuffles records
    taken = {part["number"] for part in parts}
    number = 10_000_000
    for _ in range(count - len(real)):
        number += 1
        while b"NCT%08d" % number in taken:
            number += 1
        yield _joined(parts, chance, b"NCT%08d" % number)


def _parts(record: Any) -> dict[str, bytes]:
    """A record cut into the pieces that are put together anew, each as JSON."""
    protocol = record["protocolSection"]
    names = dict(protocol["identificationModule"])
    own = names.pop("nctId")
    rest = {name: value for name, value in record.items() if name != "protocolSection"}
    cut = {"number": own.encode(), "names": msgspec.json.encode(names)[1:], "rest": msgspec.json.encode(rest)[1:]}
    for at, group in enumerate(APART):
        kept = {name: protocol[name] for name in group if name in protocol}
        cut[str(at)] = msgspec.json.encode(kept)[1:-1]
    return cut


def _joined(parts: list[dict[str, bytes]], chance: Random, number: bytes) -> bytes:
    first = chance.choice(parts)
    modules = [b'"identificationModule":{"nctId":"' + number + b'",' + first["names"]]
    modules += [found for at in range(len(APART)) if (found := chance.choice(parts)[str(at)])]
    return b'{"protocolSection":{' + b",".join(modules) + b"}," + first["rest"] + b"\n"

"""Commands, drafts and chains that the tests of the ledger and its stores share."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.ledger import Draft, Envelope, Head, Row, Store, empty
from equipoise.ledger.chain import link

STUDY = "NCT00000001"


def command(number: int = 1, **changes: str) -> Envelope:
    """The command of a coordinator, one minute after the one before it."""
    fields = {
        "key": f"key-{number}",
        "digest": f"{number:064x}",
        "actor": "alice",
        "role": "coordinator",
        "site": "S01",
        "recorded": f"2018-05-{10 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00.000000Z",
        "protocol": "1.0",
    }
    return Envelope(**(fields | changes))


def draft(participant: str = "P001", weight: str = "61.5", **changes: object) -> Draft:
    """A saved form of a participant."""
    fields: dict[str, object] = {
        "stream": f"P:{participant}",
        "kind": "FormSaved",
        "schema": 1,
        "body": f'{{"form":"VS","items":{{"WEIGHT":"{weight}"}}}}',
        "subject": participant,
        "happened": "2018-05-10",
    }
    return Draft(**(fields | changes))  # type: ignore[arg-type]


def chain_of(commands: Sequence[tuple[Envelope, Sequence[Draft]]], study: str = STUDY) -> list[Row]:
    """A sound chain, linked without a store."""
    rows: list[Row] = []
    head, versions = empty(study), dict[str, int]()
    for one, drafts in commands:
        versions |= {each.stream: versions.get(each.stream, 0) for each in drafts}
        linked = link(study, head, versions, one, drafts)
        versions |= {row.stream: row.version for row in linked}
        rows += linked
        head = Head(linked[-1].seq, linked[-1].hash)
    return rows


def some_rows(count: int = 12) -> list[Row]:
    """A chain of commands of two facts each, by turns for three participants."""
    return chain_of(
        [
            (command(n), [draft(f"P{n % 3:03d}", f"{50 + n}.5"), draft(f"P{n % 3:03d}")])
            for n in range(1, count // 2 + 1)
        ]
    )


def fill(store: Store, commands: int = 5, study: str = STUDY) -> list[Row]:
    """Facts of several commands in a store, each command in its own block."""
    rows: list[Row] = []
    for number in range(1, commands + 1):
        with store.writing(study) as chain:
            rows += chain.append(command(number), [draft(f"P{number % 3:03d}"), draft(f"P{number % 3:03d}", "70")])
    return rows

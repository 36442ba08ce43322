"""How near a rehearsal comes to the machine's limits: each figure beside a bare loop over the same rows, in the same run.

    python benchmarks/bench_rehearsal.py [participants]

Writes benchmarks/rehearsal.md. Seconds belong to one machine and to what else it does; the ratios are what to compare.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec

from benchmarks.built_in import STUDY, protocols
from equipoise.facts.read import read_fact
from equipoise.ledger import Draft, Envelope, Row, verify
from equipoise.ledger.codec import canonical_built, parse
from equipoise.simulation.rehearsal import rehearse
from equipoise.trial.gateway import Gateway
from equipoise.web.store import open_store

REPORT = Path(__file__).with_name("rehearsal.md")
PER_BLOCK = 500


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Processor seconds and seconds on the clock."""
    processor, clock = process_time(), perf_counter()
    work()
    return process_time() - processor, perf_counter() - clock


def append_again(rows: Sequence[Row], url: str) -> None:
    """The same facts, command by command, with nothing to decide."""
    store = open_store(url)
    commands = [tuple(facts) for _, facts in groupby(rows, key=lambda row: row.command)]
    while commands:
        count = 0
        with store.writing(STUDY) as chain:
            while commands and count < PER_BLOCK:
                facts = commands.pop(0)
                chain.append(command_of(facts[0]), [draft_of(row) for row in facts])
                count += len(facts)
    store.close()


def command_of(row: Row) -> Envelope:
    return Envelope(row.command, row.digest, row.actor, row.role, row.site, row.recorded, row.protocol, row.received)


def draft_of(row: Row) -> Draft:
    return Draft(row.stream, row.kind, row.schema, row.body, row.subject, row.happened, row.reason, row.cause)


def statements_in(bodies: Sequence[dict[str, object]]) -> int:
    """Single statements that the facts make. A form is one fact of the ledger (ADR 6); where a ledger keeps an answer a row, as audit
    trails of electronic data capture do, the same work is counted by the answer, so both are told."""
    count = 0
    for body in bodies:
        items, groups = body.get("items"), body.get("groups")
        if isinstance(items, dict) and isinstance(groups, dict):
            count += len(items) + sum(len(row) for rows in groups.values() for row in rows)
        else:
            count += 1
    return count


def encode_again(values: Sequence[object]) -> None:
    for value in values:
        canonical_built(value)


def hash_again(rows: Sequence[Row]) -> None:
    for row in rows:
        sha256(b"\x00" + msgspec.json.encode(row[:-1])).hexdigest()


def read_again(rows: Sequence[Row]) -> None:
    for row in rows:
        read_fact(row)


def main() -> None:
    participants = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(f"sqlite:///{folder / 'rehearsed.db'}")
        gateway = Gateway(store, known := protocols(), bytes(range(32)))
        run = seconds(lambda: rehearse(gateway, known.first, participants, 1))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows = list(store.read(STUDY))
        bodies = [parse(row.body) for row in rows]
        checked = seconds(lambda: verify(store.read(STUDY), STUDY))
        bare = seconds(lambda: append_again(rows, f"sqlite:///{folder / 'bare.db'}"))
        again = open_store(f"sqlite:///{folder / 'bare.db'}")
        assert again.head(STUDY) == store.head(STUDY), "the same facts have the same hashes"
        steps = [
            ("rehearsal into SQLite", run),
            ("the same rows appended to SQLite", bare),
            ("their bodies to canonical text", seconds(lambda: encode_again(bodies))),
            ("SHA-256 of the rows", seconds(lambda: hash_again(rows))),
            ("rows to typed facts", seconds(lambda: read_again(rows))),
            ("verification from SQLite", checked),
        ]
        head = store.head(STUDY).hash
    write(participants, len(rows), statements_in(bodies), head, peak, steps)


def write(
    participants: int,
    count: int,
    statements: int,
    head: str,
    peak: float,
    steps: Sequence[tuple[str, tuple[float, float]]],
) -> None:
    run = steps[0][1][0]
    page = [
        "# A rehearsal beside the machine's own limits",
        "",
        (
            f"Made by `benchmarks/bench_rehearsal.py`: Python {platform.python_version()}, {os.cpu_count()} processors, "
            f"{participants} participants, {count:,} facts of the ledger that make {statements:,} single statements (a form is one fact "
            f"and has many answers), seed 1, head `{head[:16]}`. Peak memory of the rehearsal {peak:,.0f} MiB. Other work on the machine "
            f"slows the clock and, less, the processor: read the last column first."
        ),
        "",
        "| step | facts/s of processor time | facts/s on the clock | statements/s on the clock | share of the rehearsal |",
        "|---|---|---|---|---|",
    ]
    for step, (processor, clock) in steps:
        rates = f"{count / processor:,.0f} | {count / clock:,.0f} | {statements / clock:,.0f}"
        page.append(f"| {step} | {rates} | {100 * processor / run:.1f} % |")
    text = "\n".join(page) + "\n"
    sys.stdout.write(text)
    REPORT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()

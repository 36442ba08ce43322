"""How near the ledger comes to what the machine can do: each figure beside a bare loop over the same bytes, in the same run."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec
from pysqlite3 import dbapi2

from equipoise.cli.verified import verified_store
from equipoise.ledger import Draft, Envelope, MemoryStore, Row, Store, verify
from equipoise.ledger.codec import canonical
from equipoise.ledger.export import from_lines, to_line
from equipoise.web.store import open_store
from equipoise.web.store.sql import INSERT
from equipoise.web.store.sqlite import CACHE, PRAGMAS, SCHEMA

STUDY = "NCT03410368"
FACTS, PER_COMMAND, PER_BLOCK, ROUNDS = 100_000, 5, 1000, 5
BODY = canonical(
    {"form": "VS", "visit": "C1D1", "items": {"SYSBP": "121", "DIABP": "72", "PULSE": "66", "TEMP": "36.6"}}
)


def command(number: int) -> Envelope:
    return Envelope(
        f"{number * 7919:032x}", f"{number:064x}", "li.na", "coordinator", "S01", "2018-05-10T08:00:00.000000Z", "1.0"
    )


def draft(number: int) -> Draft:
    person = f"P{number % 120:03d}"
    return Draft(f"P:{person}", "FormSaved", 1, BODY, person, "2018-05-10")


def append_all(store: Store) -> None:
    number = 0
    for _ in range(FACTS // PER_BLOCK):
        with store.writing(STUDY) as chain:
            for _ in range(PER_BLOCK // PER_COMMAND):
                number += 1
                chain.append(command(number), [draft(number)] * PER_COMMAND)


def bare_insert(rows: list[Row], path: Path) -> None:
    with closing(dbapi2.connect(path, isolation_level=None)) as connection:
        for name, (wanted, _) in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {wanted}")
        connection.execute(CACHE)
        for statement in SCHEMA:
            connection.execute(statement)
        for first in range(0, FACTS, PER_BLOCK):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(INSERT, rows[first : first + PER_BLOCK])
            connection.execute("COMMIT")


def bare_read(path: Path) -> None:
    with closing(dbapi2.connect(path)) as connection:
        drain(connection.execute("SELECT * FROM equipoise_fact WHERE study = ? ORDER BY seq", (STUDY,)))


def bare_hash(contents: list[bytes]) -> None:
    for content in contents:
        sha256(content).hexdigest()


def drain(records: Iterable[object]) -> None:
    for _ in records:
        pass


def best(work: Callable[[], object], watch: Callable[[], float] = time.process_time) -> float:
    """Processor seconds of the fastest of a few rounds: the one that other work on the machine disturbed least."""
    times = []
    for _ in range(ROUNDS):
        start = watch()
        work()
        times.append(watch() - start)
    return min(times)


def main() -> None:
    memory = MemoryStore()
    append_all(memory)
    rows = list(memory.read(STUDY))
    contents = [b"\x00" + msgspec.json.encode(row[:-1]) for row in rows]
    lines = [to_line(row) for row in rows]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        numbers = iter(range(99))
        insert = best(lambda: bare_insert(rows, folder / f"bare{next(numbers)}.db"))

        def into_sqlite() -> None:
            store = open_store(f"sqlite:///{folder / f'ledger{next(numbers)}.db'}")
            append_all(store)
            store.close()

        append = best(into_sqlite)
        path = max(folder.glob("ledger*.db"))
        store = open_store(f"sqlite:///{path}")
        assert verify(store.read(STUDY), STUDY).count == FACTS
        hashing, reading = best(lambda: bare_hash(contents)), best(lambda: bare_read(path))
        figures = [
            ("append, memory", best(lambda: append_all(MemoryStore())), "SHA-256 alone", hashing),
            ("append, SQLite", append, "bare INSERT", insert),
            ("read, SQLite", best(lambda: drain(store.read(STUDY))), "bare SELECT", reading),
            ("verify, memory", best(lambda: verify(rows)), "SHA-256 alone", hashing),
            ("verify, SQLite", best(lambda: verify(store.read(STUDY))), "bare SELECT + SHA-256", reading + hashing),
            ("verify, file", best(lambda: verify(from_lines(lines))), "SHA-256 alone", hashing),
        ]
        store.close()
        in_parts = best(lambda: verified_store(f"sqlite:///{path}", STUDY, FACTS, []), time.perf_counter)
        size = path.stat().st_size / FACTS
    page = [
        "# The ledger beside the machine's own limits",
        "",
        (
            f"Made by `benchmarks/bench_ledger.py`: Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}, "
            f"{os.cpu_count()} processors. {FACTS:,} facts, {PER_COMMAND} a command, {PER_BLOCK} a commit, "
            f"{size:.0f} bytes a fact in SQLite; fastest of {ROUNDS} rounds. "
            "Per second of processor time; waiting for the disk is not counted. Other work slows both columns: read the ratio."
        ),
        "",
        "| step | facts/s | limit | facts/s | times the limit |",
        "|---|---|---|---|---|",
    ]
    for step, seconds, limit, bare in figures:
        page.append(f"| {step} | {FACTS / seconds:,.0f} | {limit} | {FACTS / bare:,.0f} | {seconds / bare:.1f} |")
    page += ["", f"`equipoise ledger verify` on all processors, by the clock: {FACTS / in_parts:,.0f} facts a second."]
    text = "\n".join(page) + "\n"
    sys.stdout.write(text)
    Path(__file__).with_name("ledger.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()

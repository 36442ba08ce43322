"""How fast records are imported and found, beside three engines used plainly, on the same records in the same run.

    python benchmarks/bench_registry.py [records]

Writes benchmarks/registry.md. The records are real ones multiplied with shuffled parts (registry_corpus.py); without the sample of
real records there is nothing to measure, and it says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec
import psycopg
import tantivy
from pysqlite3 import dbapi2

from benchmarks.registry_corpus import CORPUS, lines
from equipoise.registry.places import MILE_KM
from equipoise.registry.read import read_parts
from equipoise.registry.record import Record, text
from equipoise.registry.search.ask import FACETS, Ask, wanted
from equipoise.registry.search.tree import Near
from equipoise.web.registry import Registry
from tests.postgres import PrivateServer, _programs

RECORDS, ROUNDS, TOP = 160_000, 5, 20
REPORT = Path(__file__).with_name("registry.md")
BATCH = 2000
QUESTIONS: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("small cell lung cancer", {"words": {"cond": "small cell lung cancer"}}),
    ("lung neoplasms", {"words": {"cond": "lung neoplasms"}}),
    ("asthma", {"words": {"cond": "asthma"}}),
    ("breast cancer", {"words": {"cond": "breast cancer"}}),
    ("food allergy children", {"words": {"cond": "food allergy", "term": "children"}}),
    ("asthma omalizumab", {"words": {"cond": "asthma", "intr": "omalizumab"}}),
    ("NK cells", {"words": {"intr": "NK cells"}}),
    ("dupilumab", {"words": {"term": "dupilumab"}}),
    ("maintenance therapy after chemotherapy", {"words": {"term": "maintenance therapy after chemotherapy"}}),
    ('"quality of life"', {"words": {"term": '"quality of life"'}}),
    ('"progression free survival"', {"words": {"outc": '"progression free survival"'}}),
    ("immuno*", {"words": {"titles": "immuno*"}}),
    (
        "lung cancer, recruiting, phase 2, a woman of 60",
        {
            "words": {"cond": "lung cancer"},
            "chosen": {"OverallStatus": ("RECRUITING",), "Phase": ("PHASE2",)},
            "age_years": 60,
            "sex": "FEMALE",
        },
    ),
    ("everything", {}),
)
PLACES = (
    ("Changchun, 50 mi", Near(43.88, 125.32, 50 * MILE_KM)),
    ("Seattle, 50 mi", Near(47.6, -122.33, 50 * MILE_KM)),
    ("Paris, 50 mi", Near(48.85, 2.35, 50 * MILE_KM)),
    ("New York, 300 mi", Near(40.71, -74.01, 300 * MILE_KM)),
    ("New York, 300 mi, recruiting sites", Near(40.71, -74.01, 300 * MILE_KM, open_only=True)),
    ("the whole Earth", Near(0.0, 0.0, 20_037.0)),
)


@dataclass
class Measured:
    """What one engine did: seconds of the import (by the clock, by processors), megabytes on disk, milliseconds of each question."""

    name: str
    clock: float
    processors: float
    megabytes: float
    questions: dict[str, list[float]] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        every = sorted(one for times in self.questions.values() for one in times)
        return every[min(len(every) - 1, int(share * len(every)))]


def used() -> float:
    """Seconds of processor time of this process and those that it started and that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime


@contextlib.contextmanager
def timed(name: str) -> Iterator[Measured]:
    clock, processors = perf_counter(), used()
    found = Measured(name, 0.0, 0.0, 0.0)
    yield found
    found.clock, found.processors = perf_counter() - clock, used() - processors


def ask(measured: Measured, search: Callable[[str], int], names: Sequence[str]) -> None:
    """Each question once to warm up, then five times."""
    for name in names:
        measured.totals[name] = search(name)
        times = []
        for _ in range(ROUNDS):
            start = perf_counter()
            search(name)
            times.append((perf_counter() - start) * 1000)
        measured.questions[name] = times


def size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def equipoise(file: Path, folder: Path) -> tuple[Measured, Measured, Registry]:
    opened = Registry(folder)
    with timed("Equipoise") as measured, file.open("rb") as data:
        opened.take_over(read_parts(file.name, data, str(file)), datetime.now(UTC), "benchmark")
    measured.megabytes = size(folder / "index")
    asked = {name: wanted(Ask(**parts), opened.concepts, FACETS) for name, parts in QUESTIONS}
    ask(measured, lambda name: opened.index.search(asked[name], 0, TOP).total, list(asked))
    near = Measured("places", 0, 0, 0)
    circles = {name: wanted(Ask(there=circle), opened.concepts, FACETS) for name, circle in PLACES}
    ask(near, lambda name: opened.index.search(circles[name], 0, TOP).total, list(circles))
    return measured, near, opened


def plain(file: Path) -> Iterator[tuple[str, str, str, str, str, str, list[str]]]:
    """What the engines used plainly are given: number, title, conditions, treatments, summary, status, phases."""
    with file.open("rb") as data:
        for line in data:
            record = Record(msgspec.json.decode(line))
            yield (
                record.nct_id,
                f"{record.title} {record.official_title}",
                " ; ".join((*record.conditions, *record.keywords)),
                " ; ".join(text(row, "name") for row in record.interventions),
                text(record.raw, "protocolSection.descriptionModule.briefSummary"),
                record.status,
                list(record.phases),
            )


def spoken(name: str) -> str:
    return name.partition(",")[0]


PLAIN = [name for name, parts in QUESTIONS if name != "everything" and "," not in name]


def sqlite(file: Path, folder: Path) -> Measured:
    folder.mkdir()
    connection = dbapi2.connect(folder / "fts.db", isolation_level=None)
    with timed(f"SQLite FTS5 {dbapi2.sqlite_version}") as measured:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute(
            "CREATE VIRTUAL TABLE study USING fts5(title, condition, treatment, body, status UNINDEXED, tokenize = 'porter')"
        )
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO study VALUES (?, ?, ?, ?, ?)", (row[1:6] for row in plain(file)))
        connection.execute("COMMIT")
    measured.megabytes = size(folder)

    def search(name: str) -> int:
        connection.execute(
            "SELECT rowid FROM study WHERE study MATCH ? ORDER BY bm25(study, 8, 10, 5, 1) LIMIT ?", (spoken(name), TOP)
        ).fetchall()
        counted = connection.execute(
            "SELECT status, count(*) FROM study WHERE study MATCH ? GROUP BY status", (spoken(name),)
        ).fetchall()
        return sum(count for _, count in counted)

    ask(measured, search, PLAIN)
    return measured


def plain_tantivy(file: Path, folder: Path) -> Measured:
    folder.mkdir()
    build = tantivy.SchemaBuilder()
    for name in ("title", "condition", "treatment", "body"):
        build.add_text_field(name, tokenizer_name="en_stem")
    for name in ("status", "phase"):
        build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(build.build(), path=str(folder))
    with timed(f"tantivy-py {version('tantivy')}, plainly") as measured:
        writer = index.writer()
        for _, title, condition, treatment, body, status, phases in plain(file):
            writer.add_document(
                tantivy.Document(
                    title=title, condition=condition, treatment=treatment, body=body, status=status, phase=phases
                )
            )
        writer.commit()
        writer.wait_merging_threads()
    measured.megabytes = size(folder)
    index.reload()
    searcher = index.searcher()
    boosts = {"title": 8.0, "condition": 10.0, "treatment": 5.0, "body": 1.0}
    facets = {name: {"terms": {"field": name}} for name in ("status", "phase")}

    def search(name: str) -> int:
        query = index.parse_query(spoken(name), list(boosts), field_boosts=boosts, conjunction_by_default=True)
        searcher.aggregate(query, facets)
        return int(searcher.search(query, TOP, count=True).count or 0)  # type: ignore[attr-defined]

    ask(measured, search, [name for name in PLAIN if "*" not in name])
    return measured


def postgresql(file: Path, url: str) -> Measured:
    with psycopg.connect(url, autocommit=True) as connection:
        served = connection.execute("SHOW server_version").fetchone()
        with timed(f"PostgreSQL {served[0].split()[0] if served else ''} tsvector") as measured:
            connection.execute("CREATE TABLE study (nct text, status text, words tsvector)")
            parts = "setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'A')"
            parts += " || setweight(to_tsvector('english', %s), 'B') || setweight(to_tsvector('english', %s), 'D')"
            with connection.transaction(), connection.cursor() as cursor:
                rows = ((row[0], row[5], *row[1:5]) for row in plain(file))
                cursor.executemany(f"INSERT INTO study VALUES (%s, %s, {parts})", rows)  # noqa: S608 - fixed words
            connection.execute("CREATE INDEX ON study USING gin (words)")
            connection.execute("ANALYZE study")
        found = connection.execute("SELECT pg_total_relation_size('study')").fetchone()
        measured.megabytes = (found[0] if found else 0) / 1e6

        def search(name: str) -> int:
            words = spoken(name).removesuffix("*")
            query = "to_tsquery('english', 'immuno:*')" if "*" in name else "websearch_to_tsquery('english', %s)"
            given = () if "*" in name else (words,)
            connection.execute(
                f"SELECT nct FROM study, {query} q WHERE words @@ q ORDER BY ts_rank_cd(words, q) DESC LIMIT {TOP}",  # noqa: S608
                given,
            ).fetchall()
            counted = connection.execute(
                f"SELECT status, count(*) FROM study WHERE words @@ {query} GROUP BY status",  # noqa: S608
                given,
            ).fetchall()
            return sum(count for _, count in counted)

        ask(measured, search, PLAIN)
    return measured


def most_memory() -> float:
    """Megabytes that this process held at most; the counter of resource usage would begin with those of whoever started it."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = next(line for line in status.read_text("ascii", "replace").splitlines() if line.startswith("VmHWM"))
    return int(found.split()[1]) / 1024


def bare(file: Path) -> float:
    """Microseconds of processor time to decode one record and do nothing with it: what nobody can be faster than."""
    with file.open("rb") as data:
        taken = list(islice(data, BATCH * 2))
    start = process_time()
    for line in taken:
        msgspec.json.decode(line)
    return (process_time() - start) / len(taken) * 1e6


def memory(folder: Path) -> tuple[float, float]:
    """Megabytes at most of a process that opens the registry and answers every question, and seconds of one that reads it first."""
    done = subprocess.run(
        [sys.executable, __file__, "--memory", str(folder)], capture_output=True, check=True, text=True
    )
    found = json.loads(done.stdout)
    return float(found["megabytes"]), float(found["seconds"])


def public_pages(home: Path) -> tuple[float, Mapping[str, Mapping[str, float]]]:
    """Milliseconds in which a server opens a home folder's registry, and of each public page then, the first and the further ones."""
    asked = Path(__file__).with_name("registry_pages.py")
    done = subprocess.run([sys.executable, str(asked), str(home)], capture_output=True, check=True, text=True)
    found = json.loads(done.stdout)
    return found["opening"], found["pages"]


def tell_memory(folder: Path) -> None:
    start = perf_counter()
    opened = Registry(folder)
    seconds = perf_counter() - start
    for _, parts in QUESTIONS:
        found = opened.index.search(wanted(Ask(**parts), opened.concepts, FACETS), 0, TOP)
        opened.records.several(found.ids)
    for _, circle in PLACES:
        opened.index.search(wanted(Ask(there=circle), opened.concepts, FACETS), 0, TOP)
    megabytes = most_memory()
    print(json.dumps({"megabytes": megabytes, "seconds": seconds}))


def report(
    count: int,
    engines: Sequence[Measured],
    places: Measured,
    registry: Registry,
    opening: float,
    pages: Mapping[str, Mapping[str, float]],
    peak: float,
    served: float,
    kept: float,
    decode: float,
) -> str:
    own = engines[0]
    made = (
        f"Made by `benchmarks/bench_registry.py {count}`: Python {platform.python_version()}, {os.cpu_count()} processors, load "
        f"{os.getloadavg()[1]:.1f} during the run. {count:,} records: the sample of real ones and multiplied ones with shuffled parts. "
        "Seconds by the clock suffer from whatever else runs on the machine; processor time suffers less; ratios least."
    )
    compared = (
        "The three other engines are used plainly: title, conditions, treatments and summary as one text index, facets by status "
        "(tantivy: status and phase). Equipoise reads the whole record, keeps every version of it, tags concepts, indexes every search "
        "area with facets of eight pieces, places and dates."
    )
    head = [
        "# Importing and finding records",
        "",
        made,
        "",
        compared,
        "",
        "| engine | records/s | records a processor second | index MB | bytes a record | p50 ms | p95 ms | p50 times Equipoise |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows = [
        f"| {one.name} | {count / one.clock:,.0f} | {count / one.processors:,.0f} | {one.megabytes:,.0f} "
        f"| {one.megabytes * 1e6 / count:,.0f} | {one.percentile(0.5):.1f} | {one.percentile(0.95):.1f} "
        f"| {one.percentile(0.5) / own.percentile(0.5):.1f} |"
        for one in engines
    ]
    last = (
        f"{registry.index.places():,} distinct points. A process that opened the registry and answered all of the above held "
        f"{served:,.0f} MB at most; the importing process {peak:,.0f} MB. Records with all versions: {kept:,.0f} MB."
    )
    cost = own.processors / count * 1e6
    decoding = (
        f"Decoding the JSON of a record and doing nothing with it took {decode:,.0f} microseconds of processor time in the same run; "
        f"importing and indexing it took {cost:,.0f}, {cost / decode:.1f} times as long, on both processors together."
    )
    asked = [
        "",
        decoding,
        "",
        "PostgreSQL works in processes of its own, which its column of processor time leaves out.",
        "",
        "## Each question, with count, twenty best and facets (milliseconds, median of five)",
        "",
        "| question | hits | " + " | ".join(one.name for one in engines) + " |",
        "|---|---|" + "---|" * len(engines),
        *(
            f"| {name} | {own.totals[name]:,} | "
            + " | ".join(
                f"{statistics.median(one.questions[name]):.1f}" if name in one.questions else "–" for one in engines
            )
            + " |"
            for name in own.questions
        ),
        "",
        "## Places (sites of everything within a radius, with count and facets)",
        "",
        "| circle | hits | ms, median | ms, worst |",
        "|---|---|---|---|",
        *(
            f"| {name} | {places.totals[name]:,} | {statistics.median(times):.1f} | {max(times):.1f} |"
            for name, times in places.questions.items()
        ),
        "",
        last,
        "",
        "## Public pages and the API",
        "",
        f"From request to answer, in one process that opened the registry as a server does at its start, in {opening / 1000:.1f} s.",
        "",
        "| page | first, ms | further, ms, median | further, ms, worst |",
        "|---|---|---|---|",
        *(f"| {name} | {one['first']:.0f} | {one['further']:.0f} | {one['most']:.0f} |" for name, one in pages.items()),
        "",
    ]
    return "\n".join([*head, *rows, *asked])


def main(count: int) -> None:
    if not CORPUS.is_file():
        sys.exit(f"There is no sample of real records at {CORPUS}: nothing is measured.")
    with tempfile.TemporaryDirectory(prefix="equipoise-bench-") as name:
        folder = Path(name)
        file = folder / "records.jsonl"
        with file.open("wb") as out:
            out.writelines(lines(count))
        decode = bare(file)
        own, places, opened = equipoise(file, folder / "registry")
        peak = most_memory()
        served, _ = memory(folder / "registry")
        opening, pages = public_pages(folder)
        engines = [own, plain_tantivy(file, folder / "tantivy"), sqlite(file, folder / "sqlite")]
        programs = _programs()
        if programs is not None:
            server = PrivateServer(programs)
            try:
                engines.append(postgresql(file, server.start()))
            finally:
                server.stop()
        REPORT.write_text(
            report(
                count,
                engines,
                places,
                opened,
                opening,
                pages,
                peak,
                served,
                size(folder / "registry") - own.megabytes,
                decode,
            ),
            encoding="utf-8",
        )
    print(REPORT.read_text("utf-8"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        tell_memory(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else RECORDS)

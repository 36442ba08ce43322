"""How long the pages of the workspace take, from request to HTML, on a rehearsed trial and on copies of its participants.

    python benchmarks/bench_pages.py [participants ...]

Writes benchmarks/pages.md. The first figure of a page is its first showing, the second the median of further ones; a fact is
recorded about somebody in between, so that nothing is read from what was kept for an unchanged ledger alone.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from time import perf_counter, process_time

STUDY = "NCT03410368"
REPORT = Path(__file__).with_name("pages.md")
REHEARSED = 120
ROUNDS = 5
os.environ["EQUIPOISE_HOME"] = tempfile.mkdtemp(prefix="equipoise-bench-")

from equipoise.web.start import prepare  # noqa: E402 - the home folder is named first

prepare()

from django.contrib.auth import get_user_model  # noqa: E402 - models exist only once Django is set up
from django.test import Client  # noqa: E402

from equipoise.facts.product import InfusionEnded  # noqa: E402
from equipoise.ledger import Command, Draft, MemoryStore, Row  # noqa: E402
from equipoise.simulation.rehearsal import rehearse, staff_of, team  # noqa: E402
from equipoise.trial import commands as act  # noqa: E402
from equipoise.trial.decision import By  # noqa: E402
from equipoise.trial.gateway import Gateway  # noqa: E402
from equipoise.web import trials  # noqa: E402

ROLE = "investigator"


def rehearsed() -> tuple[Gateway, list[Row]]:
    """A trial of 120 participants, and its rows."""
    store, protocols = MemoryStore(), trials.study(STUDY).protocols
    gateway = Gateway(store, protocols, bytes(range(32)))
    rehearse(gateway, protocols.first, REHEARSED, 1)
    return gateway, list(store.read(STUDY))


def copied(rows: list[Row], participants: int) -> Gateway:
    """A trial in which every participant happened several times over, under other numbers."""
    store = MemoryStore()
    subjects = list(dict.fromkeys(row.subject for row in rows if row.subject))
    with store.writing(STUDY) as chain:
        for command, drafts in commands(rows):
            chain.append(command, drafts)
        count = len(subjects)
        for copy in range(1, 1 + participants // REHEARSED):
            for subject in subjects[: max(0, participants - count)]:
                count += 1
                own = [
                    renamed(row, subject, f"{subject[:-4]}{copy:02d}{subject[-4:]}")
                    for row in rows
                    if row.subject == subject
                ]
                for command, drafts in commands(own):
                    chain.append(command, drafts)
    return Gateway(store, trials.study(STUDY).protocols, bytes(range(32)))


def renamed(row: Row, old: str, new: str) -> Row:
    return row._replace(
        stream=row.stream.replace(old, new),
        body=row.body.replace(old, new),
        subject=new,
        command=f"{row.command}-{new}",
    )


def commands(rows: list[Row]) -> Iterator[tuple[Command, list[Draft]]]:
    for key, group in groupby(rows, key=lambda row: row.command):
        facts = list(group)
        one = facts[0]
        yield (
            Command(key, one.digest, one.actor, one.role, one.site, one.recorded, one.protocol, one.received),
            [
                Draft(row.stream, row.kind, row.schema, row.body, row.subject, row.happened, row.reason, 0)
                for row in facts
            ],
        )


def pages(gateway: Gateway) -> dict[str, str]:
    every = gateway.trial().participants
    treated = max(every, key=lambda number: len(every[number].of(InfusionEnded)))
    return {
        "casebook of the participant with most infusions": f"participants/{treated}",
        "worklist of a role": "worklist",
        "worklist of all roles": "worklist?role=all",
        "participants": "participants",
    }


def stir(gateway: Gateway, number: str, turn: int) -> None:
    """A fact about one participant, so that the head of the ledger moves."""
    facts = gateway.trial().participants[number]
    form, entries = next(iter(facts.all_forms().items()))
    instance, entry = next(iter(entries.items()))
    query = act.OpenQuery(participant=number, form=form, instance=instance, item=min(entry.items), words="Confirm")
    asked = gateway.do(query, By(staff_of("monitor"), "monitor", ""), datetime.now(UTC), f"stir-{number}-{turn}")
    assert asked.accepted, asked.reasons


def measured(gateway: Gateway, path: str) -> tuple[float, float, float]:
    """Milliseconds on the clock of the first showing, and of further ones; processor milliseconds of these."""
    visitor = Client()
    visitor.force_login(get_user_model().objects.get(username=staff_of(ROLE)))
    clocks, processors = [], []
    somebody = next(iter(gateway.trial().participants))
    for turn in range(1 + ROUNDS):
        stir(gateway, somebody, hash((path, turn)))
        clock, processor = perf_counter(), process_time()
        answer = visitor.get(f"/workspace/{STUDY}/{path}")
        clocks.append((perf_counter() - clock) * 1000)
        processors.append((process_time() - processor) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return clocks[0], statistics.median(clocks[1:]), statistics.median(processors[1:])


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [REHEARSED, 2000]
    for name, _ in team():
        get_user_model().objects.get_or_create(username=name)
    first, rows = rehearsed()
    lines = []
    for size in sizes:
        gateway = first if size == REHEARSED else copied(rows, size)
        start = process_time()
        facts, people = gateway.trial().head, len(gateway.trial().participants)
        folding = process_time() - start
        trials.gateway = lambda name, found=gateway: found
        for page, path in pages(gateway).items():
            once, clock, processor = measured(gateway, path)
            lines.append(f"| {people:,} | {facts:,} | {page} | {once:,.0f} | {clock:,.0f} | {processor:,.0f} |")
            print(lines[-1], f"fold {folding:.1f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    page_text = [
        "# How long the pages of the workspace take",
        "",
        (
            f"Made by `benchmarks/bench_pages.py`: Python {platform.python_version()}, {os.cpu_count()} processors. Whole pages, "
            f"from request to HTML, as the {ROLE} sees them; before each showing a fact about one participant is recorded. "
            f"Peak memory with all sizes in one process {peak:,.0f} MiB."
        ),
        "",
        "| participants | facts | page | first, ms | further, ms | further, ms of processor |",
        "|---|---|---|---|---|---|",
        *lines,
    ]
    REPORT.write_text("\n".join(page_text) + "\n", "utf-8")


if __name__ == "__main__":
    main()

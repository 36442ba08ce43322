"""How long the pages of the workspace take, from request to HTML, on a rehearsed trial and on copies of its participants.

    python benchmarks/bench_pages.py [participants ...]     # `save` alone measures saving only

Writes benchmarks/pages.md. The first figure of a page is its first showing, the second the median of further ones; a fact is
recorded about somebody in between, so that nothing is read from what was kept for an unchanged ledger alone.

Saving is timed on a ledger in SQLite, as the ward has it, and in PostgreSQL where it is installed: a laboratory form of 20 items
is posted and the page that follows is read back; both clock and processor, since a busy machine shows on the clock alone.
"""

from __future__ import annotations

import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from time import perf_counter, process_time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.postgres import PrivateServer, _programs

STUDY = "NCT03410368"
REPORT = Path(__file__).with_name("pages.md")
REHEARSED = 120
ROUNDS = 5
SAVES = 100
SAVED_ITEMS = 20
FORM = "application/x-www-form-urlencoded"  # as a browser sends the page
os.environ["EQUIPOISE_HOME"] = tempfile.mkdtemp(prefix="equipoise-bench-")

from equipoise.web.start import prepare  # noqa: E402 - the home folder is named first

prepare()

from django.contrib.auth import get_user_model  # noqa: E402 - models exist only once Django is set up
from django.test import Client  # noqa: E402

from equipoise.facts.participant import ParticipantRegistered  # noqa: E402
from equipoise.facts.product import InfusionEnded  # noqa: E402
from equipoise.ledger import Draft, Envelope, MemoryStore, Row  # noqa: E402
from equipoise.protocol.model import Item  # noqa: E402
from equipoise.rules import visits  # noqa: E402
from equipoise.simulation.rehearsal import rehearse, staff_of, team  # noqa: E402
from equipoise.trial import commands as act  # noqa: E402
from equipoise.trial.decision import By  # noqa: E402
from equipoise.trial.gateway import Gateway  # noqa: E402
from equipoise.trial.person import person  # noqa: E402
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


def commands(rows: list[Row]) -> Iterator[tuple[Envelope, list[Draft]]]:
    for key, group in groupby(rows, key=lambda row: row.command):
        facts = list(group)
        one = facts[0]
        yield (
            Envelope(key, one.digest, one.actor, one.role, one.site, one.recorded, one.protocol, one.received),
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


def trained() -> list[str]:
    """A trial of today in SQLite, and the numbers of participants who have just consented."""
    gateway, now = trials.gateway(STUDY), datetime.now(UTC)
    administrator = By(staff_of("administrator"), "administrator", "")
    gateway.do(act.OpenStudy(environment="training"), administrator, now, "open-the-study")
    for name, role in team(gateway.trial().protocols.first):
        gateway.do(act.DelegateDuty(person=name, duty=role), administrator, now, f"delegate-{name}-{role}")
    study = gateway.trial().version_on(now.date())
    version, consent = list(study.consents.items())[-1]
    coordinator = By(staff_of("coordinator"), "coordinator", "")
    numbers = []
    for turn in range(SAVES):
        registration = act.RegisterParticipant(site=next(iter(study.about.sites)))
        body = gateway.do(registration, coordinator, now, f"register-{turn}").facts[0].body
        assert isinstance(body, ParticipantRegistered)
        ticks = dict.fromkeys(consent.required_ticks, True)
        understood = dict.fromkeys(consent.questions, True)
        signed = act.SignConsent(participant=body.number, version=version, ticks=ticks, understood=understood)
        assert gateway.do(signed, coordinator, now, f"consent-{turn}").accepted
        numbers.append(body.number)
    return numbers


def laboratory(number: str) -> tuple[str, str, dict[str, str]]:
    """The first form of laboratory values that is due for a participant, its instance, and twenty answers to it."""
    trial, today = trials.gateway(STUDY).trial(), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    one = person(trial, number, today)
    assert one is not None
    due = next(
        (form.form, visit.instance)
        for visit in visits.calendar(one.study, one.facts, one.events, today, one.arm)
        for form in visit.forms
        if form.form == "LB"
    )
    plan = one.study.forms.forms[due[0]]
    typed = {
        "LBDAT~y": str(today.year),
        "LBDAT~m": str(today.month),
        "LBDAT~d": str(today.day),
        "LBNAM": "JLU1-CENTRAL",
    }
    for name, item in plan.items.items():
        if item.kind == "quantity" and len(typed) < 4 + 2 * (SAVED_ITEMS - 2):
            seldom = {"WBC_LBORRES": "6.1", "NEUT_LBORRES": "3.4", "LYM_LBORRES": "1.9"}
            typed |= {name: seldom.get(name, _ordinary(item)), f"{name}~unit": item.units[0]}
    return (*due, typed)


def _ordinary(item: Item) -> str:
    low, high = item.least or Decimal(0), min(item.most or Decimal(100), Decimal(150))
    return "4.2" if high < 20 else str(round((low + high) / 2))


def saved() -> list[str]:
    """The part of the report about saving."""
    return [
        "",
        "## Saving a form",
        "",
        (
            f"A laboratory form of {SAVED_ITEMS} items, {SAVES} times, ledger and accounts in SQLite with synchronous=FULL and in "
            "PostgreSQL: checks, facts, chain, fold, and the page that follows. Milliseconds; where other work shares the "
            "processors, read the columns of the processor (PostgreSQL's own processes are not in them)."
        ),
        "",
        "| store | step | p50, clock | p95, clock | p50, processor | p95, processor |",
        "|---|---|---|---|---|---|",
        *saves("SQLite"),
        *in_postgresql(),
    ]


def in_postgresql() -> list[str]:
    """The same lines from a process of its own whose store is PostgreSQL; none where it is not installed."""
    programs = _programs()
    if programs is None:
        return []
    server = PrivateServer(programs)
    try:
        here = os.environ | {"EQUIPOISE_DATABASE_URL": server.start()}
        told = subprocess.run(
            [sys.executable, __file__, "lines"], env=here, check=True, stdout=subprocess.PIPE, text=True
        )
    finally:
        server.stop()
    return [line for line in told.stdout.splitlines() if line.startswith("|")]


def saves(store: str) -> list[str]:
    """A line for the post, the page back, and both together."""
    visitor = Client()
    visitor.force_login(get_user_model().objects.get(username=staff_of("coordinator")))
    times: dict[str, list[tuple[float, float]]] = {"save": [], "page back": [], "both": []}
    for number in trained():
        form, instance, typed = laboratory(number)
        where = f"/workspace/{STUDY}/participants/{number}"
        page = visitor.get(f"{where}/forms/{form}/{instance}").content.decode()
        sent = {**dict(re.findall(r'name="(~\w+)" value="([^"]*)"', page)), **typed, "~act": "save"}
        start = perf_counter(), process_time()
        answer = visitor.post(f"{where}/save/{form}/{instance}", urlencode(sent), FORM)
        while answer.status_code == 200:  # what is unusual is confirmed; that is a save of its own
            sent |= dict(re.findall(r'name="(~\w+)" value="([^"]*)"', answer.content.decode()))
            start = perf_counter(), process_time()
            answer = visitor.post(f"{where}/save/{form}/{instance}", urlencode(sent), FORM)
        assert answer.status_code == 302, answer.status_code
        middle = perf_counter(), process_time()
        assert visitor.get(answer.headers["Location"]).status_code == 200
        end = perf_counter(), process_time()
        for name, first, last in (("save", start, middle), ("page back", middle, end), ("both", start, end)):
            times[name].append(((last[0] - first[0]) * 1000, (last[1] - first[1]) * 1000))
    return [f"| {store} {_quantiles(name, found)}" for name, found in times.items()]


def _quantiles(name: str, found: list[tuple[float, float]]) -> str:
    cells = []
    for place in (0, 1):
        hundredths = statistics.quantiles([one[place] for one in found], n=100)
        cells += [f"{hundredths[49]:.0f}", f"{hundredths[94]:.0f}"]
    return f"| {name} | {' | '.join(cells)} |"


def serve(gateway: Gateway) -> None:
    """Let every page show one trial."""

    def found(name: str) -> Gateway:
        return gateway

    trials.gateway = found


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdecimal()] or [REHEARSED, 2000]
    for name, _ in team(trials.study(STUDY).protocols.first):
        get_user_model().objects.get_or_create(username=name)
    if sys.argv[1:] == ["lines"]:
        print(*saves("PostgreSQL"), sep="\n")
        return
    saving = saved()
    print(*saving, sep="\n", flush=True)
    if sys.argv[1:] == ["save"]:
        before = REPORT.read_text("utf-8").partition("\n## Saving a form")[0].rstrip("\n")
        REPORT.write_text("\n".join([before, *saving]) + "\n", "utf-8")
        return
    first, rows = rehearsed()
    lines = []
    for size in sizes:
        gateway = first if size == REHEARSED else copied(rows, size)
        start = process_time()
        facts, people = gateway.trial().head, len(gateway.trial().participants)
        folding = process_time() - start
        serve(gateway)
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
    REPORT.write_text("\n".join([*page_text, *saving]) + "\n", "utf-8")


if __name__ == "__main__":
    main()

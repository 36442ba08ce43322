"""A hundred people at work at once, on PostgreSQL and two processes: how long each waits, and whether a save is ever lost.

    python benchmarks/bench_load.py [people] [seconds]

Writes benchmarks/load.md. Everybody has a participant of their own and does what a ward does: reads the worklist, opens a
casebook, opens a form, lets drafts be kept, saves, reads it back; a quarter only reads (monitor, investigator). Between two acts a
person thinks for some seconds. Server, database and the hundred clients share the machine.
"""

from __future__ import annotations

import http.client
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.postgres import PrivateServer, _programs

SERVER = PrivateServer(_programs() or Path(sys.exit("PostgreSQL is not installed")))
os.environ["EQUIPOISE_HOME"] = tempfile.mkdtemp(prefix="equipoise-load-")
os.environ["EQUIPOISE_DATABASE_URL"] = SERVER.start()

from equipoise.web.start import prepare  # noqa: E402 - home and database are named first

prepare()

from django.conf import settings  # noqa: E402 - models exist only once Django is set up
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from equipoise.facts.participant import ParticipantRegistered  # noqa: E402
from equipoise.trial import commands as act  # noqa: E402
from equipoise.trial.decision import By  # noqa: E402
from equipoise.web import trials  # noqa: E402

STUDY = "NCT03410368"
REPORT = Path(__file__).with_name("load.md")
PORT = 8765
THINKS = 6.0
"""Mean seconds between two acts of a person."""
WARM = 10.0
"""Seconds that are not counted: processes fold the trial, pages are made for the first time."""
HIDDEN = re.compile(r'name="(~\w+)" value="([^"]*)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Told:
    """What the people met: milliseconds by act, faults in words, saves that the server said it had."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    saves: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Person(threading.Thread):
    """Somebody at work, with a browser of their own."""

    def __init__(self, number: int, participant: str, cookie: str, writes: bool, told: Told, until: float) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(number)  # noqa: S311 - when somebody clicks is no secret
        self.participant, self.cookie, self.writes, self.told, self.until = participant, cookie, writes, told, until
        self.counted_from = until

    def run(self) -> None:
        time.sleep(self.chance.random() * THINKS)
        while time.monotonic() < self.until:
            for step in (self.worklist, self.casebook, *((self.enter,) if self.writes else (self.form,))):
                step()
                if time.monotonic() > self.until:
                    return

    def think(self) -> None:
        time.sleep(self.chance.expovariate(1 / THINKS))

    def ask(
        self, kind: str, method: str, path: str, body: dict[str, str] | None = None, *, wanted: tuple[int, ...] = (200,)
    ) -> tuple[int, str, str]:
        self.think()
        headers = {"Cookie": self.cookie, "Accept-Encoding": "identity"}
        content = urlencode(body) if body is not None else None
        if content is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{PORT}/"}
        start = time.perf_counter()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            words = answer.read().decode()
            connection.close()
        except (OSError, http.client.HTTPException) as fault:
            with self.told.lock:
                self.told.faults.append(f"{kind}: {fault!r}")
            return 0, "", ""
        took = (time.perf_counter() - start) * 1000
        with self.told.lock:
            if time.monotonic() > self.counted_from:
                self.told.times[kind].append(took)
            if answer.status not in wanted:
                self.told.faults.append(f"{kind}: {answer.status}")
        return answer.status, words, answer.headers.get("Location", "")

    def worklist(self) -> None:
        self.ask("worklist", "GET", f"/workspace/{STUDY}/worklist")

    def casebook(self) -> None:
        self.ask("casebook", "GET", f"/workspace/{STUDY}/participants/{self.participant}")

    def form(self) -> None:
        self.ask(
            "a form, to read",
            "GET",
            f"/workspace/{STUDY}/participants/{self.participant}/forms/VS/UNS.1",
            wanted=(200, 404),
        )

    def enter(self) -> None:
        """A concomitant medication, as the ward writes one: opened, drafted twice, saved, read back."""
        where = f"/workspace/{STUDY}/participants/{self.participant}"
        status, words, _ = self.ask("a form, to write", "GET", f"{where}/forms/CM/new")
        if status != 200:
            return
        instance = re.search(r"/save/CM/(\d+)", words)
        token = CSRF.search(words)
        assert instance and token
        today = datetime.now(UTC)
        typed = {
            **dict(HIDDEN.findall(words)), "csrfmiddlewaretoken": token[1], "CMTRT": "Ondansetron", "CMCLAS": "OTHER",
            "CMROUTE": "ORAL", "CMONGO": "Y",
            "CMINDC": "Nausea", "CMDOSE": "8", "CMSTDAT~y": str(today.year),
        }  # fmt: skip
        for _ in range(2):
            self.ask("a draft", "POST", f"{where}/draft/CM/{instance[1]}", typed)
        status, to = 0, ""
        for _ in range(3):  # what is unusual is confirmed, as a person would
            status, words, to = self.ask(
                "a save", "POST", f"{where}/save/CM/{instance[1]}", {**typed, "~act": "save"}, wanted=(200, 302)
            )
            if status != 200:
                break
            typed |= dict(HIDDEN.findall(words))
        if status == 302 and "/forms/CM/" in to:
            with self.told.lock:
                self.told.saves += 1
            self.ask("the page back", "GET", to)
        elif status == 200:
            with self.told.lock:
                self.told.faults.append("a save: not accepted")


def prepared(people: int) -> list[tuple[str, str]]:
    """A trial of today: for each person an account, a session, a participant who has consented; number and cookie."""
    gateway, now = trials.gateway(STUDY), datetime.now(UTC)
    administrator = By("admin", "administrator", "")
    assert gateway.do(act.OpenStudy(environment="training"), administrator, now, "open-the-study").accepted
    study = gateway.trial().version_on(now.date())
    version, consent = list(study.consents.items())[-1]
    ticks, understood = dict.fromkeys(consent.required_ticks, True), dict.fromkeys(consent.questions, True)
    found = []
    for place in range(people):
        name = f"person-{place:03d}"
        role = "coordinator" if place % 4 != 3 else ("monitor", "investigator")[place % 8 == 3]
        assert gateway.do(act.DelegateDuty(person=name, duty=role), administrator, now, f"delegate-{name}").accepted
        coordinator = By("person-000", "coordinator", "")
        registration = act.RegisterParticipant(site=next(iter(study.about.sites)))
        body = gateway.do(registration, coordinator, now, f"register-{place}").facts[0].body
        assert isinstance(body, ParticipantRegistered)
        signed = act.SignConsent(participant=body.number, version=version, ticks=ticks, understood=understood)
        given = gateway.do(signed, coordinator, now, f"consent-{place}")
        assert given.accepted, given.reasons
        visitor = Client()
        visitor.force_login(get_user_model().objects.create(username=name))
        visitor.get("/sign-in")
        cookies = {key: morsel.value for key, morsel in visitor.cookies.items()}
        cookies.setdefault(settings.CSRF_COOKIE_NAME, "a" * 32)
        found.append((body.number, "; ".join(f"{key}={value}" for key, value in cookies.items())))
    connections.close_all()
    return found


def kept() -> int:
    """Forms that stand in the ledger."""
    participants = trials.gateway(STUDY).trial().participants.values()
    return sum(len(facts.all_forms().get("CM", {})) for facts in participants)


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 90.0
    made = prepared(people)
    print(f"{people} people are ready", flush=True)
    program = Path(sys.executable).with_name("equipoise")
    pages = subprocess.Popen([program, "serve", "--port", str(PORT), "--workers", "2"])
    try:
        _wait()
        until = time.monotonic() + WARM + seconds
        told = Told()
        crowd = [
            Person(place, number, cookie, place % 4 != 3, told, until) for place, (number, cookie) in enumerate(made)
        ]
        for one in crowd:
            one.counted_from = until - seconds
            one.start()
        for one in crowd:
            one.join()
        write(people, seconds, told, kept())
    finally:
        pages.terminate()
        pages.wait()
        connections.close_all()
        SERVER.stop()


def _wait() -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/api/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not start")


def write(people: int, seconds: float, told: Told, kept: int) -> None:
    every = [took for times in told.times.values() for took in times]
    lines = [
        "# A hundred people at work",
        "",
        (
            f"Made by `benchmarks/bench_load.py {people} {seconds:.0f}`: Python {platform.python_version()}, {os.cpu_count()} processors "
            f"shared by server (two processes), PostgreSQL and the clients; load {os.getloadavg()[0]:.1f} at the end. {people} people, "
            f"each with a participant of their own, {THINKS:.0f} seconds of thought between two acts on average, "
            f"{seconds:.0f} seconds counted."
        ),
        "",
        "| act | times | p50, ms | p95, ms | most, ms |",
        "|---|---|---|---|---|",
        *(_row(kind, times) for kind, times in sorted(told.times.items())),
        _row("all", every),
        "",
        f"{len(every) / seconds:.1f} requests a second; {len(told.faults)} faults; {told.saves} saves told, {kept} forms in the ledger.",
        *(f"- {fault}" for fault in sorted(set(told.faults))),
    ]
    REPORT.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


def _row(kind: str, times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return f"| {kind} | {len(times)} | {cuts[49]:.0f} | {cuts[94]:.0f} | {max(times, default=0):.0f} |"


if __name__ == "__main__":
    main()

"""Runs the tests of one room against each of its mutants, in processes forked after everything is read.

Tests are collected once. A first fork runs each test alone and notes which mutants it could meet; then each mutant lives in a
fork of its own and only the tests that meet it run, the quickest first, until one fails. Code that runs when its module is read
(a table, a named limit) needs a process that has not read it yet: such a mutant gets all tests of the room, read anew.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.find_mutants import Mutant
from tests.mutation.rooms import ROOMS
from tests.mutation.switch import Switch, instrument

QUIET = ["-q", "--assert=plain", "--capture=sys", "-p", "no:cacheprovider", "-p", "no:xdist"]
SURVIVED, KILLED, BROKEN = 0, 1, 99
FRESH = "fresh"
PASSED = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
MEMORY = 6 << 30
PATIENCE_SECONDS, PATIENCE_TIMES, PATIENCE_FRESH = 20, 8, 150  # a mutant may loop for ever; the machine may be busy


class Met:
    """What the first run of the tests noted: for each mutant the tests that meet it, with the seconds each takes."""

    def __init__(self, tests: dict[int, list[tuple[float, int]]], at_collection: set[int], failed: list[str]) -> None:
        self.tests = tests
        self.at_collection = at_collection
        self.failed = failed


def fork(work: Callable[[], int], seconds: int = 0) -> int:
    """Does the work in a fork; returns its process. A fork that runs too long is ended by the alarm and counts as killed."""
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if not process:
        _work(work, seconds)
    return process


def _work(work: Callable[[], int], seconds: int) -> NoReturn:
    code = BROKEN
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
        code = work()
    except BaseException:  # noqa: BLE001 - whatever it was, a fork never returns into the loop of its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def in_turn(starts: Iterable[tuple[int, Callable[[], int]]], workers: int) -> Iterator[tuple[int, int]]:
    """Starts forks, so many at a time, and gives the number and the exit code of each as it ends."""
    running: dict[int, int] = {}
    for number, start in starts:
        if len(running) >= workers:
            yield _ended(running)
        running[start()] = number
    while running:
        yield _ended(running)


def _ended(running: dict[int, int]) -> tuple[int, int]:
    process, status = os.wait()
    return running.pop(process), os.waitstatus_to_exitcode(status)


def named(code: int) -> str:
    """What an exit code says of a mutant: whatever a fork died of, the mutant was noticed."""
    return "survived" if code == SURVIVED else "killed"


def wait(process: int) -> int:
    """The exit code of a fork; a signal that ended it is negative."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


class Session:
    """A plugin of pytest that takes the place of its loop over the tests."""

    def __init__(self, switch: Switch, mutants: Sequence[Mutant], workers: int, told: Path) -> None:
        self.switch = switch
        self.mutants = mutants
        self.workers = workers
        self.told = told

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        met = self.meet(session.items)
        if met.failed:
            self.told.write_text(json.dumps({"failed": met.failed}))
            return True
        results = {one.number: self.without_running(one, met) for one in self.mutants}
        starts = (
            (one.number, functools.partial(self.start, session.items, one, sorted(met.tests[one.number])))
            for one in self.mutants
            if not results[one.number]
        )
        for number, code in in_turn(starts, self.workers):
            results[number] = named(code)
        self.told.write_text(json.dumps({"results": results}))
        return True

    def without_running(self, mutant: Mutant, met: Met) -> str:
        """What is known of a mutant before any test runs: it needs a fresh process, or no test meets it."""
        if mutant.at_import or mutant.number in met.at_collection:
            return FRESH
        return "" if mutant.number in met.tests else "not met"

    def start(self, items: Sequence[pytest.Item], mutant: Mutant, tests: Sequence[tuple[float, int]]) -> int:
        def attack() -> int:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            self.switch.alive = mutant.number
            passed = all(passes(items[place]) for _, place in tests)
            return SURVIVED if passed else KILLED

        return fork(attack, int(PATIENCE_SECONDS + PATIENCE_TIMES * sum(seconds for seconds, _ in tests)))

    def meet(self, items: Sequence[pytest.Item]) -> Met:
        """Runs every test alone, in a fork, and reads what it met."""
        at_collection = set(self.switch.reached)
        with tempfile.NamedTemporaryFile("r", suffix=".json") as notes:
            code = wait(fork(lambda: self.note(items, Path(notes.name))))
            noted = json.loads(notes.read() or "null") if code == 0 else None
        if noted is None:
            return Met({}, at_collection, [f"the first run ended with {code}"])
        tests: dict[int, list[tuple[float, int]]] = {}
        for place, (seconds, _, reached) in enumerate(noted):
            for number in reached:
                tests.setdefault(number, []).append((seconds, place))
        failed = [items[place].nodeid for place, (_, passed, _) in enumerate(noted) if not passed]
        return Met(tests, at_collection, failed)

    def note(self, items: Sequence[pytest.Item], notes: Path) -> int:
        told = []
        caches = _caches()
        for item in items:
            for cache in caches:
                cache.cache_clear()
            self.switch.reached.clear()
            reports = runtestprotocol(item, log=False, nextitem=None)
            seconds = sum(report.duration for report in reports)
            told.append((seconds, not any(report.failed for report in reports), sorted(self.switch.reached)))
        notes.write_text(json.dumps(told))
        return 0


def passes(item: pytest.Item) -> bool:
    """Whether a test passes, run alone with fixtures of its own."""
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _caches() -> list[Any]:
    """What tests and rules have remembered, to be emptied so that a test is seen to meet what an earlier one worked out for it."""
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, functools._lru_cache_wrapper)
        and str(thing.__module__).startswith(("tests.", "equipoise.rules."))
    ]


def fresh(switch: Switch, mutant: Mutant, tests: Sequence[str]) -> int:
    """Runs the tests with a mutant that lives before anything of its room is read; those of its own file first."""
    switch.alive = mutant.number
    silence()
    own = [test for test in tests if Path(test).stem == f"test_{Path(mutant.file).stem}"]
    passed = all(pytest.main([*QUIET, "-x", *some]) in PASSED for some in (own, tests) if some)
    return SURVIVED if passed else KILLED


def silence(log: str = os.devnull) -> None:
    """Sends what pytest prints into a file, or nowhere."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT)
    os.dup2(file, 1)
    os.dup2(file, 2)


def warm() -> None:
    """Reads what every fork needs and no mutant is in."""
    import_all = ("lark", "msgspec", "pydantic", "yaml", "equipoise.protocol.load", "equipoise.facts.read")
    for name in import_all:
        __import__(name)
    hypothesis.settings.register_profile(
        "mutation",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutation")


def run(root: Path, room: str, places: Sequence[str], everything: bool, workers: int, told: Path) -> None:
    """Writes what became of each mutant of a room in a copy of the tree, as JSON."""
    files = sorted(path for pattern in ROOMS[room].sources for path in root.glob(pattern))
    switch, found = instrument(root, files)
    mutants = [one for one in found if (one.boundary or everything) and _is_asked(one, places)]
    warm()
    tests = [str(path) for pattern in ROOMS[room].tests for path in sorted(root.glob(pattern))]
    session = Session(switch, mutants, workers, told)
    log = told.with_suffix(".log")
    assert wait(fork(lambda: _quietly(session, tests, log))) == 0, log.read_text("utf-8")
    answer: dict[str, Any] = json.loads(told.read_text())
    if "failed" not in answer:
        results = answer["results"]
        starts = (
            (one.number, functools.partial(fork, functools.partial(fresh, switch, one, tests), PATIENCE_FRESH))
            for one in mutants
            if results[str(one.number)] == FRESH
        )
        for number, code in in_turn(starts, workers):
            results[str(number)] = named(code)
        answer = {"mutants": [{**vars(one), "result": results[str(one.number)]} for one in mutants]}
    told.write_text(json.dumps(answer))


def _quietly(session: Session, tests: Sequence[str], log: Path) -> int:
    silence(str(log))
    return int(pytest.main([*QUIET, *tests], plugins=[session]))


def _is_asked(mutant: Mutant, places: Sequence[str]) -> bool:
    return not places or any(f"{mutant.file}:{mutant.line}".endswith(place) or place in mutant.file for place in places)

"""Writes docs/reference/mutation.md: what the mutants of each room came to, and those that change nothing with their reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.mutation.judge import Outcome
from tests.mutation.known_equivalent import Equivalent
from tests.mutation.rooms import ROOMS

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "mutation.md"
_HEAD: Final = """# Mutation testing of the rules

Written by `make mutate` (`tests/mutation/`); do not edit.

A test that runs a rule need not notice when the rule is wrong. So each rule is changed on purpose, one small step at
a time (a *mutant*), and the tests of its room must notice: `<` becomes `<=`, a limit moves by one, `and` becomes `or`,
`min` becomes `max`, a `not` goes. A mutant that no test notices has *survived*. On a **boundary** (an order or
equality, a number compared with, a named limit or table) none may survive, unless it changes nothing that anybody
could see. Those are listed below, each with its reason, and the list is checked: an entry that a test notices, or
that stands for no mutant, is a failure. Why the tool is our own:
[decision 13](../decisions/0013-mutants-live-in-forks-of-one-process.md).

`make mutate ROOM=safety` runs one room and writes its row; `.venv/bin/python -m tests.mutation safety --at grade.py:120`
asks about one line and writes nothing. Survivors are printed with file, line and both readings; exit code 1 if one
on a boundary lives.

With `--everywhere` what is no boundary is changed too (`in`, `is None`, `and`, `or`, `not`, `min`, `any`, `+`, other
numbers). That takes much longer and is not counted here: a survivor there is work for the room, not a failure.

| room | mutants on a boundary | killed | change nothing | surviving |
|---|---:|---:|---:|---:|
"""
_EQUIVALENT: Final = """
## Mutants that change nothing

| where | as written | mutant | why nobody could tell |
|---|---|---|---|
"""


def write_page(now: str, outcomes: Mapping[str, Outcome], equivalent: Mapping[Equivalent, str]) -> str:
    """The page with the rows of these rooms anew; rooms that were not run keep theirs."""
    kept = dict(re.findall(r"^(\| ([a-z]+) \|(?: \d+ \|)+)$", now, re.MULTILINE))
    rows = {name: row for row, name in kept.items()} | {room: _row(one) for room, one in outcomes.items()}
    counts = "".join(f"{rows[room]}\n" for room in ROOMS if room in rows)
    return _HEAD + counts + _EQUIVALENT + "".join(f"{line}\n" for line in _reasons(equivalent))


def _row(outcome: Outcome) -> str:
    counts = [outcome.count(rows, True) for rows in (outcome.killed, outcome.equivalent, outcome.surviving)]
    return f"| {' | '.join((outcome.room, str(sum(counts)), *map(str, counts)))} |"


def _reasons(equivalent: Mapping[Equivalent, str]) -> Iterator[str]:
    for (file, within, before, after), because in sorted(equivalent.items()):
        short = file.removeprefix("src/equipoise/rules/")
        yield f"| {short} {within} | `{_cell(before)}` | `{_cell(after)}` | {because} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")

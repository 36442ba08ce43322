from __future__ import annotations

import sqlite3

from equipoise.simulation.rehearsal import colleague, staff_of
from equipoise.trial.permissions import ROLES
from tests.cli.terminal import ASPIRE, Terminal


def test_every_role_of_the_demo_has_a_colleague_for_acts_that_need_a_second_person(second: Terminal) -> None:
    told = second.process("demo", "--study", ASPIRE, "--no-serve")
    assert told.status == 0, told.words
    with sqlite3.connect(second.home / "equipoise.sqlite3") as store:
        names = {name for (name,) in store.execute("SELECT username FROM auth_user WHERE password <> ''")}
    wanted = {account(role) for role in ROLES for account in (staff_of, colleague)}
    assert wanted <= names
    assert all(account in told.out for account in wanted)


def test_a_demo_that_was_cut_short_goes_on(terminal: Terminal) -> None:
    words = ("trial", "rehearse", ASPIRE, "--participants", "3", "--seed", "5")
    assert terminal(*words, "--until", "2026-05-01").status == 0
    part = terminal("trial", "state", "--json").json["facts"]
    (terminal.home / ".unfinished-rehearsal-ASPIRE-3").touch()
    told = terminal.process("demo", "--study", ASPIRE, "--participants", "3", "--seed", "5", "--no-serve")
    assert told.status == 0, told.words
    assert f"cut short after {part} facts: it goes on" in told.err
    assert terminal("trial", "state", "--json").json["facts"] > part
    assert "is there already" in terminal.process("demo", "--study", ASPIRE, "--no-serve").err

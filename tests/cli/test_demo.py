from __future__ import annotations

import sqlite3

from equipoise.protocol.roles import roles_of
from equipoise.simulation.rehearsal import colleague, staff_of
from equipoise.trial.permissions import ROLES
from tests.cli.terminal import ASPIRE, Terminal
from tests.rehearsals import SECOND, protocols_of


def test_every_role_that_the_study_has_is_there_twice_and_no_other(second: Terminal) -> None:
    told = second.process("demo", "--study", ASPIRE, "--no-serve")
    assert told.status == 0, told.words
    with sqlite3.connect(second.home / "equipoise.sqlite3") as store:
        names = {name for (name,) in store.execute("SELECT username FROM auth_user WHERE password <> ''")}
    at_work = roles_of(protocols_of(SECOND).first)
    wanted = {account(role) for role in at_work for account in (staff_of, colleague)}
    assert names == wanted
    assert all(account in told.out for account in wanted)
    assert set(ROLES) - set(at_work) == {
        "apheresis_nurse",
        "cell_technician",
        "quality_releaser",
        "infusion_nurse",
        "radiologist",
    }
    assert not any(staff_of(role) in told.out for role in set(ROLES) - set(at_work))


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

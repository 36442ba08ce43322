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

from __future__ import annotations

from equipoise.facts import Body
from equipoise.facts.casebook import Locked, Unlocked
from equipoise.rules.visits import form_target, locked
from tests.rules.visits.booklet import book


def code(*bodies: Body, study: tuple[Body, ...] = ()) -> str:
    reason = locked(book(*bodies), book(*study), "VS", "SCR.1", "SCR.1")
    return reason.code if reason else ""


def test_nothing_is_locked_at_first() -> None:
    assert code() == ""


def test_a_lock_names_its_level_and_holds_for_its_target_only() -> None:
    assert code(Locked(level="form", target=form_target("VS", "SCR.1"))) == "locked-form"
    assert code(Locked(level="form", target=form_target("VS", "SCR.2"))) == ""
    assert code(Locked(level="visit", target="SCR.1")) == "locked-visit"
    assert code(Locked(level="participant", target="P1")) == "locked-participant"
    assert code(study=(Locked(level="trial", target=""),)) == "locked-trial"


def test_an_unlock_opens_and_a_later_lock_closes_again() -> None:
    lock, unlock = Locked(level="visit", target="SCR.1"), Unlocked(level="visit", target="SCR.1")
    assert code(lock, unlock) == ""
    assert code(lock, unlock, lock) == "locked-visit"
    assert code(lock, Unlocked(level="form", target=form_target("VS", "SCR.1"))) == "locked-visit"

from __future__ import annotations

from datetime import UTC, datetime

from equipoise.facts.safety import SafetyReportSent
from equipoise.protocol.model import Clock
from equipoise.rules.safety import Running, clocks, due_moment
from tests.rules.example import PLAN, altered, form, history, study, t

FATAL = {
    "AETERM": "Sepsis",
    "AETOXGR": 5,
    "AESER": "Y",
    "AEREL": "RELATED",
    "AESTDTC": "2026-06-15",
    "AEAWARE": "2026-06-15T10:00:00.000000Z",
}
REPORT = SafetyReportSent(instance="1", clock="first", to="sponsor")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def test_a_fatal_event_starts_both_clocks_the_earliest_due_first():
    first, fatal = clocks(study(), history(form("AE", "1", FATAL)), at(16, 9))
    assert (first.clock, first.due, first.overdue) == ("first", at(16, 10), False)
    assert (fatal.clock, fatal.due) == ("fatal", datetime(2026, 6, 22, 16, tzinfo=UTC))


def test_days_end_at_local_midnight_and_the_day_of_awareness_is_day_zero():
    plan = Clock.model_validate({"name": t("-"), "when": "AESER = Y", "to": t("-"), "days": 7})
    assert due_moment(plan, datetime(2026, 6, 15, 15, 59, tzinfo=UTC), "Asia/Shanghai") == datetime(
        2026, 6, 22, 16, tzinfo=UTC
    )
    assert due_moment(plan, datetime(2026, 6, 15, 16, 0, tzinfo=UTC), "Asia/Shanghai") == datetime(
        2026, 6, 23, 16, tzinfo=UTC
    )


def test_what_is_not_sent_in_time_is_overdue():
    assert clocks(study(), history(form("AE", "1", FATAL)), at(16, 11))[0].overdue


def test_a_report_in_time_settles_the_clock():
    facts = history(form("AE", "1", FATAL), (REPORT, "2026-06-16T09:00:00.000000Z"))
    running = clocks(study(), facts, at(30, 0))[0]
    assert (running.sent, running.report, running.overdue) == (at(16, 9), 2, False)


def test_a_late_report_stays_late():
    facts = history(form("AE", "1", FATAL), (REPORT, "2026-06-17T09:00:00.000000Z"))
    assert clocks(study(), facts, at(30, 0))[0].overdue


def test_an_event_that_is_not_serious_starts_no_clock():
    assert clocks(study(), history(form("AE", "1", FATAL | {"AESER": "N"})), at(16, 0)) == ()


FOLLOW = {
    "fatal": {"name": t("Fatal"), "when": "AESER = Y", "to": t("Authority"), "days": 7},
    "more": {"name": t("More"), "when": "AESER = Y", "to": t("Authority"), "days": 8, "after": "fatal"},
}
FATAL_SENT = SafetyReportSent(instance="1", clock="fatal", to="authority")


def followed(*facts: object) -> tuple[Running, ...]:
    return clocks(
        altered(safety={**PLAN["safety"], "clocks": FOLLOW}), history(form("AE", "1", FATAL), *facts), at(17, 0)
    )


def test_what_follows_a_report_begins_with_it():
    assert [running.clock for running in followed()] == ["fatal"]
    fatal, more = followed((FATAL_SENT, "2026-06-16T09:00:00.000000Z"))
    assert (fatal.state, more.state) == ("sent", "running")
    assert more.began == at(16, 9)
    assert more.due == datetime(2026, 6, 24, 16, tzinfo=UTC)


def test_a_report_of_which_only_the_day_is_known_is_judged_by_that_local_day():
    in_time, _ = followed((FATAL_SENT, "2026-06-22"))
    assert (in_time.state, in_time.sent) == ("sent", datetime(2026, 6, 21, 16, tzinfo=UTC))
    late, _ = followed((FATAL_SENT, "2026-06-23"))
    assert late.state == "sent late"

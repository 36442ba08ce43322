"""The blinded readers of a rehearsal: every scan read twice, nobody for two, a decision where they differ."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from equipoise.analysis.results import first_results
from equipoise.facts.casebook import FormSaved
from equipoise.facts.form_look import day_of
from equipoise.rules.response import central, readings
from equipoise.simulation.rehearsal.read_blinded import accounts_of
from tests.rehearsals import SECOND, played


def read() -> dict[str, dict[str, list[tuple[date | None, str]]]]:
    """Participant -> reader's code -> the day of each scan with who read it."""
    found = defaultdict(lambda: defaultdict(list))
    for fact in played().facts:
        if isinstance(fact.body, FormSaved) and fact.body.form == "TU":
            day = day_of(fact.body.items["TRDAT"], "Asia/Shanghai")
            found[fact.subject][fact.body.items["TREVAL"]].append((day, fact.actor))
    return found


def test_every_scan_of_the_investigator_is_read_by_both_readers_in_the_order_of_days():
    trial = played().trial
    for number, codes in read().items():
        if readings(trial.protocols.first, trial.participants[number]).wanted:
            continue  # the newest scans may wait when the rehearsal ends
        blind = [day for day, _ in codes["INDEPENDENT ASSESSOR"]]
        assert blind == sorted(blind)
        assert blind == [day for day, _ in codes["SECOND INDEPENDENT ASSESSOR"]]


def test_nobody_reads_for_two():
    people = defaultdict(set)
    for codes in read().values():
        for code, scans in codes.items():
            people[code] |= {who for _, who in scans}
    assert all(len(who) == 1 for who in people.values())
    assert len(set.union(*people.values())) == len(people)


def test_where_readers_differ_somebody_decided_or_still_waits():
    trial = played().trial
    study = trial.protocols.first
    decided = [number for number, codes in read().items() if "ADJUDICATOR" in codes]
    assert decided
    for number in decided:
        found = central(study, trial.participants[number])
        assert found.differ
        assert found.stands in study.response.readers.central


def test_the_central_reading_of_progression_has_events():
    trial = played().trial
    last = max(fact.day("Asia/Shanghai") for fact in played().facts)
    found = first_results(trial, trial.version_on(last), last).endpoint("pfs_central")
    assert sum(row.event for row in found.rows) >= 5


def test_a_study_without_blinded_readers_has_no_accounts_for_them():
    assert accounts_of(played(SECOND).study) == {}
    assert sorted(set(accounts_of(played().study).values())) == [
        "demo-radiologist",
        "demo-radiologist-2",
        "demo-radiologist-3",
    ]

"""The figures that the registry's interface tells of all records: their addresses, and how they are kept."""

from __future__ import annotations

from threading import enumerate as enumerate_threads

import pytest
from django.test import Client

from equipoise.registry.search.pieces import pieces
from equipoise.web.api_v2 import kept_statistics
from equipoise.web.api_v2.kept_statistics import COUNTING, KeptStatistics
from equipoise.web.registry import Registry
from tests.web.api_records import BASE

pytestmark = pytest.mark.usefixtures("served")


def test_figures_over_all_records(client: Client) -> None:
    assert client.get(f"{BASE}/stats/size").json()["totalStudies"] == 25
    (phases,) = client.get(f"{BASE}/stats/field/values?fields=Phase").json()
    assert phases["topValues"] == [{"value": "PHASE1", "studiesCount": 25}, {"value": "PHASE2", "studiesCount": 13}]
    truths = client.get(f"{BASE}/stats/field/values?types=BOOLEAN,NUMBER").json()
    assert {one["type"] for one in truths} == {"BOOLEAN", "NUMBER"}
    assert len(client.get(f"{BASE}/stats/field/values").json()) == len(pieces())
    (lists,) = client.get(f"{BASE}/stats/field/sizes?fields=protocolSection.designModule.phases").json()
    assert lists["topSizes"] == [{"size": 2, "studiesCount": 13}, {"size": 1, "studiesCount": 12}]
    assert "protocolSection.armsInterventionsModule.interventions" in {
        one["field"] for one in client.get(f"{BASE}/stats/field/sizes").json()
    }


@pytest.mark.parametrize(
    ("earlier", "today"),
    [
        ("stats/fieldValues?fields=Phase", "stats/field/values?fields=Phase"),
        ("stats/fieldValues?types=ENUM", "stats/field/values?types=ENUM"),
        ("stats/listSizes", "stats/field/sizes"),
    ],
)
def test_figures_stand_at_their_earlier_addresses_too(client: Client, earlier: str, today: str) -> None:
    assert client.get(f"{BASE}/{earlier}").json() == client.get(f"{BASE}/{today}").json()


@pytest.mark.parametrize(
    ("earlier", "today"),
    [
        ("stats/fieldValues/Phase", "stats/field/values?fields=Phase"),
        ("stats/fieldValues/hasResults", "stats/field/values?fields=HasResults"),
        ("stats/listSizes/Intervention", "stats/field/sizes?fields=Intervention"),
    ],
)
def test_one_field_has_an_earlier_address_of_its_own(client: Client, earlier: str, today: str) -> None:
    assert [client.get(f"{BASE}/{earlier}").json()] == client.get(f"{BASE}/{today}").json()


def test_figures_of_other_fields_are_counted_anew(here: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    assert KeptStatistics(here._folder / "statistics.json").of(here) is not None
    monkeypatch.setattr(kept_statistics, "pieces", lambda: {**pieces(), "Another": None})
    assert KeptStatistics(here._folder / "statistics.json")._read() is None


def test_figures_are_counted_once_and_kept_for_other_processes(here: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    assert KeptStatistics(here._folder / "statistics.json").of(here) is not None
    monkeypatch.setattr(here.records, "all", lambda: pytest.fail("counted twice"))
    kept = KeptStatistics(here._folder / "statistics.json").of(here)
    assert kept is not None and kept.statistics.studies == 25


def test_the_last_figures_are_told_while_newer_ones_are_counted(
    here: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = KeptStatistics(here._folder / "statistics.json")
    before = figures.of(here)
    monkeypatch.setattr(here, "state", lambda: "changed since")
    assert before is not None and figures.of(here) == before
    for thread in enumerate_threads():
        if thread.name == COUNTING:
            thread.join(30)
    after = figures.of(here)
    assert after is not None and (after.state, after.statistics) == ("changed since", before.statistics)


def test_many_records_are_counted_aside_and_the_figures_are_the_same(
    here: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = kept_statistics._counted(here.records)
    monkeypatch.setattr(kept_statistics, "FEW", 3)
    assert kept_statistics._counted(here.records) == few


def test_figures_that_take_long_are_told_later(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeptStatistics, "of", lambda self, registry: None)
    answer = client.get(f"{BASE}/stats/size")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "30" and "ETag" not in answer.headers

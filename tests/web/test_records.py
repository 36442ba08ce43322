"""The store of records keeps every version, takes nothing twice, and answers with the newest."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from equipoise.ledger import StoreFault
from equipoise.registry.read import ReadFault
from equipoise.registry.record import Record
from equipoise.values.text import same
from equipoise.web.records import Batch, Ready, RecordStore
from equipoise.web.store.driver import driver

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, 8, tzinfo=UTC)


def record(number: int = 1, title: str = "A study", updated: str = "2026-01-01", **more: Any) -> Record:
    identification = {"nctId": f"NCT{number:08d}", "briefTitle": title, **more}
    return Record(
        {
            "protocolSection": {
                "identificationModule": identification,
                "statusModule": {"lastUpdateSubmitDate": updated},
            },
            "ownKey": {"kept": ["as", "it", "came"]},
        }
    )


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return RecordStore(tmp_path / "registry" / "records.db")


def test_a_record_is_kept_as_it_came(store: RecordStore):
    store.put([record()], MONDAY, "page.json")
    kept = store.latest("NCT00000001")
    assert kept is not None
    assert kept.record == record() and (kept.number, kept.at, kept.source) == (1, MONDAY, "page.json")


def test_a_change_makes_a_version_and_a_copy_makes_none(store: RecordStore):
    store.put([record()], MONDAY, "a")
    done = store.put([record(), record(title="Renamed", updated="2026-02-01"), record(2)], TUESDAY, "b")
    assert (done.new, done.changed, done.same) == (1, 1, 1)
    assert [(kept.number, kept.record.title) for kept in store.versions("NCT00000001")] == [
        (1, "A study"),
        (2, "Renamed"),
    ]
    assert store.count() == 2


def test_an_older_copy_imported_later_takes_its_place_in_the_history(store: RecordStore):
    passed_on: list[Record] = []
    store.put([record(title="New", updated="2026-02-01")], MONDAY, "a")
    store.put([record(title="Old", updated="2020-02-01")], TUESDAY, "b", passed_on.extend)
    kept = store.latest("NCT00000001")
    assert kept is not None and kept.record.title == "New"
    assert [one.record.title for one in store.versions("NCT00000001")] == ["Old", "New"]
    assert passed_on == []


def test_what_is_kept_is_passed_on_and_what_is_known_is_not(store: RecordStore):
    passed_on: list[Record] = []
    store.put([record(1), record(2)], MONDAY, "a", passed_on.extend)
    store.put([record(1), record(3)], MONDAY, "a", passed_on.extend)
    assert [one.nct_id for one in passed_on] == ["NCT00000001", "NCT00000002", "NCT00000003"]


def test_a_fault_is_counted_and_the_rest_is_kept(store: RecordStore):
    done = store.put([record(1), ReadFault("x:2", same("broken")), record(2)], MONDAY, "x")
    assert done.read == 2 and [fault.where for fault in done.faults] == ["x:2"]


def test_an_earlier_number_leads_to_the_present_one(store: RecordStore):
    store.put([record(nctIdAliases=["NCT00000009"])], MONDAY, "a")
    assert store.renamed("NCT00000009") == "NCT00000001" and store.renamed("NCT00000001") is None


def test_several_come_in_the_order_asked_without_those_that_are_not_here(store: RecordStore):
    store.put([record(1), record(2)], MONDAY, "a")
    found = store.several(["NCT00000002", "NCT00000007", "NCT00000001"])
    assert [kept.record.nct_id for kept in found] == ["NCT00000002", "NCT00000001"]


def test_the_moment_of_the_data_is_that_of_the_last_change(store: RecordStore):
    assert store.changed_at() is None
    store.put([record()], MONDAY, "a")
    store.put([record()], TUESDAY, "a")
    assert store.changed_at() == MONDAY


def test_two_imports_at_once_lose_nothing(tmp_path: Path):
    path = tmp_path / "records.db"
    stores = RecordStore(path), RecordStore(path)
    work = [
        threading.Thread(target=store.put, args=([record(n) for n in range(start, 400, 2)], MONDAY, "x"))
        for start, store in enumerate(stores)
    ]
    for one in work:
        one.start()
    for one in work:
        one.join()
    assert stores[0].count() == 400


def test_a_file_of_a_newer_version_is_refused_in_words(tmp_path: Path):
    path = tmp_path / "records.db"
    RecordStore(path)
    connection = driver.connect(str(path))
    connection.execute("UPDATE format SET number = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreFault) as fault:
        RecordStore(path)
    assert "99" in str(fault.value)


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path):
    path = tmp_path / "records.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreFault):
        RecordStore(path)


def test_the_same_record_in_other_bytes_makes_no_version(store: RecordStore):
    raw = {**record().raw, "derivedSection": {"miscInfoModule": {"versionHolder": "2026-01-01"}}}
    turned = {name: raw[name] for name in reversed(raw)} | {
        "derivedSection": {"miscInfoModule": {"versionHolder": "2026-02-02"}}
    }
    words = [json.dumps(raw, indent=2).encode(), json.dumps(turned).encode(), json.dumps(turned, indent=1).encode()]
    ready = [Ready.of(Record(json.loads(one)), one) for one in words]
    done = store.put_ready([Batch(ready=ready)], MONDAY, "a", lambda _: None)
    assert (done.new, done.changed, done.same) == (1, 0, 2)
    kept = store.latest("NCT00000001")
    assert kept is not None and list(kept.record.raw) == list(raw)

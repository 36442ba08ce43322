"""Records prepared in processes of their own are the records that one process prepares."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from equipoise.registry.concepts import built_in
from equipoise.registry.read import Entry, Stretch, read_entries, read_parts
from equipoise.registry.record import Record
from equipoise.registry.search.ask import Ask, wanted
from equipoise.web import prepare as preparing
from equipoise.web.learnt import Learnt
from equipoise.web.prepare import Workers, chunks, documents_of, learn_from, prepare
from equipoise.web.records import unpacked
from equipoise.web.registry import Registry

AT = datetime(2026, 11, 16, 8, tzinfo=UTC)


def line(number: int) -> dict[str, object]:
    mesh = {"meshes": [{"id": f"D9{number:05d}", "term": f"Disease {number}"}]}
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": "SCLC" if number % 3 else "Asthma"}
        },
        "derivedSection": {"conditionBrowseModule": mesh},
    }


def entries(count: int) -> list[Entry]:
    words = b"".join(json.dumps(line(number)).encode() + b"\n" for number in range(1, count + 1))
    return [one for one in read_entries("x.jsonl", io.BytesIO(words + b"{broken\n")) if isinstance(one, Entry)]


def test_a_chunk_is_read_counted_and_tagged():
    batch, taught = prepare(entries(3))
    assert [one.nct_id for one in batch.ready] == ["NCT00000001", "NCT00000002", "NCT00000003"]
    assert [fault.where for fault in batch.faults] == ["x.jsonl:4"]
    assert batch.filling.records == 3 and len(taught.concepts.terms) == 3
    bodies = [one.body for one in batch.ready]
    assert [words for _, words in documents_of(bodies)] == [one.document for one in batch.ready]
    assert learn_from(bodies).concepts == taught.concepts


def test_several_processes_give_what_one_gives_in_the_same_order():
    chunks = [entries(40)[start : start + 9] for start in range(0, 41, 9)]
    with Workers(built_in(), Learnt()) as workers:
        found = [batch for batch, _ in workers.each(prepare, chunks)]
    here = [prepare(chunk)[0] for chunk in chunks]
    assert [[one.digest for one in batch.ready] for batch in found] == [[one.digest for one in b.ready] for b in here]
    assert [fault.where for batch in found for fault in batch.faults] == ["x.jsonl:41"]


def test_lines_that_stand_in_a_file_are_read_by_whoever_prepares_them(tmp_path: Path):
    file = tmp_path / "some.jsonl"
    file.write_bytes(b"".join(one.words + b"\n" for one in entries(5)))
    with file.open("rb") as data:
        parts = list(read_parts("some.jsonl", data, str(file)))
    assert [type(one) for one in parts] == [Stretch]
    batch, taught = prepare(parts)
    expected, expected_taught = prepare(entries(5))
    assert batch.ready == expected.ready and taught == expected_taught
    assert [fault.where for fault in batch.faults] == ["some.jsonl:6"]


def test_a_file_that_is_gone_before_its_lines_are_read_is_a_fault(tmp_path: Path):
    batch, _ = prepare([Stretch("gone.jsonl", str(tmp_path / "gone.jsonl"), 0, 10, 1, 1)])
    assert [fault.where for fault in batch.faults] == ["gone.jsonl"]


def test_a_stretch_goes_to_one_process_whole_and_records_by_the_hundred(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(preparing, "CHUNK", 3)
    stretch = Stretch("a", "a", 0, 1, 1, 1)
    given = [*entries(4), stretch, stretch, *entries(1)]
    assert [len(chunk) for chunk in chunks(given)] == [3, 3, 1, 2]
    assert [one for chunk in chunks(given) for one in chunk] == given


def at(number: int, city: str, latitude: float) -> Record:
    site = {"city": city, "country": "France", "geoPoint": {"lat": latitude, "lon": 2.0}}
    raw = line(number)
    raw["protocolSection"]["contactsLocationsModule"] = {"locations": [site]}  # type: ignore[index]  # a mapping by the line above
    return Record(raw)


def test_a_city_lies_where_the_first_record_put_it_whoever_read_that_one():
    records = [at(1, "Ici", 1.0), at(2, "Là", 2.0), at(3, "Ici", 3.0), at(4, "Là", 4.0)]
    here = Learnt()
    here.read(records)
    with Workers(built_in(), Learnt()) as workers:
        for _, taught in workers.each(prepare, [[one] for one in records] * 2):
            here.add(taught)
    assert {name: place.latitude for name, place in here.places.items()} == {"Ici, France": 1.0, "Là, France": 2.0}
    there = Learnt()
    with Workers(built_in(), Learnt()) as workers:
        told = [taught for _, taught in workers.each(prepare, [[one] for one in records] * 9)]
    for taught in told:
        there.add(taught)
    assert there.places == here.places
    assert sum(len(taught.places) for taught in told) < 2 * len(records)


def _is_deaf_to_ctrl_c(_: int) -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_ctrl_c_is_heard_by_who_imports_and_not_by_its_processes():
    with Workers(built_in(), Learnt()) as workers:
        assert [*workers.each(_is_deaf_to_ctrl_c, range(4))] == [True] * 4
    assert not _is_deaf_to_ctrl_c(0)


_IMPORTS = """
import os, time
from equipoise.registry.concepts import built_in
from equipoise.web.learnt import Learnt
from equipoise.web.prepare import Workers

if __name__ == "__main__":
    with Workers(built_in(), Learnt()) as workers:
        print(*workers.each(abs, [1]), flush=True)
        print(*workers._pool._processes, flush=True)
        time.sleep(60)
"""


def test_processes_end_with_who_began_them_however_that_one_ends(tmp_path: Path):
    script = tmp_path / "imports.py"
    script.write_text(_IMPORTS)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "1\n"
        processes = [int(one) for one in started.stdout.readline().split()]
        assert processes and all(map(_runs, processes))
        started.kill()
    deadline = monotonic() + 20
    while any(map(_runs, processes)) and monotonic() < deadline:
        sleep(0.05)
    assert not any(map(_runs, processes))


def _runs(process: int) -> bool:
    """Whether a process is there and no mere entry of one that ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_chunk_tells_only_what_its_process_was_not_told():
    chunks = [entries(20)[:20], entries(20)[:20], entries(30)[:30]]
    taught = prepare(chunks[0])[1]
    with Workers(built_in(), Learnt()) as workers:
        told = [learnt for _, learnt in workers.each(prepare, chunks[:2])]
        workers.teach(built_in(), taught)
        told += [learnt for _, learnt in workers.each(prepare, chunks[1:])]
    assert [len(one.concepts.terms) for one in told] == [20, 20, 0, 10]
    everything = Learnt()
    for one in told:
        everything.add(one)
    assert everything == prepare(chunks[2])[1]


def test_a_large_import_goes_through_processes_and_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("equipoise.web.registry.FEW", 10)
    monkeypatch.setattr("equipoise.web.registry.CHUNK", 7)
    opened = Registry(tmp_path)
    done = opened.take_over(entries(90), AT, "test")
    assert (done.new, len(done.faults)) == (90, 1)
    question = wanted(Ask(words={"cond": "small cell lung cancer"}), opened.concepts)
    assert opened.index.search(question, 0, 100).total == 60
    assert opened.index.search(wanted(Ask(words={"cond": "Disease 77"}), opened.concepts), 0, 5).ids == ("NCT00000077",)
    assert opened.take_over(entries(90), AT, "again").same == 90
    assert opened.reindex() == 90
    assert opened.index.search(question, 0, 100).total == 60
    assert preparing.FEW > 10


def test_what_was_kept_and_not_indexed_is_indexed_at_the_next_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = Registry(tmp_path)
    first.take_over(entries(5), AT, "whole")

    def breaks_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(first.index, "commit", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        first.take_over(entries(9), AT, "cut off")
    first.index.rollback()
    assert (first.records.count(), first.index.count()) == (9, 5)
    again = Registry(tmp_path)
    assert (again.index.count(), again.index.mark) == (9, again.records.mark())
    assert Registry(tmp_path).index.count() == 9


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"hasResults": True, "resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": [{"title": "Survival"}]}}},
        {"resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": "none"}}, "unknown": [1]},
        {"documentSection": {"largeDocumentModule": {"largeDocs": [{"hasProtocol": True}]}}},
    ],
)
def test_a_record_read_in_part_gives_the_document_of_the_whole(more: dict[str, object]):
    (entry,) = read_entries("x.jsonl", io.BytesIO(json.dumps({**line(1), **more}).encode() + b"\n"))
    assert isinstance(entry, Entry)
    batch, _ = prepare([entry])
    whole = entry.read()
    assert isinstance(whole, Record)
    assert json.loads(batch.ready[0].document) == json.loads(prepare([whole])[0].ready[0].document)
    assert unpacked(batch.ready[0].body) == whole

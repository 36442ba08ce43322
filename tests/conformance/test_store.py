"""What every store promises: memory, SQLite and PostgreSQL alike."""

from __future__ import annotations

import threading

import pytest

from equipoise.ledger import Envelope, KeyReused, Store, StoreFault, Unstorable, empty, verify
from equipoise.web.store import open_store
from tests.ledger.examples import STUDY, command, draft, fill


class Interrupted(Exception):
    """What a mistake in the middle of a block looks like."""


def append(store: Store, *commands: Envelope, then: Exception | None = None) -> None:
    """Appends one fact for each command in one block, which then may fail."""
    with store.writing(STUDY) as chain:
        for one in commands:
            chain.append(one, [draft("P005")])
        if then is not None:
            raise then


def test_a_new_store_has_no_studies_and_the_prescribed_first_hash(store: Store) -> None:
    assert store.studies() == ()
    assert store.head(STUDY) == empty(STUDY)
    assert list(store.read(STUDY)) == []


def test_facts_get_their_place_in_the_chain_the_stream_and_the_command(store: Store) -> None:
    with store.writing(STUDY) as chain:
        rows = chain.append(command(1), [draft("P001"), draft("P002"), draft("P001")])
        rows += chain.append(command(2), [draft("P002")])
    assert [(row.seq, row.stream, row.version, row.part) for row in rows] == [
        (1, "P:P001", 1, 0),
        (2, "P:P002", 1, 1),
        (3, "P:P001", 2, 2),
        (4, "P:P002", 2, 0),
    ]
    assert list(store.read(STUDY)) == list(rows)
    assert (store.head(STUDY).seq, store.head(STUDY).hash) == (4, rows[-1].hash)
    assert verify(store.read(STUDY), STUDY).ok


def test_everything_that_was_given_comes_back_sign_by_sign(store: Store) -> None:
    words = '随访 "C1D1"\\ \n\t😀\u2028 é e\u0301 %s ? \x7f' + "长" * 10_000
    one = command(1, actor="李医生", received="2018-05-12T08:00:00Z", site="")
    given = draft(reason=words, body='{"note":"' + "汉" * 10_000 + '"}', happened="2018-05", schema=7)
    with store.writing(STUDY) as chain:
        chain.append(one, [given])
    (row,) = store.read(STUDY)
    assert (row.reason, row.body, row.happened, row.schema) == (words, given.body, "2018-05", 7)
    assert (row.actor, row.received, row.site, row.recorded) == ("李医生", "2018-05-12T08:00:00Z", "", one.recorded)
    assert verify(store.read(STUDY)).ok


def test_reading_takes_what_lies_after_one_fact_and_until_another(store: Store) -> None:
    rows = fill(store)
    assert list(store.read(STUDY, after=3)) == rows[3:]
    assert list(store.read(STUDY, after=3, until=5)) == rows[3:5]
    assert list(store.read(STUDY, until=0)) == []
    assert list(store.read(STUDY, after=99)) == []


def test_a_participants_facts_are_found_in_order(store: Store) -> None:
    rows = fill(store)
    with store.writing(STUDY) as chain:
        rows += chain.append(command(6), [draft("", stream="S", kind="EnrolmentClosed", subject="")])
    assert list(store.read_subject(STUDY, "P001")) == [row for row in rows if row.subject == "P001"]
    assert list(store.read_subject(STUDY, "P999")) == []
    assert [row.kind for row in store.read_subject(STUDY, "")] == ["EnrolmentClosed"]


def test_studies_have_chains_of_their_own(store: Store) -> None:
    fill(store, 2, "NCT00000002")
    fill(store, 3, STUDY)
    assert store.studies() == (STUDY, "NCT00000002")
    assert (store.head(STUDY).seq, store.head("NCT00000002").seq) == (6, 4)
    assert verify(store.read("NCT00000002"), "NCT00000002").ok


def test_the_same_command_again_returns_what_it_stored_and_stores_nothing(store: Store) -> None:
    rows = fill(store, 2)
    with store.writing(STUDY) as chain:
        new = chain.append(command(3), [draft()])
        assert chain.append(command(2), [draft("P777")]) == tuple(rows[2:])
        assert chain.append(command(3), [draft("P777")]) == new
    assert store.head(STUDY).seq == 5
    assert store.find(STUDY, "key-2") == tuple(rows[2:])
    assert store.find(STUDY, "key-9") == ()


def test_a_key_that_comes_with_another_command_is_refused_and_the_block_stores_nothing(store: Store) -> None:
    fill(store, 1)
    with pytest.raises(KeyReused) as refused:
        append(store, command(2), command(1, digest="f" * 64))
    assert refused.value.key == "key-1"
    assert "key-1" in refused.value.text.zh
    assert store.head(STUDY).seq == 2


def test_a_command_without_facts_stores_nothing(store: Store) -> None:
    with store.writing(STUDY) as chain:
        assert chain.append(command(1), []) == ()
        assert chain.append(command(1), [draft()])[0].seq == 1


def test_a_block_that_is_broken_off_leaves_no_trace(store: Store) -> None:
    rows = fill(store, 1)
    with pytest.raises(Interrupted):
        append(store, command(2), then=Interrupted())
    assert list(store.read(STUDY)) == rows
    with store.writing(STUDY) as chain:
        (row,) = chain.append(command(2), [draft("P005")])
    assert (row.seq, row.version) == (3, 1)
    assert verify(store.read(STUDY)).ok


def test_a_writer_sees_its_own_facts_and_readers_see_only_committed_ones(store: Store) -> None:
    before = fill(store, 1)
    with store.writing(STUDY) as chain:
        new = chain.append(command(2), [draft()])
        assert chain.find("key-2") == new
        assert list(chain.read()) == before + list(new)
        assert list(chain.read(after=2)) == list(new)
        assert chain.find("key-2") == new
        assert (chain.head.seq, chain.head.hash) == (3, new[0].hash)
        assert list(store.read(STUDY)) == before
        assert store.head(STUDY).seq == 2
    assert store.head(STUDY).seq == 3


def test_thousands_of_facts_in_one_block_are_one_sound_chain(store: Store) -> None:
    with store.writing(STUDY) as chain:
        for number in range(1, 1501):
            chain.append(command(number), [draft(f"P{number % 50:03d}")] * 3)
        again = chain.append(command(7), [draft()])
    assert [row.seq for row in again] == [19, 20, 21]
    found = verify(store.read(STUDY), STUDY)
    assert (found.ok, found.count) == (True, 4500)


def test_a_long_read_ends_where_the_chain_ended_when_it_began(store: Store) -> None:
    with store.writing(STUDY) as chain:
        for number in range(1, 1001):
            chain.append(command(number), [draft(f"P{number % 50:03d}")] * 5)
    reader = store.read(STUDY, after=10)
    assert next(reader).seq == 11
    append(store, command(1001))
    assert [row.seq for row in reader] == list(range(12, 5001))


def test_a_reader_that_stops_early_holds_nobody_up(store: Store) -> None:
    fill(store)
    for _ in range(30):
        reader = store.read(STUDY)
        assert next(reader).seq == 1
    with store.writing(STUDY) as chain:
        chain.append(command(6), [draft()])
    assert store.head(STUDY).seq == 11


@pytest.mark.parametrize(
    ("one", "given", "flaw"),
    [
        (command(1, recorded="2018-05-10T08:00:00Z"), draft(), "recorded"),
        (command(1, received="yesterday"), draft(), "received"),
        (command(1, key=""), draft(), "key"),
        (command(1, actor="al\0ice"), draft(), "NUL"),
        (command(1), draft(reason="\0"), "NUL"),
        (command(1), draft(reason="\ud800"), "surrogate"),
        (command(1), draft(body="[]"), "object"),
        (command(1), draft(happened="10/05/2018"), "happened"),
        (command(1), draft(cause=2), "cause"),
        (command(1), draft(schema=0), "schema"),
        (command(1), draft(kind=""), "kind"),
    ],
)  # fmt: skip
def test_what_breaks_the_format_is_not_stored(store: Store, one: object, given: object, flaw: str) -> None:
    with pytest.raises(Unstorable, match=flaw), store.writing(STUDY) as chain:
        chain.append(one, [draft(), given])  # type: ignore[arg-type, list-item]
    assert store.studies() == ()


def test_threads_that_write_at_once_leave_one_sound_chain(store: Store) -> None:
    def write(worker: int) -> None:
        for number in range(10):
            with store.writing(STUDY) as chain:
                chain.append(command(number, key=f"{worker}-{number}"), [draft(f"P{number}"), draft("P0")])

    workers = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = verify(store.read(STUDY), STUDY)
    assert (found.ok, found.count) == (True, 80)


def test_facts_are_there_after_the_store_was_closed_and_opened_again(durable_url: str) -> None:
    first = open_store(durable_url)
    rows = fill(first)
    first.close()
    second = open_store(durable_url)
    assert list(second.read(STUDY)) == rows
    second.close()
    with pytest.raises(RuntimeError, match="closed"):
        second.head(STUDY)


def test_a_url_that_names_no_store_is_answered_in_both_languages() -> None:
    for url in ("", "mysql://host/name", "sqlite:ledger.db", "sqlite:///"):
        with pytest.raises(StoreFault, match="names no store") as refused:
            open_store(url)
        assert "不是存储地址" in refused.value.text.zh

from __future__ import annotations

import hashlib
import json

from equipoise.ledger import COLUMNS, empty, genesis, hash_of
from equipoise.ledger.chain import link
from tests.ledger.examples import STUDY, chain_of, command, draft, some_rows


def test_a_hash_is_sha_256_over_a_zero_byte_and_the_json_array_of_all_other_columns() -> None:
    (row,) = chain_of([(command(1), [draft(reason='"长"\n')])])
    array = json.dumps(list(row)[:-1], ensure_ascii=False, separators=(",", ":")).encode()
    assert row.hash == hashlib.sha256(b"\x00" + array).hexdigest() == hash_of(row[:-1])
    assert COLUMNS[-1] == "hash"


def test_a_chain_begins_with_the_hash_of_the_format_and_the_study() -> None:
    assert genesis(STUDY) == hashlib.sha256(f"equipoise/ledger/1/{STUDY}".encode()).hexdigest()
    assert some_rows()[0].previous == genesis(STUDY)
    assert genesis("NCT00000002") != genesis(STUDY)


def test_every_fact_names_the_hash_of_the_one_before_it() -> None:
    rows = some_rows()
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert len({row.hash for row in rows}) == len(rows)


def test_each_column_counts() -> None:
    row = some_rows()[4]
    for name in COLUMNS[:-1]:
        value = getattr(row, name)
        other = row._replace(**{name: value + 1 if isinstance(value, int) else value + "x"})
        assert hash_of(other[:-1]) != row.hash, name


def test_versions_go_on_from_those_that_a_stream_has() -> None:
    rows = link(
        STUDY, empty(STUDY), {"P:P001": 7, "P:P002": 0}, command(), [draft("P001"), draft("P002"), draft("P001")]
    )
    assert [row.version for row in rows] == [8, 1, 9]


def test_a_cause_may_be_an_earlier_fact_of_the_same_command() -> None:
    rows = chain_of([(command(1), [draft(), draft()._replace(cause=1)])])
    assert rows[1].cause == 1

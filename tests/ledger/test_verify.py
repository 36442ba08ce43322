from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.ledger import COLUMNS, Row, StoreFault, hash_of, verify
from equipoise.values.text import Text, same
from equipoise.web.store import open_store
from tests.ledger.examples import STUDY, chain_of, command, draft, fill, some_rows


def sealed(row: Row, **changes: object) -> Row:
    """A row with changes and a hash that fits them, as a careful forger makes it."""
    changed = row._replace(**changes)  # type: ignore[arg-type]
    return changed._replace(hash=hash_of(changed[:-1]))


def resealed(rows: list[Row]) -> list[Row]:
    """A chain whose hashes are all computed anew."""
    for place in range(1, len(rows)):
        rows[place] = sealed(rows[place], previous=rows[place - 1].hash)
    return rows


def test_a_sound_chain_is_ok_and_tells_its_head() -> None:
    rows = some_rows(12)
    found = verify(rows)
    assert (found.ok, found.count, found.bad, found.why) == (True, 12, 0, None)
    assert (found.head.hash, found.study) == (rows[-1].hash, STUDY)


def test_an_empty_ledger_is_sound() -> None:
    found = verify([], STUDY)
    assert (found.ok, found.count, found.study) == (True, 0, STUDY)


TAMPERED: dict[str, tuple[Callable[[list[Row]], list[Row]], int, str]] = {
    "a fact is changed": (lambda r: [*r[:4], r[4]._replace(body="{}"), *r[5:]], 5, "was changed"),
    "a fact is changed and its hash too": (lambda r: [*r[:4], sealed(r[4], body="{}"), *r[5:]], 6, "does not continue"),
    "the last fact's hash is changed": (lambda r: [*r[:-1], r[-1]._replace(hash="0" * 64)], 12, "was changed"),
    "the first fact is removed": (lambda r: r[1:], 1, "missing: fact 2"),
    "a fact is removed": (lambda r: r[:6] + r[7:], 7, "missing: fact 8"),
    "two facts are swapped": (lambda r: [*r[:2], r[3], r[2], *r[4:]], 3, "missing: fact 4"),
    "a fact stands twice": (lambda r: [*r[:6], r[5], *r[6:]], 7, "fact 6 stands a second time"),
    "the chain begins elsewhere": (lambda r: resealed([sealed(r[0], previous="0" * 64), *r[1:]]), 1, "does not begin"),
    "another study's fact": (lambda r: resealed([*r[:3], sealed(r[3], study="NCT9"), *r[4:]]), 4, "names study NCT9"),
    "a version is left out": (lambda r: resealed([*r[:8], sealed(r[8], version=9), *r[9:]]), 9, "version 9 of stream"),
    "a part is left out": (lambda r: resealed([*r[:5], sealed(r[5], part=2), *r[6:]]), 6, "part 2 of command key-3"),
    "a command starts in the middle": (lambda r: resealed([sealed(r[0], part=1), *r[1:]]), 1, "part 1 of command"),
    "a command is split": (lambda r: resealed([*r[:5], sealed(r[5], command="x"), *r[6:]]), 6, "part 1 of command x"),
    "another actor in one command": (
        lambda r: resealed([*r[:5], sealed(r[5], actor="bob"), *r[6:]]),
        6,
        "differs from",
    ),
    "a key comes again": (
        lambda r: resealed([*r[:10], *(sealed(row, command="key-2") for row in r[10:])]),
        11,
        "carries the key key-2",
    ),
    "a later cause": (lambda r: resealed([*r[:4], sealed(r[4], cause=5), *r[5:]]), 5, "names fact 5 as its cause"),
    "a number is text": (lambda r: resealed([*r[:4], sealed(r[4], cause="4"), *r[5:]]), 5, "another type"),
}


@pytest.mark.parametrize(("tamper", "bad", "why"), TAMPERED.values(), ids=TAMPERED)
def test_the_first_bad_fact_is_named(tamper: Callable[[list[Row]], list[Row]], bad: int, why: str) -> None:
    found = verify(tamper(some_rows(12)), STUDY)
    assert not found.ok
    assert found.bad == bad
    assert found.count == bad - 1
    assert found.why is not None
    assert why in found.why.en
    assert str(bad) in found.why.zh


@given(st.data())
def test_any_flipped_bit_of_any_column_is_found_at_its_fact(data: st.DataObject) -> None:
    rows = some_rows(8)
    place = data.draw(st.integers(0, 7))
    name = data.draw(st.sampled_from(COLUMNS))
    value = getattr(rows[place], name)
    if isinstance(value, int):
        changed: object = value ^ 1 << data.draw(st.integers(0, 40))
    elif value:
        letter = data.draw(st.integers(0, len(value) - 1))
        changed = value[:letter] + chr(ord(value[letter]) ^ 1 << data.draw(st.integers(0, 6))) + value[letter + 1 :]
    else:
        changed = "x"
    rows[place] = rows[place]._replace(**{name: changed})
    assert verify(rows, STUDY).bad == place + 1


@given(st.permutations(range(6)))
def test_any_other_order_is_found(order: list[int]) -> None:
    rows = some_rows(6)
    first = next((place for place, seq in enumerate(order) if place != seq), None)
    assert verify([rows[place] for place in order]).bad == (0 if first is None else first + 1)


def test_the_ledger_of_another_study_is_not_this_one() -> None:
    assert verify(some_rows(), "NCT00000002").bad == 1


def test_a_clock_that_stepped_back_is_flagged_but_no_fault() -> None:
    found = verify(chain_of([(command(n), [draft()]) for n in (1, 2, 9, 4, 5)]))
    assert (found.ok, found.clock_back) == (True, 4)


def test_a_store_that_fails_while_it_is_read_is_a_finding_at_the_next_fact() -> None:
    def failing() -> Iterator[Row]:
        yield from some_rows()[:4]
        raise StoreFault(same("unreadable page"))

    found = verify(failing())
    assert (found.ok, found.bad, found.why) == (
        False,
        5,
        Text("Fact 5 cannot be read. unreadable page", "第 5 条事实无法读取。unreadable page"),
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_flipped_bit_anywhere_in_the_database_file_changes_no_fact_unnoticed(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "ledger.db"
    store = open_store(f"sqlite:///{path}")
    rows = fill(store, 30)
    store.close()
    sound = path.read_bytes()
    noticed = 0
    for place in range(seed * 13, len(sound), 211):
        damaged = bytearray(sound)
        damaged[place] ^= 1 << (place % 8)
        path.write_bytes(damaged)
        noticed += reads_otherwise(path, rows)
    assert noticed > 100


def reads_otherwise(path: Path, rows: list[Row]) -> bool:
    """Whether the damage was noticed; asserts that otherwise every fact reads as it was stored."""
    try:
        store = open_store(f"sqlite:///{path}")
    except StoreFault:
        return True
    found = verify(store.read(STUDY), STUDY)
    unnoticed = found.ok and found.count == len(rows)
    if unnoticed:
        assert list(store.read(STUDY)) == rows
    store.close()
    return not unnoticed

"""A ledger and the home folder that belongs to it bear one number, in both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from equipoise.ledger import MemoryStore, Store
from equipoise.web.belonging import begin_anew, home_fault, settle
from equipoise.web.home import Home
from equipoise.web.store import open_store


@pytest.fixture
def kept(durable_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("EQUIPOISE_DATABASE_URL", durable_url)
    with closing(open_store(durable_url)) as store:
        yield store


def home_at(folder: Path) -> Home:
    folder.mkdir()
    return Home(folder)


def test_the_first_home_is_that_of_the_ledger_and_no_other(kept: Store, tmp_path: Path) -> None:
    first, second = home_at(tmp_path / "first"), home_at(tmp_path / "second")
    assert home_fault(first, kept) is home_fault(second, kept) is None, "nothing was settled yet"
    assert settle(first, kept) is settle(first, kept) is None
    for place in (second, Home(tmp_path / "not there")):
        assert home_fault(place, kept) is not None
        assert settle(place, kept) is not None
        assert place.number is None, "a home that is refused bears no number"
    assert home_fault(first, kept) is None


def test_a_home_with_the_number_of_another_ledger_is_refused_until_somebody_begins_anew(
    kept: Store, tmp_path: Path
) -> None:
    first, second = home_at(tmp_path / "first"), home_at(tmp_path / "second")
    settle(first, kept)
    second.bear(7)
    assert settle(second, kept) is not None
    begin_anew(second)
    assert settle(second, kept) is None
    assert second.number == first.number


def test_a_home_keeps_its_number_beside_an_empty_database(kept: Store, tmp_path: Path) -> None:
    place = home_at(tmp_path / "home")
    place.bear(7)
    assert settle(place, kept) is None
    assert place.number == 7
    assert settle(home_at(tmp_path / "other"), kept) is not None


def test_a_damaged_number_is_none(kept: Store, tmp_path: Path) -> None:
    place = home_at(tmp_path / "home")
    assert settle(place, kept) is None
    (file,) = place.folder.iterdir()
    file.write_bytes(b"")
    assert settle(place, kept) is not None


def test_who_may_only_append_settles_nothing_and_is_not_stopped(postgres_url: str, tmp_path: Path) -> None:
    open_store(postgres_url).close()
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS settler")
        owner.execute("CREATE ROLE settler LOGIN")
        owner.execute("GRANT SELECT, INSERT ON equipoise_fact TO settler")
        owner.execute("GRANT SELECT ON equipoise_format TO settler")
    with closing(open_store(postgres_url.replace("equipoise@", "settler@"))) as store:
        assert settle(home_at(tmp_path / "first"), store) is None
        assert settle(home_at(tmp_path / "second"), store) is None
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("DROP OWNED BY settler")
        owner.execute("DROP ROLE settler")


def test_a_store_in_memory_has_no_home(tmp_path: Path) -> None:
    assert settle(home_at(tmp_path / "home"), MemoryStore()) is None

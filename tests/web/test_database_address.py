"""The address of the database: read alike by the ledger's store and by Django, and explained where it leads nowhere."""

from __future__ import annotations

import psycopg
import pytest

from equipoise.ledger import StoreFault
from equipoise.web.settings import _database
from equipoise.web.store.postgres import PostgresEngine
from equipoise.web.store.words import without_password


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_every_part_of_the_address_reaches_django(scheme: str) -> None:
    found = _database(f"{scheme}://li%40na:se%2Fsame@db.example:6432/trials?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert [found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "trials", "li@na", "se/same", "db.example", "6432",
    ]  # fmt: skip
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert options["sslmode"] == "require"


def test_an_address_of_a_socket_reaches_django_too() -> None:
    found = _database("postgresql:///trials?host=/run/postgresql&port=5433&user=boss")
    assert [found[name] for name in ("NAME", "USER", "HOST", "PORT")] == ["trials", "boss", "/run/postgresql", "5433"]


def test_a_file_of_sqlite_is_the_same_for_both() -> None:
    assert _database("sqlite:////srv/a%20b.sqlite3")["NAME"] == "/srv/a%20b.sqlite3"


@pytest.mark.parametrize(
    "said",
    [
        'password authentication failed for user "u"',
        'database "db" does not exist',
        "fe_sendauth: no password supplied",
    ],
)
def test_a_server_that_lets_nobody_in_is_not_called_away(said: str) -> None:
    engine = PostgresEngine("postgresql://u@h/db")
    with pytest.raises(StoreFault, match="lets nobody in so") as told, engine.explained:
        raise psycopg.OperationalError(f"connection failed: FATAL: {said}")
    assert "EQUIPOISE_DATABASE_URL" in told.value.text.zh


@pytest.mark.parametrize(
    "words",
    [
        "mysql://u:sesame@h/db",
        "x postgresql://u:a@sesame@h/db",
        "postgresql://u:a/sesame@h/db",
        "host=h password=sesame dbname=d",
    ],
)
def test_a_password_is_hidden_wherever_it_stands(words: str) -> None:
    assert "sesame" not in without_password(words)

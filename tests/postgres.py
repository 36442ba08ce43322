"""A real PostgreSQL for tests: the one that EQUIPOISE_TEST_POSTGRES names, or a private one from Debian's programs."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.services import absent

Fresh = Callable[[], str]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server on which tests may create databases; one for each test process."""
    given = os.environ.get("EQUIPOISE_TEST_POSTGRES")
    if given:
        yield given
        return
    server = PrivateServer(_programs() or absent("PostgreSQL"))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def fresh_postgres(postgres_server: str) -> Iterator[Fresh]:
    """Makes new empty databases and gives their URLs; they are dropped after the test."""
    numbers, made = count(1), list[str]()

    def fresh() -> str:
        made.append(f"equipoise_test_{os.getpid()}_{next(numbers)}")
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {made[-1]} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {made[-1]} ENCODING 'UTF8' TEMPLATE template0".encode())
        return urlunsplit(urlsplit(postgres_server)._replace(path=f"/{made[-1]}"))

    yield fresh
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


@pytest.fixture
def postgres_url(fresh_postgres: Fresh) -> str:
    """The URL of one new empty database."""
    return fresh_postgres()


class PrivateServer:
    """A server in a temporary folder that listens on the loopback only."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="equipoise-postgres-"))
        self._as: dict[str, Any] = {"cwd": self._folder}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = next(one for name in ("postgres", "nobody") if (one := _user(name)) is not None)
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            self._as |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def start(self) -> str:
        """Its URL, once it answers."""
        self._run("initdb", "-D", "data", "-U", "equipoise", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c shared_buffers=32MB"
        self._run("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options)
        return f"postgresql://equipoise@127.0.0.1:{port}/postgres"

    def stop(self) -> None:
        """Ends it and removes its folder."""
        if (self._folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-m", "immediate", "-D", "data")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, **self._as,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl: the newest that Debian has, or the one on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None

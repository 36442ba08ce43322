"""What holds for every test: the fixtures of services, and no way out to a network."""

from __future__ import annotations

import atexit
import os
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest

# What a property says does not depend on how busy the machine is; benchmarks measure time.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")

HERE = Path(__file__).parent
pytest_plugins = [f"tests.{name}" for name in ("browser", "postgres") if (HERE / f"{name}.py").exists()]

# Set before anything of Equipoise is imported: no test reads or writes the data of whoever runs it.
DATA = TemporaryDirectory(prefix="equipoise-tests-")
atexit.register(DATA.cleanup)
os.environ["EQUIPOISE_HOME"] = DATA.name
os.environ.pop("EQUIPOISE_DATABASE_URL", None)


class NetworkRefused(AssertionError):
    """A test reached beyond this machine."""


def is_on_this_machine(address: object) -> bool:
    """Whether a socket address is a Unix socket or a loopback address; a host name other than localhost is not."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Refuses every connection that would leave this machine, with the address in the message."""

    def guarded(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def connect_here(self: socket.socket, address: Any) -> Any:
            if not is_on_this_machine(address):
                raise NetworkRefused(f"tests talk to this machine only, not to {address!r}")
            return connect(self, address)

        return connect_here

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        yield

from __future__ import annotations

import os

import pytest

from equipoise.web.store.connections import Connections


class Connection:
    """Notes whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_a_connection_is_lent_to_one_user_at_a_time_and_then_again() -> None:
    connections = Connections(Connection)
    with connections.lent() as first, connections.lent() as second:
        assert first is not second
    with connections.lent() as again:
        assert again in (first, second)


def test_a_connection_that_failed_is_not_lent_again() -> None:
    connections = Connections(Connection)
    with pytest.raises(KeyError), connections.lent() as failed:
        raise KeyError
    assert failed.closed
    with connections.lent() as fresh:
        assert fresh is not failed


def test_a_forked_process_leaves_its_parents_connections_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    connections = Connections(Connection)
    with connections.lent() as parents:
        pass
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with connections.lent() as own:
        assert own is not parents
    connections.close()
    assert own.closed
    assert not parents.closed


def test_closing_closes_idle_connections_now_and_lent_ones_when_they_come_back() -> None:
    connections = Connections(Connection, keep=1)
    with connections.lent() as lent:
        with connections.lent() as idle:
            pass
        connections.close()
        assert idle.closed
        assert not lent.closed
    assert lent.closed
    with pytest.raises(RuntimeError, match="closed"), connections.lent():
        pass

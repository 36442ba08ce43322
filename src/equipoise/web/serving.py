"""Runs the web server: gunicorn with threads, so that one process keeps one folded trial in memory."""

from __future__ import annotations

import errno
import logging
from collections.abc import Mapping
from socket import SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, gaierror, getaddrinfo, socket
from threading import Event, Thread
from typing import Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.test import RequestFactory
from gunicorn.app.base import BaseApplication
from gunicorn.http import message

from equipoise.registry.search.ask import FACETS, Ask, wanted
from equipoise.values.text import Text
from equipoise.web.home import home
from equipoise.web.ledger_check import watch
from equipoise.web.registry import registry
from equipoise.web.start import prepare
from equipoise.web.trials import store

_THREADS: Final = 8
_LONGEST_LINE: Final = 32_760
"""A question to the registry may name as many studies as a page holds (1,000), or every field of a record."""
_KEPT_OPEN: Final = 20
"""Seconds in which a connection may be used again, longer than programs keep theirs (Node 4, Java 5, Python's aiohttp 15): who closes
first while the other writes loses a request."""
_FIRST: Final = (
    "/find",
    "/find?q=lung+cancer+near+Changchun",
    "/find/places?country=CN",
    "/match",
    "/api/v2/studies?pageSize=1",
)
_LOG: Final = logging.getLogger(__name__)


_REFUSED: Final[Mapping[int, Text]] = {
    errno.EADDRINUSE: Text(
        "{where} is in use: something is served there already. Stop it, or name another --port.",
        "{where} 已被占用：该处已有服务。请先停止它，或用 --port 另行指定。",
    ),
    errno.EACCES: Text(
        "{where} is not for you: ports below 1024 belong to the system. Name another --port.",
        "无权使用 {where}：1024 以下端口属于系统。请用 --port 另行指定。",
    ),
}
_NOT_HERE: Final = Text(
    "Nothing can be served on {where} ({word}). Name another --host.",
    "无法在 {where} 提供服务（{word}）。请用 --host 另行指定。",
)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, configured by us and by nothing else."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        Thread(target=open_ahead, daemon=True).start()
        Thread(target=_verify_ledgers, daemon=True).start()
        return get_wsgi_application()


def open_ahead() -> None:
    """Reads the index, the grammar of expressions and the names of places, and makes the registry's pages once, before somebody waits
    for them: seconds of a large registry, which each worker spends at its start beside what it answers."""
    try:
        kept = registry()
        kept.index.search(wanted(Ask({"term": "lung cancer"}), kept.concepts, FACETS), 0, 1)
        kept.places.find("Changchun")
        kept.city_names()
        handler = get_wsgi_application()
        here = RequestFactory(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost")
        for address in _FIRST:
            handler.get_response(here.get(address, secure=True))
    except Exception:  # noqa: BLE001 - whoever asks first waits a little longer, and is told what is wrong
        _LOG.exception("the registry could not be opened ahead")


def _verify_ledgers() -> None:
    watch(home(), store(), Event())


def _let_go() -> None:
    """Close every connection before workers are forked: one to PostgreSQL that two of them share answers neither."""
    connections.close_all()
    for one in connections.all():
        if isinstance(one, PostgreSQL):
            one.close_pool()


def address(host: str, port: int) -> str:
    """Host and port as they stand in a URL: IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def address_fault(host: str, port: int) -> Text | None:
    """Why nothing can be served there; None if it can. Asked before long work, and before the server says it in its own way."""
    if not 1 <= port <= 65535:
        return Text(f"A port is a number from 1 to 65535, not {port}.", f"端口应为 1 至 65535，不能是 {port}。")
    where = address(host, port)
    try:
        ((family, kind, protocol, _, place), *_) = getaddrinfo(host, port, type=SOCK_STREAM)
        with socket(family, kind, protocol) as tried:
            tried.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            tried.bind(place)
    except (gaierror, UnicodeError):
        return Text(
            f"There is no address “{host}” here. Name another --host.", f"本机没有地址“{host}”。请用 --host 另行指定。"
        )
    except OSError as fault:
        words = _REFUSED.get(fault.errno or 0, _NOT_HERE)
        return words.format(where=where, word=fault.strerror)
    return None


def serve(host: str, port: int, workers: int) -> None:
    """Serve until stopped. Each worker folds its own trial; what one writes the others read before they answer."""
    prepare()
    _let_go()
    message.MAX_REQUEST_LINE = _LONGEST_LINE  # gunicorn takes 8,190 at most, or any length, and knows nothing between
    _Server(
        {
            "bind": address(host, port),
            "workers": workers,
            "threads": _THREADS,
            "worker_class": "gthread",
            "timeout": 60,
            "keepalive": _KEPT_OPEN,
            "limit_request_line": _LONGEST_LINE,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
    ).run()

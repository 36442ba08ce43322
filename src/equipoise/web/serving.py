"""Runs the web server: gunicorn with threads, so that one process keeps one folded trial in memory."""

from __future__ import annotations

import logging
from threading import Thread
from typing import Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.test import RequestFactory
from gunicorn.app.base import BaseApplication

from equipoise.registry.search.ask import FACETS, Ask, wanted
from equipoise.web.registry import registry
from equipoise.web.start import prepare

_THREADS: Final = 8
_FIRST: Final = ("/find?q=lung+cancer+near+Changchun", "/match", "/api/v2/studies?pageSize=1")
_LOG: Final = logging.getLogger(__name__)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, configured by us and by nothing else."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        Thread(target=_open_registry, daemon=True).start()
        return get_wsgi_application()


def _open_registry() -> None:
    """Reads the index, the grammar of expressions and the names of places, and makes the registry's pages once, before somebody waits
    for them."""
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


def _let_go() -> None:
    """Close every connection before workers are forked: one to PostgreSQL that two of them share answers neither."""
    connections.close_all()
    for one in connections.all():
        if isinstance(one, PostgreSQL):
            one.close_pool()


def serve(host: str, port: int, workers: int) -> None:
    """Serve until stopped. Each worker folds its own trial; what one writes the others read before they answer."""
    prepare()
    _let_go()
    _Server(
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": _THREADS,
            "worker_class": "gthread",
            "timeout": 60,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
    ).run()

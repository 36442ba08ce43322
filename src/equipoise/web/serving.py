"""Runs the web server: gunicorn with threads, so that one process keeps one folded trial in memory."""

from __future__ import annotations

from threading import Thread
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from equipoise.registry.search.ask import Ask, wanted
from equipoise.web.registry import registry
from equipoise.web.start import prepare

_THREADS = 8


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
    """Reads the index, the grammar of expressions and the names of places before somebody waits for them."""
    kept = registry()
    kept.index.search(wanted(Ask({"term": "lung cancer"}), kept.concepts), 0, 1)
    kept.places.find("Changchun")


def serve(host: str, port: int, workers: int) -> None:
    """Serve until stopped. Each worker folds its own trial; what one writes the others read before they answer."""
    prepare()
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

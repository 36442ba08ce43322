"""`equipoise serve`: the pages, on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.cli.output import note
from equipoise.values.text import Text
from equipoise.web.serving import serve as run


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on. · 监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port. · 端口。")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; more than one needs PostgreSQL or patience. · 进程数。")] = 1,
) -> None:
    """Serve the public pages and the workspace. · 启动网页服务。"""
    note(
        Text(
            f"Serving on http://{host}:{port}/ (stop with Ctrl-C).",
            f"服务地址 http://{host}:{port}/（按 Ctrl-C 停止）。",
        )
    )
    run(host, port, workers)

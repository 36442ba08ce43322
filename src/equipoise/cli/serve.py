"""`equipoise serve`: the pages, on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from equipoise.cli.output import ENVIRONMENT, USAGE, end, note
from equipoise.cli.signing import signing_fault
from equipoise.values.text import Text
from equipoise.web.belonging import settled
from equipoise.web.home import home
from equipoise.web.serving import address, address_fault
from equipoise.web.serving import serve as run
from equipoise.web.store import check_served


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on. · 监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port. · 端口。")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; more than one needs PostgreSQL or patience. · 进程数。")] = 1,
) -> None:
    """Serve the public pages and the workspace. · 启动网页服务。"""
    if workers < 1:
        end(USAGE, Text(f"--workers is 1 or more, not {workers}.", f"--workers 应为 1 或以上，不能是 {workers}。"))
    refuse_address(host, port)
    check_served(home().database_url)
    for doubt in (settled(home()), signing_fault(home())):
        if doubt is not None:
            note(doubt)
    note(
        Text(
            f"Serving on http://{address(host, port)}/ (stop with Ctrl-C).",
            f"服务地址 http://{address(host, port)}/（按 Ctrl-C 停止）。",
        )
    )
    run(host, port, workers)


def refuse_address(host: str, port: int) -> None:
    """Ends with a word where nothing can be served at this address."""
    fault = address_fault(host, port)
    if fault is not None:
        end(ENVIRONMENT if 1 <= port <= 65535 else USAGE, fault)

"""Takes the picture of the README: the public page of the built-in study beside a coordinator's worklist, from a rehearsal of its own.

Run it where `make test` has installed the browser: .venv/bin/python docs/pictures/make.py
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from equipoise.cli.demo import PASSWORD
from equipoise.protocol import builtin
from equipoise.simulation.rehearsal import staff_of

PICTURE = Path(__file__).with_name("study-and-worklist.png")
STUDY = builtin.studies()[0]
WIDE, HIGH = 980, 1000
BESIDE = """<body style="margin:0;display:flex;gap:24px;padding:24px;background:#d9dfe3">
<img src="{left}" width="{wide}"><img src="{right}" width="{wide}"></body>"""


@contextmanager
def served(home: Path) -> Iterator[tuple[str, str]]:
    """The address of a demo in a home of its own, and the worklist of a busy day; the server ends with the block."""
    program = Path(sys.executable).with_name("equipoise")
    environment = {**os.environ, "EQUIPOISE_HOME": str(home)}
    said = subprocess.check_output([program, "demo", "--no-serve"], env=environment, text=True)  # noqa: S603 - ours
    busy = re.search(r"/workspace/\S+as_of=\S+", said)
    assert busy is not None, said
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([program, "serve", "--port", str(port)], env=environment)  # noqa: S603 - ours
    try:
        while server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                os.sched_yield()
        yield f"http://127.0.0.1:{port}", busy[0]
    finally:
        server.terminate()
        server.wait()


def taken(browser: Browser, address: str, worklist: str) -> tuple[bytes, bytes]:
    """The two pages as a reader sees their first screen."""
    page = browser.new_context(viewport={"width": WIDE, "height": HIGH}, locale="en-GB").new_page()
    page.goto(f"{address}/studies/{STUDY}?lang=en")
    study = page.screenshot()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", staff_of("coordinator"))
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/workspace/**")
    page.goto(f"{address}{worklist}")
    return study, page.screenshot()


def beside(browser: Browser, left: bytes, right: bytes) -> bytes:
    """Both as one picture."""
    page = browser.new_context(viewport={"width": 2 * WIDE + 72, "height": HIGH + 48}).new_page()
    sources = [f"data:image/png;base64,{base64.b64encode(one).decode()}" for one in (left, right)]
    page.set_content(BESIDE.format(left=sources[0], right=sources[1], wide=WIDE))
    page.wait_for_function("[...document.images].every(image => image.complete)")
    return page.screenshot()


if __name__ == "__main__":
    with TemporaryDirectory() as folder, served(Path(folder)) as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        PICTURE.write_bytes(beside(browser, *taken(browser, *place)))
        browser.close()

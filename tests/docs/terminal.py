"""A reader at a terminal: each file of a page is written as the page has it, each command run, each answer compared."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

STEP = re.compile(
    r"<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)^```|^```console\n(?P<console>.*?)^```",
    re.DOTALL | re.MULTILINE,
)
TRIALS = ("equipoise trial", "equipoise ledger", "equipoise demo", "python3 ")
"""Commands whose answers count facts: how many there are may change with the rehearsal, what is said of them may not."""


@dataclass(frozen=True)
class Command:
    words: str
    answer: str


def commands(console: str) -> list[Command]:
    parts = re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]
    return [Command(*part.partition("\n")[::2]) for part in parts]


def every_command(page: Path) -> list[str]:
    steps = STEP.finditer(page.read_text(encoding="utf-8"))
    return [one.words for step in steps if step["console"] for one in commands(step["console"])]


def as_pattern(command: Command) -> str:
    """The answer that the page shows; `…` stands for anything."""
    pattern = re.escape("\n".join(line.rstrip() for line in command.answer.strip().splitlines()))
    pattern = pattern.replace("…", r"[\s\S]*?").replace("[\\s\\S]*?`\\.", "…`\\.")
    counts = any(name in command.words for name in TRIALS)
    return re.sub(r"(?<!status\\ )\d[\d,]*", r"[\\d,]+", pattern) if counts else pattern


class Terminal:
    """A shell whose exports last, as a reader's does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.page = "/"
        self.seen = ""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        self.env = {**kept, "PYTHONUNBUFFERED": "1", "EQUIPOISE_LANG": "en"}

    def run(self, words: str) -> str:
        """What the command prints; its environment is kept for the next one."""
        kept = self.folder / ".env"
        script = f"{words}\nstatus=$?\nenv -0 > '{kept}'\nexit $status"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=self.env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120,
        )  # fmt: skip
        self.env = dict(line.split("=", 1) for line in kept.read_text("utf-8").split("\0") if "=" in line)
        return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())

    def serve(self) -> str:
        """Serves on a free port until its page was seen; what it says."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            ["equipoise", "serve", "--port", str(port)],
            cwd=self.folder,
            env=self.env,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stderr is not None
            said = server.stderr.readline().replace(str(port), "8000")
            self.seen = answer_of(self.page, port, server)
            return said.strip()
        finally:
            server.terminate()
            server.communicate(timeout=30)


def follow(page: Path, terminal: Terminal) -> Iterator[tuple[Command, str]]:
    """Does what a page says, step by step; each command with what it printed. Parts of one file are put below one another."""
    for step in STEP.finditer(page.read_text(encoding="utf-8")):
        if step["file"]:
            file = terminal.folder / step["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as part:
                part.write(("\n" if part.tell() else "") + step["text"])
            continue
        for command in commands(step["console"]):
            if command.words == "equipoise serve":
                yield command, terminal.serve()
            else:
                yield command, terminal.run(command.words)


def answer_of(page: str, port: int, server: subprocess.Popen[str]) -> str:
    """The page, as soon as the server listens; fails when the server ends before."""
    while server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", page)
            return connection.getresponse().read().decode()
        except ConnectionRefusedError:
            os.sched_yield()
        finally:
            connection.close()
    raise AssertionError("the server ended before it answered")

"""The tutorial as its reader follows it: each file written as the page has it, each command run, each answer compared."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "tutorial" / "your-own-study.md"
CHINESE = PAGE.with_name("your-own-study.zh.md")
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
    return re.sub(r"\d[\d,]*", r"[\\d,]+", pattern) if command.words.startswith(TRIALS) else pattern


class Terminal:
    """A shell whose exports last, as a reader's does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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

    def serve(self, page: str) -> str:
        """Serves on a free port until the page has answered; what it says, and the page."""
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
            return said + answer_of(page, port, server)
        finally:
            server.terminate()
            server.communicate(timeout=30)


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


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    (tmp_path / "docs").symlink_to(ROOT / "docs", target_is_directory=True)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    found = Path(sys.executable).with_name("equipoise")
    (programs / "equipoise").symlink_to(found)
    return Terminal(tmp_path)


def test_the_tutorial_runs_as_it_is_written(terminal: Terminal) -> None:
    for step in STEP.finditer(PAGE.read_text(encoding="utf-8")):
        if step["file"]:
            file = terminal.folder / step["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as part:
                part.write(("\n" if part.tell() else "") + step["text"])
            continue
        for command in commands(step["console"]):
            if command.words == "equipoise serve":
                said = terminal.serve("/studies/WALK-1")
                assert "Walking Against Long-lasting Back Pain" in said
                said = said.splitlines()[0]
            else:
                said = terminal.run(command.words)
            assert re.fullmatch(as_pattern(command), said), f"$ {command.words}\n{said}"


def test_the_chinese_page_runs_the_same_commands() -> None:
    assert every_command(CHINESE) == every_command(PAGE)

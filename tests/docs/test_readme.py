"""The first page that a newcomer reads: its code prints what it shows, its commands exist, its claims are careful."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks, generator

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_the_ten_lines_print_what_the_page_shows(readme: Path, tmp_path: Path) -> None:
    (code,) = blocks(readme, "python")
    assert len([line for line in code.splitlines() if line]) <= 10
    page = tmp_path / "page.py"
    page.write_text(code, encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(page))
    assert [printed.getvalue()] == blocks(readme, "text")


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_its_commands_are_targets_of_make(readme: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    (console,) = blocks(readme, "sh")
    named = re.findall(r"^make ([a-z]+)", console, re.MULTILINE)
    assert named == ["demo", "test"] and set(named) <= targets


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_its_map_has_every_room_on_its_floor(readme: Path) -> None:
    rooms = generator("rooms")
    floors = [[room for room in floor if (rooms.CODE / room).is_dir()] for floor in rooms._floors()]
    expected = [set(floor) for floor in floors if floor]
    rows = re.findall(r"^\| \d \| ([^|]+) \|", readme.read_text(encoding="utf-8"), re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == expected


def test_both_languages_show_the_same_links() -> None:
    english, chinese = (
        set(re.findall(r"\]\((src/[^)]+|docs/pictures/[^)]+)\)", page.read_text("utf-8"))) for page in READMES
    )
    assert english == chinese

"""Every generated page is what its script writes now."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import GENERATE, ROOT, generator

SCRIPTS = sorted(path.stem for path in GENERATE.glob("*.py"))
CODE = ROOT / "src" / "equipoise"
SETTING = re.compile(r"\bEQUIPOISE_[A-Z_]+\b")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_generated_page_is_current(name: str) -> None:
    for path, text in generator(name).pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: run make docs"


def test_every_command_is_documented() -> None:
    script = generator("cli")
    text = script.PAGE.read_text(encoding="utf-8")
    for name, command in script.commands():
        assert f"\n## {name}\n" in text
        assert (command.help or "").strip(), f"{name} says nothing of itself"


def test_every_setting_of_the_environment_is_documented() -> None:
    script = generator("cli")
    read = {name for path in CODE.rglob("*.py") for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert {name for name in read if f"`{name}`" not in script.PAGE.read_text(encoding="utf-8")} == set()


def test_every_room_says_what_it_is_for_and_what_to_read_first() -> None:
    script = generator("rooms")
    text = script.PAGE.read_text(encoding="utf-8")
    for floor in script._floors():
        for room in floor:
            if (script.CODE / room).is_dir():
                assert f"| `{room}` | " in text
                assert "Start here: `" in script._said(script.CODE / room), f"{room} does not say what to read first"

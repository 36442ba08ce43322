"""Every command that a page names can be given as it stands there: its name, and each of its options."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from equipoise.cli.app import app
from tests.docs.pages import PAGES, ROOT

NAMED = re.compile(r"(?:^(?:\$ )?|`)equipoise ([^`\n#&;>]+)", re.MULTILINE)
IN_GENERAL = ("COMMAND", "<noun")
"""How a page speaks of any command."""


def spoken_to(words: list[str]) -> tuple[Any, list[str]]:
    """The command or group that the first words name, and the words left over."""
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_command_of_a_page_exists_with_its_options(page: Path) -> None:
    for line in NAMED.findall(page.read_text(encoding="utf-8")):
        command, left = spoken_to([word for word in re.split(r"[\s\[\]|]+", line) if word])
        arguments = [word for word in left if not word.startswith("-")]
        assert not hasattr(command, "commands") or not arguments or arguments[0] in IN_GENERAL, line
        options = {"--help"}.union(*((*one.opts, *one.secondary_opts) for one in command.params))
        assert {word for word in left if word.startswith("--")} <= options, line

"""The tutorial as its reader follows it."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT
from tests.docs.terminal import Terminal, as_pattern, every_command, follow

PAGE = ROOT / "docs" / "tutorial" / "your-own-study.md"
CHINESE = PAGE.with_name("your-own-study.zh.md")


def test_the_tutorial_runs_as_it_is_written(terminal: Terminal) -> None:
    terminal.page = "/studies/WALK-1"
    for command, said in follow(PAGE, terminal):
        assert re.fullmatch(as_pattern(command), said), f"$ {command.words}\n{said}"
    assert "Walking Against Long-lasting Back Pain" in terminal.seen


def test_the_chinese_page_runs_the_same_commands() -> None:
    assert every_command(CHINESE) == every_command(PAGE)

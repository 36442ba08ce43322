"""What the page on bad input promises is what happens."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT
from tests.docs.terminal import Terminal, as_pattern, follow

PAGE = ROOT / "docs" / "reference" / "fault_handling.md"


def test_bad_input_is_answered_as_the_page_says(terminal: Terminal) -> None:
    for command, said in follow(PAGE, terminal):
        assert re.fullmatch(as_pattern(command), said), f"$ {command.words}\n{said}"

"""The page on cases: its example runs, and what it promises of exit statuses and comparison is tested beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from equipoise.validation.find_kinds import find_kinds
from equipoise.validation.read_cases import read_cases
from equipoise.validation.run import run

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "validate.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_agrees() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert json.loads(example)["title"] == "Two cases of ours"
    file = read_cases(example.encode(), "example.json")
    assert file.faults == ()
    assert [outcome.result for outcome in run([file], find_kinds())] == ["agrees", "agrees"]


def test_every_kind_is_on_the_page() -> None:
    assert [name for name in find_kinds() if f"\n### {name}\n" not in PAGE] == []

"""The page about the product names rules and tests that exist."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "product.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+[a-f]?) \|.*\| `([\w.]+):(\w+)` \| `(\w+):(\w+)` \|$", PAGE, re.MULTILINE)


def test_every_invariant_of_the_brief_has_its_rules_and_its_test() -> None:
    assert {int(re.sub(r"\D", "", row[0])) for row in ROWS} == set(range(1, 14))
    assert len(ROWS) == PAGE.count("` | `test_")


def test_every_rule_and_every_test_of_the_page_exists() -> None:
    for _, module, function, test_file, test in ROWS:
        room = "equipoise." if module.startswith("trial.") else "equipoise.rules.product."
        assert hasattr(import_module(room + module), function), (module, function)
        words = (ROOT / "tests" / "rules" / "product" / f"{test_file}.py").read_text(encoding="utf-8")
        assert f"def {test}(" in words, (test_file, test)

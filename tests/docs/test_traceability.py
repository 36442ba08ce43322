"""Nothing of the registry record is without a row, and everything that a row names exists."""

from __future__ import annotations

import ast
import importlib
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import django
import pytest
from django.urls import resolve

from equipoise.protocol.checks.record import leaves
from tests.docs.pages import ROOT, generator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "equipoise.web.settings")
django.setup()

SCRIPT: Any = generator("traceability")
TABLE = SCRIPT.carried()
ROWS = SCRIPT.rows()
RECORD = SCRIPT.load_versions(SCRIPT.builtin.folder(SCRIPT.STUDY))[0].record
TEMPLATES = ROOT / "src" / "equipoise" / "web" / "templates"


@cache
def functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_value_of_the_record_has_a_row() -> None:
    assert {pointer for pointer, _ in leaves(RECORD)} == {row.pointer for row in ROWS}
    assert [row for row in ROWS if row.carried is None] == []


def test_the_rows_of_a_text_hold_every_word_of_it() -> None:
    for pointer, value in leaves(RECORD):
        if isinstance(value, str):
            said = "".join(row.says for row in ROWS if row.pointer == pointer)
            assert re.sub(r"[\s*]", "", said) == re.sub(r"[\s*]", "", value), pointer


def test_every_statement_of_the_sponsor_stands_in_the_study_file() -> None:
    bare = [row.says for row in ROWS if not row.lines and not row.pointer.startswith(SCRIPT.DERIVED)]
    assert bare == ["Inclusion Criteria:", "Exclusion Criteria:"]


def test_every_line_of_the_table_is_used() -> None:
    used = [row.carried for row in ROWS]
    assert [one for one in TABLE if one not in used] == []


@pytest.mark.parametrize("rule", sorted({rule for one in TABLE for rule in one.rules}))
def test_a_rule_exists(rule: str) -> None:
    module, _, name = rule.partition(":")
    found = getattr(importlib.import_module(module), name)
    assert all(map(callable, found)) if isinstance(found, tuple) else callable(found)


@pytest.mark.parametrize("test", sorted({test for one in TABLE for test in one.tests}))
def test_a_test_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert name in functions(ROOT / path)


@pytest.mark.parametrize(
    "page", sorted({page for one in TABLE for page in one.pages} | set(SCRIPT.sections().values()))
)
def test_a_page_exists(page: str) -> None:
    path, _, place = page.partition("#")
    assert resolve(path).func is not None
    if place:
        assert any(f'id="{place}"' in one.read_text(encoding="utf-8") for one in TEMPLATES.rglob("*.html")), place

"""The pages of the web have one shape: called a page, opened by an address, imported by nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import SOURCE, modules, named, tree

WEB = SOURCE / "web"
OPENS = {"workspace_page", "workspace_act", "require_safe", "require_http_methods"}
"""What stands above a function that answers an address."""
PAGES = [file for file in modules() if WEB in file.parents and file.stem.endswith("_page")]


def answers(file: Path) -> set[str]:
    """The functions of a file that answer an address."""
    functions = (one for one in tree(file).body if isinstance(one, ast.FunctionDef))
    return {one.name for one in functions if OPENS & set(map(name_of, one.decorator_list))}


def name_of(decorator: ast.expr) -> str:
    """The name of a decorator, called or not."""
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)


def imported(file: Path) -> Iterator[str]:
    """Every module and name that a file imports, with dots."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{one.name}" for one in node.names)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: named(file).removeprefix("src/equipoise/web/"))
def test_what_is_called_a_page_answers_an_address(file: Path) -> None:
    assert answers(file)


def test_a_function_called_page_stands_in_a_file_called_page() -> None:
    others = [named(file) for file in modules() if WEB in file.parents and file not in PAGES]
    assert not [name for name in others if "page" in answers(SOURCE.parents[1] / name)]


def test_a_page_is_imported_where_its_address_is_and_nowhere_else() -> None:
    pages = {".".join(file.relative_to(SOURCE.parent).with_suffix("").parts) for file in PAGES}
    found = {
        f"{named(file)}: {name}"
        for file in modules()
        if file.stem != "urls"
        for name in imported(file)
        if name in pages
    }
    assert not found

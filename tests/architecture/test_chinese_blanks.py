"""Chinese words that people see stand apart from Latin words and figures by a blank, in dates alone not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import equipoise
from equipoise.protocol.source import parse_yaml
from equipoise.values.spacing import parted

SOURCE = Path(equipoise.__file__).parent
_T = re.compile(r'\{%\s*t\s+"[^"]*"\s+"([^"]*)"')


def pieces(node: ast.AST) -> Iterator[str]:
    """The words of an expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else in_place(part) for part in node.values)
    elif isinstance(node, ast.BinOp | ast.IfExp):
        for part in ast.iter_child_nodes(node):
            yield from pieces(part)


def in_place(value: ast.expr) -> str:
    """What stands in a place of an f-string: Chinese where its name says so, beside which any sign may stand for it, the parts of a
    date, otherwise a figure or a code."""
    name = ast.unparse(value)
    if "zh" in name or "anchor" in name:
        return "。"
    return {"{day.year}": "2018", "{day.month}": "5", "{day.day}": "10"}.get(name, "0")


def in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            yield from (words for argument in node.args[1:2] for words in pieces(argument))


def in_study(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from [value] if key == "zh" and isinstance(value, str) else in_study(value)
    elif isinstance(node, list):
        for value in node:
            yield from in_study(value)


def words_of(kind: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(SOURCE.rglob(f"*.{kind}")):
        text = path.read_text(encoding="utf-8")
        if kind == "py":
            found = in_code(path)
        elif kind == "html":
            found = iter(_T.findall(text))
        else:
            found = in_study(parse_yaml(text, path.name).data)
        yield from ((path, words) for words in found)


@pytest.mark.parametrize("kind", ["py", "html", "yaml"])
def test_chinese_words_stand_apart_from_latin_words_and_figures(kind: str) -> None:
    wrong = [f"{path.relative_to(SOURCE)}: {words}" for path, words in words_of(kind) if parted(words) != words]
    assert wrong == []

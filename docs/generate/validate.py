"""Writes docs/reference/validate.md: the prose beside this script, and every kind with its fields, asked of the kinds themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from equipoise.validation.cases import About
from equipoise.validation.find_kinds import find_kinds
from equipoise.values.text import Text

PAGE = Path(__file__).parents[1] / "reference" / "validate.md"
HEAD = Path(__file__).with_suffix(".md")


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    parts = [HEAD.read_text(encoding="utf-8")]
    parts += ["\n".join(_section(name, one.about)) for name, one in find_kinds().items()]
    return {PAGE: "\n".join(parts)}


def _section(name: str, about: About) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    yield f"{_cell(about.rule.en)}. {_cell(about.rule.zh)}。 Source: {_cell(about.source)}."
    yield ""
    yield "| field | meaning | 含义 |"
    yield "|---|---|---|"
    yield from _rows("given", about.given)
    yield from _rows("expect", about.expect)
    yield ""


def _rows(where: str, fields: Mapping[str, Text]) -> Iterator[str]:
    for name, says in fields.items():
        yield f"| `{where}.{name}` | {_cell(says.en)} | {_cell(says.zh)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;").rstrip(".。")


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")

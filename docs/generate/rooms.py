"""Writes docs/reference/rooms.md: the floors from the import contract, each room in the words of its own docstring."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ROOT / "src" / "equipoise"
PAGE = ROOT / "docs" / "reference" / "rooms.md"
HEAD = """# The map of the rooms

Written by `docs/generate/rooms.py` from the import contract in `pyproject.toml` and from what each package says of itself; do not edit.

A study is a file. A trial is a list of facts. Everything else is a function of the two.

A room imports only from floors below it; rooms beside each other (`|`) do not know one another. The contracts are checked by `make test`.
Read from the bottom up, or follow one act from the top down: `web` or `cli` make a command, `trial` decides it by asking `rules`,
which read `facts` and `protocol`; `ledger` keeps what came of it.

"""
STUDIES = "studies"
_FILE = re.compile(r"Start here: `([\w/]+\.(?:py|lark))`")


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    floors = [[room for room in floor if (CODE / room).is_dir()] for floor in _floors()]
    floors = [floor for floor in floors if floor]
    lines = [*_drawing(floors), ""]
    for number, floor in reversed(list(enumerate(reversed(floors)))):
        lines += [
            f"## Floor {number}: {' | '.join(floor)}",
            "",
            "| room | what it is for | start here |",
            "|---|---|---|",
        ]
        for room in floor:
            lines += [_row(folder) for folder in _packages(CODE / room)]
        lines.append("")
    lines += [
        "## Beside the floors", "",
        f"`src/equipoise/{STUDIES}/` holds data only: one folder a study. `tests/` has the same rooms, sorted by grade of evidence",
        "([CONTRIBUTING](../../CONTRIBUTING.md)); `benchmarks/` measures; `docs/generate/` writes the generated pages.", "",
    ]  # fmt: skip
    return {PAGE: HEAD + "\n".join(lines)}


def _floors() -> Iterator[list[str]]:
    """The floors from the top to the bottom, as the contract has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(one for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == "floors")
    for layer in contract["layers"]:
        yield [room.strip(" ()") for room in layer.split("|")]


def _drawing(floors: list[list[str]]) -> Iterator[str]:
    wide = 58
    yield "```text"
    for number, floor in reversed(list(enumerate(reversed(floors)))):
        yield f"    +{'-' * wide}+"
        yield f"  {number} |{' | '.join(floor):^{wide}}|"
    yield f"    +{'-' * wide}+"
    yield f"     {'imports go down, never up and never sideways':^{wide}}"
    yield "```"


def _packages(folder: Path) -> Iterator[Path]:
    """A room and the rooms within it that say something of themselves."""
    if _said(folder):
        yield folder
    for inner in sorted(path for path in folder.iterdir() if (path / "__init__.py").is_file()):
        yield from _packages(inner)


def _row(folder: Path) -> str:
    name = folder.relative_to(CODE).as_posix()
    said = _said(folder)
    named = _FILE.search(said)
    first = named[1] if named else "__init__.py"
    sentence = said.split("\n\n")[0].replace("\n", " ").split(" Start here:")[0]
    return f"| `{name}` | {sentence} | [{first}](../../src/equipoise/{name}/{first}) |"


def _said(folder: Path) -> str:
    return ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")

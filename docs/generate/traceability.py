"""Writes docs/reference/traceability.md: each statement of the registry record, where the study file restates it, what carries it out,
which test shows it and on which page it is seen. The table beside this script (traceability.yaml) names rules, tests and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from equipoise.protocol import builtin
from equipoise.protocol.assumptions import assumptions
from equipoise.protocol.checks.record import SECTION, leaves
from equipoise.protocol.checks.walk import parts
from equipoise.protocol.load import Loaded, load_versions
from equipoise.protocol.model import Statement

STUDY = "NCT03410368"
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "traceability.md"
TABLE = Path(__file__).with_name("traceability.yaml")
FOLDER = f"src/equipoise/studies/{STUDY}"
DERIVED = "derivedSection"
_ENDS = re.compile(r"(?<=[a-z)]\.)\s*(?=[A-Z])|(?<=\d\.)\s+(?=[A-Z])|(?<=;)\s*(?=\w)")
HEAD = f"""# From the registry record to the running trial: {STUDY}

Written by `docs/generate/traceability.py`; do not edit. Read a row from left to right: what the record says, the lines of
[the study file](../../{FOLDER}/protocol.yaml) that restate it, the function that carries it out, a test that shows it,
and the page on which it is seen. A test fails when a statement of the record has no row, when something named here does not exist, or when
this page is stale.

*shown* means that the statement changes nothing in how the trial runs (a title, a date): it is held to the record by a check and shown to
the reader. *derived* means that the registry added it; the study file does not restate it.

Pages under `/studies/` are open to everybody, pages under `/workspace/` need a sign-in; NUMBER stands for a participant, UNIT for a bag.
Of a longer text each sentence, of the eligibility criteria each line, has a row of its own. What the study file adds to the record is
assumed, marked, and listed with its reason and with who must confirm it in [assumptions.md](../../{FOLDER}/assumptions.md)
({{count}} assumptions in version {{version}}). The example amendment 1.1 rests on nothing in the record and is marked so.
"""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a line of the table says of the statements it covers."""

    record: str
    says: str
    rules: tuple[str, ...]
    tests: tuple[str, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the record and everything that follows from it."""

    pointer: str
    says: str
    lines: tuple[tuple[str, str, int], ...]
    carried: Carried | None


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    loaded = load_versions(builtin.folder(STUDY) or Path(STUDY))[0]
    assert loaded.study is not None
    found = rows()
    missing = [f"{row.pointer}: {row.says}" for row in found if row.carried is None]
    if missing:
        raise SystemExit("traceability.yaml has no line for\n" + "\n".join(missing))
    count = len(assumptions(loaded.study, loaded.lines))
    head = HEAD.format(count=count, version=loaded.study.version)
    return {PAGE: "\n".join((head, *_sections(found), *_registry_page()))}


def rows() -> list[Row]:
    """Every statement of the record, in its order."""
    loaded = load_versions(builtin.folder(STUDY) or Path(STUDY))[0]
    said, table = _said(loaded), carried()
    return [
        Row(pointer, says, tuple(_lines(pointer, says, said)), _fitting(pointer, says, table))
        for pointer, value in leaves(loaded.record)
        for says in statements(value)
    ]


def carried() -> tuple[Carried, ...]:
    """The table of rules, tests and pages."""
    return tuple(
        Carried(
            one["record"], one.get("says", ""), tuple(one.get("rules", ())), tuple(one["tests"]), tuple(one["pages"])
        )
        for one in _table()["statements"]
    )


def sections() -> dict[str, str]:
    """Each section of the registry page with the place where the study page has it."""
    return dict(_table()["registry_page"])


def statements(value: Any) -> list[str]:
    """A value as its statements: of a longer text each line and each sentence."""
    if not isinstance(value, str) or len(value) < 120:
        return [str(value).lower() if isinstance(value, bool) else _plain(value)]
    lines = [_plain(re.sub(r"^\s*\*\s+", "", line)) for line in value.splitlines() if line.strip()]
    return [one for line in lines for one in _ENDS.split(line) if one]


def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table


def _said(loaded: Loaded) -> dict[str, list[tuple[str, str, str, int]]]:
    """Pointer -> the words, path, file and line of each statement that points there."""
    found: dict[str, list[tuple[str, str, str, int]]] = {}
    for path, part in parts(loaded.study):
        if isinstance(part, Statement):
            for pointer, words in (part.record or {}).items():
                place = loaded.lines.of(path)
                found.setdefault(_bare(pointer), []).append((_plain(words), path, place.file, place.line))
    return found


def _lines(pointer: str, says: str, said: dict[str, list[tuple[str, str, str, int]]]) -> Iterator[tuple[str, str, int]]:
    for words, path, file, line in said.get(_bare(pointer), ()):
        if words.lower() == says.lower() or says in words or (len(words) > 2 and words in says):
            yield path, file, line


def _fitting(pointer: str, says: str, table: tuple[Carried, ...]) -> Carried | None:
    bare = _bare(pointer)
    fit = [
        one
        for one in table
        if (bare == one.record or bare.startswith((f"{one.record}.", f"{one.record}["))) and one.says in says
    ]
    return max(fit, key=lambda one: (len(one.record), len(one.says)), default=None)


def _bare(pointer: str) -> str:
    """A pointer without the section, list places in brackets: `armGroups[0].label`."""
    return re.sub(r"\.(\d+)", r"[\1]", pointer.removeprefix(f"{SECTION}."))


def _sections(found: list[Row]) -> Iterator[str]:
    module = ""
    for row in found:
        bare = _bare(row.pointer)
        steps = bare.split(".")
        here = f"{steps[0]}.{steps[1]}" if steps[0] == DERIVED else steps[0]
        if here != module:
            yield f"{chr(10) * bool(module)}## {here}\n"
            module = here
            yield "| record | says | study file | rule | test | page |\n|---|---|---|---|---|---|"
        yield _line(row, bare.removeprefix(f"{module}."), last=row is found[-1])


def _line(row: Row, name: str, *, last: bool) -> str:
    assert row.carried is not None
    carried = row.carried
    lines = "<br>".join(f"[{path}](../../{FOLDER}/{file}#L{line})" for path, file, line in row.lines)
    unstated = "*derived*" if row.pointer.startswith(DERIVED) else "*heading*"
    rules = "<br>".join(_rule(rule) for rule in carried.rules) or "*shown*"
    tests = "<br>".join(f"[{test.partition('::')[2]}](../../{test.partition('::')[0]})" for test in carried.tests)
    seen = "<br>".join(f"`{page}`" for page in carried.pages)
    cells = (f"`{name}`", _short(row.says), lines or unstated, rules, tests, seen)
    return "| " + " | ".join(cells) + " |" + ("\n" if last else "")


def _rule(rule: str) -> str:
    module, _, name = rule.partition(":")
    return f"[{module.removeprefix('equipoise.')}:{name}](../../src/{module.replace('.', '/')}.py)"


def _registry_page() -> Iterator[str]:
    yield "## The sections of a registry page\n"
    yield "Where the public study page has each section that the registry's own page has.\n"
    yield "| section | place |\n|---|---|"
    for section, place in sections().items():
        yield f"| {section} | `{place}` |"
    yield ""


def _short(words: str) -> str:
    text = words.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
    return text if len(text) <= 160 else f"{text[:157].rstrip()}…"


def _plain(words: Any) -> str:
    return " ".join(str(words).split())


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")

"""What holds for the text of every file: size, words and where a study may be named."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, STUDIES, modules, named, text_of, tracked_files, tree

LONGEST = 450
STUDY_ID = re.compile(r"NCT\d{8}")
MAY_NAME_A_STUDY = ("src/equipoise/studies/", "tests/", "docs/", "benchmarks/", "README", "CHANGELOG")
# Written in parts, so that this file does not hold what it looks for.
NOT_IN_A_PROJECT = {
    "a folder of one machine": re.compile("(?<![\\w.])/(?:wo" + "rk|ro" + "ot|ho" + "me|Us" + "ers)/[a-z]"),
    "a host of a package registry": re.compile(
        r"files\.pythonhos" + r"ted|pypi\.o" + r"rg/simple|registry\.npm" + r"js"
    ),
    "a local package mirror": re.compile(r"/opt/py" + r"pi|file://" + r"/opt"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    long = {named(file): count for file in modules() if (count := len(file.read_text("utf-8").splitlines())) > LONGEST}
    assert not long


@pytest.mark.parametrize("what", NOT_IN_A_PROJECT)
def test_no_file_names_a_machine(what: str) -> None:
    pattern = NOT_IN_A_PROJECT[what]
    found = [
        f"{named(file)}:{number}"
        for file in tracked_files()
        for number, line in enumerate((text_of(file) or "").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found


def test_no_code_knows_a_study() -> None:
    built_in = [folder.name for folder in STUDIES.iterdir() if folder.is_dir()] if STUDIES.exists() else []
    found = [
        f"{named(file)}: {study}"
        for file in tracked_files()
        if not named(file).startswith(MAY_NAME_A_STUDY)
        for study in {
            *STUDY_ID.findall(text_of(file) or ""),
            *(name for name in built_in if name in str(text_of(file))),
        }
    ]
    assert not found


def public_things(file: Path) -> list[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """A file's module, and the functions and classes at its top that do not begin with an underscore."""
    body = tree(file).body
    things = [each for each in body if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    return [tree(file), *(each for each in things if not each.name.startswith("_"))] if body else []


def test_every_public_thing_says_what_it_is_for() -> None:
    silent = [
        f"{named(file)}: {getattr(thing, 'name', 'module')}"
        for file in modules()
        for thing in public_things(file)
        if not ast.get_docstring(thing)
    ]
    assert not silent


def literal_texts(file: Path) -> list[tuple[int, str, str]]:
    """Line, English and Chinese of each `Text("...", "...")` whose words stand in the file."""
    return [
        (node.lineno, str(node.args[0].value), str(node.args[1].value))
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Text"
        and len(node.args) == 2
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[1], ast.Constant)
    ]


def is_translated(english: str, chinese: str) -> bool:
    """Whether the second has Chinese where the first has words; pure placeholders, numbers and signs need none."""
    words = re.sub(r"\{[^}]*\}", "", english)
    return bool(CHINESE.search(chinese)) or not re.search(r"[A-Za-z]{2}", words)


def test_every_text_is_written_in_chinese_too() -> None:
    untranslated = [
        f"{named(file)}:{line}: {english}"
        for file in modules()
        for line, english, chinese in literal_texts(file)
        if not is_translated(english, chinese)
    ]
    assert not untranslated


def test_the_licence_is_apache_2() -> None:
    lines = (ROOT / "LICENSE").read_text("utf-8").split()
    assert " ".join(lines[:6]) == "Apache License Version 2.0, January 2004"

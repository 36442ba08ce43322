"""What holds for the text of every template."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import equipoise.web

WEB = Path(equipoise.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
PAIR = re.compile(r'{%\s*t\s+"((?:[^"\\]|\\.)*)"\s+"((?:[^"\\]|\\.)*)"')
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "a style element": re.compile(r"<style"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)"),
    "an inline handler": re.compile(r"\son[a-z]+\s*="),
    "a javascript link": re.compile(r"javascript:"),
    "words taken as safe": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "a file from elsewhere": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}


def named(file: Path) -> str:
    return str(file.relative_to(WEB))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    assert not [named(file) for file in TEMPLATES if FORBIDDEN[what].search(file.read_text("utf-8"))]


def test_every_pair_of_words_has_both_languages() -> None:
    untranslated = [
        f"{named(file)}: {english}"
        for file in TEMPLATES
        for english, chinese in PAIR.findall(file.read_text("utf-8"))
        if re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", english)) and not re.search(r"[\u4e00-\u9fff]", chinese)
    ]
    assert not untranslated


def test_no_words_stand_in_a_template_outside_a_pair() -> None:
    loose = {
        named(file): words
        for file in TEMPLATES
        if (words := set(re.findall(r"[A-Za-z]{3,}", _bare(file.read_text("utf-8")))) - {"Equipoise", "CSV", "JSON"})
    }
    assert not loose


def _bare(html: str) -> str:
    html = re.sub(r"{% block (?:width|frame) %}[a-z ]*{% endblock %}", " ", html)  # names of classes
    html = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<code>.*?</code>|<kbd>.*?</kbd>|&#?\w+;", " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", html)


def test_pages_never_speak_to_the_database_in_its_own_language() -> None:
    faces = [
        file for room in ("public", "finder", "accounts", "workspace", "api") for file in (WEB / room).rglob("*.py")
    ]
    found = [
        f"{named(file)}:{node.lineno}"
        for file in faces
        if "migrations" not in file.parts
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"execute", "executemany", "executescript", "raw", "extra", "cursor", "RawSQL"}
    ]
    assert faces
    assert not found


def test_words_become_markup_through_three_doors_alone() -> None:
    doors = {"workspace/drawn.py", "workspace/screening/consent_text.py", "workspace/entry/tags.py"}
    assert {named(file) for file in WEB.rglob("*.py") if "mark_safe(" in file.read_text("utf-8")} == doors


FOR_TAGS = {"scope", "tab"}
"""What the tags of the workspace ask of every page (`web/workspace/tags.py`)."""


def test_a_template_says_whatever_its_page_hands_it() -> None:
    silent = [
        f"{named(file)}:{name.lineno} {name.value}"
        for file in sorted(WEB.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call)
        for template in _templates(call)
        for handed in call.args
        if isinstance(handed, ast.Dict)
        for name in handed.keys
        if isinstance(name, ast.Constant) and name.value not in FOR_TAGS
        if not re.search(rf"\b{name.value}\b", _with_parts(template))
    ]
    assert not silent


def _templates(call: ast.Call) -> list[Path]:
    """The template that a call names by its path, in whole or within the workspace."""
    names = [one.value for one in call.args if isinstance(one, ast.Constant) and str(one.value).endswith(".html")]
    return [
        file for name in names for file in TEMPLATES if file.as_posix().endswith(f"/templates/workspace/{name}")
    ] or [file for name in names for file in TEMPLATES if file.as_posix().endswith(f"/templates/{name}")]


def _with_parts(template: Path) -> str:
    """The text of a template with what it extends and includes."""
    text = template.read_text("utf-8")
    parts = re.findall(r'{%\s*(?:extends|include)\s+"([^"]+)"', text)
    return text + "".join(_with_parts(WEB / "templates" / part) for part in parts)

"""Copies of the second study with a fault planted, for the tests of this folder."""

from __future__ import annotations

import shutil
from pathlib import Path

ASPIRE = Path(__file__).parents[1] / "studies" / "ASPIRE-3"


def planted(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the study in which each (file, old, new) is done once; the old text must stand there exactly once."""
    copy = folder / "ASPIRE-3"
    shutil.copytree(ASPIRE, copy)
    for file, old, new in changes:
        text = (copy / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file}: {old!r} stands there {text.count(old)} times"
        (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return copy


def line_of(folder: Path, file: str, words: str) -> int:
    """The only line of a file that holds the words."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if words in line]
    assert len(found) == 1, f"{file}: {words!r} stands on lines {found}"
    return found[0]

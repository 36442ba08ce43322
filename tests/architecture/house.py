"""Where the files of the house are, read once for the tests of its architecture."""

from __future__ import annotations

import ast
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "equipoise"
STUDIES = SOURCE / "studies"
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git tracks, or all files where there is no git."""
    git = shutil.which("git")
    listed = (
        subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False) if git else None
    )
    if listed and listed.returncode == 0:
        files = (ROOT / name for name in listed.stdout.split("\0") if name)
        return tuple(sorted(file for file in files if file.is_file()))
    return tuple(sorted(file for file in ROOT.rglob("*") if file.is_file() and not NOT_OURS & set(file.parts)))


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the package, migrations (which Django writes) left out."""
    return tuple(sorted(file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts))


@cache
def tree(file: Path) -> ast.Module:
    """A Python file as its syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


@cache
def project() -> dict[str, Any]:
    """pyproject.toml as data."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text_of(file: Path) -> str | None:
    """A file's text, or None for a picture, a font or another binary file."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def named(file: Path) -> str:
    """A file's path inside the project, for messages."""
    return str(file.relative_to(ROOT))

"""What is installed here: the program to the byte, and what it stands on. A report names it, so that it can be repeated."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import equipoise
from equipoise import __version__
from equipoise.ledger import FORMAT
from equipoise.validation.report import Platform

_PACKAGES = ("lark", "msgspec", "numpy", "pydantic", "pyyaml", "scipy", "typst")
"""The packages that a rule or a report can depend on."""


def installed() -> Platform:
    """The program, its ledger's format, and the machine that it runs on."""
    return Platform(
        software=__version__,
        program_sha256=program_hash(Path(equipoise.__file__).parent),
        ledger_format=FORMAT,
        python=platform.python_version(),
        system=platform.platform(terse=True),
        packages=tuple((name, version(name)) for name in _PACKAGES),
    )


def program_hash(folder: Path) -> str:
    """SHA-256 over the path and the content of every file of the program, in the order of the paths."""
    whole = hashlib.sha256()
    for file in sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
        content = file.read_bytes()
        whole.update(f"{file.relative_to(folder).as_posix()}\n{len(content)}\n".encode() + content)
    return whole.hexdigest()

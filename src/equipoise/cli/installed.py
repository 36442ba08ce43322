"""What is installed here: the program to the byte, and what it stands on. A report names it, so that it can be repeated."""

from __future__ import annotations

import platform
from importlib.metadata import version

from equipoise import __version__
from equipoise.ledger import FORMAT
from equipoise.report import software
from equipoise.validation.report import Platform

_PACKAGES = ("lark", "msgspec", "numpy", "pydantic", "pyyaml", "scipy", "typst")
"""The packages that a rule or a report can depend on."""


def installed() -> Platform:
    """The program, its ledger's format, and the machine that it runs on."""
    return Platform(
        software=__version__,
        program_sha256=software().sha256,
        ledger_format=FORMAT,
        python=platform.python_version(),
        system=platform.platform(terse=True),
        packages=tuple((name, version(name)) for name in _PACKAGES),
    )

"""The studies that come with Equipoise: folders of data inside the package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def studies() -> tuple[str, ...]:
    """The ids of the built-in studies, in order."""
    home = _home()
    if not home.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in home.iterdir() if entry.joinpath("protocol.yaml").is_file()))


def folder(name: str) -> Traversable | None:
    """The folder of a built-in study, for `load`; None if there is none of that id."""
    return _home().joinpath(name) if name in studies() else None


def _home() -> Traversable:
    return files("equipoise").joinpath("studies")

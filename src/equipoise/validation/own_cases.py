"""The cases that come with Equipoise: those of its rules, and those of each built-in study."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from equipoise.protocol import builtin
from equipoise.validation.cases import CaseFile
from equipoise.validation.read_cases import read_cases


def own_cases() -> tuple[CaseFile, ...]:
    """Every file of cases in this room's `cases` folder, then those in the `cases` folder of each built-in study."""
    folders = [files("equipoise").joinpath("validation", "cases")]
    found = [builtin.folder(name) for name in builtin.studies()]
    folders += [folder.joinpath("cases") for folder in found if folder is not None]
    return tuple(
        read_cases(file.read_bytes(), f"{folder_name}/{file.name}")
        for folder, folder_name in ((folder, _name_of(folder)) for folder in folders)
        if folder.is_dir()
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
        if file.name.endswith(".json")
    )


def _name_of(folder: Traversable) -> str:
    """The folder as a report names it: below the package, alike on every machine."""
    parts = str(folder).replace("\\", "/").split("/")
    return "/".join(parts[-2:] if parts[-2] == "validation" else parts[-3:])

"""The enumerations of a record: their values and the labels of the older interface."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def enums() -> Mapping[str, Mapping[str, str]]:
    """Every enumeration: its values in the registry's order, each with its legacy label (enums.txt)."""
    found: dict[str, dict[str, str]] = {}
    name = ""
    for line in files("equipoise.registry.search").joinpath("enums.txt").read_text("utf-8").splitlines():
        if line.startswith("  "):
            value, label = line.strip().split(" ", 1)
            found[name][value] = label
        elif line and not line.startswith("#"):
            name = line
            found[name] = {}
    return found

"""The reporting groups of a module: the arms by running number, as the registry wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from equipoise.analysis.tables import Context, Population

TITLE, DESCRIPTION = 100, 1500
"""Signs that the registry takes of a group's title and description."""
Part = dict[str, Any]


def ids(context: Context, prefix: str) -> Mapping[str, str]:
    """Arm -> id of its group: FG000, FG001 …"""
    return {group.key: f"{prefix}{place:03d}" for place, group in enumerate(context.groups)}


def described(context: Context, prefix: str) -> list[Part]:
    """Each group with title and description in the words of the study file."""
    named = ids(context, prefix)
    return [
        {"id": named[group.key], "title": clipped(group.name.en, TITLE), "description": _what(context, group.key)}
        for group in context.groups
    ]


def _what(context: Context, arm: str) -> str:
    declared = context.study.arms.get(arm)
    return clipped(declared.description.en, DESCRIPTION) if declared is not None else arm


def denominators(context: Context, population: Population, prefix: str) -> list[Part]:
    """How many participants of each group are counted."""
    named = ids(context, prefix)
    counts = [{"groupId": named[group.key], "value": str(population.size(group.key))} for group in context.groups]
    return [{"units": "Participants", "counts": counts}]


def clipped(words: str, most: int) -> str:
    """Words as long as the registry takes them, the end marked where something is left out."""
    return words if len(words) <= most else f"{words[: most - 2].rstrip()} …"

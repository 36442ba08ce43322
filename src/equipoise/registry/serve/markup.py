"""Markup fields as the older interface wrote them: plain text without the escapes and signs of markdown."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from equipoise.registry.serve.nodes import Node, roots

_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|&\"'^=:;,/?@$%])")
_BULLET: Final = re.compile(r"^([ \t]*)[*+-][ \t]+", re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_STRONG: Final = re.compile(r"(?<![\\*\w])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![*\w])")
_EMPHASIS: Final = re.compile(r"(?<![\\*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])")
_LINK: Final = re.compile(r"(?<!\\)\[([^\[\]\n]{1,500})\]\(([^()\s]{1,2000})\)")
_INDENT: Final = "     "


def legacy_text(markdown: str) -> str:
    """One text: a bullet becomes a hyphen, a link its words and address, an escaped sign the sign.

    Source: markupFormat=legacy, "compatible with classic PRS" (ClinicalTrials.gov API v2)."""
    plain = _BULLET.sub(lambda found: f"{_INDENT * (1 + len(found[1].expandtabs(4)) // 4)}-  ", markdown)
    if "#" in plain:
        plain = _HEADING.sub("", plain)
    if "*" in plain:
        plain = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", plain))
    if "](" in plain:
        plain = _LINK.sub(lambda found: found[1] if found[1] == found[2] else f"{found[1]} ({found[2]})", plain)
    return _ESCAPE.sub(r"\1", plain) if "\\" in plain else plain


def legacy(raw: Any) -> Any:
    """A record, or a part of one from its root, with every markup field as plain text; the rest stays as it is."""
    return _below(raw, _marked())


Branch = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=1)
def _marked() -> Branch:
    """The part of the structure that leads to markup: key, and what lies below (None at the markup itself)."""

    def of(nodes: tuple[Node, ...]) -> Branch:
        found = [(node.name, of(node.children)) for node in nodes if node.leaf is None]
        ends = [(node.name, None) for node in nodes if node.leaf is not None and node.leaf.kind == "markup"]
        return (*((name, below) for name, below in found if below), *ends)

    return of(roots())


def _below(value: Any, branch: Branch) -> Any:
    if isinstance(value, list):
        return [_below(one, branch) for one in value]
    if not isinstance(value, dict):
        return value
    changed = dict(value)
    for name, below in branch:
        if name in changed:
            changed[name] = _plain(changed[name]) if below is None else _below(changed[name], below)
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return legacy_text(value) if isinstance(value, str) else value

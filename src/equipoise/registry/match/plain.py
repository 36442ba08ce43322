"""Criteria text without the escapes of markdown, each character with its place in the text as registered."""

from __future__ import annotations

from dataclasses import dataclass

_ESCAPED = frozenset("\\`*_{}[]()<>#+-.!|~^&=:;,'\"/%$@?")


@dataclass(frozen=True, slots=True)
class Plain:
    """The text as people read it; `places[i]` is where its character i stands in the original (one more for the end)."""

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of the plain text comes from."""
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]


def plain(text: str) -> Plain:
    """The text with `\\>` as `>` and so on, as ClinicalTrials.gov's markdown escapes it; line ends are made alike."""
    kept: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text) and text[at + 1] in _ESCAPED:
            at += 1
        if text[at] == "\r":
            if text[at + 1 : at + 2] != "\n":
                kept.append("\n")
                places.append(at)
        else:
            kept.append(text[at])
            places.append(at)
        at += 1
    return Plain("".join(kept), (*places, len(text)))

"""A figure of a data cut that can be drawn in either language, with its numbers as words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from equipoise.analysis.figures.svg import read_description
from equipoise.values.text import Language, Text

Draw = Callable[[Language], str]
"""Draws a figure in one language, as SVG."""
Subject = Literal["flow", "efficacy", "safety", "product", "conduct"]
"""The part of a report that a figure belongs to."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One figure: what it shows, who is counted, and how it is drawn. Nothing is composed before it is drawn.

    `sheets` are its parts, one above the other, for paper on which the whole would be too small to read.
    `tables` are the keys of the tables and listings in which the same numbers stand with the facts under them.
    """

    key: str
    subject: Subject
    title: Text
    population: Text
    draw: Draw
    tables: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    sheets: tuple[Draw, ...] = ()

    @property
    def instead(self) -> Text:
        """What the figure says, in words, for whoever cannot see it: the description that stands in the drawing too."""
        return Text(read_description(self.draw("en")), read_description(self.draw("zh")))

"""The colours of figures: Okabe & Ito's set, told apart under every common colour blindness."""

from __future__ import annotations

from collections.abc import Sequence

INK = "#1a1f26"
SECOND_INK = "#4a5361"
LINES = "#d8dde4"
PAPER = "#ffffff"

EXPERIMENTAL = "#0072b2"
CONTROL = "#d55e00"
FURTHER = ("#009e73", "#cc79a7", "#e69f00", "#56b4e9")


def colour_arms(controls: Sequence[bool]) -> tuple[str, ...]:
    """A colour for each arm, in the order of the study file: an arm keeps its colour in every figure.

    The first experimental and the first control arm have their own; the others follow the list, and it starts again.
    """
    free = {True: CONTROL, False: EXPERIMENTAL}
    colours, further = [], 0
    for control in controls:
        colour = free.pop(control, None)
        if colour is None:
            colour = FURTHER[further % len(FURTHER)]
            further += 1
        colours.append(colour)
    return tuple(colours)

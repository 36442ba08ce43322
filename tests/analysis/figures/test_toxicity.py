"""The stopping boundary for toxicity, by its words."""

from __future__ import annotations

from equipoise.analysis.figures.svg import read_description
from equipoise.analysis.figures.toxicity import draw_toxicity
from tests.analysis.figures.hand_made import TOXICITY


def test_every_stretch_of_the_boundary_and_the_place_of_the_trial_are_told() -> None:
    told = read_description(draw_toxicity(TOXICITY, "en"))
    assert told.startswith(
        "From 2 to 3 treated: stop at 2 with toxicity. From 4 to 6 treated: stop at 3 with toxicity. "
        "From 7 to 8 treated: stop at 4 with toxicity. So far 3 treated, 1 of them with unacceptable toxicity."
    )

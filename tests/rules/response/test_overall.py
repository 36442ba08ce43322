from __future__ import annotations

from itertools import product

import pytest

from equipoise.rules.response import overall_response
from equipoise.rules.response.overall import NonTarget
from equipoise.rules.response.target import Target

TARGETS: tuple[Target | None, ...] = (None, "CR", "PR", "SD", "PD", "NE")
OTHERS: tuple[NonTarget | None, ...] = (None, "CR", "NON-CR/NON-PD", "PD", "NE")


@pytest.mark.parametrize(
    ("target", "non_target", "expected"),
    [
        ("CR", "CR", "CR"), ("CR", None, "CR"), ("CR", "NON-CR/NON-PD", "PR"), ("CR", "NE", "PR"),
        ("PR", "NE", "PR"), ("SD", "NON-CR/NON-PD", "SD"), ("NE", "CR", "NE"),
        ("PD", "CR", "PD"), ("SD", "PD", "PD"), ("NE", "PD", "PD"),
        (None, "CR", "CR"), (None, "NON-CR/NON-PD", "NON-CR/NON-PD"), (None, "NE", "NE"), (None, None, "NED"),
    ],
)  # fmt: skip
def test_the_overall_response_is_that_of_the_table(target: Target | None, non_target: NonTarget | None, expected: str):
    assert overall_response(target, non_target, new_lesion=False) == expected


@pytest.mark.parametrize(("target", "non_target"), list(product(TARGETS, OTHERS)))
def test_a_new_lesion_is_progression_whatever_else_there_is(target: Target | None, non_target: NonTarget | None):
    assert overall_response(target, non_target, new_lesion=True) == "PD"

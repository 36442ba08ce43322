"""The response at one time: target lesions, non-target lesions and new lesions together (RECIST 1.1, tables 1 and 2)."""

from __future__ import annotations

from typing import Literal

from equipoise.rules.response.target import Target

NonTarget = Literal["CR", "NON-CR/NON-PD", "PD", "NE"]
Overall = Literal["CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE"]


def overall_response(target: Target | None, non_target: NonTarget | None, new_lesion: bool) -> Overall:
    """The overall response; None says that there was no such disease at baseline.

    Without any disease at baseline it stays NED (no evidence of disease) until a new lesion appears.
    """
    if new_lesion or "PD" in (target, non_target):
        return "PD"
    if target is None:
        return non_target or "NED"
    if target == "CR" and non_target in ("NON-CR/NON-PD", "NE"):
        return "PR"
    return target

"""The response at one time: target lesions, non-target lesions and new lesions together (RECIST 1.1, tables 1 and 2)."""

from __future__ import annotations

from typing import Literal

from equipoise.rules.response.target import Target

NonTarget = Literal["CR", "NON-CR/NON-PD", "PD", "NE"]
Overall = Literal["CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE"]
PetAtSite = Literal["new_on_ct", "known_and_stable", "not_on_ct"]
"""What CT shows where FDG-PET is positive: a new lesion, a known one that does not progress, or nothing."""


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


def pet_finding(negative_before: bool, site: PetAtSite) -> Literal["new lesion", "equivocal", "no progression"]:
    """What a positive FDG-PET at follow-up means (4.3.5).

    After a negative PET at baseline it is a new lesion. Without a PET at baseline it is one if CT shows it; a site that CT
    does not show yet waits for further CT and then counts from the day of the PET; a known stable lesion is no progression.
    """
    if negative_before or site == "new_on_ct":
        return "new lesion"
    return "equivocal" if site == "not_on_ct" else "no progression"

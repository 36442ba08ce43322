"""Cytokine release syndrome by ASTCT consensus (Lee et al., Biol Blood Marrow Transplant 2019; 25: 625, table 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from equipoise.protocol.model.safety import Oxygen, Pressure
from equipoise.rules.safety.syndrome import Sign, SyndromeGrade, given, gravest, missing
from equipoise.values.text import Text

FEVER: Final = Decimal("38.0")
LOW_FLOW: Final = Decimal(6)

CrsSign = Literal["fever", "hypotension", "hypoxia"]
Device = Literal[
    "none", "nasal_cannula", "blow_by", "face_mask", "non_rebreather", "venturi", "cpap", "bipap", "ventilator"
]

_PRESSURE: Final[Mapping[Pressure, int]] = {"none": 0, "no_pressor": 2, "one_pressor": 3, "several_pressors": 4}
_OXYGEN: Final[Mapping[Oxygen, int]] = {"none": 0, "low_flow": 2, "high_flow": 3, "positive_pressure": 4}
_DEVICES: Final[Mapping[Device, Oxygen]] = {
    "none": "none", "blow_by": "low_flow", "face_mask": "high_flow", "non_rebreather": "high_flow", "venturi": "high_flow",
    "cpap": "positive_pressure", "bipap": "positive_pressure", "ventilator": "positive_pressure",
}  # fmt: skip

_FEVER = Text("Fever of 38.0 °C or more", "发热（≥38.0 ℃）")
_TEMPERATURE = Text("temperature", "体温")
_HYPOTENSION = Text("Hypotension", "低血压")
_HYPOXIA = Text("Hypoxia", "低氧血症")


@dataclass(frozen=True, slots=True)
class CrsSigns:
    """What is seen at one time; None where it is not known.

    `treated`: this episode began with fever, and antipyretics or anticytokine therapy (tocilizumab, steroids) were given since.
    `other_cause`: signs that another cause explains; `fatal`: the participant died of the syndrome.
    """

    temperature_c: Decimal | Fraction | None
    hypotension: Pressure | None
    hypoxia: Oxygen | None
    treated: bool = False
    other_cause: frozenset[CrsSign] = frozenset()
    fatal: bool = False


def crs(signs: CrsSigns) -> SyndromeGrade:
    """The grade of cytokine release syndrome: fever, and the graver of hypotension and hypoxia, neither with another cause.

    Without fever there is none, unless fever was treated: then hypotension and hypoxia alone decide.
    """
    if signs.fatal:
        return SyndromeGrade("CRS", 5, ("death",))
    fever = None if signs.temperature_c is None else signs.temperature_c >= FEVER
    if "fever" in signs.other_cause:
        fever = False
    if fever is False and not signs.treated:
        return SyndromeGrade("CRS", 0)
    found = gravest(
        "CRS",
        {
            "hypotension": Sign(_HYPOTENSION, _PRESSURE[signs.hypotension] if signs.hypotension else None),
            "hypoxia": Sign(_HYPOXIA, _OXYGEN[signs.hypoxia] if signs.hypoxia else None),
        },
        signs.other_cause,
    )
    if fever is None and (not signs.treated or found.grade == 0):
        return SyndromeGrade("CRS", None, (), (missing("CRS", _TEMPERATURE), *found.reasons))
    if fever and found.grade == 0:
        return SyndromeGrade("CRS", 1, ("fever",), (given("CRS", _FEVER, 1),))
    return found


def pressure(hypotensive: bool, pressors: int = 0, vasopressin: bool = False) -> Pressure:
    """Hypotension as the consensus grades it. Vasopressin is not counted beside another pressor; alone it is one."""
    if pressors > 1:
        return "several_pressors"
    if pressors or vasopressin:
        return "one_pressor"
    return "no_pressor" if hypotensive else "none"


def oxygen(device: Device, litres_per_minute: Decimal | Fraction | None = None) -> Oxygen | None:
    """Hypoxia as the consensus grades it, by what gives the oxygen; None for a nasal cannula whose flow is not known.

    A nasal cannula is low flow up to 6 L/min. Positive pressure for another reason than hypoxia (to protect the airway in
    ICANS) is another cause.
    """
    if device == "nasal_cannula":
        if litres_per_minute is None:
            return None
        return "low_flow" if litres_per_minute <= LOW_FLOW else "high_flow"
    return _DEVICES[device]

"""Neurotoxicity of immune effector cells (ICANS) by ASTCT consensus (Lee et al. 2019, tables 4 to 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from equipoise.protocol.model.safety import Oedema, Seizure, Wakefulness
from equipoise.rules.safety.syndrome import Sign, SyndromeGrade, gravest
from equipoise.values.text import Text

IcansSign = Literal["ice", "consciousness", "seizure", "motor", "oedema"]

ICE_PARTS: Final[Mapping[str, int]] = {"orientation": 4, "naming": 3, "command": 1, "writing": 1, "attention": 1}
"""The parts of the ICE score and the points of each; the whole is 10."""
ICE_MOST: Final = sum(ICE_PARTS.values())

_WAKEFULNESS: Final[Mapping[Wakefulness, int]] = {"awake": 0, "to_voice": 2, "to_touch": 3, "unarousable": 4}
_SEIZURE: Final[Mapping[Seizure, int]] = {"none": 0, "resolved": 3, "prolonged": 4}
_OEDEMA: Final[Mapping[Oedema, int]] = {"none": 0, "focal": 3, "diffuse": 4}

_ICE = Text("ICE score", "ICE 评分")
_CAPD = Text("CAPD score (children under 12)", "CAPD 评分（12 岁以下）")
_AWAKE = Text("Level of consciousness", "意识水平")
_FIT = Text("Seizure", "癫痫发作")
_WEAK = Text("Deep focal motor weakness", "严重局灶性运动无力")
_SWOLLEN = Text("Cerebral oedema or raised intracranial pressure", "脑水肿或颅内压增高")


@dataclass(frozen=True, slots=True)
class IcansSigns:
    """What is seen at one time; None where it is not known.

    `seizure`: `resolved` settles by itself or with treatment, `prolonged` lasts over 5 minutes or repeats without recovery between.
    `oedema`: `focal` on imaging; `diffuse` on imaging, or posturing, sixth-nerve palsy, papilloedema or Cushing's triad.
    `capd` (Cornell Assessment of Pediatric Delirium) takes the place of `ice` under 12 years.
    """

    ice: int | None
    consciousness: Wakefulness | None
    seizure: Seizure | None
    motor: bool | None
    oedema: Oedema | None
    capd: int | None = None
    other_cause: frozenset[IcansSign] = frozenset()
    fatal: bool = False


def icans(signs: IcansSigns) -> SyndromeGrade:
    """The grade of the gravest of the five signs that has no other cause.

    An ICE score of 0 is grade 3 while the participant can be woken and 4 when not (the sign of consciousness says that).
    ValueError for a score outside its scale.
    """
    if signs.fatal:
        return SyndromeGrade("ICANS", 5, ("death",))
    return gravest(
        "ICANS",
        {
            "ice": _thinking(signs),
            "consciousness": Sign(_AWAKE, _WAKEFULNESS[signs.consciousness] if signs.consciousness else None),
            "seizure": Sign(_FIT, _SEIZURE[signs.seizure] if signs.seizure else None),
            "motor": Sign(_WEAK, None if signs.motor is None else 4 * signs.motor),
            "oedema": Sign(_SWOLLEN, _OEDEMA[signs.oedema] if signs.oedema else None),
        },
        signs.other_cause,
    )


def ice_score(parts: Mapping[str, int]) -> int:
    """The ICE score of its five parts. ValueError for a part that is missing, unknown, or outside its points."""
    if parts.keys() != ICE_PARTS.keys() or any(not 0 <= parts[name] <= most for name, most in ICE_PARTS.items()):
        raise ValueError(f"an ICE score has the parts {dict(ICE_PARTS)}")
    return sum(parts.values())


def _thinking(signs: IcansSigns) -> Sign:
    if signs.ice is None and signs.capd is not None:
        if not 0 <= signs.capd <= 32:
            raise ValueError("a CAPD score is 0 to 32")
        return Sign(_CAPD, 3 if signs.capd >= 9 else 1 if signs.capd else 0)
    if signs.ice is None:
        return Sign(_ICE, 3 if signs.consciousness == "unarousable" else None, most=3)
    if not 0 <= signs.ice <= ICE_MOST:
        raise ValueError("an ICE score is 0 to 10")
    return Sign(_ICE, next(grade for least, grade in ((10, 0), (7, 1), (3, 2), (0, 3)) if signs.ice >= least))

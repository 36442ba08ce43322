"""The steps of this desk by the name of their act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.web.workspace.acting.step import Make
from equipoise.web.workspace.bedside.infusion_steps import dispose, end, react, start
from equipoise.web.workspace.bedside.receive_steps import decide_excursion, receive
from equipoise.web.workspace.bedside.sign_steps import take_signs

PERSON: Final[Mapping[str, Make]] = {}
UNIT: Final[Mapping[str, Make]] = {
    "receive_bag": receive,
    "decide_excursion": decide_excursion,
    "start_infusion": start,
    "take_vital_signs": take_signs,
    "note_reaction": react,
    "end_infusion": end,
    "dispose_bag": dispose,
}
STUDY: Final[Mapping[str, Make]] = {}

"""The scales of EORTC QLQ-C30 version 3.0 and QLQ-LC13 (EORTC QLQ-C30 Scoring Manual, 3rd edition, 2001; LC13 scoring).

A functional scale and the global scale are better when higher, a symptom is worse when higher.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from equipoise.values.text import Text

Kind = Literal["function", "global", "symptom"]
C30, LC13 = "EORTC QLQ-C30", "EORTC QLQ-LC13"
SIZES: Final[Mapping[str, int]] = MappingProxyType({C30: 30, LC13: 13})
"""How many items each instrument has."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale: its items by their number within the instrument, and the answer range (highest less lowest answer)."""

    key: str
    instrument: str
    name: Text
    items: tuple[int, ...]
    kind: Kind
    range: int = 3

    @property
    def better(self) -> Literal["higher", "lower"]:
        """Which direction is an improvement."""
        return "lower" if self.kind == "symptom" else "higher"


def _scales(instrument: str, *rows: tuple[str, str, str, tuple[int, ...], Kind, int]) -> dict[str, Scale]:
    return {key: Scale(key, instrument, Text(en, zh), items, kind, wide) for key, en, zh, items, kind, wide in rows}


SCALES: Final[Mapping[str, Scale]] = MappingProxyType(
    _scales(
        C30,
        ("QL2", "Global health status", "总体健康状况", (29, 30), "global", 6),
        ("PF2", "Physical functioning", "躯体功能", (1, 2, 3, 4, 5), "function", 3),
        ("RF2", "Role functioning", "角色功能", (6, 7), "function", 3),
        ("EF", "Emotional functioning", "情绪功能", (21, 22, 23, 24), "function", 3),
        ("CF", "Cognitive functioning", "认知功能", (20, 25), "function", 3),
        ("SF", "Social functioning", "社会功能", (26, 27), "function", 3),
        ("FA", "Fatigue", "疲倦", (10, 12, 18), "symptom", 3),
        ("NV", "Nausea and vomiting", "恶心呕吐", (14, 15), "symptom", 3),
        ("PA", "Pain", "疼痛", (9, 19), "symptom", 3),
        ("DY", "Dyspnoea", "气促", (8,), "symptom", 3),
        ("SL", "Insomnia", "失眠", (11,), "symptom", 3),
        ("AP", "Appetite loss", "食欲丧失", (13,), "symptom", 3),
        ("CO", "Constipation", "便秘", (16,), "symptom", 3),
        ("DI", "Diarrhoea", "腹泻", (17,), "symptom", 3),
        ("FI", "Financial difficulties", "经济困难", (28,), "symptom", 3),
    )
    | _scales(
        LC13,
        ("LCDY", "Dyspnoea (lung)", "呼吸困难（肺癌模块）", (3, 4, 5), "symptom", 3),
        ("LCCO", "Coughing", "咳嗽", (1,), "symptom", 3),
        ("LCHA", "Haemoptysis", "咯血", (2,), "symptom", 3),
        ("LCSM", "Sore mouth", "口腔疼痛", (6,), "symptom", 3),
        ("LCDS", "Dysphagia", "吞咽困难", (7,), "symptom", 3),
        ("LCPN", "Peripheral neuropathy", "周围神经病变", (8,), "symptom", 3),
        ("LCHR", "Alopecia", "脱发", (9,), "symptom", 3),
        ("LCPC", "Pain in chest", "胸痛", (10,), "symptom", 3),
        ("LCPA", "Pain in arm or shoulder", "手臂或肩部疼痛", (11,), "symptom", 3),
        ("LCPO", "Pain in other parts", "其他部位疼痛", (12,), "symptom", 3),
    )
)
"""Every scale by its usual short name. Item 13 of LC13 (help by pain medicine) is not scored."""

SUMMARY: Final = "C30SUM"
"""The summary score of QLQ-C30: the mean of thirteen scales, symptoms turned round, without global health and finances."""
SUMMARY_NAME: Final = Text("QLQ-C30 summary score", "QLQ-C30 总分")
IN_SUMMARY: Final = ("PF2", "RF2", "EF", "CF", "SF", "FA", "NV", "PA", "DY", "SL", "AP", "CO", "DI")


def scale(key: str) -> Scale:
    """A scale by its short name, the summary score included (its items are those of its scales)."""
    if key == SUMMARY:
        items = tuple(sorted(item for one in IN_SUMMARY for item in SCALES[one].items))
        return Scale(SUMMARY, C30, SUMMARY_NAME, items, "function")
    return SCALES[key]

"""The small form of the matching page: its fields, and what is typed as the mapping that describes a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Final

from equipoise.registry.match.measures import MEASURES, shown_unit
from equipoise.registry.match.patient import PatientFault
from equipoise.registry.match.states import STATES
from equipoise.registry.match.therapies import THERAPIES
from equipoise.values.text import Text

LABORATORY: Final[Mapping[str, tuple[str, ...]]] = {
    "hemoglobin": ("g/L", "g/dL", "mmol/L"),
    "neutrophils": ("10*9/L", "/uL"),
    "platelets": ("10*9/L", "/uL"),
    "creatinine": ("umol/L", "mg/dL"),
    "alt": ("U/L",),
    "ast": ("U/L",),
    "bilirubin": ("umol/L", "mg/dL"),
    "lvef": ("%",),
    "spo2": ("%",),
}
"""The measurements of the small form and the units to choose from; everything else goes in as JSON or FHIR."""
ASKED: Final = (
    "pregnant", "breastfeeding", "hiv", "hbv", "hcv", "tuberculosis", "infection", "autoimmune", "organ_transplant", "stem_cell_transplant",
    "brain_metastases", "consent",
)  # fmt: skip
NEVER: Final = ("chemotherapy", "radiotherapy", "immunotherapy", "targeted", "immunosuppressants", "systemic_steroids")
RESPONSES: Final = {
    "CR": Text("complete response", "完全缓解"),
    "PR": Text("partial response", "部分缓解"),
    "SD": Text("stable disease", "疾病稳定"),
    "PD": Text("progression", "疾病进展"),
}
BOXES: Final[Mapping[str, tuple[str, Text]]] = {
    "pasted": ("pasted", Text("Paste what you have", "粘贴现有资料")),
    "conditions": ("conditions", Text("Diseases", "疾病")),
    "age": ("age", Text("Age", "年龄")),
    "assessed": ("measured", Text("Day of these values", "检验日期")),
    "diagnosis_date": ("diagnosed", Text("Day of diagnosis", "确诊日期")),
    "treatments": ("treatments", Text("Treatments so far", "既往治疗")),
    "km": ("km", Text("Within, in km", "距离（公里以内）")),
}
"""The box of the form in which each part of a person is typed, and what stands beside it."""
_NO_AGE: Final = Text(
    "Write a whole number of years from 0 to 130, or such as “8 months”.",
    "请填写 0 至 130 的整数（岁），或如“8 个月”。",
)
_OF_A_ROW: Final = re.compile(r"measurements\[(\d+)\]")
MOST: Final = 4000
_LONGEST_NAME: Final = 120
_JOINTS: Final = re.compile(r"[,;，；、。]|\.(?=\s)")
_MOST_JOINTS: Final = 2
_THOUSANDS: Final = re.compile(r"\D*[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DATED: Final = re.compile(r"(?P<name>.*?)[\s,;，；]+(?P<end>\d{4}(?:-\d{2}){0,2}|now|current|目前|至今)\s*")


@dataclass(frozen=True, slots=True)
class LabField:
    """One row of the laboratory table."""

    id: str
    name: Text
    units: tuple[tuple[str, str], ...]
    value: str
    unit: str
    high: str
    wrong: bool


def laboratory(typed: Mapping[str, str], wrong: Set[str] = frozenset()) -> list[LabField]:
    """The rows of the laboratory table with what was typed, and whether it can be used."""
    return [
        LabField(
            one,
            MEASURES[one].name,
            tuple((code, shown_unit(code)) for code in units),
            typed.get(f"lab-{one}", ""),
            typed.get(f"unit-{one}", units[0]),
            typed.get(f"high-{one}", ""),
            f"lab-{one}" in wrong,
        )
        for one, units in LABORATORY.items()
    ]


def questions(typed: Mapping[str, str]) -> list[tuple[str, Text, str]]:
    """The yes-no questions with what was chosen."""
    return [(one, STATES[one].name, typed.get(f"has-{one}", "")) for one in ASKED]


def nevers(typed: Mapping[str, str]) -> list[tuple[str, Text, bool]]:
    """The treatments that somebody may never have had."""
    return [(one, THERAPIES[one].name, f"never-{one}" in typed) for one in NEVER]


def as_mapping(typed: Mapping[str, str], today: str) -> dict[str, Any]:
    """What was typed as the documented mapping; what is wrong with it is found when it is read."""
    day = typed.get("measured", "").strip() or today
    confirmed = "confirmed" in typed
    described: dict[str, Any] = {
        "sex": typed.get("sex", ""),
        "age": typed.get("age", "").strip() or None,
        "conditions": [{"name": one, "confirmed": confirmed} for one in lines(typed.get("conditions", ""))],
        "ecog": typed.get("ecog", "") or None,
        "kps": typed.get("kps", "") or None,
        "assessed": day,
        "diagnosis_date": typed.get("diagnosed", "").strip() or None,
        "response": typed.get("response", ""),
        "measurements": [row for one in LABORATORY if (row := _row(one, typed, day)) is not None],
        "treatments": [_treatment(one) for one in lines(typed.get("treatments", ""))],
        "never": [one for one in NEVER if f"never-{one}" in typed],
        "answers": {one: typed[f"has-{one}"] == "yes" for one in ASKED if typed.get(f"has-{one}") in ("yes", "no")},
    }
    return {key: value for key, value in described.items() if value not in (None, "", [], {})}


@dataclass(frozen=True, slots=True)
class BoxFault:
    """What cannot be used: the box in which it stands and its label where it is one of the form, otherwise its place in pasted data."""

    box: str
    label: Text | None
    where: str
    says: Text


def in_pasted(fault: PatientFault) -> BoxFault:
    """A fault of pasted data, with its place in them."""
    return BoxFault("pasted", None, fault.where, fault.says)


def in_box(fault: PatientFault, described: Mapping[str, Any]) -> BoxFault:
    """A fault beside the box in which it was typed: the mapping counts its rows, and calls its parts by other names."""
    row = _OF_A_ROW.match(fault.where)
    if row is not None:
        measure = described["measurements"][int(row[1])]["name"]
        return BoxFault(f"lab-{measure}", MEASURES[measure].name, "", fault.says)
    box, label = BOXES.get(re.split(r"[.\[]", fault.where)[0], ("", None))
    return BoxFault(box, label, fault.where, _NO_AGE if box == "age" else fault.says)


def more_is_typed(typed: Mapping[str, str]) -> bool:
    """Whether something stands in the part of the form that is folded away."""
    return any(
        value and name.startswith(("lab-", "high-", "never-", "has-", "measured", "treatments"))
        for name, value in typed.items()
    )


def is_no_list(words: str) -> bool:
    """Whether what was typed into the box of diseases is a person's data or a note rather than names, one a line."""
    return words.startswith("{") or any(
        len(line) > _LONGEST_NAME or len(_JOINTS.findall(line)) > _MOST_JOINTS for line in words.splitlines()
    )


def lines(words: str) -> list[str]:
    """The lines of a box, fifty at most."""
    return [one.strip() for one in words[:MOST].splitlines() if one.strip()][:50]


def _row(one: str, typed: Mapping[str, str], day: str) -> dict[str, str] | None:
    value = _figure(typed.get(f"lab-{one}", ""))
    if not value:
        return None
    high = _figure(typed.get(f"high-{one}", ""))
    return {"name": one, "value": value, "unit": typed.get(f"unit-{one}", ""), "date": day, "high": high}


def _figure(words: str) -> str:
    """A figure with a point for its comma. `1,400` stays and is refused: it is fourteen hundred in one country, and 1.4 in another."""
    words = words.strip()
    return words if _THOUSANDS.fullmatch(words) else words.replace(",", ".")


def _treatment(words: str) -> dict[str, Any]:
    """`carboplatin 2018-03` ended then, `prednisone now` goes on."""
    found = _DATED.fullmatch(words)
    if found is None:
        return {"name": words}
    if found["end"][0].isdigit():
        return {"name": found["name"], "end": found["end"]}
    return {"name": found["name"], "ongoing": True}

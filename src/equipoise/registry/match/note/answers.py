"""What a note says of smoking, and of the best response."""

from __future__ import annotations

import re
from typing import Final

from equipoise.registry.match.note.collected import Collected
from equipoise.registry.match.patient import Answer

RESPONSE: Final = re.compile(
    r"(?:best (?:overall )?response|response(?: to \w+)?|achieved|achieving|with|recist|疗效(?:评价|评估)?|评效|评价)(?: (?:was|"
    r"is|of|a|an))*[\s:=为]*(?P<code>cr|pr|sd|pd|complete (?:response|remission)|"
    r"partial (?:response|remission)|stable disease|progressive disease|完全缓解|部分缓解|疾病稳定|病情稳定|疾病进展)(?![a-z])|"
    r"(?P<alone>partial response|complete response)"
)
_CODES: Final = {
    "cr": "CR", "pr": "PR", "sd": "SD", "pd": "PD", "com": "CR", "par": "PR", "sta": "SD", "pro": "PD",
    "完全缓": "CR", "部分缓": "PR", "疾病稳": "SD", "病情稳": "SD", "疾病进": "PD",
}  # fmt: skip
"""A response by the first letters of its words."""
SMOKING: Final = re.compile(
    r"(?P<never>(?:never|non|no)[- ]?(?:smok(?:er|ed|ing)|tobacco)|不吸烟|无吸烟史|否认吸烟|"
    r"从不吸烟|(?:smoking|tobacco)(?: "
    r"history| status)?: ?(?:never|no|none))|"
    r"(?P<now>(?:denies|denied) (?:any )?(?:smoking|tobacco)(?! in the past)|does ?(?:not|n't) smoke)|"
    r"(?P<still>吸烟[^。;]{0,20}未戒)|(?P<ex>(?:吸烟[^。;]{0,20})?已戒|(?:ex|former|past|previous)[- ]smoker|quit smoking|"
    r"stopped smoking|已?戒烟)"
)


def add_smoking(lower: str, note: Collected) -> bool:
    """Adds what a sentence says of smoking; whether it says anything."""
    found = SMOKING.search(lower)
    if found is None:
        return False
    note.answers.append(Answer("has.smoker", found["still"] is not None, source=found[0]))
    if not found["now"]:
        note.answers.append(Answer("had.smoker", found["never"] is None, source=found[0]))
    return True


def add_responses(lower: str, note: Collected) -> None:
    """Adds the responses that a sentence tells, by their codes of RECIST."""
    for found in RESPONSE.finditer(lower):
        words = found["code"] or found["alone"]
        note.responses.add(_CODES[words if words in _CODES else words[:3]])

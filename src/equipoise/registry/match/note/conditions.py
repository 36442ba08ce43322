"""The diseases and states of a note, as each is meant; each once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.match.naming import condition_named
from equipoise.registry.match.note.collected import WHY_NOT, Collected
from equipoise.registry.match.note.cues import Meaning
from equipoise.registry.match.note.dates import Dated
from equipoise.registry.match.note.mentions import Mention
from equipoise.registry.match.note.moments import is_long_ago
from equipoise.registry.match.note.parts import Part
from equipoise.registry.match.note.tables import LASTING
from equipoise.registry.match.patient import Condition
from equipoise.registry.match.sought import TUMOUR, sought
from equipoise.registry.match.states import STATES
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text

_CONFIRMED: Final = re.compile(
    r"(?:biops\w*|histolog\w*|cytolog\w*|patholog\w*|histopatholog\w*|ebus|fna|tissue)(?![a-z])[^.;]{0,40}(?:confirm\w*|"
    r"prove[nd]?|show\w*|reveal\w*|consistent with|diagnos\w*|:)|"
    r"(?:confirmed|proven|diagnosed) (?:by|on|at) (?:\w+ ){0,3}(?:biopsy|histolog|cytolog|patholog)|(?:病理|活检|穿刺|组织学|"
    r"细胞学)[^。;]{0,16}(?:确诊|证实|示|提示|诊断|:)"
)
_DIAGNOSED: Final = re.compile(r"(?:(?<![a-z])(?:diagnos(?:ed|is)|dx(?:'d)?)(?![a-z])|确诊|诊断)")
_ONSET_BEHIND: Final = re.compile(
    r"[\s(,:-]*(?:(?:first |initially |newly )?(?:diagnosed|dx(?:'d)?|since|onset|identified|found|biopsied|确诊|诊断)(?: on| "
    r"in| since)?|in|on|from|于|自|[a-z-]+ biopsy)?"
    r"[\s:,(]*"
)
_ONSET_BEFORE: Final = re.compile(
    r"\)?[\s:-]*(?:(?:(?:he|she|the patient|patient) )?(?:was |is )?(?:(?:first |initially |newly )?diagnosed(?: with)?|"
    r"diagnosis(?: of)?|dx(?: of)?|developed|had)|"
    r"确诊(?:为)?|诊断(?:为)?|患|(?:行)?[^,，。;]{0,12}(?:病理|活检)[^,，。;]{0,8}:?)?[\s:]*(?:an? |the )?(?:(?:acute|chronic|"
    r"severe|mild|metastatic|recurrent|left|right|bilateral|stage \w+) )*"
)
_ONSET_TOLD: Final = re.compile(r"(?<![a-z])(?:diagnos(?:ed|is)|dx)[^,.;]{0,12}$")


def add_condition(
    one: Mention, meaning: Meaning, cue: str, part: Part, lower: str, days: tuple[Dated, ...], note: Collected
) -> None:
    """Adds a disease or state as it is meant, or puts it aside."""
    if meaning in WHY_NOT and meaning != "allergy":
        note.put_aside(one.words, WHY_NOT[meaning].format(cue=cue))
        return
    if one.test and not _is_result(one, meaning, cue, lower, part):
        note.put_aside(one.words, Text("a test without its result", "检测项目，未说明结果"))
        return
    absent = meaning in ("not there", "never")
    positive = "positive" in cue or "reactive" in cue or "+" in cue or "阳性" in cue
    made = _named(one, note.concepts, absent=absent, positive=positive)
    if made is None:
        return
    if absent:
        if re.search(r"(?<![a-z])other\s+(?:\w+\s+)?$", lower[: one.start]) or lower[: one.start].endswith("其他"):
            note.others.add(len(note.conditions))
        note.conditions.append(replace(made, never=meaning == "never"))
        return
    tumour = TUMOUR in note.concepts.with_broader(made.concepts)
    over = meaning == "over" or part.under == "past" or (is_long_ago(days, lower, note.at) and not tumour)
    lasting = not LASTING.isdisjoint(note.concepts.with_broader(made.concepts))
    onset = _onset(one, days, lower)
    if onset is not None and _DIAGNOSED.search(lower) and not over:
        note.diagnosis.append(onset)
    confirmed = _CONFIRMED.search(lower) is not None
    if over:
        note.past.add(len(note.conditions))
    note.conditions.append(
        replace(made, active=False if over and not lasting else None, onset=onset, confirmed=confirmed)
    )


def _is_result(one: Mention, meaning: Meaning, cue: str, lower: str, part: Part) -> bool:
    """Whether it is said how a test came out, or that somebody has the infection that it is named after."""
    if meaning in ("not there", "never"):
        return True
    behind = lower[one.end : one.end + 24]
    return bool(
        cue.strip().endswith(
            ("positive", "pos", "阳性", "携带", "感染", "+", "carrier", "reactive", "history of", "with", "known")
        )
        or re.match(r"[ -]*(?:infection|infected|positive|carrier|on art|\(\+\)|感染|携带|病史|阳性)", behind)
        or meaning == "over"
        or (
            part.under in ("past", "now")
            and re.fullmatch(r"hep.*|.*肝炎|syphilis|hiv", one.words.lower())
            and re.match(r"\s*(?:[,.;)。，；]|$)", behind)
        )
    )


def _named(one: Mention, concepts: Concepts, *, absent: bool, positive: bool = False) -> Condition | None:
    if one.state:
        state = STATES["hcv_antibody" if one.state == "hcv" and one.test and positive else one.state]
        return Condition(one.words, frozenset(state.concepts), state.id, absent=absent, source=one.words)
    made = condition_named(one.named, concepts, absent=absent, source=one.words)
    return replace(made, words=one.words) if made.concepts or made.state else None


def _onset(one: Mention, days: tuple[Dated, ...], lower: str) -> PartialDate | None:
    """The day right beside the disease: “diagnosed in March 2025 with …”, “… (2019)”, “… since 2019”."""
    for day in days:
        if day.start >= one.end and _ONSET_BEHIND.fullmatch(lower[one.end : day.start]):
            return day.day
        between = lower[day.end : one.start]
        told = _ONSET_TOLD.search(lower[: day.start]) is not None and re.fullmatch(
            r"\s*(?:with|of)\s+(?:an? )?", between
        )
        if day.end <= one.start and (told or _ONSET_BEFORE.fullmatch(between)):
            return day.day
    return None


def settled(note: Collected) -> tuple[Condition, ...]:
    """The conditions, each once; what is said both to be there and not is put aside."""
    clashing = _clashing(note.conditions)
    present = [one for one in note.conditions if not one.absent]
    kept: dict[tuple[frozenset[str], str, bool], Condition] = {}
    beside: set[tuple[frozenset[str], str, bool]] = set()
    for at, one in enumerate(note.conditions):
        key = (one.concepts, one.state, one.absent)
        if (one.concepts, one.state) in clashing:
            note.put_aside(one.words, Text("said both to be there and not to be", "文中既说有又说没有"))
            continue
        if at in note.others and not any(one.concepts & note.concepts.with_broader(own.concepts) for own in present):
            note.put_aside(
                one.words,
                Text(
                    "another one is denied, and the one it is beside was not read", "仅否认其他同类疾病，而其本身未读出"
                ),
            )
            continue
        other = kept.get(key)
        if other is None:
            kept[key] = one
            beside |= {key} if at in note.past else set()
            continue
        kept[key] = replace(
            other,
            active=None if None in (other.active, one.active) else False,
            onset=other.onset or one.onset,
            confirmed=other.confirmed or one.confirmed,
            never=one.never and other.never,
        )
        beside -= set() if at in note.past else {key}
    places = frozenset(at for at, key in enumerate(kept) if key in beside)
    return sought(tuple(kept.values()), places, note.concepts)


def _clashing(conditions: Iterable[Condition]) -> set[tuple[frozenset[str], str]]:
    """What is said to be there now in one place, and not in another."""
    there = {(one.concepts, one.state) for one in conditions if not one.absent and one.active is not False}
    return there & {(one.concepts, one.state) for one in conditions if one.absent}

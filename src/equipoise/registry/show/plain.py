"""What a study is, in plain sentences made from its coded values: for readers who do not read registries."""

from __future__ import annotations

import re
from typing import Final

from equipoise.registry.concepts import Concepts, tag
from equipoise.registry.quality import NOBODY
from equipoise.registry.record import Record, rows, text, texts, whole
from equipoise.registry.show.codes import PURPOSES
from equipoise.values.spacing import parted
from equipoise.values.text import Text, listed, same

_DESIGN = "protocolSection.designModule."
_PHASE = {
    "EARLY_PHASE1": Text(
        "Early phase 1 means: very small amounts are tried in very few people.", "早期 I 期：在极少数人中试用极小剂量。"
    ),
    "PHASE1": Text(
        "Phase 1 means: the first tests in people, mainly to find a safe dose.",
        "I 期：首次用于人体，主要寻找安全剂量。",
    ),
    "PHASE2": Text(
        "Phase 2 asks, in a moderate number of people: does it work, and what harm does it do?",
        "II 期：初步观察是否有效、有何不良反应，人数中等。",
    ),
    "PHASE3": Text(
        "Phase 3 means: is it better than what is usual? Many people take part.",
        "III 期：与常规治疗比较是否更好，人数较多。",
    ),
    "PHASE4": Text("Phase 4 means: it is already approved and is watched further.", "IV 期：已获批上市，继续观察。"),
}
_OPEN_LABEL = Text("Everybody knows who gets what.", "所有人都知道各自接受的处理。")
_BLIND = {
    "SINGLE": Text("single-blind", "单盲"),
    "DOUBLE": Text("double-blind", "双盲"),
    "TRIPLE": Text("triple-blind", "三盲"),
    "QUADRUPLE": Text("quadruple-blind", "四盲"),
}
_MASKED = {
    "PARTICIPANT": Text("the participants", "受试者"),
    "CARE_PROVIDER": Text("those who treat them", "医护人员"),
    "INVESTIGATOR": Text("the investigators", "研究者"),
    "OUTCOMES_ASSESSOR": Text("those who judge the outcomes", "结局评估者"),
}

_SHAM: Final = re.compile(r"\bplacebos?\b|\bsham\b|安慰剂", re.IGNORECASE)
"""What is given for comparison, and never what a trial tests."""


def plain_words(record: Record, concepts: Concepts) -> tuple[Text, ...]:
    """The sentences, each only where the record states what it says. A name that is a known concept is said in Chinese too."""
    said = [
        _what(record, concepts),
        _how_many(record),
        _groups(record),
        *(_PHASE[one] for one in record.phases if one in _PHASE),
    ]
    # a name may be Latin in a Chinese sentence
    return tuple(Text(one.en, parted(one.zh)) for one in said if one is not None)


def _what(record: Record, concepts: Concepts) -> Text | None:
    named = [text(row, "name") for row in record.interventions]
    treatments = _some([one for one in named if not _SHAM.search(one)] or named, concepts)
    conditions = _some(record.conditions, concepts)
    purpose = PURPOSES.get(text(record.raw, _DESIGN + "designInfo.primaryPurpose"))
    if record.study_type == "EXPANDED_ACCESS":
        return Text(
            "This is not a trial but a way to get {what} outside of trials.",
            "这不是临床试验，而是在试验之外获得{what}的途径。",
        ).format(what=treatments or Text("a treatment", "某种治疗"))
    if conditions is None:
        return None
    if record.study_type == "OBSERVATIONAL":
        return Text(
            "This study watches people with {of}; nobody gets a treatment because of it.",
            "本研究观察{of}患者，不因研究而给予治疗。",
        ).format(of=conditions)
    if treatments is None:
        return Text("This trial is about {of}.", "本试验研究{of}。").format(of=conditions)
    pattern = Text("This trial tests {what} in {of}.", "本试验在{of}中检验{what}。")
    said = pattern.format(what=treatments, of=conditions)
    if purpose is None:
        return said
    return Text("{said} Purpose: {purpose}.", "{said}目的：{purpose}。").format(
        said=said, purpose=Text(purpose.en.lower(), purpose.zh)
    )


def _some(words: tuple[str, ...] | list[str], concepts: Concepts) -> Text | None:
    named = [one[:120] for one in words if one]
    if not named:
        return None
    more = len(named) - 3
    said = listed([spoken(one, concepts) for one in named[:3]])
    return Text(f"{said.en} and {more} more", f"{said.zh}等 {len(named)} 项") if more > 0 else said


def spoken(words: str, concepts: Concepts) -> Text:
    """A name with its Chinese term where the whole of it is a known concept; otherwise as it stands."""
    if words.strip().casefold() in ("placebo", "placebos"):
        return Text(words, "安慰剂")
    found = tag(words, concepts)
    if len(found) != 1 or found[0].start > 0 or found[0].end < len(words.rstrip()):
        return same(words)
    term = concepts.term(found[0].concept)
    return Text(words, term.zh if not term.zh.isascii() else words)


def _how_many(record: Record) -> Text | None:
    number = record.enrolment
    if not number or number in NOBODY:
        return None
    actual = text(record.raw, _DESIGN + "enrollmentInfo.type") == "ACTUAL"
    if actual:
        return Text(f"{number:,} people took part.", f"实际入组 {number:,} 人。")
    return Text(f"Planned: about {number:,} people.", f"计划入组约 {number:,} 人。")


def _groups(record: Record) -> Text | None:
    arms = len(rows(record.raw, "protocolSection.armsInterventionsModule.armGroups"))
    allocation = text(record.raw, _DESIGN + "designInfo.allocation")
    masking = _masking(record)
    if record.study_type != "INTERVENTIONAL":
        return None
    if arms > 1 and allocation == "RANDOMIZED":
        said = Text(
            f"Chance decides in which of {arms} groups each person is.", f"由随机决定每人进入 {arms} 个组中的哪一组。"
        )
    elif arms > 1:
        said = Text(f"There are {arms} groups.", f"共 {arms} 个组。")
    elif arms == 1:
        said = Text("Everybody is in one group and gets the same.", "所有人在同一组，接受相同处理。")
        masking = None
    else:
        return None
    return said if masking is None else Text("{said} {masking}", "{said}{masking}").format(said=said, masking=masking)


def _masking(record: Record) -> Text | None:
    """Who does not know who gets what; the record may give the degree of blinding without saying whom it blinds."""
    code = text(record.raw, _DESIGN + "designInfo.maskingInfo.masking")
    if code == "NONE":
        return _OPEN_LABEL
    degree = _BLIND.get(code)
    if degree is None:
        return None
    who = [_MASKED[one] for one in texts(record.raw, _DESIGN + "designInfo.maskingInfo.whoMasked") if one in _MASKED]
    if not who:
        return Text("The study is {degree}.", "本研究为{degree}。").format(degree=degree)
    named = listed(who, en=", ", zh="、")
    first = Text(named.en[0].upper() + named.en[1:], named.zh)
    joined = Text(" and ".join(first.en.rsplit(", ", 1)), first.zh)
    return Text("{who} do not know who gets what ({degree}).", "{who}不知道接受的是哪种处理（{degree}）。").format(
        who=joined, degree=degree
    )


def enrolment_words(record: Record) -> Text:
    """How many people, and whether that is so or planned; a placeholder is said to be unknown."""
    number = whole(record.raw, _DESIGN + "enrollmentInfo.count")
    if number is None or number in NOBODY:
        return Text("not stated", "未注明")
    actual = text(record.raw, _DESIGN + "enrollmentInfo.type") == "ACTUAL"
    return (
        Text(f"{number:,} (actual)", f"{number:,}（实际）")
        if actual
        else Text(f"{number:,} (planned)", f"{number:,}（计划）")
    )

"""What a sentence of a note names: diseases and states, and treatments, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from equipoise.registry.concepts import Concepts, markers, tag
from equipoise.registry.match.diseases import is_disease
from equipoise.registry.match.naming import treatment_named
from equipoise.registry.match.note.tables import ABBREVIATIONS, REGIMENS, STATE_NAMES
from equipoise.registry.match.states import BY_CONCEPT, STATES
from equipoise.registry.match.therapies import found_in

_OTHER_THINGS: Final = re.compile(
    r"(?:hepatitis b|hep b|hbv|乙型?肝炎?) ?(?:(?:surface|core|e) antibod(?:y|ies)|vaccin\w+|immuni[sz]\w+|dna|表面抗体|"
    r"核心抗体|e抗[体原]|病毒?dna|疫苗)|"
    r"hbs ?ab|anti-?hbs|hbc ?ab|anti-?hbc|hbe ?a[bg]|hcv rna|乙肝(?:两对半|五项|疫苗)|"
    r"hiv (?:prophylaxis|prep|vaccine)|"
    r"(?:performance|functional|marital|smoking|mental|volume|nutritional) status|"
    r"(?<![a-z])(?:no )?(?:known )?(?:drug|food|medication) allerg(?:y|ies)|"
    r"(?:cancer|tumou?r|oncology|asthma|diabetes|heart|stroke|lung|breast|chest|pain|renal|kidney|liver|melanoma|lymphoma|myeloma) "
    r"(?:cent(?:er|re)|clinic|hospital|institute|department|mdt|board|nurse|team|unit|markers?|service|research|institute|"
    r"meeting|screening|programme|program)|"
    r"肿瘤(?:医院|科|标志物|中心)|对[^,，。;、\s]{1,10}过敏|(?<![a-z])mets?(?![a-z])|母细胞(?!瘤)",
)
"""Words in which the name of a disease names something else."""

_OTHER_STATES: Final = tuple(
    (one.id, re.compile(rf"(?<![a-z0-9])(?:{one.names})(?![a-z])"))
    for one in STATES.values()
    if one.kind not in ("consent", "prior therapy") and one.id not in {name.id for name in STATE_NAMES}
)

_ALLERGY: Final = "D006967"
_NO: Final = re.compile(r"\b(?:no|not|without)\b", re.IGNORECASE)
"""What a denial means is told by `cues`; what it denies is named all the same."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that is named. `named` are the words to look it up by; `state` where it is one; `test` where it is a test's name."""

    kind: Literal["condition", "treatment"]
    start: int
    end: int
    words: str
    named: str
    state: str = ""
    test: bool = False


def mentions(sentence: str, concepts: Concepts) -> tuple[Mention, ...]:
    """What is named, in order; of what overlaps the longest."""
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in sentence)
    hidden = _OTHER_THINGS.sub(lambda found: " " * len(found[0]), lower)
    shown = "".join(own if masked == low else " " for own, low, masked in zip(sentence, lower, hidden, strict=True))
    kept: list[Mention] = []
    for one in sorted(_every(shown, hidden, lower, concepts), key=lambda found: (found.start - found.end, found.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    told = sorted(kept, key=lambda found: found.start)
    return tuple(replace(one, words=sentence[one.start : one.end]) for one in told)


def _every(sentence: str, lower: str, unhidden: str, concepts: Concepts) -> Iterator[Mention]:
    yield from _states(lower, unhidden)
    for start, end, words, named in _regimens(sentence):
        yield Mention("treatment", start, end, words, named)
    for start, end in found_in(lower):
        yield Mention("treatment", start, end, sentence[start:end], sentence[start:end])
    for short, named in ABBREVIATIONS:
        for found in short.finditer(sentence):
            yield Mention("condition", *found.span(), found[0], named)
    yield from _concepts(sentence, concepts)


def _states(lower: str, unhidden: str) -> Iterator[Mention]:
    for state in STATE_NAMES:
        for found in state.names.finditer(unhidden if state.id == "brain_metastases" else lower):
            yield Mention("condition", *found.span(), found[0], state.id, state.id, state.test)
    for name, pattern in _OTHER_STATES:
        for found in pattern.finditer(lower):
            yield Mention("condition", *found.span(), found[0], name, name)


def _concepts(sentence: str, concepts: Concepts) -> Iterator[Mention]:
    """Diseases and treatments of the vocabulary; a gene says nothing of which disease it is."""
    for one in tag(_NO.sub(lambda found: "z" * len(found[0]), sentence), concepts):
        words = sentence[one.start : one.end]
        if one.concept in BY_CONCEPT:
            yield Mention("condition", one.start, one.end, words, words, BY_CONCEPT[one.concept].id)
        elif one.concept == _ALLERGY:
            continue  # to what is not said, or it is a drug
        elif one.concept not in markers() and is_disease(one.concept, concepts):
            yield Mention("condition", one.start, one.end, words, words)
        elif one.concept not in markers() and treatment_named(words, concepts).kinds:
            yield Mention("treatment", one.start, one.end, words, words)


def _regimens(sentence: str) -> Iterator[tuple[int, int, str, str]]:
    for pattern, named in REGIMENS:
        for found in pattern.finditer(sentence):
            yield found.start(), found.end(), found[0], named

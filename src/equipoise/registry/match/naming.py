"""From the words of a form or file to what the matcher knows: measures, conditions, treatments, yes-no questions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from equipoise.registry.concepts import Concepts, markers, tag
from equipoise.registry.match.groups import standing
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.patient import Condition, Treatment
from equipoise.registry.match.states import STATES
from equipoise.registry.match.therapies import THERAPIES, is_called, kinds_called, kinds_of
from equipoise.values.dates import PartialDate


@lru_cache(maxsize=1024)
def measure_named(words: str) -> str | None:
    """The measure that a name means: its id, its English or Chinese name, or a usual spelling (`Hgb`, `SGOT`)."""
    plain = words.strip().lower().replace("μ", "µ")
    for one in MEASURES.values():
        if is_called(plain, one.id, one.name):
            return one.id
    return next((one.id for one in MEASURES.values() if re.fullmatch(one.names, plain)), None)


@lru_cache(maxsize=1024)
def state_named(words: str) -> str | None:
    """The state that a name means (`HIV`, `pregnant`, 妊娠)."""
    plain = words.strip().lower()
    for one in STATES.values():
        if is_called(plain, one.id, one.name):
            return one.id
    return next((one.id for one in STATES.values() if re.fullmatch(one.names, plain)), None)


_OTHERWISE: Final = re.compile(
    r"^(?:no|not|without|denies|never|absence of|negative)\b|"
    r"\b(?:does not have|no evidence of|ruled? out|r/o|(?:family|maternal|paternal) history|family member|"
    r"(?:mother|father|brother|sister|sibling|parent|child) (?:has|had|with)|suspected|suspicion of|possible|probable|presumed|query|"
    r"at (?:\w+ )?risk|risk of|screening for|exposure to|exposed to|contact with|vaccinat\w+|immuni[sz]ation|fear of)\b|"
    r"\?|？|家族史|疑似|可疑|怀疑|排除|待排|否认|^无|风险$|筛查|接触史|接种",
    re.IGNORECASE,
)
_OVER: Final = re.compile(
    r"^(?:personal |past |past medical |medical |prior |previous )*(?:history of|h/o)\b|"
    r"^(?:status post|s/p|resolved|previous|former|past)\b|既往|史$|已愈|治愈",
    re.IGNORECASE,
)


_INFECTIONS: Final = "D007239"
_ONLY_A_SIGN: Final = re.compile(r"\bantibod(?:y|ies)\b|\banti-|\bseropositiv|\bimmunity\b|抗体", re.IGNORECASE)
"""Antibodies against an infection tell that it was there, or that somebody was vaccinated."""


def says_otherwise(words: str) -> bool:
    """Whether the words name a disease that somebody does not have, or of which nobody is sure: “family history of …”, “suspected …”."""
    return _OTHERWISE.search(words) is not None


def condition_named(
    words: str, concepts: Concepts, code: str = "", *, active: bool | None = None, onset: PartialDate | None = None,
    confirmed: bool = False, absent: bool = False, source: str = "",
) -> Condition:  # fmt: skip
    """A condition by its words, or by a descriptor id beside them."""
    if says_otherwise(words):
        return Condition(words, active=active, onset=onset, absent=absent, source=source or words)
    if active is None and _OVER.search(words):
        active = False
    state = state_named(words) or ""
    found = frozenset({code}) if code in concepts.terms else frozenset(one.concept for one in tag(words, concepts))
    if state and not found:
        found = frozenset(STATES[state].concepts)
    if _ONLY_A_SIGN.search(words):
        found = frozenset(one for one in found if standing((one,), _INFECTIONS, concepts) != "is")
    found = found - markers() or found  # a gene tells nothing of which disease it is
    narrowest = frozenset(
        one for one in found if not any(one in concepts.broader.get(other, ()) for other in found - {one})
    )
    return Condition(words, narrowest, state, active, onset, confirmed, absent, source or words)


def treatment_named(
    words: str, concepts: Concepts, kind: str = "", atc: str = "", *, start: PartialDate | None = None,
    end: PartialDate | None = None, ongoing: bool = False, never: bool = False, source: str = "", route: str = "",
) -> Treatment:  # fmt: skip
    """A treatment by its words, its ATC code or the kind that is said; `route` is the way by which it is given, in words."""
    stated = frozenset({kind, *THERAPIES[kind].wider}) if kind in THERAPIES else frozenset()
    named = frozenset({words, *THERAPIES[words].wider}) if words in THERAPIES else frozenset()
    found = frozenset(one.concept for one in tag(words, concepts))
    spelt = " ".join(concepts.term(one).en for one in sorted(found))  # a brand is known by its substance
    kinds = stated | named | kinds_of(f"{words} {spelt} {route}", atc) if not never else kinds_called(words)
    return Treatment(words, frozenset(kinds), found, start, end, ongoing, never, source or words)

"""Kinds of treatment, as criteria and medication lists name them.

`atc` are the beginnings of ATC codes (WHO Collaborating Centre for Drug Statistics) under which records hold the drugs of a kind;
`drugs` are names that a medication list may give instead. A kind may be part of wider ones: chemotherapy is anticancer therapy. What a
list says may be too little to tell: a vaccine may be a live one, an antibody may treat a cancer or suppress the immune system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import msgspec

from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Therapy:
    """One kind of treatment; `names` and `drugs` are regular expressions."""

    id: str
    name: Text
    names: str
    drugs: str
    atc: tuple[str, ...]
    wider: tuple[str, ...]


class _Row(msgspec.Struct, frozen=True):
    id: str
    en: str
    zh: str
    names: str
    drugs: str
    atc: tuple[str, ...]
    wider: tuple[str, ...]

    def read(self) -> Therapy:
        return Therapy(self.id, Text(self.en, self.zh), self.names, self.drugs, self.atc, self.wider)


class _File(msgspec.Struct, frozen=True):
    therapies: tuple[_Row, ...]


def _read() -> tuple[Therapy, ...]:
    words = files("equipoise.registry.match").joinpath("therapies.json").read_bytes()
    return tuple(row.read() for row in msgspec.json.decode(words, type=_File).therapies)


_ALL: Final = _read()
THERAPIES: Final[Mapping[str, Therapy]] = {one.id: one for one in _ALL}
_DRUGS: Final = tuple((one.id, re.compile(one.drugs, re.IGNORECASE)) for one in _ALL if one.drugs)
_NAMES: Final = tuple((one.id, re.compile(rf"\b(?:{one.names})\b")) for one in _ALL)


_LOCAL: Final = re.compile(
    r"\b(?:topical\w*|ointment|cream|lotion|gel|shampoo|eye|ophthalmic|ocular|intravitreal|ear|otic|nasal|nose|intranasal|inhal\w+|"
    r"inhaler|nebuli[sz]\w+|enema|rectal|vaginal|mouthwash|cutaneous|dermal|intra-?articular|intralesional)\b|"
    r"外用|软膏|乳膏|凝胶|洗剂|滴眼|眼用|滴耳|滴鼻|鼻喷|吸入|雾化|灌肠|栓剂|关节腔",
    re.IGNORECASE,
)
_LOCAL_CODES: Final = ("A01A", "A07E", "C05A", "D", "G01", "R01A", "R03A", "R03B", "S01", "S02", "S03")
_WHOLE_BODY: Final = frozenset(
    {
        "systemic_steroids",
        "immunosuppressants",
        "antibiotics",
        "beta_blockers",
        "antihistamines",
        "chemotherapy",
        "targeted",
    }
    | {"anticancer", "biologics"}
)
"""Kinds that a drug is not where it acts on the skin, the eyes or the airways alone."""
_MAY_BE: Final[Mapping[str, frozenset[str]]] = {
    "biologics": frozenset({"anticancer", "targeted", "immunotherapy", "immunosuppressants"}),
    "immunotherapy": frozenset({"anticancer", "allergen_immunotherapy"}),
    "allergen_immunotherapy": frozenset({"immunotherapy"}),
    "systemic_steroids": frozenset({"immunosuppressants"}),
}
"""What a treatment of a kind may be too, and nobody can tell from the kind."""
_ALSO: Final = (
    (re.compile(r"cyclophosphamide|环磷酰胺", re.IGNORECASE), frozenset({"immunosuppressants"})),
    (
        re.compile(r"methotrexate|甲氨蝶呤|everolimus|依维莫司|sirolimus|西罗莫司", re.IGNORECASE),
        frozenset({"anticancer", "chemotherapy", "targeted"}),
    ),
)
"""Drugs that are given for either purpose."""


def is_called(plain: str, key: str, name: Text) -> bool:
    """Whether small letters are a thing's key or name; between Chinese and Latin signs a blank may be left out."""
    return plain in (key, name.en.lower()) or plain.replace(" ", "") == name.zh.lower().replace(" ", "")


def kinds_called(name: str) -> frozenset[str]:
    """The kinds that a name calls by their own names, the narrowest alone: who never had “CAR-T cell therapy” may have had chemotherapy,
    and who never had pembrolizumab another inhibitor of PD-1."""
    plain = name.strip().lower()
    found = {one.id for one in _ALL if is_called(plain, one.id, one.name)}
    found |= {one for one, names in _NAMES if names.search(plain)}
    found |= {one for one, drugs in _DRUGS if any(word[0] in THERAPIES[one].name.zh for word in drugs.finditer(name))}
    return frozenset(one for one in found if not any(one in THERAPIES[other].wider for other in found))


def local_words(text: str) -> str:
    """The words of a text that say that something acts on the skin, the eyes or the airways alone."""
    return " ".join(_LOCAL.findall(text))


def may_be(name: str, kinds: frozenset[str], kind: str) -> bool:
    """Whether a treatment of which the kinds are known may yet be of another kind: nothing is known of it, it is an investigational
    one, or only a wider kind is known."""
    if not kinds or "investigational" in kinds or kind not in THERAPIES:
        return True
    known = [one for one in kinds if not any(one in THERAPIES[other].wider for other in kinds)]
    return any(one in THERAPIES[kind].wider or kind in _MAY_BE.get(one, ()) for one in known) or any(
        drugs.search(name) and kind in also for drugs, also in _ALSO
    )


def found_in(text: str) -> Iterator[tuple[int, int]]:
    """Where a text in small letters names drugs or kinds of treatment; part of a word of Latin letters stands for the whole word."""
    for pattern in (*_DRUGS, *_NAMES):
        for found in pattern[1].finditer(text):
            start, end = found.span()
            while start and text[start - 1].isascii() and text[start - 1].isalpha() and text[start].isascii():
                start -= 1
            while end < len(text) and text[end].isascii() and text[end].isalpha() and text[end - 1].isascii():
                end += 1
            yield start, end


def kinds_of(name: str, atc: str = "") -> frozenset[str]:
    """The kinds of treatment that a drug or procedure is, by its name (its route may stand in it) and ATC code, wider kinds included."""
    found = {one for one, drugs in _DRUGS if drugs.search(name)}
    found |= {one for one, names in _NAMES if names.search(name.lower())}
    found |= {one.id for one in _ALL if atc and one.atc and atc.upper().startswith(one.atc)}
    if any("allergen_immunotherapy" in (one, *THERAPIES[one].wider) for one in found):
        found.discard("immunotherapy")
    found |= {wide for one in found for wide in THERAPIES[one].wider}
    is_local = _LOCAL.search(name) is not None or atc.upper().startswith(_LOCAL_CODES)
    return frozenset(found - _WHOLE_BODY if is_local else found)

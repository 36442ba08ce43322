"""Criteria text as tokens: measures, limits, states, treatments, concepts, times, negations, joints, and what is not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from equipoise.protocol.criteria.syntax import Number
from equipoise.registry.concepts import Concepts, Tag, tag
from equipoise.registry.match import lexicon as say
from equipoise.registry.match.diseases import is_disease
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.states import BY_CONCEPT, STATES
from equipoise.registry.match.therapies import THERAPIES

Kind = Literal[
    "measure", "relation", "amount", "range", "scores", "or more", "or less", "state", "therapy", "concept", "negative test",
    "childbearing", "response",
    "within", "since", "after diagnosis", "qualifier", "history",
    "now", "ever", "used", "not", "and", "or", "comma", "stop", "colon", "(", ")",
    "conditional", "fill", "unread",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written: with its unit, or as a multiple of a limit of normal (`limit`)."""

    value: Decimal
    unit: str | None = None
    limit: Literal["", "ULN", "LLN"] = ""
    loosely: bool = False
    """Said as “times normal”, which leaves open that the upper limit is meant."""
    aged: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text: `id` names a measure, state, treatment, concept, relation or qualifier; amounts and spans of time come
    as they are."""

    kind: Kind
    start: int
    end: int
    id: str = ""
    amounts: tuple[Amount, ...] = ()
    span: Number | None = None


def _any(patterns: Mapping[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one, re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z])")) for one, pattern in patterns.items())


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z])")


_THINGS: Final[tuple[tuple[Kind, str, re.Pattern[str]], ...]] = (
    *(("measure", one, found) for one, found in _any({one.id: one.names for one in MEASURES.values()})),
    *(("state", one, found) for one, found in _any({one.id: one.names for one in STATES.values()})),
    *(("therapy", one, found) for one, found in _any({one.id: one.names for one in THERAPIES.values()})),
)
_ANY_THING: Final = _word("|".join(f"(?:{pattern.pattern})" for _, _, pattern in _THINGS))
_RELATIONS: Final = tuple((one, re.compile(rf"(?:{pattern})(?![a-z])")) for one, pattern in say.RELATIONS.items())
_QUALIFIERS: Final = _any(say.QUALIFIERS)
_PHRASES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("negative test", _word(say.NEGATIVE_TEST)),
    ("childbearing", _word(say.CHILDBEARING)),
    ("response", _word(say.RESPONSE)),
    ("after diagnosis", _word(say.AFTER_DIAGNOSIS)),
    ("fill", _word(say.PHRASES)),
    ("fill", _word(say.ANCHOR)),
    ("or more", re.compile(rf"(?:{say.OR_MORE})(?![a-z])")),
    ("or less", _word(say.OR_LESS)),
)
_CONDITIONAL: Final = _word(say.CONDITIONAL)
_VERBS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("not", _word(say.NEGATION)),
    ("history", _word(say.HISTORY)),
    ("now", _word(say.NOW)),
    ("ever", _word(say.EVER)),
    ("used", _word(say.USED)),
    ("conditional", _CONDITIONAL),
)
_SPANS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("since", _word(say.SINCE)),
    ("within", re.compile(rf"(?<![a-z0-9])(?:{say.WITHIN})(?![a-z])")),
    ("within", _word(say.WITHIN_A)),
)
_NUMBER: Final = re.compile(rf"(?<![\w.])(?:{say.NUMBER})")
_NUMBER_HERE: Final = re.compile(say.NUMBER)
_RANGE: Final = re.compile(
    rf"(?:between|from|ranging from|range(?: of)?|of)?\s*(?P<low>{say.NUMBER})\s*(?P<first>.{{0,22}}?)\s*"
    rf"(?P<joint>-|–|—|−|~|～|to|through|and)\s*(?P<high>{say.NUMBER})"
)
_SCORES: Final = re.compile(
    r"(?:of |grade |is |:|=|\(|score |must be |should be )*\s*"
    r"(?P<scores>[0-5](?:\s*(?:,\s*or|,|or|and|/|-|–|~|to)\s*[0-5])*)"
    r"(?!\d|\.\d|%|\s*[,/–~-]\s*\d)(?!\s*(?:or (?:less|lower|below|more|greater|higher)|and above|years))"
)
_MULTIPLE: Final = re.compile(say.MULTIPLE)
_TAGGED: Final = re.compile(r"\b(no|not|without)\b")
_JOINTS: Final[Mapping[str, Kind]] = {
    "and": "and", "or": "or", "&": "and", "and/or": "or", "/": "comma", ",": "comma", "，": "comma", "、": "comma",
    ";": "stop", "；": "stop", "。": "stop",
    ":": "colon", "：": "colon", "(": "(", ")": ")", "（": "(", "）": ")", "[": "(", "]": ")", "as well as": "and",
}  # fmt: skip
_JOINT: Final = re.compile(r"and/or\b|as well as\b|and\b|or\b|[&/,，、;；。:：()（）\[\]]")
_STOP: Final = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bapprox)(?<!\bno)(?<!\bincl)(?<!\bspp)(?<!\bsp)(?<!\bresp)\.(?=\s|$)"
)
_NEXT_STOP: Final = re.compile(rf"[;；。]|{_STOP.pattern}")
_STATEMENTS: Final = frozenset(
    {"measure", "state", "therapy", "concept", "negative test", "response", "amount", "range"}
)
_SILENT: Final = re.compile(r"[\"'“”‘’.\-–—*_%™®†=]+")
_ANY_WORD: Final = re.compile(r"[^\W\d_][\w'’\-]*|\S")


def tokens(text: str, concepts: Concepts, *, all_words: bool = True) -> tuple[Token, ...]:
    """The tokens of a criterion in order. Without `all_words`, the rest of a sentence is passed over as soon as a word that is not
    read makes sure that nothing in it will count: in an exclusion at once, in an inclusion before its first statement."""
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text).replace("μ", "µ").replace("\u00a0", " ")
    named = tag(_TAGGED.sub(lambda found: "z" * len(found[0]), lower), concepts)
    tags = {one.start: one for one in named if one.concept in BY_CONCEPT or is_disease(one.concept, concepts)}
    found: list[Token] = []
    at, spoken = 0, False
    while at < len(lower):
        if lower[at].isspace():
            at += 1
            continue
        token = _next(lower, at, tags, found)
        found.append(token)
        at = max(token.end, at + 1)
        spoken = token.kind != "stop" and (spoken or token.kind in _STATEMENTS)
        if token.kind == "unread" and not (all_words and spoken):
            stop = _NEXT_STOP.search(lower, at)
            last, at = at, len(lower) if stop is None else stop.start()
            taking_back = _CONDITIONAL.search(lower, last, at)
            if taking_back is not None:
                found.append(Token("conditional", taking_back.start(), at, id=taking_back[0]))
    return tuple(found)


def _next(text: str, at: int, tags: Mapping[int, Tag], before: list[Token]) -> Token:
    return (
        _scores(text, at, before)
        or _span(text, at)
        or _phrase(text, at, _PHRASES)
        or _relation(text, at)
        or _amounts(text, at)
        or _thing(text, at, tags)
        or _qualifier(text, at)
        or _phrase(text, at, _VERBS)
        or _small(text, at)
    )


def _scores(text: str, at: int, before: list[Token]) -> Token | None:
    """The scores that an ECOG criterion lists: `0-1`, `0, 1 or 2`."""
    last = next((one for one in reversed(before) if one.kind not in ("fill", "(", ")", "colon")), None)
    if last is None or last.kind != "measure" or last.id != "ecog":
        return None
    found = _SCORES.match(text, at)
    if found is None:
        return None
    numbers = [int(one) for one in re.findall(r"\d", found["scores"])]
    if re.search(r"-|–|~|to", found["scores"]) and len(numbers) == 2:
        numbers = list(range(numbers[0], numbers[1] + 1))
    return Token("scores", at, found.end(), amounts=tuple(Amount(Decimal(one)) for one in sorted(set(numbers))))


def _span(text: str, at: int) -> Token | None:
    for kind, pattern in _SPANS:
        found = pattern.match(text, at)
        if found is not None:
            span = _duration(found)
            if span is not None:
                return Token(kind, at, found.end(), span=span)
    return None


def _duration(found: re.Match[str]) -> Number | None:
    groups = found.groupdict()
    if groups.get("one_unit"):
        return Number(Decimal(1), say.SPANS[groups["one_unit"]])
    for name in ("since", "within", "lately", "past"):
        words = groups.get(name)
        if words:
            words = re.sub(r" ?\(\w+\)", "", words).strip()
            number = say.WORDED.get(words)
            value = Decimal(number) if number else _decimal(words) if _NUMBER_HERE.fullmatch(words) else None
            unit = groups[f"{name}_unit"].removeprefix("calendar ").rstrip("s") or "s"
            code = say.SPANS.get(unit)
            return None if value is None or code is None else Number(value, code)
    return None


def _phrase(text: str, at: int, phrases: tuple[tuple[Kind, re.Pattern[str]], ...]) -> Token | None:
    best: Token | None = None
    for kind, pattern in phrases:
        found = pattern.match(text, at)
        if found is not None and found.end() > at and (best is None or found.end() > best.end):
            best = Token(kind, at, found.end(), id=found[0])
    return best


def _relation(text: str, at: int) -> Token | None:
    best: Token | None = None
    for one, pattern in _RELATIONS:
        found = pattern.match(text, at)
        if found is not None and (best is None or found.end() > best.end):
            best = Token("relation", at, found.end(), id=one)
    if best is None:
        return None
    multiple = _MULTIPLE.match(text, _skip(text, best.end))
    alone = multiple is not None and multiple["by"] is None and not multiple["limit"].startswith("normal")
    follows = alone or _NUMBER_HERE.match(text, _skip(text, best.end)) is not None
    return best if follows or text[at] in "<>≥≤=＞＜⩾⩽≧≦" else None


def _amounts(text: str, at: int) -> Token | None:
    """A number, a range of numbers, or a limit of normal by itself, with the unit behind it."""
    ranged = _RANGE.match(text, at)
    if ranged is not None:
        token = _range(text, at, ranged)
        if token is not None:
            return token
    found = _NUMBER.match(text, at)
    if found is not None:
        amount, end = _measured(text, _decimal(found[0]), found.end())
        return Token("amount", at, end, amounts=(amount,))
    multiple = _MULTIPLE.match(text, at)
    if (
        multiple is not None
        and multiple["by"] is None
        and not multiple["limit"].startswith("normal")
        and multiple.start("limit") == at
    ):
        return Token("amount", at, multiple.end(), amounts=(Amount(Decimal(1), limit=_limit(multiple["limit"])),))
    return None


def _range(text: str, at: int, ranged: re.Match[str]) -> Token | None:
    between = text.startswith(("between", "from", "ranging"), at)
    if (ranged["joint"] == "and" and not between) or (at == 0 or not text[at - 1].isalnum()) is False:
        return None
    first, first_end = _measured(text, _decimal(ranged["low"]), ranged.end("low"))
    if ranged["first"].strip() and text[first_end : ranged.start("joint")].strip(" ,"):
        return None
    if not ranged["first"].strip() and first.unit is None and first.limit:
        return None
    second, end = _measured(text, _decimal(ranged["high"]), ranged.end())
    if first.unit is None:
        first = Amount(first.value, second.unit, second.limit, second.loosely, second.aged)
    return (
        Token("range", at, end, amounts=(first, second))
        if first.value < second.value or first.unit != second.unit
        else None
    )


def _measured(text: str, value: Decimal, end: int) -> tuple[Amount, int]:
    """The number with what follows it: a multiple of normal, or a unit."""
    at = _skip(text, end)
    multiple = _MULTIPLE.match(text, at)
    if multiple is not None and (multiple["by"] or not multiple["limit"].startswith("normal")):
        loosely = multiple["limit"].startswith("normal")
        return Amount(value, limit=_limit(multiple["limit"]), loosely=loosely), multiple.end()
    best, unit = end, None
    for pattern, code in say.UNITS:
        found = pattern.match(text, at)
        if found is not None and found.end() > best:
            best, unit = found.end(), code
    return Amount(value, unit, aged=say.AGED.match(text, at) is not None), best


def _limit(words: str) -> Literal["ULN", "LLN"]:
    return "LLN" if words.startswith("l") else "ULN"


def _decimal(words: str) -> Decimal:
    return Decimal(words.replace(",", ""))


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def _thing(text: str, at: int, tags: Mapping[int, Tag]) -> Token | None:
    best: Token | None = None
    for kind, one, pattern in _THINGS if _ANY_THING.match(text, at) else ():
        found = pattern.match(text, at)
        if found is not None and found.end() > at and (best is None or found.end() > best.end):
            best = Token(kind, at, found.end(), id=one)
    tagged = tags.get(at)
    if tagged is not None and (best is None or tagged.end > best.end) and not _says_little(text, tagged):
        state = BY_CONCEPT.get(tagged.concept)
        return Token("state" if state else "concept", at, tagged.end, id=state.id if state else tagged.concept)
    return best


def _says_little(text: str, tagged: Tag) -> bool:
    """Whether the words of a concept are fillers (“disease”, “diagnosis”) or make a condition (“control group”)."""
    words = text[tagged.start : tagged.end].split()
    return all(word in say.FILL for word in words) or _CONDITIONAL.match(text, tagged.start) is not None


def _qualifier(text: str, at: int) -> Token | None:
    for one, pattern in _QUALIFIERS:
        found = pattern.match(text, at)
        if found is not None:
            return Token("qualifier", at, found.end(), id=one)
    return None


def _small(text: str, at: int) -> Token:
    stop = _STOP.match(text, at)
    if stop is not None:
        return Token("stop", at, stop.end())
    joint = _JOINT.match(text, at)
    if joint is not None and (not joint[0].isalpha() or at == 0 or not text[at - 1].isalnum()):
        return Token(_JOINTS[joint[0]], at, joint.end())
    silent = _SILENT.match(text, at)
    if silent is not None:
        return Token("fill", at, silent.end())
    word = _ANY_WORD.match(text, at)
    assert word is not None, "any character is a word"
    return Token("fill" if word[0] in say.FILL else "unread", at, word.end(), id=word[0])

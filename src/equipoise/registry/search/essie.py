"""The registry's search expressions, read into the tree that every index understands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from math import isfinite
from typing import Final, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from equipoise.registry.ages import days_of_age
from equipoise.registry.places import MILE_KM
from equipoise.registry.search.areas import BY_NAME, NARROW, RECORD
from equipoise.registry.search.enums import enums
from equipoise.registry.search.pieces import Piece, lists, named, pieces
from equipoise.registry.search.tree import (
    And,
    Between,
    Coverage,
    Everything,
    Is,
    ListSize,
    Missing,
    Near,
    Not,
    OneSite,
    Or,
    Words,
)
from equipoise.registry.search.tree import Tree as Conditions
from equipoise.registry.search.words import split
from equipoise.values.dates import PartialDate

_DISTANCE: Final = re.compile(
    r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*,\s*(\d+(?:\.\d+)?)\s*(mi|km)\s*", re.IGNORECASE
)
_MOST_KM: Final = 805.0
_COVERAGES: Final = ("FullMatch", "StartsWith", "EndsWith", "Contains")
_EXPANSIONS: Final = ("None", "Term", "Concept", "Relaxation", "Lossy")
_SEARCHES: Final = ("Study", "Location")
_OF_A_SITE: Final = "LocationSearch"
"""Where plain words are looked for in one location."""
_AGES: Final = ("MinimumAge", "MaximumAge")
_SHORT_AGE: Final = re.compile(r"(\d{1,6}) ?([ymwdh])", re.ASCII | re.IGNORECASE)
_AGE_UNITS: Final = {"y": "Years", "m": "Months", "w": "Weeks", "d": "Days", "h": "Hours"}
"""The letters by which the registry's search pages write ages into an address (`ageRange=18y_65y`)."""
_OF_CONCEPTS: Final = ("ConditionSearch", "InterventionSearch", "BasicSearch", "PatientSearch", RECORD.name)
"""Where a name stands for its concept: eGFR, told from EGFR only while its letters are large and small, is read there as GFR."""
_SIZE: Final = re.compile(r"[0-9]{1,9}")
_NUMBER: Final = re.compile(r"NCT0*([0-9]{1,8})", re.IGNORECASE | re.ASCII)
_TRUTHS: Final = {"true": "true", "yes": "true", "false": "false", "no": "false"}
_JOINED_TO_NOTHING: Final = re.compile(r"(?:^|[\s()\"])(?:AND|OR|NOT)[\s(]*$")
_NO_OPERATOR: Final = re.compile(r"[A-Z]{3,}([\[(])")
_DEEPEST: Final = 60
_NO_PARENTHESIS: Final = re.compile(r'\\.|"(?:\\.|[^"\\])*"', re.DOTALL)


class EssieFault(Exception):
    """An expression that cannot be read; the message is what the registry answers."""


@dataclass(frozen=True, slots=True)
class _Where:
    """The context of a source: where it is looked for, and how."""

    area: str
    coverage: Coverage = "Contains"
    expand: bool = True
    size: bool = False


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = files("equipoise.registry.search").joinpath("essie.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def parse(expression: str, area: str) -> Conditions:
    """The tree of an expression whose plain words are looked for in an area. EssieFault where it is none."""
    if not expression.strip():
        return Everything()
    if _depth(expression) > _DEEPEST:
        raise EssieFault("Expression is nested too deeply")
    try:
        return _read(_parser().parse(expression), _Where(area))
    except UnexpectedInput as fault:
        raise EssieFault(_fault_words(fault, expression)) from None
    except RecursionError:
        raise EssieFault("Expression is nested too deeply") from None


def _depth(expression: str) -> int:
    """How many parentheses are open at the same time, at most; those of a phrase, or after a backslash, are signs like any other."""
    bare = _NO_PARENTHESIS.sub("", expression)
    return max(accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in bare), default=0)


def _fault_words(fault: UnexpectedInput, expression: str) -> str:
    if isinstance(fault, UnexpectedEOF) or (isinstance(fault, UnexpectedToken) and fault.token.type == "$END"):
        if _JOINED_TO_NOTHING.search(expression):
            return "inner bool query clause cannot be null"
        opened = expression.count("(") > expression.count(")")
        return "missing ')' at '<EOF>'" if opened else "no viable alternative at input '<EOF>'"
    if isinstance(fault, UnexpectedToken):
        return f"mismatched input '{fault.token}'"
    if isinstance(fault, UnexpectedCharacters):
        rest = expression[fault.pos_in_stream :]
        bracket = _NO_OPERATOR.match(rest)
        return f"mismatched input '{bracket[1]}'" if bracket else f"no viable alternative at input '{rest[:40]}'"
    return "no viable alternative"


def _read(node: Tree[Token], where: _Where) -> Conditions:
    inner = node.children
    match node.data:
        case "either" | "both":
            parts = tuple(_read(cast(Tree[Token], one), where) for one in inner)
            if len(parts) == 1:
                return parts[0]
            return Or(parts) if node.data == "either" else And(parts)
        case "negated":
            return Not(_read(cast(Tree[Token], inner[0]), where))
        case "in_area" | "on_one" | "covered" | "expanded" | "tilted":
            return _in_context(node.data, _bracket(cast(Token, inner[0])), cast(Tree[Token], inner[1]), where)
        case "words":
            return _words([_plain(cast(Token, one)) for one in inner], where, phrase=False)
        case "phrase":
            return _words([_plain(cast(Token, inner[0]))[1:-1]], where, phrase=True)
        case "between":
            return _between(_bracket(cast(Token, inner[0])), where)
        case "distance":
            return _near(_bracket(cast(Token, inner[0])))
        case "missing":
            return _missing(where.area)
        case _:
            return Everything()


def _in_context(kind: str, argument: str, inner: Tree[Token], where: _Where) -> Conditions:
    if kind == "in_area":
        name, _, size = argument.partition(":")
        name = named(name)
        if size == "size" and name not in pieces() and f"Num{name}s" in pieces():
            name, size = f"Num{name}s", ""  # `Location` is no value, but is counted as one
        known = name in pieces() or (name in lists() if size else name in BY_NAME or name in NARROW)
        if not known or size not in ("", "size"):
            raise EssieFault(f"Unknown area name: `{argument}`")
        return _read(inner, replace(where, area=name, size=size == "size"))
    if kind == "on_one":
        if _chosen("search", argument, _SEARCHES) == "Study":
            return _read(inner, where)
        return OneSite(_read(inner, replace(where, area=_OF_A_SITE) if where.area in BY_NAME else where))
    if kind == "covered":
        return _read(inner, replace(where, coverage=cast(Coverage, _chosen("coverage", argument, _COVERAGES))))
    if kind == "expanded":
        return _read(inner, replace(where, expand=_chosen("expansion", argument, _EXPANSIONS) not in ("None", "Term")))
    if (
        argument not in pieces() or not pieces()[argument].is_date
    ):  # TILT only weighs by date, which the order by date does plainly
        raise EssieFault(f"Unknown area name: `{argument}`")
    return _read(inner, where)


def _chosen(kind: str, argument: str, allowed: tuple[str, ...]) -> str:
    if argument not in allowed:
        raise EssieFault(f"Invalid {kind}: {argument}")
    return argument


def _bracket(token: Token) -> str:
    return str(token)[str(token).index("[") + 1 : -1].strip()


def _plain(token: Token) -> str:
    """A word without the backslashes that made it one."""
    return re.sub(r"\\(.)", r"\1", str(token))


def _missing(area: str) -> Conditions:
    """Of an area of several pieces, none is there."""
    if area in NARROW:
        return And(tuple(Missing(name) for name in NARROW[area].weights))
    return Missing(_piece_of(area).name)


def _piece_of(area: str) -> Piece:
    if area not in pieces():
        raise EssieFault(f"Unknown area name: `{area}`")
    return pieces()[area]


def _words(spoken: list[str], where: _Where, *, phrase: bool) -> Conditions:
    text = " ".join(spoken)
    piece = pieces().get(where.area)
    if where.area in NARROW:
        return _in_any(spoken, where, tuple(NARROW[where.area].weights), phrase=phrase)
    if where.size:
        if not _SIZE.fullmatch(text.strip()):
            raise EssieFault(f"mismatched input '{text}'")
        return ListSize(where.area, int(text))
    if piece is None or (piece.kind in ("text", "markup") and piece.name not in _AGES):
        return _text(text, where, phrase=phrase)
    if piece.kind == "enum":
        return Is(piece.name, (_enum_value(piece, text),))
    if piece.kind == "boolean":
        return Is(piece.name, (_truth(piece, text),))
    if piece.kind == "nct":
        return Is(piece.name, (_nct(text),))
    bound = _bound(text, piece)
    return Between(piece.name, bound, bound)


def _in_any(spoken: list[str], where: _Where, names: tuple[str, ...], *, phrase: bool) -> Conditions:
    """Codes, and phrases, stand in one of these pieces; of other words each may stand in another."""
    if (
        not phrase
        and len(spoken) > 1
        and where.coverage == "Contains"
        and pieces()[names[0]].kind in ("text", "markup")
    ):
        return And(tuple(_in_any([word], where, names, phrase=False) for word in spoken))
    found: list[Conditions] = []
    fault: EssieFault | None = None
    for name in names:
        try:
            found.append(_words(spoken, replace(where, area=name), phrase=phrase))
        except EssieFault as one:  # a code that another piece of the area may have
            fault = one
    if fault is not None and not found:
        raise fault
    return Or(tuple(found))


def _nct(text: str) -> str:
    """A number with its eight digits; what is none stays as it is, and is found nowhere."""
    number = _NUMBER.fullmatch(text.strip())
    return f"NCT{int(number[1]):08d}" if number else text.upper()


def _text(text: str, where: _Where, *, phrase: bool) -> Conditions:
    found = split(text.replace("eGFR", "GFR") if where.area in _OF_CONCEPTS and where.expand else text)
    if not found:
        return Everything()
    joined = phrase or where.coverage != "Contains"
    prefix = text.rstrip().endswith("*")
    return Words(where.area, found, joined, prefix, where.coverage, where.expand)


def _enum_value(piece: Piece, text: str) -> str:
    allowed = enums()[piece.enum]
    wanted = text.strip().casefold()
    for value, label in allowed.items():
        if wanted in (value.casefold(), label.casefold()):
            return value
    listed = ", ".join(f"`{value}`" for value in allowed)
    raise EssieFault(f"Allowed values for enum field `{piece.path}` are {listed}")


def _truth(piece: Piece, text: str) -> str:
    truth = _TRUTHS.get(text.strip().lower())
    if truth is None:
        raise EssieFault(f"Allowed values for boolean field `{piece.path}` are `true`, `false`")
    return truth


def _between(argument: str, where: _Where) -> Conditions:
    if where.area in NARROW:
        return Or(tuple(_between(argument, replace(where, area=name)) for name in NARROW[where.area].weights))
    low, comma, high = argument.partition(",")
    piece = _piece_of(where.area)
    if not comma or where.size:
        raise EssieFault(f"mismatched input '{argument}'")
    if piece.kind == "enum":
        return _among(piece, low.strip(), high.strip())
    if not (piece.is_date or piece.is_number or piece.name in _AGES):
        raise EssieFault(f"RANGE is not allowed for field `{piece.path}`")
    return Between(piece.name, _bound(low, piece), _bound(high, piece))


def _among(piece: Piece, low: str, high: str) -> Conditions:
    """The values of an enumeration between two of them by the alphabet, as the registry's own pages ask for them."""
    found = tuple(
        value
        for value in enums()[piece.enum]
        if (low in ("MIN", "") or low <= value) and (high in ("MAX", "") or value <= high)
    )
    return Is(piece.name, found) if found else Not(Everything())


def _bound(words: str, piece: Piece) -> PartialDate | float | None:
    words = words.strip().strip('"')
    if words in ("MIN", "MAX", ""):
        return None
    if piece.name in _AGES:
        short = _SHORT_AGE.fullmatch(words)
        days = days_of_age(f"{short[1]} {_AGE_UNITS[short[2].lower()]}" if short else words.title())
        if days is None:
            raise EssieFault(f"mismatched input '{words}'")
        return float(days)
    try:
        bound = PartialDate.parse(_iso(words)) if piece.is_date else float(words)
    except ValueError:
        raise EssieFault(f"mismatched input '{words}'") from None
    if isinstance(bound, float) and not isfinite(bound):
        raise EssieFault(f"mismatched input '{words}'")
    return bound


def _iso(words: str) -> str:
    """A date as `2020-01-31`; the older `01/31/2020` is understood too."""
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", words)
    return f"{american[3]}-{int(american[1]):02d}-{int(american[2]):02d}" if american else words


def _near(argument: str) -> Conditions:
    found = _DISTANCE.fullmatch(argument)
    if found is None:
        raise EssieFault(f"mismatched input '{argument}'")
    latitude, longitude, radius = (float(found[number]) for number in (1, 2, 3))
    km = radius * (MILE_KM if found[4].lower() == "mi" else 1.0)
    if abs(latitude) > 90 or abs(longitude) > 180 or not 0 < km <= _MOST_KM:
        raise EssieFault(f"mismatched input '{argument}'")
    return Near(latitude, longitude, km)

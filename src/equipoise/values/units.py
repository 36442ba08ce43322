"""Units of measurement by their UCUM code (ucum.org, version 2.1), with the spellings that laboratories print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from equipoise.values.spacing import spaced
from equipoise.values.text import Text

Dimensions = tuple[tuple[str, int], ...]


class UnitFault(ValueError):
    """A unit that is not known, or that does not convert; `says` tells a person so in both languages."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: a value in it, times `scale`, plus `zero`, is the value in the base units of its dimensions."""

    code: str
    scale: Fraction
    dimensions: Dimensions
    zero: Fraction = Fraction(0)


_PREFIXES: Mapping[str, Fraction] = {
    sign: Fraction(10) ** power
    for sign, power in {
        "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1,
        "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18,
    }.items()
}  # fmt: skip

_METRIC: Mapping[str, tuple[Fraction, dict[str, int]]] = {
    "m": (Fraction(1), {"length": 1}),
    "g": (Fraction(1), {"mass": 1}),
    "s": (Fraction(1), {"time": 1}),
    "K": (Fraction(1), {"temperature": 1}),
    "mol": (Fraction(1), {"substance": 1}),
    "L": (Fraction(1, 1000), {"length": 3}),
    "U": (Fraction(1, 60_000_000), {"substance": 1, "time": -1}),
    "kat": (Fraction(1), {"substance": 1, "time": -1}),
    "eq": (Fraction(1), {"substance": 1}),
    "osm": (Fraction(1), {"substance": 1}),
    "Hz": (Fraction(1), {"time": -1}),
    "N": (Fraction(1000), {"mass": 1, "length": 1, "time": -2}),
    "Pa": (Fraction(1000), {"mass": 1, "length": -1, "time": -2}),
    "bar": (Fraction(100_000_000), {"mass": 1, "length": -1, "time": -2}),
    "m[Hg]": (Fraction(133_322_000), {"mass": 1, "length": -1, "time": -2}),
    "J": (Fraction(1000), {"mass": 1, "length": 2, "time": -2}),
    "W": (Fraction(1000), {"mass": 1, "length": 2, "time": -3}),
    "Gy": (Fraction(1), {"length": 2, "time": -2}),
    "Sv": (Fraction(1), {"length": 2, "time": -2}),
    "Bq": (Fraction(1), {"time": -1}),
    "V": (Fraction(1), {"voltage": 1}),
    "[IU]": (Fraction(1), {"international unit": 1}),
    "Cel": (Fraction(1), {"temperature": 1}),
}
_PLAIN: Mapping[str, tuple[Fraction, dict[str, int]]] = {
    "min": (Fraction(60), {"time": 1}),
    "h": (Fraction(3600), {"time": 1}),
    "d": (Fraction(86_400), {"time": 1}),
    "wk": (Fraction(604_800), {"time": 1}),
    "mo": (Fraction(1), {"calendar": 1}),
    "a": (Fraction(12), {"calendar": 1}),
    "%": (Fraction(1, 100), {}),
    "[ppth]": (Fraction(1, 1000), {}),
    "[ppm]": (Fraction(1, 1_000_000), {}),
    "[EU]": (Fraction(1), {"endotoxin unit": 1}),
    "[arb'U]": (Fraction(1), {"arbitrary unit": 1}),
    "[pH]": (Fraction(1), {"pH": 1}),
    "[degF]": (Fraction(5, 9), {"temperature": 1}),
    "[in_i]": (Fraction(254, 10_000), {"length": 1}),
    "[ft_i]": (Fraction(3048, 10_000), {"length": 1}),
    "[lb_av]": (Fraction(45_359_237, 100_000), {"mass": 1}),
    "[oz_av]": (Fraction(45_359_237, 1_600_000), {"mass": 1}),
    "[HPF]": (Fraction(1), {"field of view": 1}),
}
_ZEROS: Mapping[str, Fraction] = {"Cel": Fraction(27_315, 100), "[degF]": Fraction(27_315, 100) - Fraction(160, 9)}

_SPELLINGS: Mapping[str, str] = {
    "mmHg": "mm[Hg]", "mm Hg": "mm[Hg]", "℃": "Cel", "°C": "Cel", "C": "Cel", "°F": "[degF]", "F": "[degF]",
    "bpm": "/min", "beats/min": "/min", "breaths/min": "/min", "次/分": "/min", "次/min": "/min",
    "percent": "%", "pct": "%", "IU": "[IU]", "EU": "[EU]", "cc": "mL", "mcg": "ug", "sec": "s", "gm": "g",
    "minute": "min", "minutes": "min", "hour": "h", "hours": "h", "hr": "h", "day": "d", "days": "d",
    "week": "wk", "weeks": "wk", "month": "mo", "months": "mo", "year": "a", "years": "a", "yr": "a", "y": "a",
    "岁": "a", "天": "d", "日": "d", "周": "wk", "分": "min", "分钟": "min", "小时": "h", "时": "h", "秒": "s", "次": "1", "个": "1",
    "公斤": "kg", "千克": "kg", "克": "g", "毫克": "mg", "微克": "ug", "纳克": "ng", "皮克": "pg",
    "米": "m", "厘米": "cm", "公分": "cm", "毫米": "mm", "微米": "um", "平方米": "m2",
    "升": "L", "分升": "dL", "毫升": "mL", "微升": "uL", "摩尔": "mol", "毫摩尔": "mmol", "微摩尔": "umol", "纳摩尔": "nmol",
    "毫米汞柱": "mm[Hg]", "千帕": "kPa", "摄氏度": "Cel", "华氏度": "[degF]", "国际单位": "[IU]",
    "K/uL": "10*3/uL", "pH": "[pH]", "HPF": "[HPF]",
    "inch": "[in_i]", "inches": "[in_i]", "lb": "[lb_av]", "lbs": "[lb_av]", "HP": "[HPF]", "Eq": "eq", "mEq": "meq",
    "mOsm": "mosm",
    "24h": "d", "1.73m2": "{1.73_m2}", "cell": "1", "cells": "1", "count": "1", "counts": "1", "copies": "1", "{cells}": "1",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = re.compile(r"(?<=10)(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])")
_EXPONENT_SIGN = re.compile(r"(?<=[A-Za-z])\^(?=-?\d)")
_POWER_OF_TEN = re.compile(r"[x×*]?10(?:\^|\*\*|\*|E|e)(?P<power>[+-]?\d+)")
_PIECE = re.compile(r"(?P<symbol>(?:\[[^\]]+\]|[A-Za-z%'])+)(?P<power>[+-]?\d+)?|10\*(?P<ten>[+-]?\d+)|(?P<number>\d+)")
_ANNOTATION = re.compile(r"\{[^}]*\}")


def tidy_unit(words: str) -> str:
    """The UCUM code of a unit as a laboratory may print it (`µmol/l`, `x10^9/L`, `IU/L`); unknown words come back as they are."""
    words = words.strip()
    if words in _SPELLINGS:
        return _SPELLINGS[words]
    words = _RAISED.sub("*", words).translate(_SUPERSCRIPTS)
    words = words.replace("µ", "u").replace("μ", "u").replace("·", ".").replace(" ", "")
    found = _POWER_OF_TEN.match(words)
    if found is not None:
        words = f"10*{int(found['power'])}{words[found.end() :]}"
    words = _EXPONENT_SIGN.sub("", words)
    if words in ("IU/L", "IU/l"):
        return "U/L"  # enzymes: laboratories print IU/L for what UCUM calls U/L; a true international unit is [IU]
    codes = [_tidy_part(part) for part in words.split("/")]
    if codes[0] == "1" and len(codes) > 1:
        codes[0] = ""
    return "/".join(codes)


def _tidy_part(words: str) -> str:
    if words in _SPELLINGS:
        return _SPELLINGS[words]
    if words.endswith("l") and (words == "l" or words[:-1] in _PREFIXES):
        return f"{words[:-1]}L"
    if words.endswith("IU") and words[:-2] in _PREFIXES:
        return f"{words[:-2]}[IU]"
    return words


@lru_cache(maxsize=4096)
def unit(words: str) -> Unit:
    """The unit that a code or a usual spelling names; an empty one is the plain number. UnitFault if it is not known."""
    code = tidy_unit(words)
    scale, powers, zero = Fraction(1), dict[str, int](), Fraction(0)
    bare = _ANNOTATION.sub("1", code) if "{" in code else code
    for piece, sign in _pieces(bare, words):
        factor, dimensions, raised, offset = _factor(piece, words)
        scale *= factor ** (sign * raised)
        for name, power in dimensions.items():
            powers[name] = powers.get(name, 0) + power * sign * raised
        zero = offset if bare == piece else zero
    return Unit(code, scale, tuple(sorted((name, power) for name, power in powers.items() if power)), zero)


def _pieces(code: str, words: str) -> list[tuple[str, int]]:
    pieces: list[tuple[str, int]] = []
    for count, part in enumerate(code.split("/")):
        for piece in part.split("."):
            if piece:
                pieces.append((piece, -1 if count else 1))
            elif count or part:
                raise _unknown(words)
    return pieces


def _factor(piece: str, words: str) -> tuple[Fraction, Mapping[str, int], int, Fraction]:
    piece = piece[1:] if piece.startswith("1") and not piece[1:2].isdigit() and len(piece) > 1 else piece
    found = _PIECE.fullmatch(piece)
    if found is None:
        raise _unknown(words)
    if found["ten"] is not None:
        return Fraction(10) ** int(found["ten"]), {}, 1, Fraction(0)
    if found["number"] is not None:
        if not int(found["number"]):
            raise _unknown(words)  # nothing is measured in zeros, and nothing could be divided by them
        return Fraction(int(found["number"])), {}, 1, Fraction(0)
    symbol = found["symbol"]
    scale, dimensions = _symbol(symbol, words)
    return scale, dimensions, int(found["power"] or 1), _ZEROS.get(symbol, Fraction(0))


def _symbol(symbol: str, words: str) -> tuple[Fraction, Mapping[str, int]]:
    known = _PLAIN.get(symbol) or _METRIC.get(symbol)
    if known is not None:
        return known
    for length in (1, 2):
        prefix, stem = _PREFIXES.get(symbol[:length]), _METRIC.get(symbol[length:])
        if prefix is not None and stem is not None:
            return prefix * stem[0], stem[1]
    raise _unknown(words)


def _unknown(words: str) -> UnitFault:
    return UnitFault(
        Text(
            f"“{words}” is not a known unit. Write a UCUM code, for example mg/dL, umol/L, 10*9/L, mm[Hg].",
            f"“{words}”不是已知的单位。请写 UCUM 代码，例如 mg/dL、umol/L、10*9/L、mm[Hg]。",
        )
    )


def does_not_convert(given: str, wanted: str) -> UnitFault:
    """The fault of two units of different kinds."""
    return UnitFault(
        Text(
            f"{given or 'a plain number'} does not convert to {wanted or 'a plain number'}.",
            spaced(f"{given or '无单位数值'}不能换算为{wanted or '无单位数值'}。"),
        )
    )

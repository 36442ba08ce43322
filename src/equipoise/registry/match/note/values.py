"""Measurements in a note: with unit, flag, limits of normal and day; in rows of a table, columns of days, and running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from equipoise.protocol.criteria import Range
from equipoise.protocol.criteria.ranges import read_number
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.note.dates import Dated, dates
from equipoise.registry.match.note.tables import MEASURE_NAMES, NOTE_UNITS, PLAIN_UNITS
from equipoise.registry.match.patient import Measured
from equipoise.values.quantity import Quantity, compatible

_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FLAG: Final = (
    r"(?:[↑↓⬆⬇*]+|\(?\b(?:high|low|normal|abnormal|crit(?:ical)?)\b\)?|\(?(?<![a-z0-9/])[hln]{1,2}(?![a-z0-9/])\)?|"
    r"偏[高低]|升高|降低)"
)
_FILLER: Final = re.compile(
    r"(?:[\s:=|,~≈]|(?<![a-z])(?:levels?|counts?|value|result|score|grade|was|is|are|of|at|about|approx(?:imately)?\.?|around|"
    r"now|currently|today|"
    r"stable|remains?|measured|to|on (?:room air|ra))(?![a-z])|评分|计数|检测|结果|为|约|是|测定|" + _FLAG + r")*"
)
_VALUE: Final = re.compile(
    rf"(?P<bound>[<>≤≥]=?|at least|under|over)?\s*(?P<one>{_NUMBER})(?:\s?[-–~]\s?(?P<two>{_NUMBER})(?!\d|\.\d))?"
)
_TREND: Final = re.compile(rf"\s*[^\s\d]{{0,8}}\s*(?:→|->|=>|⇒|-->)\s*(?P<last>{_NUMBER})")
_AFTER_FLAG: Final = re.compile(rf"[\s|]*(?:{_FLAG}[\s|]*)*")
_FLAGS: Final = re.compile(rf"(?:[\s|]*{_FLAG})*")
_NORMAL: Final = (
    r"(?:ref(?:erence)?\.?(?: ?(?:range|interval|value)s?)?|normal(?: range)?|nl|n\.?r\.?|r\.?r\.?|norm|"
    r"参考(?:值|范围|区间)?(?:范围)?|正常(?:值|范围)?(?:范围)?)"
)
_LIMITS: Final = re.compile(
    rf"[\s|,]*(?P<open>[(\[]?)\s*(?:{_NORMAL}[\s:=|]*)?(?P<inner>[(\[]?)\s*(?P<low>{_NUMBER})\s*(?:-{{1,2}}|–|—|~|～|to|"
    rf"至)\s*(?P<high>{_NUMBER})"
)
_UP_TO: Final = re.compile(
    rf"[\s|,]*(?:[(\[]\s*(?:{_NORMAL}[\s:=]*)?|{_NORMAL}[\s:=|]*)(?:<|≤|<=|up to|upper limit(?: of normal)?:?)\s*(?P<high>{_NUMBER})"
)
_ROW_UP_TO: Final = re.compile(rf"(?:\s{{2,}}|\s*[\t|])\s*(?:<|≤|<=)\s*(?P<high>{_NUMBER})")
_ULN: Final = re.compile(
    rf"[\s|,]*[(\[]?\s*(?:iu?ln|uln|upper limit(?: of normal)?|正常(?:值)?上限)[\s:=]*(?P<high>{_NUMBER})"
)
_MULTIPLE: Final = re.compile(r"\s*(?:x|×|\*|times)\s*(?:the )?(?:uln|upper|normal)|\s*倍")
_FOREIGN: Final = re.compile(
    r"\s?(?:[a-zµ]{1,6}\s?/\s?[a-zµ0-9]|gy\b|%|mg\b|g\b|cycles?\b|mm\b|cm\b|周期|次|th\b|weeks?\b|years?\b|months?\b|days?\b|\+)"
)
_NOT_A_VALUE: Final = re.compile(
    r"(?:(?<![a-z])(?:goal|target|threshold|if|when|until|above|below|nadir|peak|previous(?:ly)?|prior|last year|initial(?:ly)?|"
    r"baseline|at diagnosis|"
    r"required|requires|need|keep|aim|direct|conjugated|urine|urinary|csf|fluid|mother|father|maximum|lowest|highest)(?![a-z])|"
    r"尿|目标|最低|最高|既往|治疗前|入院时)[^,;.。|\t]{0,18}$"
)
_PRESSURE: Final = re.compile(
    r"(?<![a-z0-9])(?:bp|blood pressure|血压)[\s:=|]*(?:today|now|was|is|of|为|\s)*(?P<high>\d{2,3})\s?/\s?(?P<low>\d{2,3})(?!\d|/)"
)
_CELLS: Final = re.compile(r"\s*(?:\t|\||,|;| {2,})\s*")
_FAR: Final = 40
_NAMED_COLUMNS: Final = 3
"""So many columns at most stand beside those of days: test, unit, limits."""
_CELL_COUNTS: Final = frozenset({"neutrophils", "platelets", "leukocytes", "lymphocytes", "eosinophils"})
_BEHIND: Final = re.compile(r"[\s|]*[,;]?\s*[(\[]?\s*(?:(?:on|at|in|dated|as of|drawn|taken)\s)?\s*")
_LEADS: Final = re.compile(
    r"(?:(?:^|[:;|])\s*\(?(?:(?:on|in|at|as of)\s)?\s*|(?:(?<![a-z])(?:labs?|bloods?|results?|laboratory|tests?|echo(?:cardiogra\w+)?|"
    r"cbc|fbc|u&e|lfts?)(?![a-z])|检验|化验|复查|查|血常规|生化|检查)[^,.]{0,24})$"
)
"""A day leads a list of values where the sentence begins with it, or where tests are named right before it."""
Why = Literal["unit", "impossible", "several", "day", "earlier", "multiple"]


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a measurement: the value, or why it is not taken; `assumed` is the unit taken where none stands."""

    start: int
    end: int
    words: str
    measured: Measured | None
    why: Why | None = None
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what is known around it: `context` is the day of a heading or of the note; in an `american` note, where other
    values are in mg/dL or g/dL, a number without a unit is no amount of substance."""

    words: str
    lower: str
    days: tuple[Dated, ...]
    context: date | None
    at: date
    american: bool = False


def values(sentence: Sentence) -> tuple[Read, ...]:
    """The measurements of a sentence."""
    return tuple(sorted([*_pressures(sentence), *_named(sentence)], key=lambda one: one.start))


def columns(row: str, at: date) -> tuple[date | None, ...]:
    """The days over the columns of a table, by its first row: two at least, each alone in its cell; empty where it is no such row."""
    cells = [cell.strip(" ()") for cell in _CELLS.split(row.strip().strip("|"))]
    days: list[date | None] = []
    for cell in cells:
        found = dates(cell, at)
        days.append(
            found[0].day.exact if len(found) == 1 and (found[0].start, found[0].end) == (0, len(cell)) else None
        )
    others = sum(day is None for day in days)
    return tuple(days) if sum(day is not None for day in days) > 1 and others <= _NAMED_COLUMNS else ()


def column_values(row: str, days: Sequence[date | None]) -> tuple[Read, ...]:
    """The values of a row under days."""
    cells = [cell.strip() for cell in _CELLS.split(row.strip().strip("|"))]
    name = cells[0].lower()
    named = next(
        ((one, found.end()) for one, pattern in MEASURE_NAMES if (found := pattern.match(name)) is not None), None
    )
    if named is None or len(cells) > len(days):
        return ()
    _, heading_unit, _ = _unit_at(name, named[1], "(,[")
    every = []
    for cell, day in zip(cells[1:], list(days)[1:], strict=False):
        one = _VALUE.match(cell.lower())
        if one is not None and day is not None:
            written = _written(cell.lower(), one.end())
            written = replace(written, unit=written.unit or heading_unit, end=len(row))
            every.append(_made(named[0], _number(one, ""), written, day, 0, f"{cells[0]} {cell}"))
    return tuple(every)


def _pressures(sentence: Sentence) -> Iterator[Read]:
    for found in _PRESSURE.finditer(sentence.lower):
        if _NOT_A_VALUE.search(sentence.lower[: found.start()]):
            continue
        day, sure = _day_of(found.start(), found.end(), sentence)
        for measure, group in (("systolic", "high"), ("diastolic", "low")):
            value = Decimal(found[group])
            possible = MEASURES[measure].can_be(value, "mm[Hg]") and sure
            made = Measured(measure, value, "mm[Hg]", day, source=found[0]) if possible else None
            yield Read(found.start(), found.end(), found[0], made, None if made else "impossible" if sure else "day")


def _named(sentence: Sentence) -> Iterator[Read]:
    taken = 0
    for start, end, measure in _measure_names(sentence.lower):
        if measure == "egfr" and sentence.words.startswith("EGFR", start):
            continue  # the receptor
        read = _after(sentence, start, end, measure) if start >= taken else None
        if read is not None:
            taken = read.end
            yield read


def _measure_names(lower: str) -> list[tuple[int, int, str]]:
    """Where a measure is named; of names that overlap the longest."""
    every = [(one.start(), one.end(), name) for name, pattern in MEASURE_NAMES for one in pattern.finditer(lower)]
    kept: list[tuple[int, int, str]] = []
    for one in sorted(every, key=lambda span: (span[0] - span[1], span[0])):
        if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    return sorted(kept)


def _after(sentence: Sentence, start: int, name_end: int, measure: str) -> Read | None:
    """The value that stands behind the name of a measure, with all that belongs to it."""
    lower = sentence.lower
    place, heading_unit = _value_place(sentence, name_end)
    found = _VALUE.match(lower, place)
    if found is None or any(one.start <= found.start("one") < one.end for one in sentence.days):
        return None
    words = sentence.words[start : found.end()]
    if _MULTIPLE.match(lower, found.end()):
        return Read(start, found.end(), words, None, "multiple")
    if _NOT_A_VALUE.search(lower[:start]):
        return Read(start, found.end(), words, None, "earlier")
    trend = _TREND.match(lower, found.end())
    number = "" if trend is None else trend["last"]
    written = _written(lower, found.end() if trend is None else trend.end())
    day, sure = _day_of(start, written.end, sentence)
    words = " ".join(sentence.words[start : written.end].split())
    if not sure:
        return Read(start, written.end, words, None, "day")
    if day is not None and day > sentence.at:
        return Read(start, written.end, words, None, "earlier")
    if written.unit is None and heading_unit is not None:
        written = replace(written, unit=heading_unit, foreign=False)
    return _made(measure, _number(found, number), written, day, start, words, american=sentence.american)


def _value_place(sentence: Sentence, name_end: int) -> tuple[int, str | None]:
    """Where the value of a measure begins, past a bracket, small words and a day; and the unit that stands beside the name."""
    lower = sentence.lower
    at, unit, _ = _unit_at(lower, name_end, "(,[")
    place = _FILLER.match(lower, at if unit is not None else _past_bracket(lower, name_end)).end()  # type: ignore[union-attr]
    dated = next((one for one in sentence.days if name_end <= one.start <= place < one.end), None)
    if dated is None and lower[place : place + 1] == "(":
        dated = next((one for one in sentence.days if one.start == place + 1), None)
    if dated is not None:
        place = _FILLER.match(lower, dated.end + (lower[dated.end : dated.end + 1] == ")")).end()  # type: ignore[union-attr]
    return place, unit


@dataclass(frozen=True, slots=True)
class _Written:
    """What stands behind a number: unit, limits of normal, whether something looks like a unit that is not known, and the end."""

    end: int
    unit: str | None = None
    foreign: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


def _written(lower: str, at: int) -> _Written:
    """Unit, flag and limits come in any order."""
    end, unit, foreign = _unit_at(lower, _past_flag(lower, at))
    end = max(end, at)
    low, high, end = _limits(lower, end)
    if unit is None:
        after, unit, late = _unit_at(lower, _past_flag(lower, end), "([")
        foreign = foreign or (late and low is None)
        end = after if unit is not None else end
    if low is None and high is None:
        low, high, end = _limits(lower, end)
    return _Written(end, unit, foreign, low, high)


def _made(
    measure: str, value: Decimal | Range | None, written: _Written, day: date | None, start: int, words: str, *, american: bool = False
) -> Read:  # fmt: skip
    known, unit, assumed = MEASURES[measure], written.unit, ""
    if unit == "g/L" and measure in _CELL_COUNTS:
        unit = "10*9/L"  # giga per litre, as France writes it
    if unit is not None and not known.unit:
        unit = ""
    elif not unit and known.unit:
        unit = assumed = "" if value is None or written.foreign else _only_unit(measure, value, american)
    if value is None or (known.unit and not unit) or (unit and not compatible(unit, known.unit, known.analyte)):
        return Read(start, written.end, words, None, "unit")
    if not known.can_be(value, unit or ""):
        return Read(start, written.end, words, None, "impossible")
    limits = [None if one is None else Quantity(one, unit or "") for one in (written.low, written.high)]
    made = Measured(measure, value, unit or "", day, limits[0], limits[1], words)
    return Read(start, written.end, words, made, None, assumed)


def _only_unit(measure: str, value: Decimal | Range, american: bool) -> str:
    """The one unit in which a number without a unit can be meant; empty where there is none, or several."""
    ends = [value] if isinstance(value, Decimal) else [one for one in (value.least, value.most) if one is not None]
    possible = [unit for unit, low, high in PLAIN_UNITS[measure] if all(low <= one <= high for one in ends)]
    if american and len(possible) > 1:
        possible = [unit for unit in possible if unit not in ("mmol/L", "umol/L")]
    return possible[0] if len(possible) == 1 else ""


def _number(found: re.Match[str], last: str) -> Decimal | Range | None:
    if last:
        return Decimal(last.replace(",", ""))
    words = found["one"].replace(",", "")
    if found["two"]:
        return read_number(f"{words}-{found['two'].replace(',', '')}")
    bound = {"at least": ">=", "under": "<", "over": ">"}.get(found["bound"] or "", found["bound"] or "")
    return read_number(f"{bound}{words}")


def _unit_at(lower: str, at: int, brackets: str = "") -> tuple[int, str | None, bool]:
    """The unit that stands there (perhaps in brackets), where it ends, and whether something stands there that looks like another."""
    place = at
    while place < len(lower) and lower[place] in " \t|":
        place += 1
    opened = place < len(lower) and lower[place] in brackets
    if opened:
        place += 1 + (lower[place + 1 : place + 2] == " ")
    best, code = at, None
    for pattern, one in NOTE_UNITS:
        found = pattern.match(lower, place)
        if found is not None and found.end() > max(best, place):
            best, code = found.end(), one
    if code is not None and opened:
        best += lower[best : best + 1] in ")]"
    foreign = code is None and _FOREIGN.match(lower, at) is not None
    return best, code, foreign


def _past_bracket(lower: str, at: int) -> int:
    """Past a short bracket behind a name: “血红蛋白(HGB)”, “neutrophils (ANC)”."""
    found = re.compile(r"\s*\((?!\d)[^()\d]{0,20}\d?[^()\d]{0,8}\)").match(lower, at)
    return at if found is None else found.end()


def _past_flag(lower: str, at: int) -> int:
    found = _AFTER_FLAG.match(lower, at)
    return at if found is None else found.end()


def _limits(lower: str, at: int) -> tuple[Decimal | None, Decimal | None, int]:
    """The limits of normal that stand behind a value."""
    bare = _ROW_UP_TO.match(lower, _FLAGS.match(lower, at).end())  # type: ignore[union-attr]
    if bare is not None:
        return None, Decimal(bare["high"].replace(",", "")), bare.end()
    at = _past_flag(lower, at)
    both = _LIMITS.match(lower, at)
    if both is not None and not re.match(r"[-/]\d", lower[both.end() : both.end() + 2]):
        low, high = (Decimal(both[name].replace(",", "")) for name in ("low", "high"))
        if low < high:
            closing = lower[both.end() : both.end() + 1] in ")]" and bool(both["open"] or both["inner"])
            return low, high, both.end() + closing
    for pattern in (_UP_TO, _ULN):
        one = pattern.match(lower, at)
        if one is not None:
            return None, Decimal(one["high"].replace(",", "")), one.end() + (lower[one.end() : one.end() + 1] in ")]")
    return None, None, at


def _day_of(start: int, end: int, sentence: Sentence) -> tuple[date | None, bool]:
    """The day of a value, and whether it is sure: the one right behind it, or the one that its sentence begins with or that stands
    right before the list of values. Another day of the sentence is that of something else."""
    behind = next(
        (one for one in sentence.days if end <= one.start and _BEHIND.fullmatch(sentence.lower[end : one.start])), None
    )
    if behind is not None:
        return _known(behind)
    before = [one for one in sentence.days if one.end <= start and _LEADS.search(sentence.lower[: one.start])]
    if not before:
        return sentence.context, True
    if len(before) > 1 and start - before[-1].end > _FAR:
        return None, False
    return _known(before[-1])


def _known(one: Dated) -> tuple[date | None, bool]:
    """The day of a value; of a year alone none is known."""
    return one.low, one.day.month is not None or one.low != one.day.earliest

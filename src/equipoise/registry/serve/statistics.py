"""Figures over all records: sizes, values of every field, lengths of every list. Counted in one pass, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from heapq import heappushpop
from math import inf
from typing import Any, Final, Literal

import msgspec

from equipoise.registry.record import Record, day
from equipoise.registry.search.pieces import Kind, Piece, pieces
from equipoise.registry.serve.nodes import Node, by_piece, roots

StatsType = Literal["ENUM", "STRING", "DATE", "INTEGER", "NUMBER", "BOOLEAN"]
TYPES: Final[Mapping[Kind, StatsType]] = {
    "text": "STRING",
    "markup": "STRING",
    "nct": "STRING",
    "enum": "ENUM",
    "date": "DATE",
    "partial": "DATE",
    "number": "INTEGER",
    "float": "NUMBER",
    "boolean": "BOOLEAN",
    "count": "INTEGER",
}
EXACT: Final = 20_000
"""Up to so many different texts a field is counted exactly."""
TOP: Final = 250
"""So many values of a field are told, the commonest first; every one of an enumeration."""
TOP_LONG: Final = 10
"""So many of long texts, which hardly ever recur."""
_SMALLEST: Final = 4096
_LARGEST: Final = 10
_PERCENTILES: Final = (1, 5, 10, 25, 50, 75, 90, 95, 99)
_KILOBYTES: Final = (0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
_LONGEST_SHOWN: Final = 1000
_FORMATS: Final = {10: "yyyy-MM-dd", 7: "yyyy-MM", 4: "yyyy"}


class Statistics(msgspec.Struct, frozen=True):
    """Everything the statistics addresses answer, by piece; `studies` is how many records were counted."""

    studies: int
    size: dict[str, Any]
    values: dict[str, dict[str, Any]]
    sizes: dict[str, dict[str, Any]]


class _Tally:
    """How many records have each text. Beyond EXACT different ones, the number of different texts is estimated from the smallest
    hashes (k minimum values, about 1.6 % off), and texts met once so far are forgotten, so that the commonest stay."""

    __slots__ = ("_hashes", "_smallest", "counts")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._smallest: list[int] | None = None
        self._hashes: set[int] = set()

    def add(self, text: str) -> None:
        self.counts[text] = self.counts.get(text, 0) + 1
        if self._smallest is not None:
            self._estimate(text)
        if len(self.counts) > EXACT:
            self._forget()

    def _forget(self) -> None:
        if self._smallest is None:
            self._smallest = []
            for text in self.counts:
                self._estimate(text)
        least = 1
        while len(self.counts) > EXACT // 2:
            self.counts = {text: count for text, count in self.counts.items() if count > least}
            least *= 2

    def _estimate(self, text: str) -> None:
        smallest = self._smallest
        assert smallest is not None
        number = -int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        if number in self._hashes or (len(smallest) >= _SMALLEST and number <= smallest[0]):
            return
        self._hashes.add(number)
        if len(smallest) < _SMALLEST:
            smallest.append(number)
            if len(smallest) == _SMALLEST:
                smallest.sort()
        else:
            self._hashes.discard(heappushpop(smallest, number))

    def different(self) -> int:
        """How many different texts."""
        if self._smallest is None:
            return len(self.counts)
        if len(self._smallest) < _SMALLEST:
            return len(self._smallest)
        return round((_SMALLEST - 1) * 2.0**64 / -self._smallest[0])

    def top(self, most: int) -> list[dict[str, Any]]:
        ranked = sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        return [{"value": text, "studiesCount": count} for text, count in ranked]


class _Texts:
    """A field of texts or codes."""

    __slots__ = ("_coded", "_longest", "_most", "_tally", "_where")

    def __init__(self, kind: Kind) -> None:
        self._tally = _Tally()
        self._coded = kind == "enum"
        self._most = TOP_LONG if kind == "markup" else TOP
        self._longest = ""
        self._where = ""

    def add(self, values: list[object], record: str) -> None:
        for one in (values[0],) if len(values) == 1 else set(map(str, values)):
            one = str(one)
            self._tally.add(one)
            if not self._coded and len(one) > len(self._longest):
                self._longest, self._where = one, record

    def tell(self) -> dict[str, Any]:
        told: dict[str, Any] = {"uniqueValuesCount": self._tally.different(), "topValues": self._tally.top(self._most)}
        if self._longest:
            shown = self._longest[:_LONGEST_SHOWN]
            told["longest"] = {"length": len(self._longest), "nctId": self._where, "value": shown}
        return told


@lru_cache(maxsize=50_000)
def _shape(words: str) -> str:
    """The format of a date as far as it is known; empty for what is none."""
    return _FORMATS.get(len(words), "") if day({"date": words}, "date") is not None else ""


class _Dates:
    """A field of dates, whole or partial; what is no date is not counted."""

    __slots__ = ("_formats", "_least", "_most")

    def __init__(self) -> None:
        self._formats: set[str] = set()
        self._least = self._most = ""

    def add(self, values: list[object], record: str) -> None:
        for one in values:
            words = str(one)
            shape = _shape(words)
            if not shape:
                continue
            self._formats.add(shape)
            self._least = min(self._least or words, words)
            self._most = max(self._most, words)

    def tell(self) -> dict[str, Any]:
        told: dict[str, Any] = {"formats": sorted(self._formats)}
        return {**told, "min": self._least, "max": self._most} if self._formats else told


class _Numbers:
    """A field of numbers."""

    __slots__ = ("_count", "_least", "_most", "_sum")

    def __init__(self) -> None:
        self._count = 0
        self._sum = 0.0
        self._least, self._most = inf, -inf

    def add(self, values: list[object], record: str) -> None:
        for one in values:
            if isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < inf:
                self._count += 1
                self._sum += one
                self._least, self._most = min(self._least, one), max(self._most, one)

    def tell(self) -> dict[str, Any]:
        if not self._count:
            return {}
        return {"min": self._least, "max": self._most, "avg": round(self._sum / self._count, 4)}


class _Truths:
    """A field of truth values."""

    __slots__ = ("_false", "_true")

    def __init__(self) -> None:
        self._true = self._false = 0

    def add(self, values: list[object], record: str) -> None:
        self._true += any(one is True for one in values)
        self._false += any(one is False for one in values)

    def tell(self) -> dict[str, Any]:
        return {"trueCount": self._true, "falseCount": self._false}


class Reckoning:
    """Statistics while they are being counted: `add` every record, then `tell`."""

    def __init__(self) -> None:
        self._studies = 0
        self._bytes: Counter[int] = Counter()
        self._largest: list[tuple[int, str]] = []
        self._values = {name: _new(piece) for name, piece in pieces().items()}
        self._had: Counter[str] = Counter()
        self._counts = {piece.counted: piece.name for piece in pieces().values() if piece.counted}
        self._lists: dict[str, Counter[int]] = {node.piece: Counter() for node in _lists()}

    def add(self, record: Record) -> None:
        """Counts one record in."""
        self._studies += 1
        self._size(record)
        leaves: dict[str, list[object]] = {}
        lists: dict[str, int] = {}
        _walk(record.raw, _tree(), leaves, lists)
        nct_id = record.nct_id
        for piece, values in leaves.items():
            self._values[piece].add(values, nct_id)
            self._had[piece] += 1
            if piece in self._counts:
                self._values[self._counts[piece]].add([len(values)], nct_id)
                self._had[self._counts[piece]] += 1
        for piece, length in lists.items():
            self._lists[piece][length] += 1

    def tell(self) -> Statistics:
        """The figures so far."""
        return Statistics(
            self._studies,
            self._sizes(),
            {name: self._told(piece) for name, piece in pieces().items()},
            {name: _lengths(by_piece()[name], counted) for name, counted in self._lists.items()},
        )

    def _told(self, piece: Piece) -> dict[str, Any]:
        head = {"type": TYPES[piece.kind], "piece": piece.name, "field": piece.path}
        return {**head, "missingStudiesCount": self._studies - self._had[piece.name], **self._values[piece.name].tell()}

    def _size(self, record: Record) -> None:
        size = len(msgspec.json.encode(record.raw))
        self._bytes[size] += 1
        entry = (size, record.nct_id)
        if len(self._largest) < _LARGEST:
            self._largest.append(entry)
            self._largest.sort()
        else:
            heappushpop(self._largest, entry)

    def _sizes(self) -> dict[str, Any]:
        ordered = sorted(self._bytes.items())
        total = sum(size * count for size, count in ordered)
        return {
            "totalStudies": self._studies,
            "averageSizeBytes": round(total / self._studies) if self._studies else 0,
            "percentiles": {f"{part}%": _percentile(ordered, self._studies, part) for part in _PERCENTILES if ordered},
            "ranges": _ranges(ordered),
            "largestStudies": [
                {"id": nct_id, "sizeBytes": size} for size, nct_id in sorted(self._largest, reverse=True)
            ],
        }


def _new(piece: Piece) -> _Texts | _Dates | _Numbers | _Truths:
    match TYPES[piece.kind]:
        case "DATE":
            return _Dates()
        case "INTEGER" | "NUMBER":
            return _Numbers()
        case "BOOLEAN":
            return _Truths()
        case _:
            return _Texts(piece.kind)


@lru_cache(maxsize=1)
def _lists() -> tuple[Node, ...]:
    return tuple(node for root in roots() for node in root.below() if node.several)


Branch = Mapping[str, tuple[str, bool, Any]]


@lru_cache(maxsize=1)
def _tree() -> Branch:
    """The structure as plain mappings (key to piece, several, children or None): what a pass over every record walks fastest."""

    def of(nodes: tuple[Node, ...]) -> Branch:
        return {node.name: (node.piece, node.several, of(node.children) or None) for node in nodes}

    return of(roots())


def _walk(value: Mapping[str, Any], branch: Branch, leaves: dict[str, list[object]], lists: dict[str, int]) -> None:
    for key, inner in value.items():
        known = branch.get(key)
        if known is None or inner is None:
            continue
        piece, several, below = known
        found = inner if type(inner) is list else (inner,)
        if several and found:
            lists[piece] = lists.get(piece, 0) + len(found)
        if below is None:
            plain = [one for one in found if one is not None and type(one) is not dict and type(one) is not list]
            if plain:
                leaves.setdefault(piece, []).extend(plain)
        else:
            for one in found:
                if type(one) is dict:
                    _walk(one, below, leaves, lists)


def _percentile(ordered: list[tuple[int, int]], total: int, part: int) -> int:
    """The least size that at least `part` percent of the records do not exceed."""
    needed, seen = total * part, 0
    for size, count in ordered:
        seen += count
        if seen * 100 >= needed:
            return size
    return 0


def _ranges(ordered: list[tuple[int, int]]) -> list[dict[str, Any]]:
    told = []
    for low, high in zip(_KILOBYTES, (*_KILOBYTES[1:], None), strict=True):
        count = sum(n for size, n in ordered if low * 1024 <= size and (high is None or size < high * 1024))
        told.append({"sizeRange": f"{low}-{high} KB" if high else f">={low} KB", "studiesCount": count})
    return told


def _lengths(node: Node, counted: Counter[int]) -> dict[str, Any]:
    told: dict[str, Any] = {"piece": node.piece, "field": node.path, "uniqueSizesCount": len(counted)}
    if counted:
        told |= {"minSize": min(counted), "maxSize": max(counted)}
        ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
        told["topSizes"] = [{"size": size, "studiesCount": count} for size, count in ranked]
    return told

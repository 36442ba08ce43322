"""Words, dates and codes of the registry's older XML, in the form of the present records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from xml.etree.ElementTree import Element

from equipoise.registry.search.enums import enums

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})")
_BULLET: Final = re.compile(r"(?:[-*•]|\d{1,3}[.)])\s+")
_ITEM: Final = re.compile(r" *(?:\*|\d{1,3}[.)]) ")
_MARKED: Final = re.compile(r"([\\<>\[\]^*_~])")
"""Signs that the present form escapes in every text with markup."""
_OLD: Final[Mapping[str, Mapping[str, str]]] = {
    "AgencyClass": {"us fed": "FED"},
    "DateType": {"anticipated": "ESTIMATED", "estimate": "ESTIMATED"},
    "EnrollmentType": {"anticipated": "ESTIMATED", "estimate": "ESTIMATED"},
    "Sex": {"both": "ALL"},
    "DesignMasking": {
        "open label": "NONE",
        "none": "NONE",
        "single blind": "SINGLE",
        "double blind": "DOUBLE",
        "triple blind": "TRIPLE",
        "quadruple blind": "QUADRUPLE",
    },
    "WhoMasked": {"subject": "PARTICIPANT", "caregiver": "CARE_PROVIDER"},
    "PrimaryPurpose": {"educational counseling training": "ECT"},
    "DesignAllocation": {"random sample": "RANDOMIZED"},
    "Phase": {"phase 0": "EARLY_PHASE1", "n a": "NA"},
    "Status": {"active not recruiting": "ACTIVE_NOT_RECRUITING", "unknown": "UNKNOWN"},
    "MeasureDispersionType": {"inter quartile range": "INTER_QUARTILE_RANGE", "full range": "FULL_RANGE"},
    "EventAssessment": {
        "systematic assessment": "SYSTEMATIC_ASSESSMENT",
        "non systematic assessment": "NON_SYSTEMATIC_ASSESSMENT",
    },
}
"""Labels that the registry used before its present ones."""


def words(element: Element | None, path: str = ".") -> str | None:
    """The words at a path in one line; None where there are none."""
    found = element.findtext(path) if element is not None and path != "." else None if element is None else element.text
    said = " ".join((found or "").split())
    return said or None


def several(element: Element, path: str) -> list[str]:
    """The words of each element at a path."""
    return [said for one in element.iterfind(path) if (said := words(one)) is not None]


def block(element: Element | None, path: str) -> str | None:
    """A text of paragraphs with the escapes of the present form, so that a text that did not change does not look changed. The older form
    breaks lines at eighty signs, marks items with a dash, and sets those within another further in."""
    found = element.find(path) if element is not None else None
    if found is None:
        return None
    inner = found.find("textblock")
    text = "".join((found if inner is None else inner).itertext())
    said, open_items = "", list[tuple[int, int]]()
    for paragraph in re.split(r"\n\s*\n", text):
        line = " ".join(paragraph.split())
        if not line:
            continue
        _close(open_items, _indent(paragraph))
        item = _BULLET.match(line)
        mark = "" if item is None else item[0] if line[0].isdigit() else "* "
        stands = open_items[-1][1] if open_items and item else 0
        said += "\n" if item and _ITEM.match(said.rpartition("\n")[2]) else "\n\n" if said else ""
        said += " " * stands + mark + _MARKED.sub(r"\\\1", line[item.end() :] if item else line)
        if item:
            open_items.append((_indent(paragraph), stands + len(mark)))
    return said or None


def _close(open_items: list[tuple[int, int]], indent: int) -> None:
    """Takes away the items in which a paragraph that begins so far in does not lie; of each is kept where it began, and where what lies
    in it begins in the present form."""
    while open_items and open_items[-1][0] >= indent:
        open_items.pop()


def _indent(paragraph: str) -> int:
    first = next(line for line in paragraph.expandtabs(4).splitlines() if line.strip())
    return len(first) - len(first.lstrip())


def yes(element: Element | None, path: str) -> bool | None:
    """Yes or no; None where neither is said."""
    return {"yes": True, "no": False, "true": True, "false": False}.get((words(element, path) or "").lower())


def day(said: str | None) -> str | None:
    """`January 25, 2018` as 2018-01-25, `January 2018` as 2018-01; what is no date stays as it is, so that remarks can show it."""
    found = _DATE.fullmatch(said) if said else None
    if found is None or found[1].lower() not in _MONTHS:
        return said
    month = f"{found[3]}-{_MONTHS.index(found[1].lower()) + 1:02d}"
    return f"{month}-{int(found[2]):02d}" if found[2] else month


def dated(element: Element, path: str) -> dict[str, Any] | None:
    """A date with its type."""
    found = element.find(path)
    if found is None or words(found) is None:
        return None
    return kept(date=day(words(found)), type=code("DateType", found.get("type")))


def code(enum: str, label: str | None) -> str | None:
    """The present code of a label; a label of which no code is known in capitals, so that it is not lost."""
    if not label or not label.strip():
        return None
    return _codes(enum).get(_key(label)) or re.sub(r"\W+", "_", label.strip()).strip("_").upper() or None


def number(said: str | None) -> int | None:
    """A whole number; None where it is none."""
    return int(said.replace(",", "")) if said and re.fullmatch(r"\d[\d,]*", said, re.ASCII) else None


def kept(**parts: Any) -> dict[str, Any]:
    """What is there of some parts: nothing empty."""
    return {name: part for name, part in parts.items() if part is not None and part != "" and part != [] and part != {}}


def any_of(parts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The parts, or nothing where none is there."""
    return dict(parts) or None


@lru_cache(maxsize=100)
def _codes(enum: str) -> Mapping[str, str]:
    known = {_key(label): value for value, label in enums()[enum].items()}
    known |= {_key(value): value for value in enums()[enum]}
    return known | dict(_OLD.get(enum, {}))


def _key(label: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", label.lower().replace("u.s.", "us")).split())

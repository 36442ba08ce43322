"""Criteria text taken apart: headings, groups, and the single criteria with their places; nested points know their parent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from equipoise.registry.match.plain import Plain, plain

Side = Literal["inclusion", "exclusion", "unstated"]

_BULLET: Final = re.compile(
    r"(?P<mark>(?:[*•·●▪◦‣○■□✓➢]|[-–—+](?=\s|[A-Za-z])|o(?=\s)|#+(?=\s)|"
    r"(?:[IEie][.\-]?)?\(?\d{1,2}(?:\.\d{1,2})*[.)、:](?=\s|[A-Za-z(≥≤<>])|\d{1,2}(?:\.\d{1,2})+(?=\s+[A-Z])|"
    r"\(?[a-zA-Z][.)](?=\s)|\(?[ivxIVX]{1,5}[.)](?=\s))\s*)+"
)
_WORDS: Final = (
    r"(?:key|main|major|general|specific|additional|other|principal|primary|secondary|patient|patients|subject|subjects|"
    r"participant|participants|study|donor|phase\s*\w+|cohort|selected|abbreviated|important|the|all|pre|-)"
)
_HEADING: Final = re.compile(
    rf"^\W*(?:{_WORDS}[\s\-]+)*(?P<side>non[\s-]*inclusion|inclusion|exclusion|inincl\w*|incinclusion|eligibility|ineligibility)"
    r"\s*(?:criteri\w+|crit\w+ria|requirements?)?(?P<rest>\s*(?:\([^)]{1,60}\)|(?:(?:for|of|to|in)\b|[-–—])\s*[^:.;]{1,60})?)(?:\s*(?:include[sd]?|are|were)\b[^:.;]{0,40}(?=[:：]))?\s*(?P<close>[:.：\-–]|$)",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"^\W*(?P<before>[^.;:]{0,70}?)\b(?P<side>inclusion|exclusion) criteria\b(?P<after>[^.;:：]{0,80}?)\s*(?P<close>[:：]?)\.?\s*$",
    re.IGNORECASE,
)
"""A title with words of its own before or behind: “Part D abbreviated inclusion criteria”, “Exclusion criteria umbrella phase 1b:”."""
_MOST_BEFORE: Final = 4
_SPEAKS: Final = re.compile(
    r"\b(?:no|not|non|none|nor|any|must|may|might|can|could|will|would|should|shall|is|are|was|were|be|been|has|have|had|do|does|"
    r"meets?|meeting|met|fulfil\w*|satisf\w*|apply|applies|defined|listed|addition|above|there|see|same|plus|following|under|"
    r"violat\w*|include\w*)\b",
    re.IGNORECASE,
)
"""Words of a sentence about the criteria, which no title has."""
_INLINE: Final = re.compile(
    r"(?<=[.;,)\s])(?=(?:key |main |major )?(?:inclusion|exclusion) criteri(?:a|on)s?\s*[:：])|"
    r"(?<=\w)\s+(?=exclusion criteria\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_BARE: Final = re.compile(rf"\W*(?:{_WORDS}[\W]+)*(?:{_WORDS})?\W*", re.IGNORECASE)
_EXCLUDES: Final = re.compile(
    r"\b(?:(?:will be|are|were|be|is) (?:excluded|ineligible|not eligible)|ineligible if|(?:must|should) not (?:have|meet)|"
    r"not be (?:enrolled|eligible|included)|reasons? for exclusion|exclusions)\b",
    re.IGNORECASE,
)
_INCLUDES: Final = re.compile(
    r"\b(?:(?:will be|are|were|is) (?:included|eligible)|must (?:meet|satisfy|fulfil\w*)|to be eligible)\b",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(
    r"\b(?:cohorts?|parts?|arms?|groups?|phases?|stages?|stratum|strata|step|siblings?|parents?|caregivers?|controls?|donors?|"
    r"healthy|volunteers|cases?|for|module|sub-?stud(?:y|ies)|infants?|mothers?|children|adults|men|women|patients with|dose|"
    r"expansion|escalation|optional|participants with|subjects with|disease|randomi[sz]ation|treatment eligibility)\b",
    re.IGNORECASE,
)
_PEOPLE: Final = r"(?:all )?(?:individuals|patients|subjects|participants|volunteers)"
_EVERY: Final = r"(?:all|each|any)(?: of)?(?: the)? following(?: (?:inclusion|eligibility))?(?: criteria| conditions)?"
_REST: Final = (
    r"(?!.*\b(?:cohorts?|parts?|arms?|groups?|phases?|stages?|strat\w+|controls?|donors?|sub-?stud\w+)\b)[^.;]*"
)
_OF_ALL: Final = re.compile(
    r"(?:common (?:to|for) (?:both|all)(?: the)? (?:groups|arms|cohorts|parts|participants|patients|subjects)\W*"
    rf"|{_PEOPLE} (?:who )?(?:(?:must|should|have to) )?(?:meet|fulfil\w*|satisfy) {_EVERY}{_REST}"
    rf"|to be eligible(?: (?:for|in) (?:the|this) (?:study|trial))?, {_PEOPLE} (?:must|should|have to) "
    rf"(?:not )?(?:meet|fulfil\w*|satisfy) {_EVERY}{_REST}"
    rf"|{_PEOPLE} (?:are|were|will be) eligible (?:for \w+ )?if (?:they )?(?:met|meet) {_EVERY}{_REST})",
    re.IGNORECASE,
)
"""Lines that speak of everybody in words that name a group elsewhere."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One criterion as written: `start` and `end` are its span in the registered text, `text` the same words unescaped. `parent` is
    the place in the list of the point that it stands under; `group` names the part of the study that it is for, if not for all."""

    side: Side
    text: str
    start: int
    end: int
    level: int
    parent: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    indent: int
    bullet: bool


def stated(criteria: str) -> tuple[Stated, ...]:
    """The criteria of a registered text, in order. What stands under no heading is `unstated`: nobody can say which way it counts."""
    source = plain(criteria)
    found: list[Stated] = []
    side: Side = "unstated"
    group, base = "", ""
    open_points: list[tuple[int, int]] = []
    gap = False
    for line in _lines(source):
        if not line.text:
            gap = True
            continue
        turned = _turned(line.text, side)
        if turned is not None:
            side, base, rest = turned
            group, open_points, gap = base, [], False
            if not rest:
                continue
            line = _Line(rest, line.start + line.text.index(rest), line.indent, bullet=True)
        if not line.bullet and not turned and _continues(line, found, open_points, gap):
            found[-1] = _longer(found[-1], line, source)
            continue
        gap = False
        if not line.bullet and line.text.endswith((":", "：")) and len(line.text) < 120 and not turned:
            group = line.text.rstrip(":： ") if _GROUP.search(line.text) and not _OF_ALL.fullmatch(line.text) else base
            if _excludes_all(line.text):
                side = "exclusion"
            open_points = []
            if not group:
                continue
        while open_points and open_points[-1][0] >= line.indent:
            open_points.pop()
        parent = open_points[-1][1] if open_points and line.bullet else None
        level = len(open_points) if parent is not None else 0
        start, end = source.original(line.start, line.start + len(line.text))
        found.append(Stated(side, line.text, start, end, level, parent, group))
        open_points.append((line.indent, len(found) - 1))
    return tuple(replace(one, text=" ".join(one.text.split())) for one in found)


def _excludes_all(text: str) -> bool:
    return _EXCLUDES.search(text) is not None


def _lines(source: Plain) -> Iterator[_Line]:
    """The lines, also where a heading follows in the middle of one; without their bullets."""
    at = 0
    for raw in source.text.split("\n"):
        inner = () if _is_title(raw) else _INLINE.finditer(raw)
        cuts = [0, *(one.start() for one in inner if not _BARE.fullmatch(raw[: one.start()])), len(raw)]
        for first, last in pairwise(cuts):
            yield _line(raw[first:last], at + first)
        at += len(raw) + 1


def _is_title(raw: str) -> bool:
    """Whether a whole line is a title with a few words of its own: “Solid tumor inclusion criteria:” is no criterion “Solid tumor”."""
    found = _TITLE.match(raw)
    return (
        found is not None
        and not _BULLET.match(raw.lstrip())
        and len(found["before"].split()) <= _MOST_BEFORE
        and _SPEAKS.search(raw) is None
    )


def _line(raw: str, start: int) -> _Line:
    body = raw.lstrip()
    indent = len(raw) - len(body)
    mark = _BULLET.match(body)
    skip = mark.end() if mark is not None and mark.end() < len(body) else 0
    text = body[skip:].strip().strip("*").strip()
    offset = body.find(text, skip) if text else 0
    return _Line(text, start + indent + offset, indent, bullet=bool(skip))


def _turned(text: str, side: Side) -> tuple[Side, str, str] | None:
    """The side that a heading opens, the group that it names, and what follows it on the line; None where it is no heading."""
    found = _HEADING.match(text)
    if found is not None and _is_heading(found, text):
        kind = found["side"].lower()
        rest = text[found.end() :].strip(" :：-–*")
        group = found["rest"].strip(" ()-–—")
        named = group if group.lower().startswith(("to ", "of ", "in ")) else f"for {group}"
        group = group if group and _GROUP.search(named) and not _for_all(group) else ""
        if kind.startswith(("eligib",)):
            return ("inclusion", group, rest) if side == "unstated" else None
        excluding = kind.startswith(("non", "excl", "inelig"))
        return ("exclusion" if excluding else "inclusion"), group, rest
    spoken = _TITLE.match(text)
    if spoken is not None and not _SPEAKS.search(text) and (spoken["close"] or not spoken["after"].strip()):
        named = f"{spoken['before']} {spoken['after']}".strip(" ()-–—.")
        group = text.rstrip(":：. ") if named and not _BARE.fullmatch(named) and not _for_all(named) else ""
        return ("exclusion" if spoken["side"].lower() == "exclusion" else "inclusion"), group, ""
    if len(text) < 160 and text.endswith((":", "：")):
        if _EXCLUDES.search(text) and re.search(r"\bcriteria|following|any of|if\b", text, re.IGNORECASE):
            return "exclusion", "", ""
        if side == "unstated" and _INCLUDES.search(text):
            return "inclusion", "", ""
    return None


def _is_heading(found: re.Match[str], text: str) -> bool:
    """A line that only names a side, or names it and a colon; a sentence about the criteria is none."""
    said = text[: found.end()].lower()
    if "criteri" not in said and "requirement" not in said and len(text) > len("exclusions: ") + 3:
        return False
    return found["close"] in (":", "：") or found.end() == len(text) or not text[found.end() :].strip(" .")


def _for_all(group: str) -> bool:
    return (
        re.search(
            r"\b(?:all|both|every|each|the study|this study|study|enrol\w+|eligibility|participation|not limited to)\b",
            group,
            re.IGNORECASE,
        )
        is not None
    )


def _continues(line: _Line, found: list[Stated], open_points: list[tuple[int, int]], gap: bool) -> bool:
    """Whether a line without a bullet belongs to the point before it: it is indented under it, or follows without a blank line in
    the middle of a sentence."""
    if not found or not open_points:
        return False
    if line.indent > open_points[-1][0]:
        return True
    return not gap and line.text[0].islower()


def _longer(one: Stated, line: _Line, source: Plain) -> Stated:
    _, end = source.original(line.start, line.start + len(line.text))
    return replace(one, text=f"{one.text} {line.text}", end=end)

"""An address as a question to the index, and its answer: records in order, facets, what was read from the one box."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from equipoise.registry.concepts import tag
from equipoise.registry.concepts.tag import untagged
from equipoise.registry.search.areas import BY_PARAM
from equipoise.registry.search.ask import Ask, chosen, wanted
from equipoise.registry.search.essie import EssieFault
from equipoise.registry.search.index import Found, Order, TooBroad, Wanted
from equipoise.registry.search.tree import And, Between, Everything, Near, Tree
from equipoise.registry.show.codes import FACETS
from equipoise.registry.show.line import Line, split_line
from equipoise.registry.show.nearest import nearest_first
from equipoise.registry.show.needed import in_english, needed
from equipoise.registry.show.question import about, question, rank_words
from equipoise.registry.show.said import said
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text
from equipoise.web.finder.asked import PAGE_SIZE, Asked, Fault, read
from equipoise.web.finder.organisation import organisation
from equipoise.web.finder.whereabouts import Whereabouts, whereabouts
from equipoise.web.registry import Registry

ORDERS: Final[Mapping[str, Order]] = {
    "updated": Order("LastUpdatePostDate", descending=True),
    "first": Order("StudyFirstPostDate", descending=True),
    "start": Order("StartDate", descending=True),
    "enrolment": Order("EnrollmentCount", descending=True),
}
_BOXES: Final = {
    "cond": Text("Condition", "疾病"),
    "intr": Text("Treatment", "治疗"),
    "term": Text("Other words", "其他词语"),
}
_NEAR_ME: Final = Fault(
    "near", Text("This page does not know where you are: add your city.", "本页面不知道您所在的位置：请加上城市名。")
)


@dataclass(frozen=True, slots=True)
class Sense:
    """A name that was read in the words, and the concept that it stands for."""

    words: str
    term: Text
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the index. `base` is everything but the choices of the facets, `ranked` what decides the order."""

    asked: Asked
    line: Line
    where: Whereabouts | None
    near: Near | None
    base: tuple[Tree, ...]
    ranked: Tree
    senses: tuple[Sense, ...]
    plain: str
    """The words that name no concept: all of them must stand in the record."""
    faults: tuple[Fault, ...]

    @property
    def sort(self) -> str:
        """The order of the list: as chosen, otherwise nearest first where a place is known, best match where words are."""
        if self.asked.sort and (self.asked.sort != "near" or self.near is not None):
            return self.asked.sort
        if self.near is not None:
            return "near"
        return "updated" if isinstance(self.ranked, Everything) else "best"

    def wanted(self, facets: tuple[str, ...] = (), leave_out: str = "") -> Wanted:
        """The whole question, or without the choices of one facet."""
        choices = [chosen(piece, values) for piece, values in self.asked.chosen.items() if piece != leave_out]
        order = ORDERS.get(self.sort)
        return Wanted(And((*self.base, *choices)), self.ranked, () if order is None else (order,), facets)


def read_question(asked: Asked, kept: Registry) -> Question:
    """What an address asks, read with the concepts and places that are known."""
    asked = _understood(asked, kept)
    named = organisation(asked.words["q"], kept)
    spoken_line = asked.words["q"] if named is None else named.rest
    split = split_line(spoken_line, kept.concepts, kept.places) if spoken_line else Line("", "")
    faults = list(asked.faults)
    words = {"q": needed(split.words, kept.concepts)}
    words |= {name: in_english(asked.words[name], kept.concepts) for name in _BOXES}
    spoken: list[Tree] = [question(words["q"], kept.concepts)] if words["q"] else []
    for name in _BOXES:
        if words[name]:
            spoken += _box(name, words[name], kept, faults)
    if named is not None:
        spoken.append(named.asks)
        split = Line(f"{named.words} {split.words}".strip(), split.place)
    where = whereabouts(asked.words["place"] or split.place, kept)
    base = list(spoken)
    there = None if where is None else where.asks(asked.km, recruiting=asked.open_only)
    near = there if isinstance(there, Near) else None
    if there is not None:
        base.append(there)
    elif where is not None and where.unknown:
        base += _box("locn", where.words, kept, faults)
    base += _person(asked, kept)
    every = " ".join(filter(None, words.values()))
    senses = tuple(
        dict.fromkeys(
            Sense(one.words, kept.concepts.term(one.concept), one.concept) for one in tag(every, kept.concepts)
        )
    )
    if named is not None:
        senses = (Sense(named.words, named.says), *senses)
    own = (
        every if every.isascii() else " ".join((every, *(one.term.en for one in senses if one.concept)))
    )  # records are in English
    ranked = rank_words(own, And(tuple(spoken))) if spoken else Everything()
    return Question(
        asked, split, where, near, tuple(base), ranked, senses, untagged(every, kept.concepts), tuple(faults)
    )


def _understood(asked: Asked, kept: Registry) -> Asked:
    """The same question with what its one box says of the trial and the person as choices, which are seen and taken back as such."""
    named = organisation(asked.words["q"], kept)
    line = asked.words["q"] if named is None else named.rest
    found = said(line, kept.concepts)
    if found.rest == line:
        return asked
    rest = found.rest if named is None else f"{named.words} {found.rest}".strip()
    pairs = [pair for pair in asked.pairs if pair[0] != "q"]
    pairs += [(FACETS[piece][0], value) for piece, value in found.chosen]
    pairs += [("age", str(found.age))] if found.age is not None and asked.age is None else []
    pairs += [("who", found.who)] if found.who and not asked.who else []
    faults = (*asked.faults, *((_NEAR_ME,) if found.near_me else ()))
    return replace(read(QueryDict(urlencode([("q", rest), *pairs]))), faults=faults)


def _box(name: str, words: str, kept: Registry, faults: list[Fault]) -> list[Tree]:
    """A box as a condition. What is no search expression is taken as plain words, and that is told."""
    try:
        return [about(wanted(Ask({name: words}), kept.concepts).filters)]
    except EssieFault as fault:
        says = Text(
            "Read as plain words, because the search expression cannot be read: {fault}",
            "检索式无法解析，已按普通词语处理：{fault}",
        )
        faults.append(
            Fault(name, says.format(fault=str(fault).removeprefix(f"Error parsing query in {_label(name)}: ")))
        )
        plain = " ".join(word for word in _letters(words).split() if word not in ("AND", "OR", "NOT"))
        try:
            return [about(wanted(Ask({name: plain}), kept.concepts).filters)] if plain else []
        except EssieFault:
            return []


def _label(name: str) -> str:
    return BY_PARAM[name].label


def _letters(words: str) -> str:
    return "".join(sign if sign.isalnum() else " " for sign in words)


def _person(asked: Asked, kept: Registry) -> list[Tree]:
    """Who takes part, and since when the record is new: conditions that are no facets."""
    found: list[Tree] = []
    if asked.age is not None or asked.who:
        found.append(wanted(Ask(age_years=asked.age, sex=asked.who), kept.concepts).filters)
    if asked.since is not None:
        after = asked.since + timedelta(days=1)
        found.append(Between("LastUpdatePostDate", PartialDate(after.year, after.month, after.day), None))
    return found


def answer(asked: Question, kept: Registry) -> Found:
    """The page of the list that is asked, and the counts of every facet; a facet with choices counts without them, unless only they
    make the question narrow enough."""
    first = (asked.asked.page - 1) * PAGE_SIZE
    whole = asked.wanted(tuple(FACETS))
    if asked.sort == "near" and asked.near is not None:
        found = nearest_first(kept.index, whole, asked.near, first, PAGE_SIZE)
    else:
        found = kept.index.search(whole, first, PAGE_SIZE)
    facets = dict(found.facets)
    for piece in asked.asked.chosen:
        without = asked.wanted((piece,), leave_out=piece)
        with suppress(TooBroad):
            facets[piece] = kept.index.search(without, 0, 1).facets[piece]
    return replace(found, facets=facets)

"""What a reader may choose from beside the list: each value with how many records it would leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from equipoise.registry.search.enums import enums
from equipoise.registry.search.pieces import pieces
from equipoise.registry.show.codes import FACETS, code_words
from equipoise.values.dates import PartialDate
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same
from equipoise.web.finder.asked import WHO, Asked
from equipoise.web.finder.hits import country_words

SHOWN: Final = 10
"""Values of a long facet (countries) that are seen before it is opened."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its count, and the address that chooses it or takes it back."""

    label: Text
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A title with its values; `more` are those beyond the first ones."""

    name: str
    title: Text
    values: tuple[Value, ...]
    more: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Active:
    """A restriction that holds, and the address without it."""

    label: Text
    address: str


def facets(asked: Asked, counts: Mapping[str, Mapping[str, int]]) -> tuple[Facet, ...]:
    """The facets that leave a choice, in their order."""
    found = [_facet(asked, piece, counts.get(piece, {})) for piece in FACETS]
    return tuple(one for one in found if one.values)


def _facet(asked: Asked, piece: str, counts: Mapping[str, int]) -> Facet:
    name, title, _ = FACETS[piece]
    chosen = asked.chosen.get(piece, ())
    values = [
        Value(label_of(piece, one), counts.get(one, 0), one in chosen, asked.toggled(piece, one))
        for one in _ordered(piece, counts, chosen)
    ]
    values.sort(key=lambda one: not one.chosen)
    return Facet(name, title, tuple(values[:SHOWN]), tuple(values[SHOWN:]))


def _ordered(piece: str, counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[str]:
    """Phases and ages in their own order, everything else by count."""
    found = list(dict.fromkeys([*counts, *chosen]))
    if piece in ("Phase", "StdAge"):
        order = list(enums()[pieces()[piece].enum])
        return sorted(found, key=lambda one: order.index(one) if one in order else len(order))
    return sorted(found, key=lambda one: (-counts.get(one, 0), one))


def label_of(piece: str, value: str) -> Text:
    """A value in words."""
    return country_words(value) if piece == "LocationCountry" else code_words(FACETS[piece][2], value)


def active(asked: Asked) -> tuple[Active, ...]:
    """Everything that narrows the list beyond the words, each removable."""
    return tuple(_active(asked))


def _active(asked: Asked) -> Iterator[Active]:
    for piece, values in asked.chosen.items():
        for value in values:
            label = Text("{title}: {value}", "{title}：{value}").format(
                title=FACETS[piece][1], value=label_of(piece, value)
            )
            yield Active(label, asked.toggled(piece, value))
    if asked.open_only:
        yield Active(Text("Only with a recruiting site there", "仅限当地有招募中的中心"), asked.address(open=""))
    if asked.age is not None:
        yield Active(Text(f"For somebody aged {asked.age}", f"适合 {asked.age} 岁"), asked.address(age=""))
    if asked.who:
        yield Active(Text("For {who}", "适合{who}").format(who=WHO[asked.who]), asked.address(who=""))
    if asked.since is not None:
        day = day_words(PartialDate(asked.since.year, asked.since.month, asked.since.day))
        yield Active(
            Text("Posted or updated after {day}", "{day}之后公布或更新").format(day=day), asked.address(since="")
        )
    boxes = (
        ("cond", Text("Condition", "疾病")),
        ("intr", Text("Treatment", "治疗")),
        ("term", Text("Other words", "其他词语")),
        ("place", Text("Place", "地点")),
    )
    for name, title in boxes:
        if asked.words[name]:
            label = Text("{title}: {value}", "{title}：{value}").format(title=title, value=same(asked.words[name]))
            yield Active(label, asked.address(**{name: ""}))

"""A question as people put it: a box of words for each area, a place, a few filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from equipoise.registry.ages import days_of_age
from equipoise.registry.concepts import Concepts
from equipoise.registry.search.areas import BY_PARAM, RECORD
from equipoise.registry.search.essie import EssieFault, parse
from equipoise.registry.search.expand import expand
from equipoise.registry.search.index import Order, Wanted
from equipoise.registry.search.tree import And, Is, Missing, Or, TakesAge, Tree, all_of

FACETS: Final = (
    "OverallStatus",
    "Phase",
    "StudyType",
    "Sex",
    "StdAge",
    "LeadSponsorClass",
    "LocationCountry",
    "HasResults",
)
"""Pieces whose values a reader may choose from, in the order in which they are shown."""
OPEN: Final = ("RECRUITING", "NOT_YET_RECRUITING")
"""What "open" means here: taking part is or will be possible. A status UNKNOWN is never open."""

_GROUPS: Final[Mapping[str, tuple[float | None, float | None]]] = {
    "CHILD": (None, 18 * 365.25),
    "ADULT": (18 * 365.25, 65 * 365.25),
    "OLDER_ADULT": (65 * 365.25, None),
}
"""The age groups of ClinicalTrials.gov in days: from, and to before."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody looks for. `words` by the parameter of an area (`cond`, `term`, `intr` …), each a search expression;
    `chosen` values by piece; `there` a condition on a site; an age in years."""

    words: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    there: Tree | None = None
    age_years: int | None = None
    sex: str = ""
    advanced: str = ""
    order: tuple[Order, ...] = ()


def wanted(ask: Ask, concepts: Concepts, facets: tuple[str, ...] = ()) -> Wanted:
    """The question for an index. EssieFault where an expression cannot be read: its message begins with the box's name."""
    spoken = [_spoken(param, words, concepts) for param, words in ask.words.items() if words.strip()]
    parts: list[Tree] = [*spoken, *(chosen(piece, values) for piece, values in ask.chosen.items() if values)]
    if ask.sex in ("FEMALE", "MALE"):
        parts.append(Is("Sex", ("ALL", ask.sex)))
    if ask.age_years is not None:
        parts.append(TakesAge(_days(ask.age_years), _days(ask.age_years + 1)))
    if ask.there is not None:
        parts.append(ask.there)
    if ask.advanced.strip():
        parts.append(parse(ask.advanced, RECORD.name))
    return Wanted(all_of(parts), all_of(spoken), ask.order, facets)


def chosen(piece: str, values: tuple[str, ...]) -> Tree:
    """The records with one of the values of a facet. A record that states no age group is of those that its ages reach."""
    if piece != "StdAge":
        return Is(piece, values)
    reached = tuple(TakesAge(*_GROUPS[value]) for value in values if value in _GROUPS)
    return Or((Is(piece, values), And((Missing(piece), Or(reached))))) if reached else Is(piece, values)


def _spoken(param: str, words: str, concepts: Concepts) -> Tree:
    area = RECORD if param == "term" else BY_PARAM[param]
    try:
        return expand(parse(words, area.name), concepts)
    except EssieFault as fault:
        raise EssieFault(f"Error parsing query in {area.label}: {fault}") from None


def _days(years: int) -> float:
    return float(days_of_age(f"{years} Years") or 0)

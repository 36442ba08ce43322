"""Why a record was found: which of its own words name what was asked, and which of its sites is near."""

from __future__ import annotations

from dataclasses import dataclass, replace

from equipoise.registry.concepts import Concepts, Tagged
from equipoise.registry.places import MILE_KM
from equipoise.registry.record import Record, Site
from equipoise.registry.search.areas import BY_NAME
from equipoise.registry.search.expand import concepts_in, words_in
from equipoise.registry.search.holds import distances, holds, recruits
from equipoise.registry.search.index import Wanted
from equipoise.registry.search.pieces import pieces, words
from equipoise.registry.search.tree import And, Near, Tree, Words
from equipoise.registry.search.words import forms, runs_on, split
from equipoise.values.text import Text, listed, same

PIECES: dict[str, Text] = {
    "Condition": Text("condition", "疾病"),
    "Keyword": Text("keyword", "关键词"),
    "BriefTitle": Text("title", "标题"),
    "OfficialTitle": Text("official title", "正式标题"),
    "ConditionMeshTerm": Text("MeSH condition", "MeSH 疾病主题词"),
    "InterventionMeshTerm": Text("MeSH treatment", "MeSH 治疗主题词"),
    "InterventionName": Text("treatment", "治疗"),
    "InterventionOtherName": Text("other name of the treatment", "治疗的其他名称"),
    "BriefSummary": Text("summary", "简介"),
    "DetailedDescription": Text("description", "详细说明"),
    "EligibilityCriteria": Text("criteria", "入排标准"),
    "PrimaryOutcomeMeasure": Text("primary outcome", "主要结局"),
    "SecondaryOutcomeMeasure": Text("secondary outcome", "次要结局"),
    "LeadSponsorName": Text("sponsor", "申办者"),
    "OrgFullName": Text("organisation", "机构"),
    "CollaboratorName": Text("collaborator", "合作方"),
    "LocationCity": Text("city", "城市"),
    "LocationCountry": Text("country", "国家"),
    "LocationFacility": Text("hospital", "医疗机构"),
    "NCTId": Text("registry number", "注册号"),
    "Acronym": Text("acronym", "缩写"),
}


@dataclass(frozen=True, slots=True)
class NearSite:
    """The site that a reader is shown: the nearest one that recruits, otherwise the nearest; kilometres between city centres."""

    site: Site
    km: float
    recruits: bool

    @property
    def says(self) -> Text:
        """Where it is, how far, and whether it takes people."""
        distance = Text("{km} km ({miles} mi)", "{km} 公里").format(km=round(self.km), miles=round(self.km / MILE_KM))
        state = Text("recruiting", "招募中") if self.recruits else Text("not known to recruit", "未确认在招募")
        place = same(", ".join(part for part in (self.site.facility, self.site.city) if part))
        return Text("{place}: {distance} from city to city, {state}", "{place}：城市间距离{distance}，{state}").format(
            place=place, distance=distance, state=state
        )


def why(wanted: Wanted, record: Record, tagged: Tagged, concepts: Concepts) -> tuple[Text, ...]:
    """The reasons in words, those of concepts first: which concept, named by which words of the record in which place."""
    said = [_concept(concept, tagged, concepts) for concept in sorted(concepts_in(wanted.filters))]
    said += [found for leaf in words_in(wanted.filters) if (found := _words(leaf, record, tagged)) is not None]
    place = near(wanted.filters)
    site = None if place is None else nearest(place, record)
    return tuple(one for one in said if one is not None) + ((site.says,) if site is not None else ())


def near(tree: Tree) -> Near | None:
    """The point that a question asks for, if it asks for one; the cities of a region are none."""
    match tree:
        case Near():
            return tree
        case And(parts):
            return next((found for part in parts if (found := near(part)) is not None), None)
        case _:
            return None


def nearest(place: Near, record: Record) -> NearSite | None:
    """The nearest recruiting site within the radius, otherwise the nearest one; None where no site lies within it. `recruits` of a
    site without a status of its own follows the record's."""
    found = [
        NearSite(site, km, recruits(record.status, site.status))
        for site, km in zip(record.sites, distances(place, record), strict=True)
        if km is not None
    ]
    return min(found, key=lambda one: (not one.recruits, one.km), default=None)


def _concept(concept: str, tagged: Tagged, concepts: Concepts) -> Text | None:
    """A concept that a record has, or has as the broader one of what it names."""
    term = concepts.term(concept)
    direct = tagged.origins.get(concept)
    if direct:
        first = direct[0]
        return Text("{term}: {piece} “{words}”", "{term}：{piece}“{words}”").format(
            term=term, piece=PIECES.get(first.piece, same(first.piece)), words=first.words
        )
    narrower = [one for one in tagged.origins if concept in concepts.broader.get(one, frozenset())]
    if not narrower:
        return None
    first = tagged.origins[narrower[0]][0]
    return Text(
        "{term}, of which {own} is a kind: {piece} “{words}”", "{term}（{own}属于其下位概念）：{piece}“{words}”"
    ).format(
        term=term, own=concepts.term(narrower[0]), piece=PIECES.get(first.piece, same(first.piece)), words=first.words
    )


def _words(leaf: Words, record: Record, tagged: Tagged) -> Text | None:
    """The pieces that hold the words, the heaviest three: a phrase as a whole, of other words any."""
    area = BY_NAME.get(leaf.area)
    names = sorted(area.weights, key=lambda name: -area.weights[name]) if area else [leaf.area]
    looked_for = {form for word in leaf.words for form in forms(word)}

    def stands(name: str) -> bool:
        if leaf.phrase or any(map(runs_on, leaf.words)):
            return holds(replace(leaf, area=name), record, tagged)
        return any(not looked_for.isdisjoint(split(text)) for text in words(record, pieces()[name]))

    holding = [PIECES.get(name, same(name)) for name in names if stands(name)]
    if not holding:
        return None
    return Text("“{words}” in: {pieces}", "“{words}”见于：{pieces}").format(
        words=" ".join(leaf.words), pieces=listed(holding[:3])
    )

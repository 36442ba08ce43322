"""A tree of conditions as a query of the index. What the index cannot say exactly is marked, and checked on the records themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import tantivy

from equipoise.registry.search.areas import BY_NAME
from equipoise.registry.search.pieces import pieces
from equipoise.registry.search.tree import (
    And,
    Between,
    Everything,
    HasConcept,
    Is,
    ListSize,
    Missing,
    Near,
    Not,
    OneSite,
    Or,
    TakesAge,
    Tree,
    Words,
)
from equipoise.registry.search.words import forms, runs_on
from equipoise.values.dates import PartialDate
from equipoise.web.index import fields
from equipoise.web.index.columns import ALONE, PLACE, PLACE_OPEN

Query = tantivy.Query
Places = Callable[[Near], Sequence[str]]
Below = Mapping[str, frozenset[str]]
_RARE: Final = 1 << 40
_NCT: Final = re.compile(r"NCT[0-9]{8}", re.ASCII)
_CHINESE: Final = "[\u3400-\u9fff]*"
"""The signs before and behind in a run: no others, so that of the words of an index only the Chinese ones are gone through."""
_FEW: Final = 16
"""So few values are looked up one by one, which is quicker than as a set."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query that finds everything that the tree does, and one that finds nothing else; where they differ, the records between them
    are in doubt and are looked at themselves."""

    query: tantivy.Query
    sure: tantivy.Query | None = None
    """None where `query` itself is exact."""
    phrases: bool = False
    """All doubts are phrases that only a long text of a search area may hold."""

    @property
    def exact(self) -> bool:
        """Whether no record is in doubt."""
        return self.sure is None

    @property
    def certain(self) -> tantivy.Query:
        """What finds only what the tree does."""
        return self.query if self.sure is None else self.sure


def compiled(tree: Tree, schema: tantivy.Schema, below: Below, places: Places) -> Compiled:
    """The query of a tree. `below` has what is narrower than a concept, `places` gives the keys of the points within a radius."""
    return _Compiler(schema, below, places).tree(tree)


def in_doubt(tree: Tree, schema: tantivy.Schema, below: Below, places: Places) -> Tree:
    """What has to be looked up in the records that the query of a tree finds: of conditions that must all hold, those that the index
    cannot tell."""
    match tree:
        case And(parts):
            doubtful = [part for part in parts if not compiled(part, schema, below, places).exact]
            return And(tuple(in_doubt(part, schema, below, places) for part in doubtful))
        case _:
            return tree


def ranking(tree: Tree, schema: tantivy.Schema, below: Below) -> list[tantivy.Query]:
    """What makes a record that fits rank higher: a concept that its title or conditions name, words in the heavy pieces."""
    return _Compiler(schema, below, lambda _: ()).rank(tree)


def ranks_by_words(tree: Tree) -> bool:
    """Whether words have a part in the ranking: then each record has a score of its own, where concepts give a few steps."""
    match tree:
        case And(parts) | Or(parts):
            return any(map(ranks_by_words, parts))
        case _:
            return isinstance(tree, Words)


@dataclass(frozen=True, slots=True)
class _Compiler:
    schema: tantivy.Schema
    below: Below
    places: Places

    def tree(self, tree: Tree) -> Compiled:
        match tree:
            case Everything():
                return Compiled(Query.all_query())
            case And(parts):
                return self._joined(parts, tantivy.Occur.Must)
            case Or(parts):
                return self._joined(parts, tantivy.Occur.Should)
            case Not(part):
                return self._not(self.tree(part))
            case Words():
                return self._words(tree)
            case OneSite(part):
                return Compiled(self.tree(_anywhere(part)).query, Query.empty_query())
            case _:
                return Compiled(self._value(tree)) if _is_kept(tree) else _doubtful(Query.all_query())

    def _joined(self, parts: Sequence[Tree], occur: tantivy.Occur) -> Compiled:
        found = [self.tree(part) for part in parts]
        if not found:
            return Compiled(Query.all_query())
        query = Query.boolean_query([(occur, one.query) for one in found])
        doubts = [one for one in found if not one.exact]
        if not doubts:
            return Compiled(query)
        sure = Query.boolean_query([(occur, one.certain) for one in found])
        return Compiled(query, sure, all(one.phrases for one in doubts))

    def _not(self, inner: Compiled) -> Compiled:
        """What is surely inside is surely not outside, and what may be inside may be outside too."""
        query = _without(inner.certain)
        return Compiled(query) if inner.exact else Compiled(query, _without(inner.query), inner.phrases)

    def _value(self, tree: HasConcept | TakesAge | Near | Is | Between | Missing | ListSize) -> tantivy.Query:
        match tree:
            case HasConcept(ids, kind):
                return self._concepts(ids, kind)
            case TakesAge(low, high):
                return self._takes(low, high)
            case Near():
                return self._any_of(PLACE_OPEN if tree.open_only else PLACE, list(self.places(tree)))
            case Is(piece, values):
                return self._is(piece, values)
            case Between(piece, low_bound, high_bound):
                return self._between(piece, low_bound, high_bound)
            case Missing(piece):
                return _without(self._has(piece))
            case ListSize(piece, size):
                return self._size(piece, size)

    def _concepts(self, ids: Iterable[str], kind: str) -> tantivy.Query:
        narrow = self._narrow(ids)
        every = [*narrow, *(fields.ABOVE + one for one in sorted(ids))]
        if kind in fields.CONCEPTS:
            return self._any_of(fields.CONCEPTS[kind], every)
        mentioned = self._any_of(fields.MENTIONS, narrow)
        return _should([mentioned, *(self._any_of(field, every) for field in fields.CONCEPTS.values())])

    def _narrow(self, ids: Iterable[str]) -> list[str]:
        """These concepts and everything narrower."""
        return sorted(frozenset(ids).union(*(self.below.get(one, ()) for one in ids)))

    def _any_of(self, field: str, values: Sequence[str]) -> tantivy.Query:
        if not values:
            return Query.empty_query()
        if len(values) <= _FEW:
            return _should([Query.term_query(self.schema, field, value, "basic") for value in values])
        return Query.term_set_query(self.schema, field, list(values))

    def _is(self, piece: str, values: Sequence[str]) -> tantivy.Query:
        if piece == "NCTId":
            numbers = [int(one[3:]) for one in values if _NCT.fullmatch(one)]
            return Query.term_set_query(self.schema, fields.NUMBER, numbers) if numbers else Query.empty_query()
        if piece in ALONE:
            return self._any_of(ALONE[piece], values)
        return self._any_of(fields.FACTS, [fields.value(piece) + fields.listed(value) for value in values])

    def _has(self, piece: str) -> tantivy.Query:
        """A record that has a piece says so by how often or by which code, where it says either, else by a fact of its own."""
        piece = pieces()[piece].counted or piece
        if fields.is_list(piece):
            return self._begins(fields.FACTS, fields.size(piece))
        if piece in fields.coded() and piece not in ALONE:
            return self._begins(fields.FACTS, fields.value(piece))
        return Query.term_query(self.schema, fields.FACTS, fields.has(piece), "basic")

    def _begins(self, field: str, word: str) -> tantivy.Query:
        return Query.fuzzy_term_query(self.schema, field, word, distance=0, prefix=True)

    def _size(self, piece: str, size: int) -> tantivy.Query:
        if size == 0:
            return self._value(Missing(piece))
        if not fields.is_list(piece):
            return self._has(piece) if size == 1 else Query.empty_query()
        return Query.term_query(self.schema, fields.FACTS, f"{fields.size(piece)}{size}", "basic")

    def _between(self, piece: str, low: PartialDate | float | None, high: PartialDate | float | None) -> tantivy.Query:
        scale = fields.HOURS if piece in ("MinimumAge", "MaximumAge") else 1
        if piece == "NCTId":
            least, most = max(0, _least(low, 1) or 0), _most(high, 1)
            kind = tantivy.FieldType.Unsigned
            return Query.range_query(self.schema, fields.NUMBER, kind, least, _RARE if most is None else max(0, most))
        return self._range(fields.value_field(piece), _least(low, scale), _most(high, scale))

    def _range(self, field: str, low: int | None, high: int | None) -> tantivy.Query:
        return Query.range_query(
            self.schema,
            field,
            tantivy.FieldType.Integer,
            -_RARE if low is None else low,
            _RARE if high is None else high,
        )

    def _takes(self, low: float | None, high: float | None) -> tantivy.Query:
        parts = []
        if low is not None:  # the study's upper end must lie above it, and the upper end itself is not taken any more
            parts.append(self._range(fields.HIGH_AGE, int(low * fields.HOURS) + 1, None))
        if high is not None:
            parts.append(self._range(fields.LOW_AGE, None, int(high * fields.HOURS) - 1))
        return Query.boolean_query([(tantivy.Occur.Must, part) for part in parts]) if parts else Query.all_query()

    def _words(self, tree: Words) -> Compiled:
        area = BY_NAME.get(tree.area)
        names = tuple(area.weights) if area else (tree.area,)
        if any(name not in fields.texts() for name in names):
            return _doubtful(Query.all_query())
        among = tuple(dict.fromkeys(fields.text_field(name) for name in names))
        if tree.phrase and (len(tree.words) > 1 or tree.coverage != "Contains"):
            found = self._phrases(tree, among, is_area=area is not None)
        else:
            found = Compiled(self._all_words(tree, among))
        return _doubtful(found.query) if area is None and among[0] in fields.shared() else found

    def _all_words(self, tree: Words, among: Sequence[str]) -> tantivy.Query:
        last = len(tree.words) - 1
        each = [
            _should([self._word(field, word, prefix=tree.prefix and at == last) for field in among])
            for at, word in enumerate(tree.words)
        ]
        return Query.boolean_query([(tantivy.Occur.Must, one) for one in each])

    def _phrases(self, tree: Words, among: Sequence[str], *, is_area: bool) -> Compiled:
        """A phrase: found for sure where the places of words are kept; where they are not, its words must be there."""
        placed = [field for field in among if field.startswith("t_")]
        sure = _should([self._phrase(field, tree) for field in placed]) if placed else Query.empty_query()
        maybe = [self._all_words(tree, (field,)) for field in among if field not in placed]
        query = _should([sure, *maybe])
        if tree.coverage != "Contains":
            return _doubtful(query)
        return Compiled(query, sure, is_area) if maybe else Compiled(query)

    def _word(self, field: str, word: str, *, prefix: bool = False) -> tantivy.Query:
        if prefix:
            return self._begins(field, word)
        if runs_on(word):
            return Query.regex_query(self.schema, field, f"{_CHINESE}{word}{_CHINESE}")
        found = forms(word)
        if len(found) == 1:
            return Query.term_query(self.schema, field, word, "basic")
        return _should([Query.term_query(self.schema, field, form, "basic") for form in found])

    def _phrase(self, field: str, tree: Words) -> tantivy.Query:
        if len(tree.words) == 1:
            return self._word(field, tree.words[0], prefix=tree.prefix)
        if tree.prefix:
            return Query.phrase_prefix_query(self.schema, field, list(tree.words))
        *before, last = tree.words
        return _should([Query.phrase_query(self.schema, field, [*before, form]) for form in forms(last)])

    def rank(self, tree: Tree) -> list[tantivy.Query]:
        match tree:
            case And(parts) | Or(parts):
                return [query for part in parts for query in self.rank(part)]
            case HasConcept(ids):
                named = self._any_of(fields.NAMED, sorted(ids))
                about = self._any_of(fields.FOCUS, self._narrow(ids))
                return [Query.const_score_query(named, 2.0), Query.const_score_query(about, 4.0)]
            case Words():
                return self._heavy(tree)
            case _:
                return []

    def _heavy(self, tree: Words) -> list[tantivy.Query]:
        """The words in the eight heaviest pieces of the area, each by its weight: lighter ones change no order that anybody sees."""
        area = BY_NAME.get(tree.area)
        weights = dict(area.weights) if area else {tree.area: 1.0}
        heavy = sorted(weights, key=lambda name: -weights[name])[:8]
        return [
            Query.boost_query(
                _should([self._word(fields.text_field(name), word) for word in tree.words]), weights[name]
            )
            for name in heavy
            if name in fields.texts()
        ]


def _doubtful(query: tantivy.Query) -> Compiled:
    return Compiled(query, Query.empty_query())


def _without(query: tantivy.Query) -> tantivy.Query:
    return Query.boolean_query([(tantivy.Occur.Must, Query.all_query()), (tantivy.Occur.MustNot, query)])


def _should(parts: Sequence[tantivy.Query]) -> tantivy.Query:
    return parts[0] if len(parts) == 1 else Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])


def _least(bound: PartialDate | float | None, scale: int) -> int | None:
    """The least whole number that is not below a bound."""
    if bound is None:
        return None
    number = float(bound.earliest.toordinal()) if isinstance(bound, PartialDate) else bound * scale
    return int(-(-max(-_RARE, min(_RARE, number)) // 1))


def _most(bound: PartialDate | float | None, scale: int) -> int | None:
    if bound is None:
        return None
    number = float(bound.latest.toordinal()) if isinstance(bound, PartialDate) else bound * scale
    return int(max(-_RARE, min(_RARE, number)) // 1)


def _is_kept(tree: Tree) -> bool:
    """Whether the index keeps what a condition on a value asks."""
    match tree:
        case Is(piece):
            return piece in fields.coded()
        case Between(piece):
            return piece in fields.valued() or piece == "NCTId"
        case Missing(piece) | ListSize(piece):
            return piece in fields.read()
        case _:
            return True


def _anywhere(tree: Tree) -> Tree:
    """The conditions on one site as conditions on any of them: what holds on one holds on some. What must not hold is left out."""
    match tree:
        case And(parts):
            return And(tuple(_anywhere(part) for part in parts))
        case Or(parts):
            return Or(tuple(_anywhere(part) for part in parts))
        case Not() | Missing() | ListSize():
            return Everything()
        case _:
            return tree

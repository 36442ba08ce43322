"""Words as people type them in one box, as a question: a name asks for what it names, the rest must stand in the record."""

from __future__ import annotations

import re
from typing import Final

from equipoise.registry.concepts import Concepts, markers, tag
from equipoise.registry.search.areas import RECORD
from equipoise.registry.search.essie import EssieFault, parse
from equipoise.registry.search.expand import expand
from equipoise.registry.search.tree import And, Everything, HasConcept, Not, Or, Tree, Words
from equipoise.registry.search.words import split

_AREA: Final = RECORD.name
_SMALL_CELL: Final = re.compile(r"(?<![\w\"-])(?<!non )(?<!not )small[- ]cells?(?![\w\"-])", re.IGNORECASE)


def question(words: str, concepts: Concepts) -> Tree:
    """What a line of words asks. A name of a disease or treatment asks for records about it (a mention in the summary is not
    enough); words that are no search expression are taken as plain words."""
    if not split(words):
        return Everything()
    words = _whole(words, concepts)
    try:
        tree = expand(parse(words, _AREA), concepts)
    except EssieFault:
        tree = expand(Words(_AREA, split(words)), concepts)
    return about(tree)


def _whole(words: str, concepts: Concepts) -> str:
    """The words with “small cell” as the cancer that it is short for, where it ends them, or the name of something else follows: as mere
    words it would find every “non-small cell”."""
    tags = tag(words, concepts)
    found = _SMALL_CELL.search(words)
    if found is None or any(one.start < found.end() and found.start() < one.end for one in tags):
        return words
    after = found.end() + len(words[found.end() :]) - len(words[found.end() :].lstrip(" ,"))
    alone = after >= len(words) or any(one.start == after for one in tags)
    return f"{words[: found.start()]}small cell lung cancer{words[found.end() :]}" if alone else words


def about(tree: Tree) -> Tree:
    """The same question with each disease and treatment as one of the record itself. A marker (a gene, a test) stands in the summary more
    often than in the title."""
    match tree:
        case HasConcept(ids, "any") if ids <= markers():
            return tree
        case HasConcept(ids, "any"):
            return Or((HasConcept(ids, "condition"), HasConcept(ids, "intervention")))
        case And(parts):
            return And(tuple(about(part) for part in parts))
        case Or(parts):
            return Or(tuple(about(part) for part in parts))
        case Not(part):
            return Not(about(part))
        case _:
            return tree


def rank_words(words: str, ranked: Tree) -> Tree:
    """What decides the order: what is asked, and its very words where titles and conditions have them."""
    own = split(words)
    return And((ranked, Words("ConditionSearch", own))) if own else ranked

"""What a record's criteria come to for a person: each met, not met or unknown with its reason, and what follows from all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from equipoise.protocol.criteria import Expression, Finding, Look, evaluate, names
from equipoise.protocol.criteria.syntax import (
    Comparison,
    Conjunction,
    Disjunction,
    Implication,
    Name,
    Negation,
    Number,
    Word,
)
from equipoise.registry.concepts import Concepts
from equipoise.registry.match.beside import Beside
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.read import Criterion
from equipoise.registry.match.states import STATES
from equipoise.registry.match.words import in_years, line, names_of, question
from equipoise.values.itself import Itself
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.values.truth import Truth

Outcome = Literal["met", "not met", "unknown"]
Overall = Literal["excluded", "possible", "eligible"]
OUTCOMES: Final[dict[Outcome, Text]] = {
    "met": Text("met", "符合"), "not met": Text("not met", "不符合"), "unknown": Text("unknown", "未知"),
}  # fmt: skip
OVERALL: Final[dict[Overall, Text]] = {
    "excluded": Text("excluded", "不符合条件"),
    "possible": Text("possible", "可能符合"),
    "eligible": Text("eligible on the stated criteria", "符合所列标准"),
}
OPAQUE: Final = Reason(
    "match.opaque",
    Text("This text was not read by the software. A person must read it.", "软件未能解读这段文字，需人工阅读。"),
)
OF_A_GROUP: Final = Reason(
    "match.group",
    Text("This holds only for a part of the study: {group}.", "仅适用于研究的一部分：{group}。"),
)

ONE_OF_SEVERAL: Final = Reason(
    "match.one_of_several",
    Text(
        "Several diseases are listed; the text does not say whether all of them are asked for.",
        "入选标准中列出了多种疾病，但未说明是否须全部具备。",
    ),
)
_SEVERAL: Final = 2
_OF_WOMEN: Final = re.compile(
    r"^(?:for )?(?:all )?(?:females?|women)(?: (?:subjects|patients|participants))?$", re.IGNORECASE
)
_OF_MOTHERS: Final = frozenset(f"has.{one.id}" for one in STATES.values() if one.kind == "pregnancy")
"""What a criterion for women asks of everybody whom it can concern."""
ANOTHER: Final = Reason(
    "match.another",
    Text(
        "The study is about this disease itself, so another one is meant.",
        "本研究正是针对该病，因此这里指的是其他疾病。",
    ),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What would decide something that is unknown: the name of the criteria language and the question in words; how many criteria it
    would decide."""

    name: str
    asks: Text
    decides: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """One criterion for one person. `outcome` is what the text says, as written: an exclusion criterion that is met excludes.
    `against` says that this criterion excludes the person."""

    criterion: Criterion
    outcome: Outcome
    stale: bool
    against: bool
    says: Text | None
    reasons: tuple[Reason, ...]
    facts: tuple[str, ...]
    asks: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A record for a person: what stands against them, what is to be asked (most deciding first), and what follows."""

    overall: Overall
    verdicts: tuple[Verdict, ...]
    structured: tuple[Reason, ...]
    asks: tuple[Question, ...]

    @property
    def against(self) -> tuple[Verdict, ...]:
        """The criteria that exclude."""
        return tuple(one for one in self.verdicts if one.against)

    @property
    def in_order(self) -> tuple[Verdict, ...]:
        """The verdicts for a reader: what excludes, what is decided, what is open, and last what was not read."""
        rank = sorted(
            self.verdicts, key=lambda one: (not one.against, one.criterion.read == "opaque", one.outcome == "unknown")
        )
        return tuple(rank)

    def count(self, outcome: Outcome) -> int:
        """How many criteria came out so."""
        return sum(one.outcome == outcome for one in self.verdicts)


def assess(
    criteria: Sequence[Criterion],
    look: Look,
    at: date,
    concepts: Concepts,
    structured: Iterable[Reason] = (),
    beside: Beside | None = None,
) -> Assessment:
    """The verdicts of a record's criteria. `structured` are reasons against the person that its other fields give (age, sex); `beside`
    answers exclusions that cannot mean the disease under study itself."""
    for_exclusions = look if beside is None else beside.look(at)
    verdicts = tuple(
        verdict(one, for_exclusions if one.stated.side == "exclusion" else look, at, concepts, beside)
        for one in criteria
        if not _introduces(one, criteria)
    )
    verdicts = _one_may_do(verdicts)
    against = tuple(structured)
    decided = all(_fulfilled(one) for one in verdicts) and bool(verdicts)
    overall: Overall = "possible"
    if against or any(one.against for one in verdicts):
        overall = "excluded"
    elif decided:
        overall = "eligible"
    return Assessment(overall, verdicts, against, _asked(verdicts))


def verdict(criterion: Criterion, look: Look, at: date, concepts: Concepts, beside: Beside | None = None) -> Verdict:
    """One criterion for a person; an opaque one is unknown."""
    if criterion.expression is None:
        return Verdict(criterion, "unknown", False, False, None, (OPAQUE,), (), ())
    called = names_of(criterion.expression, concepts)
    finding = evaluate(_windowed(Itself(criterion.expression)), look, at, called)
    outcome: Outcome = (
        "met" if finding.truth is Truth.TRUE else "not met" if finding.truth is Truth.FALSE else "unknown"
    )
    against = outcome == ("not met" if criterion.stated.side == "inclusion" else "met")
    reasons = tuple(replace(one, says=in_years(one.says)) for one in finding.reasons)
    if criterion.stated.group and not (
        _OF_WOMEN.search(criterion.stated.group) and names(criterion.expression) <= _OF_MOTHERS
    ):
        against = False
        reasons = (*reasons, Reason(OF_A_GROUP.code, OF_A_GROUP.says.format(group=criterion.stated.group)))
    if beside is not None and criterion.stated.side == "exclusion" and any(map(beside.means_another, called)):
        reasons = (*reasons, ANOTHER)
    asks = _questions(finding, concepts) if outcome == "unknown" else ()
    return Verdict(
        criterion, outcome, finding.stale, against, line(criterion.expression, concepts), reasons, _facts(finding), asks
    )


def _one_may_do(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """The verdicts where several inclusions name a disease each and nothing else: nobody can say whether all of them are asked for, so
    that the missing ones exclude nobody who may have another."""
    listed = [one for one in verdicts if _names_a_disease(one.criterion)]
    if len({one.criterion.expression for one in listed}) < _SEVERAL or all(one.outcome == "not met" for one in listed):
        return verdicts
    return tuple(
        replace(one, against=False, reasons=(*one.reasons, ONE_OF_SEVERAL)) if one in listed and one.against else one
        for one in verdicts
    )


def _names_a_disease(one: Criterion) -> bool:
    """Whether an inclusion is a disease by its name alone, perhaps diagnosed."""
    part = one.expression
    if one.stated.side != "inclusion" or one.read != "whole" or not isinstance(part, Comparison):
        return False
    named = part.left.id if isinstance(part.left, Name) else ""
    verb, _, of = named.partition(".")
    return verb in ("has", "had") and of.partition(".")[0] not in STATES and part.right == Word("Y")


def _fulfilled(one: Verdict) -> bool:
    return one.outcome == ("met" if one.criterion.stated.side == "inclusion" else "not met")


def _introduces(one: Criterion, criteria: Sequence[Criterion]) -> bool:
    """Whether a point only introduces others, so that these are what is asked."""
    if one.expression is not None or not one.stated.text.endswith((":", "：")):
        return False
    place = next(at for at, other in enumerate(criteria) if other is one)
    return any(other.stated.parent == place and other.expression is not None for other in criteria)


def _facts(finding: Finding) -> tuple[str, ...]:
    """What of the person the verdict rests on, in the words of its source."""
    seen = (found.source for tested in finding.deciding for _, found in tested.seen if found is not None)
    return tuple(dict.fromkeys(words for words in seen if words))


def _questions(finding: Finding, concepts: Concepts) -> tuple[Question, ...]:
    undecided = [tested for tested in finding.deciding if tested.cause != "decided"]
    wanting = dict.fromkeys(
        name for tested in undecided for name, found in tested.seen if found is None or tested.cause != "missing"
    )
    return tuple(Question(name, question(name, concepts)) for name in wanting)


def _asked(verdicts: Iterable[Verdict]) -> tuple[Question, ...]:
    """The open questions, those first that decide most criteria; what only a reader of the text can answer comes last."""
    counted = Counter(one.name for each in verdicts for one in each.asks)
    asks = {one.name: one for each in verdicts for one in each.asks}
    ranked = sorted(asks, key=lambda name: (name == "unread", -counted[name], name))
    return tuple(replace(asks[name], decides=counted[name]) for name in ranked)


@lru_cache(maxsize=8192)
def _windowed(kept: Itself[Expression]) -> Expression:
    """The expression with our window on every measurement that states none of its own."""
    return _window(kept.it)


def _window(part: Expression) -> Expression:
    if isinstance(part, Conjunction | Disjunction):
        return replace(part, parts=tuple(_window(one) for one in part.parts))
    if isinstance(part, Negation):
        return Negation(_window(part.part))
    if isinstance(part, Implication) or not isinstance(part, Comparison) or part.within is not None:
        return part
    measure = MEASURES.get(part.left.id) if isinstance(part.left, Name) else None
    if measure is None or measure.id == "age":
        return part
    return replace(part, within=Number(Decimal(measure.days), "d"))

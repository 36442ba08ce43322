"""What a sentence of a criterion comes to: an expression where every word is read, a necessary part where only some are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from equipoise.protocol.criteria.syntax import (
    Comparison,
    Conjunction,
    Disjunction,
    Expression,
    Name,
    Negation,
    Number,
    Test,
    Word,
)
from equipoise.registry.match.lex import Token
from equipoise.registry.match.limits import LOOSELY, Limit, tests, tighter
from equipoise.registry.match.nodes import Node, expression_of, row
from equipoise.registry.match.stated import Side
from equipoise.registry.match.states import STATES
from equipoise.values.text import Text

UNREAD: Final = Comparison(Name("unread"), "=", Word("Y"))
"""What is not read: unknown of everybody."""


_WOMEN: Final = frozenset({"women", "woman", "females", "female"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A read sentence. `whole`: every word was read. `kinds` are the types of its statements, for the published figures."""

    expression: Expression | None
    whole: bool
    kinds: tuple[str, ...] = ()
    assumed: tuple[Text, ...] = ()
    tainted: bool = False
    """It holds words that may change what the sentences around it mean: exceptions, conditions, groups."""


def read_sentence(tokens: Sequence[Token], side: Side) -> Sentence:
    """The sentence as an expression, from its tokens."""
    nodes = row(tuple(tokens))
    nodes = _of_women(nodes)
    if side == "exclusion":
        nodes = _including(nodes)
    if not any(one.kind not in ("and", "or", "comma", "(", ")") for one in nodes):
        return Sentence(None, whole=False)
    assumed = (LOOSELY,) if any(one.limit and any(a.loosely for a in one.limit.amounts) for one in nodes) else ()
    kinds = tuple(dict.fromkeys(kind_of(one) for one in nodes if one.is_statement))
    if any(one.kind == "(" and other.kind == "not" and other.id.startswith("not") for one, other in pairwise(nodes)):
        return Sentence(None, whole=False, tainted=True)  # “INR ≤ 1.5 (not on anticoagulants)” may be for those alone
    conditional = any(one.kind == "conditional" for one in nodes)
    if conditional:
        expression = _two_limits(nodes)
        return Sentence(expression, False, kinds if expression is not None else (), assumed, tainted=expression is None)
    denied = any(one.kind == "not" or one.answer == "N" for one in nodes)
    if side == "exclusion" and denied and not all(kind == "consent" for kind in kinds):
        return Sentence(
            None, whole=False
        )  # “must not have …” under a heading of exclusions: both readings are met with
    unread = any(one.kind == "unread" for one in nodes)
    said, complete = _combined(nodes, side)
    if said is None:
        return Sentence(None, whole=False)
    if not unread and complete:
        return Sentence(said, whole=True, kinds=kinds, assumed=assumed)
    if side == "inclusion" and _only_adds(nodes):
        return Sentence(Conjunction((said, UNREAD)), whole=False, kinds=kinds, assumed=assumed)
    return Sentence(None, whole=False)


def kind_of(node: Node) -> str:
    """The type of a statement, as the figures of docs/reference/matching.md name it."""
    if node.kind == "limit":
        assert node.limit is not None
        measure = node.limit.measures[0]
        named = {
            "age": "age",
            "ecog": "performance status",
            "kps": "performance status",
            "life_expectancy": "life expectancy",
        }
        return named.get(measure, "laboratory and measurement")
    if node.kind == "therapy":
        return "washout" if node.span is not None or node.since is not None else "prior therapy"
    if node.kind == "response":
        return "prior therapy"
    return STATES[node.id].kind if node.id in STATES else "condition"


def _of_women(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """“Women of childbearing potential must have a negative pregnancy test” asks of everybody not to be pregnant, and “women who are
    pregnant or breastfeeding” are all who are."""
    statements = [one for one in nodes if one.is_statement]
    if statements and all(one.id == "pregnant" and one.answer == "N" for one in statements):
        said = _WOMEN | {"childbearing"}
    elif statements and all(one.id in STATES and STATES[one.id].kind == "pregnancy" for one in statements):
        said = _WOMEN
    else:
        return nodes
    return tuple(one for one in nodes if not (one.kind == "conditional" and one.id in said))


def _including(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """“Checkpoint inhibitors including anti-CTLA-4 antibodies” excludes whoever had either."""
    said = [one for one in nodes if one.is_statement]
    ever = all(one.kind == "therapy" and one.span is None and one.since is None for one in said)
    if not said or not ever or nodes[0] is not said[0]:
        return nodes
    return tuple(
        replace(one, kind="comma") if (one.kind, one.id) == ("conditional", "including") else one for one in nodes
    )


def _two_limits(nodes: tuple[Node, ...]) -> Expression | None:
    """A limit and a looser one under a condition (“≤ 2.5 x ULN, ≤ 5 x ULN if liver metastases”): within the tighter one it holds for
    everybody, beyond the looser one for nobody, and between the two it is unknown."""
    statements = [one for one in nodes if one.is_statement]
    if len(statements) != 2 or any(one.kind == "not" for one in nodes):
        return None
    first, second = (one.limit for one in statements)
    if first is None or second is None:
        return None
    tight = tighter(first, second)
    before = nodes[: nodes.index(statements[0])]
    if tight is None or any(one.kind in ("unread", "conditional") for one in before):
        return None
    loose = second if tight is first else first
    narrow, wide = _limits(replace(tight, joint="and"), "inclusion"), _limits(replace(loose, joint="and"), "inclusion")
    return None if narrow is None or wide is None else Disjunction((narrow, Conjunction((wide, UNREAD))))


def _only_adds(nodes: tuple[Node, ...]) -> bool:
    """Whether the words that are not read can only ask for more: they follow the statements, nothing is an alternative, and none of them
    stands right behind what is denied (who has had no “immunotherapy with venom” may have had another)."""
    if any(one.kind == "or" for one in nodes) or any(one.limit and one.limit.joint == "or" for one in nodes):
        return False
    first = next((place for place, one in enumerate(nodes) if one.is_statement), len(nodes))
    denied = any(one.kind == "not" for one in nodes[:first])
    if any(one.kind == "not" for one in nodes[first:]) or any(one.kind == "unread" for one in nodes[:first]):
        return False
    if denied and any(one.is_statement and other.kind == "unread" for one, other in pairwise(nodes)):
        return False
    return not any(_compound(one, other) for one, other in pairwise(nodes))


def _compound(one: Node, other: Node) -> bool:
    """Whether a word that is not read stands right behind a name, so that they may be one: “Asthma Control Test”."""
    return one.kind in ("state", "therapy") and other.kind == "unread" and 0 < other.start <= one.end + 1


def _combined(nodes: tuple[Node, ...], side: Side) -> tuple[Expression | None, bool]:
    """The statements joined as the sentence joins them; the second: whether all of them could be."""
    groups = _groups([one for one in nodes if one.kind != "unread"])
    said: list[Expression] = []
    joints: list[str] = []
    complete = True
    for negated, members in groups:
        lead = next(
            (one.kind for one in reversed(members[: _first(members)]) if one.kind in ("and", "or", "comma")), ""
        )
        expression, whole = _group(members, side, negated=negated)
        complete &= whole
        if expression is None:
            if any(one.is_statement for one in members):
                return None, False
            continue
        joints.append(lead)
        said.append(Negation(expression) if negated else expression)
    if not said:
        return None, False
    if len(said) == 1:
        return said[0], complete
    between = {one or "and" for one in joints[1:]} | {_trailing(members) for _, members in groups[:-1]} - {""}
    if side == "exclusion":
        return (
            (Disjunction(tuple(said)), complete)
            if between <= {"or", "comma", "and"} and "or" in between | {"or"} and between != {"and"}
            else (None, False)
        )
    return (Conjunction(tuple(said)), complete) if "or" not in between else (None, False)


def _first(members: Sequence[Node]) -> int:
    return next((place for place, one in enumerate(members) if one.is_statement), 0)


def _trailing(members: Sequence[Node]) -> str:
    return members[-1].kind if members and members[-1].kind in ("and", "or", "comma") else ""


def _groups(nodes: Sequence[Node]) -> list[tuple[bool, list[Node]]]:
    """The sentence cut at its negations: each denies everything up to the next one."""
    found: list[tuple[bool, list[Node]]] = [(False, [])]
    for node in nodes:
        if node.kind == "not":
            found.append((True, []))
        else:
            found[-1][1].append(node)
    return [(negated, members) for negated, members in found if members]


def _group(members: Sequence[Node], side: Side, *, negated: bool) -> tuple[Expression | None, bool]:
    """The statements of one group by their joints. In what is excluded or denied, “A and B” lists two things of which each counts."""
    statements = [one for one in members if one.is_statement]
    made = [_said(one, "exclusion" if negated else side) for one in statements]
    whole = all(one is not None for one in made)
    said = tuple(dict.fromkeys(one for one in made if one is not None))
    if not said or (not whole and (side != "inclusion" or negated)):
        return None, False
    if len(said) == 1:
        return said[0], whole
    joints: set[str] = {one.kind for one in members[_first(members) : _last(members)] if not one.is_statement}
    if joints & {"(", ")"} or not _all_joined(members) or (not whole and "or" in joints):
        return None, False
    joined = _joined(said, joints, side, listed=all(one.limit is None for one in statements), negated=negated)
    return joined, whole and joined is not None


def _said(one: Node, side: Side) -> Expression | None:
    return _limits(one.limit, side, one.span) if one.limit is not None else expression_of(one)


def _joined(
    said: tuple[Expression, ...], joints: set[str], side: Side, *, listed: bool, negated: bool
) -> Expression | None:
    """The statements as one, where their joints leave no doubt; `listed` are states and treatments, not limits."""
    if negated:
        return Disjunction(said) if listed else None
    if side == "exclusion":
        return Disjunction(said) if listed or (joints <= {"or", "comma"} and "or" in joints) else None
    if "or" in joints:
        return None if "and" in joints else Disjunction(said)
    return None if listed and "and" not in joints else Conjunction(said)


def _last(members: Sequence[Node]) -> int:
    return max(place for place, one in enumerate(members) if one.is_statement)


def _all_joined(members: Sequence[Node]) -> bool:
    """Whether a joint stands between any two statements."""
    before = False
    for one in members:
        if one.is_statement:
            if before:
                return False
            before = True
        elif one.kind in ("and", "or", "comma"):
            before = False
    return True


def _limits(limit: Limit | None, side: Side, span: Number | None = None) -> Expression | None:
    """A limit on several measures: all of them where taking part needs it, any of them where it excludes. Where “or” or “and” says the
    contrary, it is decided only if all measures agree."""
    found = None if limit is None else tests(limit)
    if limit is None or not found:
        return None
    found = tuple(_within(one, span) for one in found)
    if len(found) == 1:
        return found[0]
    every, some = Conjunction(found), Disjunction(found)
    if side == "exclusion":
        return some if limit.joint in ("or", "slash") else Disjunction((every, Conjunction((some, UNREAD))))
    return every if limit.joint in ("and", "slash") else Disjunction((every, Conjunction((some, UNREAD))))


def _within(expression: Expression, span: Number | None) -> Expression:
    if span is None:
        return expression
    if isinstance(expression, Conjunction | Disjunction):
        return replace(expression, parts=tuple(_within(part, span) for part in expression.parts))
    return replace(expression, within=span) if isinstance(expression, Test) else expression

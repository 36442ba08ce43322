"""A sentence as a row of statements and joints: what its tokens surely say, with the times and qualifiers that belong to each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Disjunction,
    Expression,
    Membership,
    Name,
    Number,
    Timing,
    Today,
    Word,
)
from equipoise.registry.match.diseases import EVENTS
from equipoise.registry.match.lex import Amount, Token
from equipoise.registry.match.lexicon import INTRODUCING, OBLIGES, ORGANS, TELLING
from equipoise.registry.match.limits import Limit, same_limit
from equipoise.registry.match.states import STATES

NodeKind = Literal[
    "state", "therapy", "limit", "response", "and", "or", "comma", "not", "unread", "conditional", "(", ")"
]
YES: Final = Word("Y")
_GROWN: Final = 12
"""Years from which a number that stands alone is an age rather than a duration."""
_LIMITING: Final = frozenset({"and", "or", "comma"})


@dataclass(frozen=True, slots=True)
class Node:
    """One statement (`state`, `therapy`, `limit`, `response`), joint, negation, or a piece that is not read."""

    kind: NodeKind
    id: str = ""
    limit: Limit | None = None
    span: Number | None = None
    since: Number | None = None
    mode: str = ""
    qualifier: str = ""
    start: int = 0
    end: int = 0
    answer: str = "Y"

    @property
    def is_statement(self) -> bool:
        """Whether it says something of a person."""
        return self.kind in ("state", "therapy", "limit", "response")


@dataclass
class _Row:
    nodes: list[Node] = field(default_factory=list)
    mode: str = ""
    qualifier: str = ""
    ahead: Number | None = None
    since: Number | None = None
    waiting: bool = False
    """A qualifier, “history of” or the like was read, and nothing came yet that it belongs to."""
    diagnosed: bool = False
    """The sentence speaks of a diagnosis, so that its days are those of the diagnosis and not of the illness."""
    left: bool = False
    """A joint came right behind a qualifier: “acute and chronic sinusitis” says two things of one disease."""


def row(tokens: tuple[Token, ...]) -> tuple[Node, ...]:
    """The nodes of one sentence."""
    kept = _tidied(_obliging(_told(tokens)))
    state = _Row(diagnosed=any(one.kind == "fill" and "diagnos" in one.id for one in tokens))
    at = 0
    while at < len(kept):
        taken = _limit(kept, at, state)
        at = taken or _one(kept, at, state)
    if state.waiting or (state.since is not None and not any(one.since is not None for one in state.nodes)):
        state.nodes.append(Node("unread", "modifier"))
    return tuple(state.nodes)


def _told(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens, where a part between two joints that asks for something in fillers alone counts as not read. What introduces the
    values behind it (“adequate function, defined as: …”) asks for nothing more."""
    colon = max((at for at, one in enumerate(tokens) if one.kind == "colon" or one.id in INTRODUCING), default=-1)
    found = list(tokens[: colon + 1])
    part: list[Token] = []
    for token in (*tokens[colon + 1 :], None):
        if token is not None and token.kind not in ("and", "or", "comma"):
            part.append(token)
            continue
        telling = next((one for one in part if one.kind == "fill" and one.id in TELLING), None)
        if telling is not None and all(one.kind in ("fill", "qualifier", "(", ")") for one in part):
            part = [Token("unread", telling.start, telling.end, id=telling.id)]
        found += part if token is None else [*part, token]
        part = []
    return tuple(found)


def _obliging(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens, where “must” behind a disease or treatment is a condition (it obliges those alone who have it), and an organ before
    a disease is not read."""
    spoken = False
    found: list[Token] = []
    for at, token in enumerate(tokens):
        if token.kind == "fill" and token.id in ORGANS and _before_a_disease(tokens, at):
            token = replace(token, kind="unread")
        spoken = spoken or token.kind in ("state", "concept", "therapy")
        if spoken and token.kind in ("fill", "unread") and token.id.partition(" ")[0] in OBLIGES:
            token = replace(token, kind="conditional")
        found.append(token)
    return tuple(found)


def _before_a_disease(tokens: tuple[Token, ...], at: int) -> bool:
    after = next((one for one in tokens[at + 1 :] if one.kind not in ("fill", "qualifier")), None)
    return after is not None and after.kind in ("state", "concept")


def _tidied(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Without fillers, and without an abbreviation in brackets behind what it abbreviates: “absolute neutrophil count (ANC)”."""
    kept = [one for one in tokens if one.kind != "fill"]
    found: list[Token] = []
    at = 0
    while at < len(kept):
        inner = kept[at + 1] if at + 2 < len(kept) and kept[at].kind == "(" and kept[at + 2].kind == ")" else None
        if inner is not None and found and inner.id and (inner.kind, inner.id) == (found[-1].kind, found[-1].id):
            at += 3
        elif kept[at].kind == "(" and at + 1 < len(kept) and kept[at + 1].kind == ")":
            at += 2
        elif (
            found
            and kept[at].kind in ("measure", "state", "therapy")
            and (kept[at].kind, kept[at].id) == (found[-1].kind, found[-1].id)
        ):
            at += 1
        else:
            found.append(kept[at])
            at += 1
    while found and found[-1].kind == "colon":
        found.pop()
    return tuple(
        one for place, one in enumerate(found) if one.kind != "colon" or (place and found[place - 1].kind != "measure")
    )


def _one(tokens: tuple[Token, ...], at: int, state: _Row) -> int:
    token = tokens[at]
    if token.kind in ("state", "concept", "therapy", "response", "negative test"):
        _state_or_therapy(token, state)
    elif token.kind in ("within", "after diagnosis", "since", "qualifier", "history", "now", "ever", "used", "not"):
        _modifier(token, state)
    elif token.kind in ("and", "or", "comma", "(", ")"):
        state.left |= state.waiting and bool(state.qualifier) and token.kind in _LIMITING
        state.nodes.append(Node(token.kind, start=token.start))
    elif token.kind in ("conditional", "childbearing"):
        named = "childbearing" if token.kind == "childbearing" else token.id
        state.nodes.append(Node("conditional", named, start=token.start))
    elif token.id == "negative" and _is_infection(state.nodes):
        state.nodes[-1] = replace(state.nodes[-1], answer="N")
    elif token.kind != "colon" or any(one.is_statement for one in state.nodes):
        state.nodes.append(Node("unread", token.id, start=token.start))
    return at + 1


def _is_infection(nodes: list[Node]) -> bool:
    """Whether an infection was named just now, of which a test can be negative: “HIV negative”."""
    last = nodes[-1] if nodes else None
    return (
        last is not None
        and last.kind == "state"
        and last.id in STATES
        and STATES[last.id].kind == "infection"
        and last.id != "infection"
        and (last.span, last.mode, last.qualifier, last.answer) == (None, "", "", "Y")
    )


def _state_or_therapy(token: Token, state: _Row) -> None:
    if token.kind == "negative test":
        state.nodes.append(Node("state", "pregnant", start=token.start, answer="N"))
    elif token.kind == "therapy":
        state.nodes.append(replace(_statement("therapy", token, state), since=state.since))
    elif token.kind == "response":
        if state.nodes and state.nodes[-1].is_statement:
            state.nodes.append(Node("and", start=token.start))
        state.nodes.append(_statement("response", token, state))
    else:
        state.nodes.append(_statement("state", token, state))


def _modifier(token: Token, state: _Row) -> None:
    """What belongs to the statements around it: times, qualifiers, “history of”, “no”."""
    if state.left and token.kind == "history":
        state.qualifier = ""  # “active or history of hepatitis”: ever
    state.left &= token.kind == "qualifier"
    if token.kind == "within":
        _apply(state, token)
    elif token.kind == "after diagnosis":
        _after_diagnosis(state, token)
    elif token.kind == "since":
        state.since = token.span
    elif token.kind == "qualifier":
        alternative = state.waiting and bool(state.nodes) and state.nodes[-1].kind in ("and", "or", "comma")
        if alternative and token.id not in state.qualifier.split("_"):
            state.nodes.append(Node("unread", token.id, start=token.start))  # “severe or uncontrolled” says two things
        joined = state.waiting and state.qualifier and token.id and token.id not in state.qualifier.split("_")
        again = state.waiting and token.id in state.qualifier.split("_")
        state.qualifier = f"{state.qualifier}_{token.id}" if joined else state.qualifier if again else token.id
        state.waiting = bool(token.id)
    elif token.kind == "not":
        state.mode = "ever" if any(word in token.id for word in ("prior", "previous", "history", "never")) else ""
        state.qualifier = "active" if "active" in token.id else ""
        state.nodes.append(Node("not", token.id, start=token.start))
    elif token.kind == "used" and state.nodes and state.nodes[-1].kind == "state":
        state.nodes.append(
            Node("unread", "treated", start=token.start)
        )  # “asthma treated within a year”: the days of a treatment
    else:
        state.mode = token.kind
        state.waiting = token.kind != "used"


def _statement(kind: NodeKind, token: Token, state: _Row) -> Node:
    if state.left:
        state.nodes.append(Node("unread", state.qualifier, start=token.start))
    state.waiting = state.left = False
    return Node(
        kind, token.id, span=state.ahead, mode=state.mode, qualifier=state.qualifier, start=token.start, end=token.end
    )


def _apply(state: _Row, token: Token) -> None:
    """A span of time belongs to the statements before it that are joined in one list and have none; at the head of a sentence, to
    those that follow."""
    at, applied = len(state.nodes) - 1, False
    last = at
    while at >= 0:
        node = state.nodes[at]
        if node.is_statement and node.span is None and node.since is None:
            if node.kind == "state" and state.diagnosed:
                break
            if applied and {node.kind, state.nodes[last].kind} == {"state", "therapy"}:
                if not node.mode and state.nodes[last].mode == "now":
                    break  # “has immunodeficiency or is receiving steroids within 7 days”: the days are those of the treatment
                state.nodes.append(Node("unread", "within", start=token.start))  # of both, or of the last one alone
                break
            state.nodes[at] = replace(node, span=token.span)
            applied, last = True, at
            if node.kind in ("limit", "response"):
                break
        elif node.kind not in _LIMITING | {"(", ")"} or node.is_statement:
            break
        at -= 1
    if not applied and not any(one.is_statement or one.kind in ("unread", "conditional") for one in state.nodes):
        state.ahead = token.span
    elif not applied:
        state.nodes.append(Node("unread", "within", start=token.start))


def _after_diagnosis(state: _Row, token: Token) -> None:
    last = state.nodes[-1] if state.nodes else None
    if last is not None and last.kind == "therapy" and last.span is None:
        state.nodes[-1] = replace(last, mode="after diagnosis")
    else:
        state.nodes.append(Node("unread", "after diagnosis", start=token.start))


def _limit(tokens: tuple[Token, ...], at: int, state: _Row) -> int:
    """Reads a limit that begins here; where it ends, or 0."""
    measures, joint, after = _measures(tokens, at)
    if not measures:
        return _limit_first(tokens, at, state)
    read = _bound(tokens, after)
    if read is None:
        return 0
    relation, amounts, end = read
    limit = Limit(measures, relation, amounts, joint)
    limit, end = _repeated(tokens, end, limit)
    state.nodes.append(Node("limit", limit=limit, start=tokens[at].start, span=state.ahead))
    return end


def _measures(tokens: tuple[Token, ...], at: int) -> tuple[tuple[str, ...], Literal["and", "or", "slash"], int]:
    found: list[str] = []
    joint: Literal["and", "or", "slash"] = "and"
    while at < len(tokens) and tokens[at].kind == "measure":
        if tokens[at].id not in found:
            found.append(tokens[at].id)
        at += 1
        ahead = at
        while ahead < len(tokens) and tokens[ahead].kind in _LIMITING:
            ahead += 1
        if ahead == at or ahead >= len(tokens) or tokens[ahead].kind != "measure":
            break
        kinds = {one.kind for one in tokens[at:ahead]}
        joint = "or" if "or" in kinds else "slash" if kinds == {"comma"} and joint == "and" else joint
        at = ahead
    return tuple(found), joint, at


def _bound(
    tokens: tuple[Token, ...], at: int
) -> tuple[Literal["<", "<=", ">", ">=", "range", "scores"], tuple[Amount, ...], int] | None:
    """What stands behind the measures: a relation and an amount, a range, listed scores, or “18 or more”."""
    if at < len(tokens) and tokens[at].kind == "(":
        at += 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind == "relation" and after is not None and after.kind == "amount":
        return token.id, after.amounts, _closed(tokens, at + 2)  # type: ignore[return-value]
    if token.kind in ("range", "scores"):
        return token.kind, token.amounts, _closed(tokens, at + 1)
    if token.kind == "amount" and after is not None and after.kind in ("or more", "or less"):
        return (">=" if after.kind == "or more" else "<="), token.amounts, _closed(tokens, at + 2)
    return None


def _closed(tokens: tuple[Token, ...], at: int) -> int:
    """Past a bracket that closes one which opened before the limit."""
    if at < len(tokens) and tokens[at].kind == ")":
        opened = sum(1 if one.kind == "(" else -1 if one.kind == ")" else 0 for one in tokens[:at])
        return at + 1 if opened == 1 else at
    return at


def _repeated(tokens: tuple[Token, ...], at: int, limit: Limit) -> tuple[Limit, int]:
    """The same limit in another unit, in brackets or behind a joint, belongs to it."""
    ahead, bracket = at, False
    while ahead < len(tokens) and tokens[ahead].kind in ("(", "or", "comma"):
        bracket |= tokens[ahead].kind == "("
        ahead += 1
    if ahead == at or ahead >= len(tokens):
        return limit, at
    relation = limit.relation
    if tokens[ahead].kind == "relation":
        relation = tokens[ahead].id  # type: ignore[assignment]
        ahead += 1
    if ahead < len(tokens) and tokens[ahead].kind == "amount" and same_limit(limit, relation, tokens[ahead].amounts[0]):
        closes = ahead + 1 < len(tokens) and tokens[ahead + 1].kind == ")"
        if closes or not bracket:
            return limit.with_amount(tokens[ahead].amounts[0]), ahead + (2 if bracket else 1)
    return limit, at


def _limit_first(tokens: tuple[Token, ...], at: int, state: _Row) -> int:
    """A limit before its measure, or of an age that says so itself: “at least 18 years old”, “≥ 60% LVEF”; or a further limit on the
    measures just named: “(≤ 5 x ULN if …)”."""
    read = _bound(tokens, at) if tokens[at].kind in ("relation", "range", "amount") else None
    if read is None:
        return 0
    relation, amounts, end = read
    measures, joint, after = _measures(tokens, end)
    followed = bool(measures) and not (after < len(tokens) and tokens[after].kind in ("relation", "range", "scores"))
    if followed and amounts[0].unit is not None:
        limit = Limit(measures, relation, amounts, joint)
        end = after
    elif any(one.aged for one in amounts) or _of_age(tokens, at, end, amounts, state):
        limit = Limit(("age",), relation, amounts)
    else:
        last = next((one.limit for one in reversed(state.nodes) if one.limit is not None), None)
        before = state.nodes[-1].kind if state.nodes else ""
        if last is None or relation == "scores" or before not in ("and", "or", "comma", "(", "conditional", "unread"):
            return 0
        if _of_another(state.nodes):
            state.nodes.append(Node("conditional", "another", start=tokens[at].start))
            return 0
        limit = Limit(last.measures, relation, amounts, last.joint)
    limit, end = _repeated(tokens, end, limit)
    state.nodes.append(Node("limit", limit=limit, start=tokens[at].start, span=state.ahead))
    return end


def _of_another(nodes: list[Node]) -> bool:
    """Whether a limit that follows may belong to something that was not read rather than to the measure before it: “FEV1 ≥ 80 % and
    PEFR ≥ 60 %”. An exception says so: “≤ 5 x ULN if …”, “or …”, or in brackets."""
    place = max(at for at, one in enumerate(nodes) if one.limit is not None)
    between = nodes[place + 1 :]
    excepts = any(one.kind in ("or", "(") or (one.kind == "conditional" and one.id != "ratio") for one in between)
    return not excepts and any(one.kind == "unread" or one.id == "ratio" for one in between)


def _of_age(tokens: tuple[Token, ...], at: int, end: int, amounts: tuple[Amount, ...], state: _Row) -> bool:
    """Whether years alone mean an age: “18 years or older”, and “≥ 18 years” where nothing else is spoken of before."""
    if amounts[0].unit not in ("a", "mo"):
        return False
    if any("older" in one.id or "younger" in one.id for one in tokens[at:end]):
        return True
    silent = not any(one.is_statement or one.kind in ("unread", "conditional") for one in state.nodes)
    return amounts[0].unit == "a" and amounts[0].value >= _GROWN and silent and end == len(tokens)


def expression_of(node: Node) -> Expression | None:
    """What a statement about a state, a treatment or a response says in the criteria language; None where its time is not clear."""
    if node.kind == "response":
        return Membership(Name("response"), (Word("CR"), Word("PR"), Word("SD")))
    if node.kind == "therapy":
        return _therapy(node)
    if node.answer == "N":
        return Comparison(Name(f"has.{node.id}"), "=", Word("N"))  # a test of these days says how it is on this one
    suffix = f".{node.qualifier}" if node.qualifier else ""
    if node.span is not None:
        return None if suffix and node.qualifier != "active" else _lately(node.id, node.span)
    if node.mode == "used":
        return None
    known = node.id in STATES and STATES[node.id].kind in ("transplant", "consent", "pregnancy", "prior therapy")
    verb = "had" if node.mode in ("history", "ever") and not known else "has"
    return Comparison(Name(f"{verb}.{node.id}{suffix}"), "=", Word(node.answer))


def _therapy(node: Node) -> Expression | None:
    if node.qualifier not in ("", "active"):
        return None
    if node.since is not None:
        return _since(f"last.{node.id}", "on or before", node.since)
    if node.span is not None:
        return _since(f"last.{node.id}", "after", node.span)
    if node.mode == "after diagnosis":
        return Timing(Name(f"last.{node.id}"), "after", Name("diagnosis"))
    if node.mode == "now":
        return Comparison(Name(f"now.{node.id}"), "=", YES)
    return Comparison(Name(f"ever.{node.id}"), "=", YES) if node.mode in ("ever", "history") else None


def _lately(of: str, span: Number) -> Expression:
    """That somebody had something within a time: it began then, or, where it is no event of a day, it began before and is still there."""
    began = _since(f"when.{of}", "after", span)
    return began if of in EVENTS else Disjunction((began, Comparison(Name(f"still.{of}"), "=", YES)))


def _since(name: str, order: Literal["after", "on or before"], span: Number) -> Timing:
    whole = span.value == span.value.to_integral_value()
    days = span if whole or span.unit != "a" else Number(Decimal(span.value * 12), "mo")
    return Timing(Name(name), order, Arithmetic("-", Today(), days))

"""What is unlikely is asked about once: the answer is bound to what was shown, and what was written beside it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from equipoise.facts import Body, Fact
from equipoise.facts.casebook import QueryOpened
from equipoise.rules.visits import CheckFinding
from equipoise.trial import commands as act
from equipoise.web.workspace.entry.sheet import Sheet


def findings_mark(findings: Sequence[CheckFinding]) -> str:
    """What a confirmation is bound to: exactly the findings and values that were shown, not whichever come later."""
    return sha256("\n".join(f"{one.path} {one.check} {one.says.en}" for one in findings).encode()).hexdigest()[:32]


def note_name(path: str, check: str) -> str:
    """The box in which somebody says why an unlikely answer is so."""
    return f"~note.{path}.{check}"


def note_of(typed: Mapping[str, str], finding: CheckFinding) -> str:
    """What was written about an unlikely answer; empty for nothing."""
    return typed.get(note_name(finding.path, finding.check), "").strip()


def reasons_of(typed: Mapping[str, str], findings: Sequence[CheckFinding]) -> str:
    """All that was written about unlikely values, as the reason of one fact."""
    return "; ".join(dict.fromkeys(words for one in findings if (words := note_of(typed, one))))


def first_answers(sheet: Sheet, facts: Sequence[Fact[Body]]) -> Iterator[act.AnswerQuery]:
    """What was written beside the unlikely answers of a form is the first answer to the queries that saving it opened."""
    for fact in facts:
        if isinstance(fact.body, QueryOpened):
            words = sheet.typed.get(note_name(sheet.on_page(fact.body.item), fact.body.check), "").strip()
            if words:
                yield act.AnswerQuery(participant=sheet.one.number, query=fact.body.query, words=words)

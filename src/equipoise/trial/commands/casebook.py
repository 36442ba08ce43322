"""What may be asked about the casebook: forms, queries, verification, signatures, locks."""

from __future__ import annotations

from equipoise.facts.body import Answer
from equipoise.trial.commands.command import Command


class SaveForm(Command, frozen=True, kw_only=True, tag="save_form"):
    """Enter a form as facts."""

    form: str
    instance: str
    visit: str = ""
    items: dict[str, Answer]
    groups: dict[str, tuple[dict[str, Answer], ...]] = {}


class CorrectItems(Command, frozen=True, kw_only=True, tag="correct_items"):
    """Change saved answers, with a reason. A path is `ITEM` or `GROUP.row.ITEM`."""

    form: str
    instance: str
    new: dict[str, Answer]


class RetractForm(Command, frozen=True, kw_only=True, tag="retract_form"):
    """Take back a form that should never have been entered, with a reason."""

    form: str
    instance: str


class OpenQuery(Command, frozen=True, kw_only=True, tag="open_query"):
    """Ask about an item."""

    form: str
    instance: str
    item: str
    words: str


class AnswerQuery(Command, frozen=True, kw_only=True, tag="answer_query"):
    """Answer a query."""

    query: str
    words: str


class CloseQuery(Command, frozen=True, kw_only=True, tag="close_query"):
    """Settle a query, or cancel it."""

    query: str
    cancelled: bool = False


class ReopenQuery(Command, frozen=True, kw_only=True, tag="reopen_query"):
    """Ask again."""

    query: str
    words: str


class VerifySource(Command, frozen=True, kw_only=True, tag="verify_source"):
    """State that items agree with their source."""

    form: str
    instance: str
    items: tuple[str, ...]


class SignForm(Command, frozen=True, kw_only=True, tag="sign_form"):
    """Sign a form, with the meaning of the signature."""

    form: str
    instance: str
    meaning: str


class EndorseCasebook(Command, frozen=True, kw_only=True, tag="endorse_casebook"):
    """Endorse all data of a participant, with the meaning of the signature."""

    meaning: str


class Lock(Command, frozen=True, kw_only=True, tag="lock"):
    """Close a form, visit, participant or the trial to change."""

    level: str
    target: str


class Unlock(Command, frozen=True, kw_only=True, tag="unlock"):
    """Open it again, with a reason and a second person."""

    level: str
    target: str
    second: str = ""

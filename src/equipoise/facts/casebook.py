"""Facts of the casebook: forms, corrections, queries, source verification, signatures, locks."""

from __future__ import annotations

from typing import ClassVar

from equipoise.facts.body import Answer, Body


class FormSaved(Body, frozen=True, kw_only=True):
    """A form was entered: `instance` names which one (a visit's occurrence, a unit, a running number of a log form)."""

    KIND: ClassVar[str] = "form.saved"
    form: str
    instance: str
    visit: str = ""
    items: dict[str, Answer]
    groups: dict[str, tuple[dict[str, Answer], ...]] = {}


class ItemsCorrected(Body, frozen=True, kw_only=True):
    """Saved answers were changed; the reason stands on the fact. A path is `ITEM` or `GROUP.row.ITEM` (rows count from 0)."""

    KIND: ClassVar[str] = "form.corrected"
    form: str
    instance: str
    old: dict[str, Answer]
    new: dict[str, Answer]


class FormRetracted(Body, frozen=True, kw_only=True):
    """A form should never have been entered (another person's, entered twice): it counts no more, and stays in the ledger.

    The reason stands on the fact; `cause` is the newest fact behind the form. The same instance may be entered anew.
    """

    KIND: ClassVar[str] = "form.retracted"
    form: str
    instance: str


class QueryOpened(Body, frozen=True, kw_only=True):
    """A question about one item; `check` names the edit check that asked, or is empty when a person did."""

    KIND: ClassVar[str] = "query.opened"
    query: str
    form: str
    instance: str
    item: str
    words: str
    check: str = ""


class QueryAnswered(Body, frozen=True, kw_only=True):
    """The site answered."""

    KIND: ClassVar[str] = "query.answered"
    query: str
    words: str


class QueryClosed(Body, frozen=True, kw_only=True):
    """The question is settled, cancelled included."""

    KIND: ClassVar[str] = "query.closed"
    query: str
    cancelled: bool = False


class QueryReopened(Body, frozen=True, kw_only=True):
    """The answer did not settle it."""

    KIND: ClassVar[str] = "query.reopened"
    query: str
    words: str


class SourceVerified(Body, frozen=True, kw_only=True):
    """The monitor compared these items with their source; a later correction makes it void."""

    KIND: ClassVar[str] = "source.verified"
    form: str
    instance: str
    items: tuple[str, ...]


class FormSigned(Body, frozen=True, kw_only=True):
    """A signature with its meaning, bound to the digest of what was signed; a later correction makes it void."""

    KIND: ClassVar[str] = "form.signed"
    form: str
    instance: str
    meaning: str
    content: str


class CasebookEndorsed(Body, frozen=True, kw_only=True):
    """The investigator endorsed all data of a participant; `content` is the digest of every form as it then stood.

    ICH E6(R3) 3.16.1(o) and 4.2: the investigator endorses the data before they are locked. A later change makes it void.
    """

    KIND: ClassVar[str] = "casebook.endorsed"
    meaning: str
    content: str


class Locked(Body, frozen=True, kw_only=True):
    """No more change; `level` is form, visit, participant or trial, `target` names it."""

    KIND: ClassVar[str] = "data.locked"
    level: str
    target: str


class Unlocked(Body, frozen=True, kw_only=True):
    """Change is possible again, for the reason on the fact; `second` is the other person who agreed."""

    KIND: ClassVar[str] = "data.unlocked"
    level: str
    target: str
    second: str = ""

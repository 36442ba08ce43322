"""The facts of one subject, found by kind, with the casebook's forms folded to their current answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from equipoise.facts.body import Answer, Body
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.fact import Fact

B = TypeVar("B", bound=Body)


@dataclass(slots=True)
class FormInstance:
    """One entered form as it now stands, and the facts that made it so."""

    form: str
    instance: str
    visit: str
    items: dict[str, Answer]
    groups: dict[str, list[dict[str, Answer]]]
    entered: Fact[FormSaved]
    corrections: list[Fact[ItemsCorrected]] = field(default_factory=list)

    @property
    def seq(self) -> int:
        """The newest fact behind its answers."""
        return self.corrections[-1].seq if self.corrections else self.entered.seq


class Facts(Protocol):
    """What a rule may ask of the facts of a subject. Rules read it and never change it."""

    @property
    def subject(self) -> str:
        """The participant, or empty for the study."""

    def of(self, kind: type[B]) -> Sequence[Fact[B]]:
        """All facts of a kind, in ledger order."""

    def last(self, kind: type[B]) -> Fact[B] | None:
        """The newest fact of a kind."""

    def first(self, kind: type[B]) -> Fact[B] | None:
        """The oldest fact of a kind."""

    def forms(self, form: str) -> Sequence[FormInstance]:
        """The entered instances of a form, in the order of entry, with their current answers."""

    def form(self, form: str, instance: str) -> FormInstance | None:
        """One instance of a form."""


class History:
    """The facts of a subject in ledger order. It only grows: `add` is the fold, everything else reads."""

    __slots__ = ("_by_kind", "_forms", "_heads", "facts", "subject")

    def __init__(self, subject: str, facts: Iterable[Fact[Body]] = ()) -> None:
        self.subject = subject
        self.facts: list[Fact[Body]] = []
        self._by_kind: dict[type[Body], list[Any]] = {}
        self._forms: dict[str, dict[str, FormInstance]] = {}
        self._heads: dict[str | type[Body], int] = {}
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact[Body]) -> None:
        """Fold one more fact in."""
        self.facts.append(fact)
        kind = type(fact.body)
        self._by_kind.setdefault(kind, []).append(fact)
        self._heads[kind] = fact.seq
        if isinstance(fact.body, FormSaved):
            self._heads[fact.body.form] = fact.seq
            self._enter(fact, fact.body)
        elif isinstance(fact.body, ItemsCorrected):
            self._heads[fact.body.form] = fact.seq
            self._correct(fact, fact.body)

    def of(self, kind: type[B]) -> Sequence[Fact[B]]:
        """All facts of a kind, in ledger order."""
        return self._by_kind.get(kind, ())

    def last(self, kind: type[B]) -> Fact[B] | None:
        """The newest fact of a kind."""
        found = self._by_kind.get(kind)
        return found[-1] if found else None

    def first(self, kind: type[B]) -> Fact[B] | None:
        """The oldest fact of a kind."""
        found = self._by_kind.get(kind)
        return found[0] if found else None

    def forms(self, form: str) -> Sequence[FormInstance]:
        """The entered instances of a form, in the order of entry, with their current answers."""
        return tuple(self._forms.get(form, {}).values())

    def form(self, form: str, instance: str) -> FormInstance | None:
        """One instance of a form."""
        return self._forms.get(form, {}).get(instance)

    def all_forms(self) -> Mapping[str, Mapping[str, FormInstance]]:
        """Every entered form by its id and instance."""
        return self._forms

    @property
    def head(self) -> int:
        """The ledger sequence number of the newest fact, 0 when there is none."""
        return self.facts[-1].seq if self.facts else 0

    def head_of(self, sources: Iterable[str | type[Body]]) -> int:
        """The newest sequence number among facts of these kinds and these forms: while it stays, so does what rests on them."""
        heads = self._heads
        return max((heads.get(source, 0) for source in sources), default=0)

    def _enter(self, fact: Fact[Any], body: FormSaved) -> None:
        self._forms.setdefault(body.form, {})[body.instance] = FormInstance(
            form=body.form,
            instance=body.instance,
            visit=body.visit,
            items=dict(body.items),
            groups={name: [dict(row) for row in rows] for name, rows in body.groups.items()},
            entered=fact,
        )

    def _correct(self, fact: Fact[Any], body: ItemsCorrected) -> None:
        form = self._forms[body.form][body.instance]
        for path, answer in body.new.items():
            group, _, rest = path.partition(".")
            if not rest:
                form.items[group] = answer
                continue
            row, _, item = rest.partition(".")
            form.groups[group][int(row)][item] = answer
        form.corrections.append(fact)

"""The facts of one subject, found by kind, with the casebook's forms folded to their current answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from equipoise.facts.answer_path import set_answer
from equipoise.facts.body import Answer, Body
from equipoise.facts.casebook import FormRetracted, FormSaved, ItemsCorrected
from equipoise.facts.fact import Fact

B = TypeVar("B", bound=Body)
T = TypeVar("T")
_OF_FORMS = (FormSaved, ItemsCorrected, FormRetracted)
Source = str | type[Body]
"""What a finding rests on: a form by its id, or a kind of fact."""


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

    def since(self, seq: int, kinds: Collection[type[Body]]) -> Sequence[Fact[Body]]:
        """The facts of these kinds behind a ledger number, in ledger order."""

    def forms(self, form: str) -> Sequence[FormInstance]:
        """The entered instances of a form, in the order of entry, with their current answers."""

    def form(self, form: str, instance: str) -> FormInstance | None:
        """One instance of a form."""

    def at_visit(self, instance: str) -> Mapping[str, FormInstance]:
        """The forms that were entered at an occurrence of a visit, by form: named by their `visit` or by their own instance."""

    def remember(self, what: Hashable, sources: Iterable[Source], find: Callable[[], T], given: Hashable = None) -> T:
        """A finding, kept until a fact of one of these sources arrives or something else is given; the rest cannot change it."""


class _Finding:
    """What was found, what it was found from, and the head of the history at which that was last seen to hold."""

    __slots__ = ("found", "given", "mark", "seen")

    def __init__(self, seen: int, mark: int, given: Hashable, found: object) -> None:
        self.seen = seen
        self.mark = mark
        self.given = given
        self.found = found


class History:
    """The facts of a subject in ledger order. It only grows: `add` is the fold, everything else reads."""

    __slots__ = ("_at_visit", "_by_kind", "_findings", "_forms", "_heads", "facts", "head", "subject")

    def __init__(self, subject: str, facts: Iterable[Fact[Body]] = ()) -> None:
        self.subject = subject
        self.facts: list[Fact[Body]] = []
        self.head = 0
        """The ledger sequence number of the newest fact, 0 when there is none."""
        self._by_kind: dict[type[Body], list[Any]] = {}
        self._forms: dict[str, dict[str, FormInstance]] = {}
        self._at_visit: dict[str, dict[str, FormInstance]] = {}
        self._heads: dict[Source, int] = {}
        self._findings: dict[Hashable, _Finding] = {}
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact[Body]) -> None:
        """Fold one more fact in."""
        self.facts.append(fact)
        self.head = fact.seq
        kind = type(fact.body)
        self._by_kind.setdefault(kind, []).append(fact)
        self._heads[kind] = fact.seq
        if isinstance(fact.body, FormSaved):
            self._heads[fact.body.form] = fact.seq
            self._enter(fact, fact.body)
        elif isinstance(fact.body, ItemsCorrected):
            self._heads[fact.body.form] = fact.seq
            self._correct(fact, fact.body)
        elif isinstance(fact.body, FormRetracted):
            self._heads[fact.body.form] = fact.seq
            self._retract(fact.body)

    def forget_after(self, seq: int) -> None:
        """Take back the facts behind a ledger number, in place, as if they had never come: they were not stored.

        A form that somebody holds stands again as it stood before.
        """
        before = self._forms
        anew = History(self.subject, [fact for fact in self.facts if fact.seq <= seq])
        for name in History.__slots__:
            setattr(self, name, getattr(anew, name))
        for form, instances in self._forms.items():
            for instance, one in instances.items():
                held = before.get(form, {}).get(instance)
                if held is not None:
                    held.items, held.groups, held.corrections = dict(one.items), _copy(one.groups), [*one.corrections]

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

    def since(self, seq: int, kinds: Collection[type[Body]]) -> Sequence[Fact[Body]]:
        """The facts of these kinds behind a ledger number, in ledger order: what a fold has not seen yet, from the end back."""
        if not seq:
            every = [fact for kind in kinds for fact in self._by_kind.get(kind, ())]
            return sorted(every, key=_seq)
        found = []
        for fact in reversed(self.facts):
            if fact.seq <= seq:
                break
            if type(fact.body) in kinds:
                found.append(fact)
        return found[::-1]

    def forms(self, form: str) -> Sequence[FormInstance]:
        """The entered instances of a form, in the order of entry, with their current answers."""
        return tuple(self._forms.get(form, {}).values())

    def form(self, form: str, instance: str) -> FormInstance | None:
        """One instance of a form."""
        return self._forms.get(form, {}).get(instance)

    def all_forms(self) -> Mapping[str, Mapping[str, FormInstance]]:
        """Every entered form by its id and instance."""
        return self._forms

    def at_visit(self, instance: str) -> Mapping[str, FormInstance]:
        """The forms that were entered at an occurrence of a visit, by form; of several entries of a form the first."""
        return self._at_visit.get(instance, {})

    def head_of(self, sources: Iterable[Source]) -> int:
        """The newest sequence number among facts of these kinds and these forms: while it stays, so does what rests on them."""
        heads, newest = self._heads, 0
        for source in sources:
            if source in heads and heads[source] > newest:
                newest = heads[source]
        return newest

    def has_since(self, seq: int, sources: Container[Source]) -> bool:
        """Whether a fact of one of these sources came behind a ledger number: from the end back, for whoever asks after each fact."""
        for fact in reversed(self.facts):
            if fact.seq <= seq:
                return False
            if type(fact.body) in sources or (isinstance(fact.body, _OF_FORMS) and fact.body.form in sources):
                return True
        return False

    def remember(self, what: Hashable, sources: Iterable[Source], find: Callable[[], T], given: Hashable = None) -> T:
        """A finding, kept until a fact of one of these sources arrives or something else is given.

        There is one place for each `what`, so that as much is kept as there are questions, however long a history grows.
        """
        known = self._findings.get(what)
        if known is not None and (known.given is given or known.given == given):
            if known.seen == self.head:
                return cast(T, known.found)
            mark = self.head_of(sources)
            if known.mark == mark:
                known.seen = self.head
                return cast(T, known.found)
        else:
            mark = self.head_of(sources)
        found = find()
        self._findings[what] = _Finding(self.head, mark, given, found)
        return found

    def _enter(self, fact: Fact[Any], body: FormSaved) -> None:
        one = FormInstance(
            form=body.form,
            instance=body.instance,
            visit=body.visit,
            items=dict(body.items),
            groups=_copy(body.groups),
            entered=fact,
        )
        self._forms.setdefault(body.form, {})[body.instance] = one
        for instance in {body.visit or body.instance, body.instance}:
            there = self._at_visit.setdefault(instance, {})
            first = there.get(body.form)
            if first is None or first.instance == body.instance:
                there[body.form] = one

    def _correct(self, fact: Fact[Any], body: ItemsCorrected) -> None:
        form = self._forms[body.form][body.instance]
        for path, answer in body.new.items():
            set_answer(form.items, form.groups, path, answer)
        form.corrections.append(fact)

    def _retract(self, body: FormRetracted) -> None:
        """The form counts no more; where it stood at a visit the next of its kind that was entered there takes its place."""
        gone = self._forms[body.form].pop(body.instance)
        for place in {gone.visit or gone.instance, gone.instance}:
            there = self._at_visit[place]
            if there.get(body.form) is not gone:
                continue
            del there[body.form]
            others = self._forms[body.form].values()
            following = next((one for one in others if place in (one.visit or one.instance, one.instance)), None)
            if following is not None:
                there[body.form] = following


def _seq(fact: Fact[Body]) -> int:
    return fact.seq


def _copy(groups: Mapping[str, Sequence[Mapping[str, Answer]]]) -> dict[str, list[dict[str, Answer]]]:
    return {name: [dict(row) for row in rows] for name, rows in groups.items()}

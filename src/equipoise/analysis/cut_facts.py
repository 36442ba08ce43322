"""What a data cut leaves of a participant: nothing that happened later, but every correction of what happened before."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from equipoise.facts import Body, Fact, FormInstance, History
from equipoise.facts.casebook import FormRetracted, FormSaved, ItemsCorrected
from equipoise.facts.form_look import form_day
from equipoise.facts.history import Source
from equipoise.protocol.model import Study

B = TypeVar("B", bound=Body)
T = TypeVar("T")


class CutFacts:
    """The facts of one participant up to a day, as rules read them (`facts.Facts`).

    A form counts by the day that it is about, so one entered late is in and one about a later day is out; it stands as it
    reads now, corrections included. Every other fact counts by the day on which it happened.
    """

    __slots__ = ("_forms", "_kept", "_whole")

    def __init__(self, study: Study, whole: History, until: date) -> None:
        self._whole = whole
        self._kept: dict[type[Body], list[Any]] = {}
        for fact in whole.facts:
            if isinstance(fact.body, FormSaved | ItemsCorrected | FormRetracted) or fact.day(study.time_zone) <= until:
                self._kept.setdefault(type(fact.body), []).append(fact)
        self._forms = {
            name: {key: form for key, form in instances.items() if _dated(study, form) <= until}
            for name, instances in whole.all_forms().items()
        }

    @property
    def subject(self) -> str:
        """The participant."""
        return self._whole.subject

    def of(self, kind: type[B]) -> Sequence[Fact[B]]:
        """All facts of a kind up to the cut, in ledger order."""
        return self._kept.get(kind, ())

    def last(self, kind: type[B]) -> Fact[B] | None:
        """The newest fact of a kind up to the cut."""
        found = self.of(kind)
        return found[-1] if found else None

    def first(self, kind: type[B]) -> Fact[B] | None:
        """The oldest fact of a kind."""
        found = self.of(kind)
        return found[0] if found else None

    def since(self, seq: int, kinds: Container[type[Body]]) -> Sequence[Fact[Body]]:
        """The facts of these kinds behind a ledger number, up to the cut."""
        found = (fact for kind, facts in self._kept.items() if kind in kinds for fact in facts if fact.seq > seq)
        return sorted(found, key=lambda fact: fact.seq)

    def forms(self, form: str) -> Sequence[FormInstance]:
        """The entered instances of a form that are about a day up to the cut."""
        return tuple(self._forms.get(form, {}).values())

    def form(self, form: str, instance: str) -> FormInstance | None:
        """One instance of a form, None where it is about a later day."""
        return self._forms.get(form, {}).get(instance)

    def at_visit(self, instance: str) -> Mapping[str, FormInstance]:
        """The forms entered at an occurrence of a visit that are about a day up to the cut."""
        found: dict[str, FormInstance] = {}
        for name, instances in self._forms.items():
            for form in instances.values():
                if instance in (form.visit or form.instance, form.instance):
                    found.setdefault(name, form)
        return found

    def remember(self, what: Hashable, sources: Iterable[Source], find: Callable[[], T], given: Hashable = None) -> T:
        """The finding: a cut is read once, so nothing is kept."""
        return find()


def cut_facts(study: Study, whole: History, until: date) -> History | CutFacts:
    """The facts up to a day, that day included; the history itself where nothing is later."""
    return CutFacts(study, whole, until) if _reaches_beyond(study, whole, until) else whole


def _reaches_beyond(study: Study, whole: History, until: date) -> bool:
    """Whether anything is later than a day. Stored times sort as text, so only what is near the day needs its zone."""
    last, near = until.isoformat(), (until - timedelta(days=1)).isoformat()
    for fact in whole.facts:
        late = fact.happened > near and not isinstance(fact.body, FormSaved | ItemsCorrected | FormRetracted)
        if late and fact.day(study.time_zone) > until:
            return True
    for name, instances in whole.all_forms().items():
        item = study.forms.forms[name].date if name in study.forms.forms else None
        for form in instances.values():
            words = form.items.get(item) if item else None
            if isinstance(words, str) and words <= last:
                continue
            if _dated(study, form) > until:
                return True
    return False


def _dated(study: Study, form: FormInstance) -> date:
    day = form_day(study, form) if form.form in study.forms.forms else None
    return day if day is not None else form.entered.day(study.time_zone)

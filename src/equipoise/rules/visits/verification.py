"""Source verification: which answers the monitor compared with their source, what a change made void, and how much is done.

Verification is counted by answer. Critical items, as the study file declares them, are those on which the safety of a participant
or the result rests (ICH E6(R3) 3.11.4.5, risk-based monitoring); they are verified before a participant is locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from equipoise.facts import Facts, FormInstance, History
from equipoise.facts.casebook import SourceVerified
from equipoise.protocol.model import Item, Study
from equipoise.rules.visits.check_answer import is_unanswered

Path = tuple[str, str, str]
"""Form, instance, and `ITEM` or `GROUP.row.ITEM`."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How far the verification of some forms has come, counted in answers; `void` were verified and have changed since."""

    verified: int
    answers: int
    critical_verified: int
    critical: int
    void: tuple[Path, ...]
    critical_open: tuple[Path, ...]

    @property
    def percent(self) -> int:
        """Whole per cent of the answers, rounded down, so that 100 means all; 100 where nothing is to be verified."""
        return 100 * self.verified // self.answers if self.answers else 100

    @property
    def critical_percent(self) -> int:
        """Whole per cent of the critical answers, rounded down; 100 where there are none."""
        return 100 * self.critical_verified // self.critical if self.critical else 100


def verified_items(facts: Facts, form: str, instance: str) -> frozenset[str]:
    """The items of a form whose source verification still holds: a later correction of an item makes its own void."""
    entered = facts.form(form, instance)
    return frozenset() if entered is None else frozenset(_standing(facts, entered))


def void_items(facts: Facts, form: str, instance: str) -> frozenset[str]:
    """The items of a form that were verified as it was entered, and whose answer changed since."""
    entered = facts.form(form, instance)
    if entered is None:
        return frozenset()
    ever = {item for fact in _verifications(facts, entered) for item in fact[1]}
    return frozenset(ever - set(_standing(facts, entered)))


def verification(study: Study, facts: History, forms: Iterable[FormInstance] | None = None) -> Verification:
    """How far source verification has come, for all forms of a participant or for some of them."""
    wanted = [one for entries in facts.all_forms().values() for one in entries.values()] if forms is None else forms
    verified = answers = critical_verified = critical = 0
    void: list[Path] = []
    still_open: list[Path] = []
    for form in wanted:
        holds = verified_items(facts, form.form, form.instance)
        void += [(form.form, form.instance, path) for path in sorted(void_items(facts, form.form, form.instance))]
        for path, item in _answered(study, form):
            answers += 1
            verified += path in holds
            critical += item.critical
            critical_verified += item.critical and path in holds
            if item.critical and path not in holds:
                still_open.append((form.form, form.instance, path))
    return Verification(verified, answers, critical_verified, critical, tuple(void), tuple(still_open))


def unverified(study: Study, facts: Facts, form: FormInstance) -> tuple[tuple[str, Item], ...]:
    """The answers of a form that have a source and are not verified as they stand, in the order of the form."""
    holds = verified_items(facts, form.form, form.instance)
    return tuple((path, item) for path, item in _answered(study, form) if path not in holds)


def _answered(study: Study, form: FormInstance) -> Iterator[tuple[str, Item]]:
    """The answers that have a source: derived items are computed, and what is not answered cannot be compared."""
    plan = study.forms.forms.get(form.form)
    if plan is None:
        return
    for name, item in plan.items.items():
        if item.derived is None and not is_unanswered(form.items.get(name)):
            yield name, item
    for group, rows in form.groups.items():
        items = plan.groups[group].items if group in plan.groups else {}
        for number, row in enumerate(rows):
            for name, item in items.items():
                if item.derived is None and not is_unanswered(row.get(name)):
                    yield f"{group}.{number}.{name}", item


def _standing(facts: Facts, form: FormInstance) -> Iterator[str]:
    changed: dict[str, int] = {}
    for correction in form.corrections:
        for path in correction.body.new:
            changed[path] = correction.seq
    for seq, items in _verifications(facts, form):
        yield from (item for item in items if changed.get(item, 0) < seq)


def _verifications(facts: Facts, form: FormInstance) -> Iterator[tuple[int, tuple[str, ...]]]:
    for fact in facts.of(SourceVerified):
        if (fact.body.form, fact.body.instance) == (form.form, form.instance) and fact.seq > form.entered.seq:
            yield fact.seq, fact.body.items

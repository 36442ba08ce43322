"""Commands that nobody in his senses would give: every command, every field, sensible and senseless arguments mixed."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import structs

from equipoise.facts import History
from equipoise.trial import commands as act
from equipoise.trial.commands import COMMANDS, Command
from equipoise.trial.permissions import MAY, ROLES
from equipoise.trial.state import Trial

WORDS = (
    "", "1", "2", "Y", "N", "x" * 300, "'; DROP TABLE facts; --", "不良事件" * 50, "\0", "\ud800", "2026-02-30", "９９", "-1",
    "NaN", "1e400", "../..", "{0}", "{name}", "%s", "true", "null", "\u202e", "T", "2026-05-10", "2026-05-10T09:00:00+08:00",
    "9999-12-31", "0001-01-01T00:00:00+14:00", "2019", "٢٠١٩",
)  # fmt: skip
NUMBERS = (0, 1, 2, 3, 4, 7, 14, 90, -1, 10**6, 10**9, 2 * 10**9, 2**53, 10**30)
DECIMALS = tuple(
    map(
        Decimal, ("0", "1", "2.5", "36.6", "40", "60", "88.5", "99", "100", "-1", "1E+400", "NaN", "Infinity", "0.0001")
    )
)
ANSWERS: tuple[Any, ...] = (
    "Y", "N", "", None, 1, 0, -5, 1.5, True, "2026-05-01", "abc", "NORMAL", {"value": "20", "unit": "U/L"},
    {"value": "20", "unit": "banana"}, {"value": 20.5, "unit": "U/L"}, {"missing": "ND", "reason": "x"}, {"missing": "ND"},
    {"value": "1", "unit": "g/L", "low": 0.1}, [], [[[[1]]]], {"a": {"b": {"c": 1}}}, "1E400", "NaN", 10**20,
)  # fmt: skip


class Wild:
    """A seeded source of commands about a trial as it stands."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self._hints = {kind: get_type_hints(kind) for kind in COMMANDS}

    def command(self, trial: Trial) -> tuple[Command, str]:
        """A command and the role in which it is given: mostly one that may."""
        kind = self.chance.choice(COMMANDS)
        if kind in _GRAVE and self.chance.random() < 0.9:
            return self.command(trial)
        number = self.chance.choice(list(trial.participants)) if trial.participants else ""
        facts = trial.participants.get(number, History(""))
        known = self._known(trial, facts)
        values = {name: self._value(name, hint, known) for name, hint in self._hints[kind].items() if self._says(name)}
        required = {name: self._value(name, self._hints[kind][name], known) for name in _required(kind)}
        role = self.chance.choice(MAY[kind]) if self.chance.random() < 0.9 else self.chance.choice(list(ROLES))
        about = number if self.chance.random() < 0.9 else self.chance.choice(WORDS)
        return kind(**(values | required | {"participant": about})), role

    def changed(self, command: Command, trial: Trial) -> Command:
        """A command that was once given, with one thing in it otherwise: another participant, time, number or word."""
        name = self.chance.choice([name for name in self._hints[type(command)] if name not in ("KIND", "SCHEMA")])
        facts = trial.participants.get(command.participant, History(""))
        return structs.replace(
            command, **{name: self._value(name, self._hints[type(command)][name], self._known(trial, facts))}
        )

    def _says(self, name: str) -> bool:
        return self.chance.random() < (0.15 if name == "happened" else 0.6)

    def _value(self, name: str, hint: Any, known: dict[str, list[Any]]) -> Any:
        wanted = str if hint is str else int if hint is int else object
        near = [one for one in known.get(name, ()) if isinstance(one, wanted)]
        if near and self.chance.random() < 0.85:
            return self.chance.choice(near)
        origin = get_origin(hint)
        if hint is str:
            return self.chance.choice(WORDS)
        if hint is bool:
            return self.chance.random() < 0.5
        if hint is int:
            return self.chance.choice(NUMBERS)
        if hint is Decimal:
            return self.chance.choice(DECIMALS)
        if origin in (Union, UnionType):
            return self._value(name, get_args(hint)[0], known)
        if origin is tuple and get_args(hint)[-1] is not Ellipsis:  # a pair, say: as many as it has
            return tuple(self._value(name, one, known) for one in get_args(hint))
        if origin is tuple:
            return tuple(self._value(name, get_args(hint)[0], known) for _ in range(self.chance.randrange(3)))
        if origin is dict:
            inner = get_args(hint)[1]
            return {self._name(known): self._value("", inner, known) for _ in range(self.chance.randrange(4))}
        return self.chance.choice(ANSWERS)

    def _name(self, known: dict[str, list[Any]]) -> str:
        return str(self.chance.choice(known["item"] or ["X"])) if self.chance.random() < 0.8 else "A.0.B"

    def _known(self, trial: Trial, facts: History) -> dict[str, list[Any]]:
        """By field name: what the trial really has."""
        study = trial.protocols.first
        forms = list(study.forms.forms)
        units = sorted(
            {getattr(fact.body, name) for fact in facts.facts for name in _UNITS if hasattr(fact.body, name)}
        )
        entered = [form for entries in facts.all_forms().values() for form in entries.values()]
        items = [name for form in study.forms.forms.values() for name in form.items]
        queries = [fact.body.query for fact in facts.facts if hasattr(fact.body, "query")]
        return {
            **dict.fromkeys(_UNITS, units),
            "participant": list(trial.participants),
            "site": list(study.about.sites),
            "version": [*study.consents, study.version],
            "ticks": [{tick: True for one in study.consents.values() for tick in one.ticks}],
            "scopes": [("treatment",), ("procedures",), ("data",)],
            "scope": [("accrual",), ("infusion", "collection"), ("manufacturing",)],
            "criterion": list(study.eligibility.criteria),
            "gate": ["", *study.eligibility.gates],
            "occasion": ["emergency", *units],
            "form": [*forms, *(form.form for form in entered)],
            "instance": [*(form.instance for form in entered), "1", "2"],
            "visit": ["", *study.schedule.visits],
            "item": items,
            "query": queries,
            "hold": list(trial.holds),
            "level": ["form", "visit", "participant", "trial"],
            "target": [f"{form.form}/{form.instance}" for form in entered],
            "person": list(trial.duties),
            "duty": list(ROLES),
            "second": list(trial.duties),
            "operator_two": list(trial.duties),
            "wristband": [facts.subject],
            "clock": list(study.safety.clocks),
            "verdict": ["accepted", "quarantined", "rejected"],
            "disposition": ["given", "failed", "rejected", "missed", "orphaned"],
            "kind": ["full", "conditional", "exceptional"],
            "number": [1, 2, 3],
            "course": [1, 2],
            "day": [1, 2, 3, *(fact.body.day for fact in facts.facts if hasattr(fact.body, "day"))],
            "harvest": [1, 2, 3],
            "meaning": ["approval"],
            "words": ["Why so?"],
            "reason": ["A reason"],
            "environment": ["training"],
            "attribute": list(study.product.release) if study.product else [],
        }  # fmt: skip


_GRAVE = (act.WithdrawConsent, act.Lock, act.PlaceHold, act.FailScreening, act.MarkRandomisedInError, act.WithdrawDuty)
"""Given rarely: after them little else is possible."""
_UNITS = ("collection", "batch", "bag", "unit")


def _required(kind: type[Command]) -> tuple[str, ...]:
    """The fields of a command that have no default."""
    return tuple(field.name for field in structs.fields(kind) if field.required)

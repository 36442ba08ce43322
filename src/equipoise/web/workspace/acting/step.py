"""One act as a page offers it: a step. Desks say what their steps are; one page shows and does them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from equipoise.facts import Answer
from equipoise.rules.visits import CheckFinding
from equipoise.trial.commands import Command
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.give import Done
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person gave to a step. Before anything is typed the values are empty: a step must make a command even then."""

    values: Mapping[str, Any]
    items: Mapping[str, Answer]
    groups: Mapping[str, tuple[dict[str, Answer], ...]]
    reason: str = ""
    meaning: str = ""
    second: str = ""
    happened: str = ""
    because: str = ""

    def get(self, name: str, default: Any = "") -> Any:
        """A value by the name of its box."""
        return self.values.get(name, default)


def usually(**values: Any) -> Given:
    """What the boxes would usually hold: a command made of it meets only what stands against the act whatever is typed."""
    return Given(values=values, items={}, groups={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act.

    What it is: `does` is the kind of command, whose roles may take the step; `command` makes one of what was given; `usual` is the
    command as it would usually be given, and `reasons` what is known to stand against it: both are told before anything is typed
    unless `early` is off, and with `reasons` the step is not taken. `rests` is what the decision rests on, `content` the digest of
    it: another content is not signed unseen.

    What it asks: `fields`; the form that is entered with it (`form`), whose boxes begin as `starts` says, while those of `fixed`
    are filled already and not shown; `lots` are its items that hold a scanned supplier's code, each with the item of its last day;
    `faults` tells what is wrong with several boxes together, `doubts` what is unlikely about their values: it is asked about once, and
    why it is so becomes `Given.because`. `happened` asks when it really was.

    Who proves: `proof` asks for the password (what cannot be taken back), `meanings` makes it a signature, `second` asks a second
    person, whom `second_may` names, for theirs.

    How it looks: `links` above the boxes, `beside` a template shown next to them, `touch` for fingers; `then` is where to go after.
    """

    does: type[Command]
    title: Text
    says: Text
    act: Text
    done: Text
    back: str
    command: Callable[[Given], Command]
    person: Person | None = None
    unit: str = ""
    fields: Sequence[Field] = ()
    form: str = ""
    starts: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    proof: bool = False
    meanings: Sequence[Text] = ()
    reason: Text | None = None
    second: bool = False
    second_may: Text | None = None
    happened: bool = False
    early: bool = True
    content: str = ""
    rests: Sequence[tuple[Text, Text]] = ()
    notes: Sequence[Text] = ()
    reasons: Sequence[Reason] = ()
    crumbs: Sequence[tuple[Text, str]] = ()
    tab: str = "participants"
    then: Callable[[Done], str] | None = None
    links: Sequence[tuple[Text, str]] = ()
    beside: tuple[str, Mapping[str, Any]] | None = None
    lots: Mapping[str, str] = field(default_factory=dict)
    usual: Command | None = None
    faults: Callable[[Mapping[str, Any]], Mapping[str, Text]] | None = None
    doubts: Callable[[Mapping[str, Any]], Sequence[CheckFinding]] | None = None
    touch: bool = False

    @property
    def scans(self) -> bool:
        """Whether one of its boxes takes the code of a unit or a wristband, which a camera can read."""
        return any(box.must for box in self.fields)


Make = Callable[[Scope, str, Mapping[str, str]], Step]
"""Makes a step for the participant, the unit or the study that the address names, with what the address asks. 404 for none."""

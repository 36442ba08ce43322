"""The versions of the study file: what one changes, and whom of this trial it touches today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import Http404

from equipoise.facts.participant import ConsentSigned
from equipoise.protocol.compare import Change, Touches, compare
from equipoise.protocol.model import Study
from equipoise.trial.person import Person, people
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Group:
    """Participants whom the version touches in one way: by what, and their numbers."""

    says: Text
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a version changes against the one before it, and the participants whom that touches today."""

    changes: tuple[Change, ...]
    groups: tuple[Group, ...]
    consent: str


_BY_STATUS: Final[Mapping[Touches, Callable[[Person], bool]]] = {
    "screening": lambda one: one.status == "screening",
    "on treatment": lambda one: one.status == "on_treatment",
    "follow-up": lambda one: one.status in ("follow_up", "survival_follow_up"),
    "all": lambda one: True,
}
_GROUPS: Final[Mapping[Touches, Text]] = {
    "screening": Text("In screening, and touched", "筛选期，受影响"),
    "on treatment": Text("On treatment, and touched", "治疗期，受影响"),
    "follow-up": Text("In follow-up, and touched", "随访期，受影响"),
    "all": Text("Active, touched by a change for all", "在研，受普遍性变更影响"),
}


def version_named(scope: Scope, version: str) -> Study:
    """A later version of the study file; 404 for one that the folder has not, and for the first."""
    found = scope.trial.protocols.get(version)
    if found is None or found.version == scope.trial.protocols.first.version:
        raise Http404
    return found


def impact(scope: Scope, version: Study) -> Impact:
    """What the version changes, and who is touched by it as the trial stands at the moment shown."""
    known = scope.trial.protocols.versions
    before = known[[one.version for one in known].index(version.version) - 1]
    changes = compare(before, version)
    active = [one for one in people(scope.trial, scope.today) if one.active]
    touches = {change.touches for change in changes}
    groups = [
        Group(words, tuple(one.number for one in active if holds(one)))
        for touch, words in _GROUPS.items()
        for holds in (_BY_STATUS[touch],)
        if touch in touches and not scope.conceal.arms
    ]
    new = [name for name in version.consents if name not in before.consents]
    if new:
        again = tuple(
            one.number
            for one in active
            if (signed := one.facts.of(ConsentSigned)) and signed[-1].body.version != new[-1]
        )
        words = Text("To consent again, to version {version}", "须重新签署 {version} 版知情同意").format(
            version=new[-1]
        )
        groups.append(Group(words, again))
    return Impact(changes, tuple(groups), new[-1] if new else "")

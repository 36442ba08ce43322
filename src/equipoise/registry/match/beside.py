"""What is known of a person beside the disease that a study is about.

A study of lung cancer that excludes "history of malignancy" means another one: read to the letter, it would exclude all whom it seeks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from equipoise.protocol.criteria import Look, Observation
from equipoise.registry.concepts import Concepts, Tagged
from equipoise.registry.match.groups import standing
from equipoise.registry.match.look import look_at
from equipoise.registry.match.patient import Condition, Patient
from equipoise.registry.match.states import STATES

_VERBS: Final = frozenset({"has", "had", "when", "still"})
_PLAINLY: Final = frozenset({"", "active"})
"""A qualifier such as “uncontrolled” or “severe” asks something of the disease under study itself."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A person without the diseases that a study is about: `own` are their concepts."""

    patient: Patient
    own: frozenset[str]
    concepts: Concepts

    def means_another(self, name: str) -> bool:
        """Whether a name of an exclusion covers the study's own disease, which the person has, and so means another one."""
        verb, _, rest = name.partition(".")
        of, _, qualifier = rest.partition(".")
        if verb not in _VERBS or qualifier not in _PLAINLY:
            return False
        wanted = {of, *(STATES[of].concepts if of in STATES else ())}
        covered = {one for one in self.own if any(standing((one,), name, self.concepts) == "is" for name in wanted)}
        return any(self._is_of(one, covered) for one in self.patient.conditions)

    def look(self, at: date) -> Look:
        """The look-up for exclusions: where the study's own disease cannot be meant, the person's other ones count alone."""
        whole = look_at(self.patient, at, self.concepts)
        others = tuple(one for one in self.patient.conditions if not self._is_of(one, self.own))
        rest = look_at(replace(self.patient, conditions=others), at, self.concepts)

        def found(name: str) -> Observation | None:
            return rest(name) if self.means_another(name) else whole(name)

        return found

    def _is_of(self, one: Condition, diseases: frozenset[str] | set[str]) -> bool:
        return not one.absent and not self.concepts.with_broader(one.concepts).isdisjoint(diseases)


def diseases_of_study(tagged: Tagged) -> frozenset[str]:
    """The diseases that a record gives as its conditions; those of its title where it gives none."""
    for pieces in ({"Condition", "ConditionMeshTerm"}, {"BriefTitle", "OfficialTitle"}):
        own = frozenset(one for one, origins in tagged.origins.items() if any(o.piece in pieces for o in origins))
        if own:
            return own
    return frozenset()

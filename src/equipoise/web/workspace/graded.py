"""The laboratory grades of a participant, kept until a further fact arrives."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.rules import safety
from equipoise.rules.safety import LaboratoryGrade
from equipoise.trial.person import Person
from equipoise.web.workspace.scope import Scope


def laboratory(scope: Scope, one: Person) -> Sequence[LaboratoryGrade]:
    """Every graded laboratory value; kept until a further fact."""
    mark = (one.facts.head, one.study)
    kept = scope.trial.memory.get(("grades", one.number))
    if kept is None or kept[0] != mark:
        kept = (mark, safety.laboratory_grades(one.study, one.facts))
        scope.trial.memory[("grades", one.number)] = kept
    found: Sequence[LaboratoryGrade] = kept[1]
    return found

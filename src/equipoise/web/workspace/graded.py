"""The laboratory grades of a participant, kept until a further fact arrives."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.rules import safety
from equipoise.rules.safety import LaboratoryGrade
from equipoise.trial.person import Person
from equipoise.trial.remember import remember
from equipoise.web.workspace.scope import Scope


def laboratory(scope: Scope, one: Person) -> Sequence[LaboratoryGrade]:
    """Every graded laboratory value; kept until a further fact."""
    mark = (one.facts.head, one.study)
    return remember(scope.trial, "grades", one.number, mark, lambda: safety.laboratory_grades(one.study, one.facts))

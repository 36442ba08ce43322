"""Who does what: every role that the study file names is a role of the study team."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import all_in
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Study
from equipoise.protocol.roles import ROLES
from equipoise.values.text import Text

PARTICIPANT = "participant"
"""Who is masked without being one of the team."""
ROLE = Text("role", "角色")


def roles_are_roles(case: Case) -> Iterator[Finding]:
    """A role that nobody can have would mask nobody, sign nothing and stand on no worklist."""
    masked = case.study.design.masked
    yield from all_in("design.masked", masked, (PARTICIPANT, *ROLES), ROLE)
    for path, names in _named(case.study):
        yield from all_in(path, names, ROLES, ROLE)


def _named(study: Study) -> Iterator[tuple[str, Collection[str]]]:
    for name, visit in study.schedule.visits.items():
        yield f"schedule.visits.{name}.role", (visit.role,)
    for name, extra in study.schedule.unscheduled.items():
        yield f"schedule.unscheduled.{name}.role", (extra.role,)
    for name, form in study.forms.forms.items():
        yield f"forms.forms.{name}.by", form.by
        yield f"forms.forms.{name}.signed_by", (form.signed_by,) if form.signed_by is not None else ()
    for name, clock in study.safety.clocks.items():
        yield f"safety.clocks.{name}.role", (clock.role,)
    if study.product is not None:
        yield "product.call_back.tell", study.product.call_back.tell
        for name, signature in study.product.exceptional.items():
            yield f"product.exceptional.{name}.role", (signature.role,)

"""The virtual team: for each role the one who acts and a colleague who checks. They are not people."""

from __future__ import annotations

from equipoise.protocol.model import Study
from equipoise.protocol.roles import roles_of


def staff_of(role: str) -> str:
    """The account of the virtual person who acts in a role."""
    return f"demo-{role.replace('_', '-')}"


def colleague(role: str) -> str:
    """The account of the virtual person who checks in a role."""
    return f"demo-{role.replace('_', '-')}-2"


def second_colleague(role: str) -> str:
    """The account of a third virtual person in a role: who decides between two."""
    return f"demo-{role.replace('_', '-')}-3"


def team(study: Study) -> tuple[tuple[str, str], ...]:
    """Every account with its role, as the delegation log of a study will have them: nobody for what the study does not do."""
    return tuple((name(role), role) for role in roles_of(study) for name in (staff_of, colleague))

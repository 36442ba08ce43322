"""Where the steps of the safety desk lead back to."""

from __future__ import annotations

from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope


def crumbs(scope: Scope) -> tuple[tuple[Text, str], ...]:
    """The desk that a step belongs to, with its address."""
    return ((Text("Safety", "安全性"), scope.to("safety")),)

"""Where the steps of the laboratory lead back to."""

from __future__ import annotations

from typing import Final

from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope

TAB: Final = "cells"


def crumbs(scope: Scope) -> tuple[tuple[Text, str], ...]:
    """Where the steps of the laboratory lead back to."""
    return ((Text("Cell laboratory", "细胞制备"), scope.to("cells")),)

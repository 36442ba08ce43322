"""What every kind of fact has in common."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec


class Body(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a fact says. `KIND` and `SCHEMA` are what the ledger keeps: never a class path, so code may be renamed."""

    KIND: ClassVar[str] = ""
    SCHEMA: ClassVar[int] = 1


Answer = Any
"""An item's answer as JSON keeps it: text or code, whole number, bool, a decimal as text, an ISO (partial) date,
`{"value": "2.0", "unit": "mg/dL"}` for a quantity (with the laboratory's own `low` and `high` where its report prints them),
or `{"missing": "ND", "reason": "..."}` for what was not done or is not known."""

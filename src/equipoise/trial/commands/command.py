"""What every command has in common."""

from __future__ import annotations

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command"):
    """What every command may carry: about whom, when it happened (empty: now), and the reason where one is needed."""

    participant: str = ""
    happened: str = ""
    reason: str = ""

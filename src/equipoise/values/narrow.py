"""Signs as keyboards and laboratories write them, in their plain form."""

from __future__ import annotations

import unicodedata
from typing import Final

_KEPT: Final = ("<super>", "<sub>", "<fraction>")


def narrow(words: str) -> str:
    """Full-width and compatibility signs as plain ones (`３６．８℃` is 36.8°C). Raised figures stay raised: 10⁹ is not 109."""
    if words.isascii():
        return words
    return "".join(
        sign if unicodedata.decomposition(sign).startswith(_KEPT) else unicodedata.normalize("NFKC", sign)
        for sign in words
    )

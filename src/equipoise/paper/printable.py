"""Which signs the fonts of a page can draw. A sign that none of them draws is printed as its code, never as an empty box."""

from __future__ import annotations

import re
from typing import Any, Final

_LATIN: Final = (
    "\t\n\x20-\x7e\xa0-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff\u1e00-\u1eff\u2000-\u2027\u202f-\u205e"
    "\u2070\u2071\u2074-\u208e\u20a0-\u20b9\u2100-\u2138\u2150-\u2188\u2190-\u22ff\u2308-\u230b\u2460-\u25ff\u2605\u2606"
    "\u2640\u2642\u2713\u2714\u2717\u2718\ufb00-\ufb04\ufffd"
)
"""What the fonts of the typesetter itself draw, together: Latin, Greek, Cyrillic, punctuation, arrows, mathematics, shapes."""
_EASTERN: Final = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
"""What a font of Simplified Chinese adds: Han with its punctuation, kana, Hangul, full-width forms."""

EASTERN = re.compile(f"[{_EASTERN}]")
"""A sign that needs a Chinese font."""
_UNDRAWN = re.compile(f"[^{_LATIN}{_EASTERN}]")


_POINTED: Final = ("address", "under")
"""What only a page on a screen shows: paper cannot be clicked."""


def printable(data: Any) -> Any:
    """The data of a document with every sign that no font draws as its code, e.g. [U+1F600]; drawings stay as they are, and what
    is only to be clicked is left out."""
    if isinstance(data, str):
        return _UNDRAWN.sub(lambda sign: f"[U+{ord(sign.group()):04X}]", data)
    if isinstance(data, dict):
        return {name: part if name == "svg" else printable(part) for name, part in data.items() if name not in _POINTED}
    return [printable(part) for part in data] if isinstance(data, list) else data

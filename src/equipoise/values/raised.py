"""Powers of ten as they are printed: 10⁹, not 10^9."""

from __future__ import annotations

import re
from typing import Final

_RAISED: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_POWER: Final = re.compile(r"10\^(-?\d+)")


def power_of_ten(power: int) -> str:
    """A power of ten with its figure raised: 9 gives `10⁹`."""
    return f"10{str(power).translate(_RAISED)}"


def raise_powers(words: str) -> str:
    """Words with every `10^9` in them printed as `10⁹`."""
    return _POWER.sub(lambda found: power_of_ten(int(found[1])), words)

"""Whether an identity number can be right: that of a Chinese identity card tells its own slips and the day of birth."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from equipoise.values.text import Text

_CARD: Final = re.compile(r"\d{17}[\dXx]", re.ASCII)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CHECK: Final = Text(
    "The last character does not fit the others: a digit is wrong.", "末位校验码不符：有数字录入有误。"
)  # fmt: skip
_BIRTH: Final = Text("The number tells another day of birth: {day}.", "证件号所示出生日期为 {day}，与所填不一致。")
_NO_DAY: Final = Text("The number tells no day of birth that exists.", "证件号中的出生日期不存在。")


def wrong_number(words: str, born: date | None) -> Text | None:
    """What cannot be right about a number of 18 characters as on an identity card (GB 11643-1999); None for any other number."""
    if not _CARD.fullmatch(words):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(words[:17], _WEIGHTS, strict=True))
    if _CHECKS[total % 11] != words[17].upper():
        return _CHECK
    try:
        told = date(int(words[6:10]), int(words[10:12]), int(words[12:14]))
    except ValueError:
        return _NO_DAY
    return _BIRTH.format(day=told.isoformat()) if born is not None and born != told else None

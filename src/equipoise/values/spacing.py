"""Where a blank stands in Chinese text: between Chinese and Latin words or figures, nowhere else, and never within a date."""

from __future__ import annotations

import re
from typing import Final

_CHINESE = "[\u4e00-\u9fff]"
_SIGNS = "[（），。：、“”；？]"
_NEEDLESS: Final = re.compile(f"(?<={_CHINESE}) (?={_CHINESE})| (?={_SIGNS})|(?<={_SIGNS}) ")
_NEEDED: Final = re.compile(f"(?<={_CHINESE})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?={_CHINESE})")
_DATE: Final = re.compile(r"(\d{4}|YYYY) 年(?: (\d{1,2}|M) 月(?: (\d{1,2}|D) 日)?)?")


def spaced(chinese: str) -> str:
    """The same words with the blanks that belong there: `7 天内`, `ALT 正常`, but 2018年5月10日 and no blank beside 「，」."""
    return parted(_NEEDLESS.sub("", chinese))


def parted(chinese: str) -> str:
    """The same words with a blank wherever Chinese and Latin words or figures touch; what stands apart already is left."""
    return _DATE.sub(lambda found: found[0].replace(" ", ""), _NEEDED.sub(" ", chinese))

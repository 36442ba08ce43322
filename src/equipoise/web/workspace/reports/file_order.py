"""From the name of a file to what is to be built for it."""

from __future__ import annotations

from typing import Final

from equipoise.report import FORMATS, REPORTS, Order
from equipoise.values.text import LANGUAGES

CONTENTS: Final = "contents.json"
"""The list of the tables with their numbers and titles: it takes as long as the tables themselves, so it is made as they are."""


def order_of_file(name: str) -> Order | None:
    """The smallest order that makes a file; None for a name that no report has."""
    if name == "registry.json":
        return Order(("registry",), (), ())
    stem, _, rest = name.partition(".")
    spoken, _, kind = rest.partition(".")
    report = next((one.key for one in REPORTS.values() if stem in one.documents), None)
    languages = tuple(one for one in LANGUAGES if one == spoken)
    formats = tuple(one for one in FORMATS if one == kind)
    return Order((report,), languages, formats, (stem,)) if report and languages and formats else None

"""Tables and listings of a data cut, every number with the facts under it. Start here: `catalogue.py`, then `display.py`.

`context.py` reads the trial once; each other file makes tables of one subject; `blocks.py` makes them blocks of a document.
"""

from equipoise.analysis.tables.blocks import ASSUMED, to_blocks
from equipoise.analysis.tables.catalogue import catalogue, display, explain_number
from equipoise.analysis.tables.context import Context, Population, prepare
from equipoise.analysis.tables.display import Column, Display, Entry, Number, Row, explain
from equipoise.analysis.tables.estimands import estimand_rows

__all__ = [
    "ASSUMED",
    "Column",
    "Context",
    "Display",
    "Entry",
    "Number",
    "Population",
    "Row",
    "catalogue",
    "display",
    "estimand_rows",
    "explain",
    "explain_number",
    "prepare",
    "to_blocks",
]

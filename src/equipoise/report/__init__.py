"""Reports of a data cut as documents in both languages, built again to the byte. Start here: `catalogue.py`, then `build.py`.

`material.py` holds the cut for all reports at once, `exhibits.py` numbers tables and figures and gives every number its address;
`clinical_study.py`, `safety_board.py`, `ethics.py` and `results_section/` are the reports; `verify.py` compares what was built,
`explain.py` leads from a number to its facts. Pure: it opens no file, knows no clock, and takes the ledger's store as it is given.
"""

from equipoise.report.build import (
    FORMATS,
    MANIFEST,
    Built,
    Order,
    Unset,
    files_of,
    imprint_of,
    manifest,
    order_of,
    pieces_of,
)
from equipoise.report.catalogue import REPORTS, Report, refused, view_of
from equipoise.report.explain import Found, facts_by_number, look_up, say_fact
from equipoise.report.imprint import Imprint, Software, software
from equipoise.report.material import Material, View
from equipoise.report.say_fields import say_moment
from equipoise.report.verify import (
    MOVED_ON,
    Difference,
    Here,
    against_disk,
    against_ledger,
    against_rebuilt,
    read_manifest,
)

__all__ = [
    "FORMATS",
    "MANIFEST",
    "MOVED_ON",
    "REPORTS",
    "Built",
    "Difference",
    "Found",
    "Here",
    "Imprint",
    "Material",
    "Order",
    "Report",
    "Software",
    "Unset",
    "View",
    "against_disk",
    "against_ledger",
    "against_rebuilt",
    "facts_by_number",
    "files_of",
    "imprint_of",
    "look_up",
    "manifest",
    "order_of",
    "pieces_of",
    "read_manifest",
    "refused",
    "say_fact",
    "say_moment",
    "software",
    "view_of",
]

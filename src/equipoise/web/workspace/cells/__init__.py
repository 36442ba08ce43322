"""The cell laboratory: capacity, batch records, labels, release, genealogy, call-backs.

Start here: `desk_page.py` (the laboratory's day), then `steps.py` (every act of the chain up to the ward's door).
"""

from equipoise.web.workspace.cells.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]

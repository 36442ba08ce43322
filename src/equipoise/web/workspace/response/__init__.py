"""Response: lesions, sums, the overall response, blinded second reading, adjudication.

Start here: `desk_page.py`, then `steps.py` (a scan read, two readings decided).
"""

from equipoise.web.workspace.response.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]

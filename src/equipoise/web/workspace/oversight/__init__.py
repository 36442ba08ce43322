"""Oversight: enrolment, flow, completeness, queries, deviations, risk indicators, remote verification.

Start here: `page.py`.
"""

from equipoise.web.workspace.oversight.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]

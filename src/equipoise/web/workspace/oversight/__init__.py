"""Oversight: enrolment, flow, completeness, queries, deviations, risk indicators, remote verification.

Start here: `desk_page.py` (how the trial is doing). Nothing is done from this desk but asking and verifying, each in its page.
"""

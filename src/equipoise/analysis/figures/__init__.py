"""Figures as SVG text: pure functions of results, the same bytes each time, in either language.

No scripts and no style attributes, so a page may show them inline under a strict content security policy.

Start here: `kaplan_meier.py` (the others have its shape).
"""

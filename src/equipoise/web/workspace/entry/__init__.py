"""The casebook's forms as people fill them in: boxes, drafts, checks while typing, saving, correcting, attesting.

Start here: `boxes.py` (an answer as the boxes of a page, and back), then `sheet.py` (a form being filled), `check.py`, `save.py`.
"""

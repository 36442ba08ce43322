"""Acts, grouped by what they act on: each handler answers a command with facts or with every reason against it.

Start here: `screening.py` (the others have its shape).
"""

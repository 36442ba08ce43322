"""What the pages of the finder show, made from records alone: each module one idea.

Start here: `line.py` (a record in one line).
"""

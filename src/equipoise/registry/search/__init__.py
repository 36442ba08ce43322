"""Finding records: what is asked as a tree of conditions, what any index must answer, and why a record was found.

Start here: `tree.py`, what can be asked; `ask.py` makes it of words, `holds.py` answers it for one record.
"""

"""What a person has typed and not saved yet: kept on the server, sealed, for a few days. A draft is no fact.

Start here: `keep.py`.
"""

"""The finder: every record of the registry, searched, shown, compared and put on a map, without sign-in.

Start here: `find.py`.
"""

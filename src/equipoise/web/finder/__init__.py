"""The finder: every record of the registry, searched, shown, compared and put on a map, without sign-in.

Start here: `find_page.py` (as everywhere in the web, `<what>_page.py` is a page).
"""

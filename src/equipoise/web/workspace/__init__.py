"""The workspace: what a signed-in member of a study team sees and does.

The names of files say what they are. `<what>_page.py` is a page, its function `page`; `desk_page.py` is the one at a desk's own address.
`<what>_steps.py` are acts that are done from there, and `steps.py` is all of a desk's. Every other file is called after the thing it
shows or does.

Start here: `urls.py` (where each page is).
"""

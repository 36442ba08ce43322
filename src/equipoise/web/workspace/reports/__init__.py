"""The desk of reports: what can be built and by whom, every table with its numbers followed down to their facts.

Start here: `urls.py`, then `desk_page.py`; `cut.py` holds the data cut of the moment shown for all of them.
"""

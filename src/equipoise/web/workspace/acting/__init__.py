"""Doing something from a page: one act, what it asks for, who one is, and every reason against it in place.

Start here: `step.py` (an act as its page declares it), then `perform.py` (the page that asks, and does it).
"""

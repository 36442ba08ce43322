"""The public face: the studies of this installation and the page of each, without sign-in.

Start here: `views.py`.
"""

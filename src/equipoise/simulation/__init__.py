"""Trials that did not happen. `rehearsal` drives virtual people through the very gate that the ward uses.

Start here: `rehearsal/run.py` (one trial, day by day).
"""

"""Puts cases that somebody else wrote to the rules, and reports where they agree and where they differ.

Start here: `run.py` asks the cases that `read_cases.py` read and compares as `compare.py` says; `kinds/` holds a module for each room
of rules, `about/` what its kinds are about in words; `report.py` makes the report that is signed.
"""

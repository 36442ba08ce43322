"""Six rooms of one shape, blind to each other: functions of (study, facts, moment) that answer with reasons.

Start here: `eligibility/assess.py`.
"""

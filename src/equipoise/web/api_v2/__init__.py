"""The registry to programs: the addresses, parameters and answers of the ClinicalTrials.gov API v2. Read-only, no sign-in.

Start here: `views.py`, an address a function; `equipoise.registry.serve` makes what they answer with.
"""

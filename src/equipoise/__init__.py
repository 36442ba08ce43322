"""Equipoise runs a clinical trial from its public listing to its result.

A study is a file, a trial is a list of facts, everything else is a function of the two.
"""

__version__ = "0.1.0"

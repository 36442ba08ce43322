"""Quantities with units, partial dates, bilingual text, three-valued truth, identifiers. No input, no output.

Start here: `text.py`.
"""

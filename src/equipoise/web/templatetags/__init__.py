"""How templates speak both languages.

Start here: `words.py`.
"""

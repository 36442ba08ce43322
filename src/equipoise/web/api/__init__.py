"""The programs' face: health, and commands through the one gateway.

Start here: `views.py`.
"""

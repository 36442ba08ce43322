"""A doctor's note in words as a person: what surely stands in it, each piece with its sentence, and what was put aside and why.

Start here: `read.py`. `parts.py` takes the note apart, `mentions.py` and `values.py` say what it names, `cues.py` how that is meant;
`conditions.py`, `treatments.py`, `answers.py` and `newest.py` say what becomes of it, `left_over.py` what was not read."""

from equipoise.registry.match.note.read import read_note

__all__ = ["read_note"]

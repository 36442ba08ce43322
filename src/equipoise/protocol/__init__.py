"""The study file as typed, frozen data. Start here: `model/study.py` is the file, `load.py` reads it."""

"""The vocabulary of what can happen in a trial, and how the facts of one subject are read.

Start here: `vocabulary.py` lists every kind; `history.py` is what a rule is given.
"""

from equipoise.facts.body import Answer, Body
from equipoise.facts.fact import Fact, as_stored, local_day, moment_of
from equipoise.facts.history import Facts, FormInstance, History
from equipoise.facts.vocabulary import VOCABULARY

__all__ = [
    "VOCABULARY",
    "Answer",
    "Body",
    "Fact",
    "Facts",
    "FormInstance",
    "History",
    "as_stored",
    "local_day",
    "moment_of",
]

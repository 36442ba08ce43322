"""Every figure of a data cut, composed from the facts: `figures(context)`. Start here: `catalogue.py`, then `drawn.py`.

Each other file makes the plain drawn data of one figure of `analysis.figures`; `docs/reference/figures.md` says what each shows.
"""

from equipoise.analysis.compose.catalogue import figures, left_out
from equipoise.analysis.compose.drawn import Draw, Drawn, Subject
from equipoise.analysis.compose.survival import compose_survival_figure

__all__ = ["Draw", "Drawn", "Subject", "compose_survival_figure", "figures", "left_out"]

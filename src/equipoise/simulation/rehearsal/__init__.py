"""Virtual people and virtual staff, driven through the gate of the trial. Start here: `run.py`; each other file is one part of a life."""

from equipoise.simulation.rehearsal.go_on import GoingOn
from equipoise.simulation.rehearsal.run import NotEmpty, Summary, rehearse
from equipoise.simulation.rehearsal.staff import colleague, staff_of, team

__all__ = ["GoingOn", "NotEmpty", "Summary", "colleague", "rehearse", "staff_of", "team"]

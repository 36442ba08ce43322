"""The study of this installation that an address names."""

from __future__ import annotations

from django.http import Http404

from equipoise.protocol.model import Study
from equipoise.web import trials


def study_of(name: str) -> Study:
    """The current version of a study of this installation; 404 where there is none."""
    if name not in trials.names():
        raise Http404
    try:
        return trials.study(name).protocols.versions[-1]
    except (LookupError, trials.StudyFaults):
        raise Http404 from None

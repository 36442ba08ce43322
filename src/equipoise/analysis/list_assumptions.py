"""The assumptions of the study file that the results rest on."""

from __future__ import annotations

from equipoise.protocol.assumptions import Assumption, assumptions
from equipoise.protocol.fault import Lines
from equipoise.protocol.model import Study


def list_assumptions(study: Study) -> tuple[Assumption, ...]:
    """What is assumed about endpoints, sets, the events and forms that they count, and the reading of response."""
    return tuple(
        found for found in assumptions(study, Lines()) if any(_touches(found.path, part) for part in _parts(study))
    )


def _parts(study: Study) -> tuple[str, ...]:
    names = {
        name
        for endpoint in study.analysis.endpoints.values()
        for name in (endpoint.origin, *endpoint.events, *endpoint.censor, *endpoint.ends)
        if name in study.events
    }
    names |= {name for chosen in study.analysis.sets.values() for name in (*chosen.needs, *chosen.any_of)}
    forms = {form for name in names if (form := study.events[name].form)} | set(study.analysis.contacts)
    if study.response is not None:
        forms.add(study.response.lesions.form)
    return (
        "analysis",
        "response",
        *(f"events.{name}" for name in sorted(names)),
        *(f"forms.forms.{form}" for form in sorted(forms)),
    )


def _touches(path: str, part: str) -> bool:
    """Whether an assumption is the part, lies within it, or holds all of it."""
    return path == part or path.startswith(f"{part}.") or part.startswith(f"{path}.")

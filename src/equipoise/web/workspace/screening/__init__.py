"""From registration to randomisation: the screening log, consent, the eligibility panel, the allocation."""

from equipoise.web.workspace.screening.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]

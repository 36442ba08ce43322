"""Response: lesions, sums, the overall response, blinded second reading, adjudication."""

from equipoise.web.workspace.response.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]

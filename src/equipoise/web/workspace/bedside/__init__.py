"""At the bedside: wristband and bag, infusion, reactions, what is left."""

from equipoise.web.workspace.bedside.steps import PERSON, STUDY, UNIT

__all__ = ["PERSON", "STUDY", "UNIT"]

"""What a masked role is not shown: the arm of a participant, and everything from which it could be read."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from equipoise.facts import VOCABULARY, Body, Fact, product
from equipoise.facts.casebook import FormRetracted, FormSaved, ItemsCorrected
from equipoise.facts.randomisation import AllocationKeyRevealed, OtherTreatmentGiven, Randomised
from equipoise.facts.study import ActRefused
from equipoise.protocol.model import Study, Visit
from equipoise.trial.permissions import sees_arm

WITHHELD: Final = "•••"
"""What stands in the place of a withheld value."""
_TELLS_ARM: Final[dict[type[Body], tuple[str, ...]]] = {
    Randomised: ("arm", "inputs", "scores", "draw"),
    AllocationKeyRevealed: ("key",),
    OtherTreatmentGiven: ("received",),
}
_PRODUCT: Final = frozenset(body for body in VOCABULARY.values() if body.__module__ == product.__name__)


class Concealment:
    """What one role sees of one study. Nothing is concealed from a role that may see arms."""

    __slots__ = ("arms", "product", "study")

    def __init__(self, study: Study, role: str) -> None:
        self.study = study
        self.arms = not sees_arm(study, role)
        differ = len({arm.cell_product for arm in study.arms.values()}) > 1
        self.product = self.arms and study.product is not None and differ

    def visit(self, visit: Visit | None) -> bool:
        """Whether a visit is hidden: one that only some arms have."""
        return self.arms and visit is not None and bool(visit.arms) and set(visit.arms) != set(self.study.arms)

    def fact(self, fact: Fact[Body]) -> bool:
        """Whether the whole body of a fact is hidden: the product that only some arms get."""
        return self.product and (
            type(fact.body) in _PRODUCT
            or isinstance(fact.body, ActRefused)
            or (isinstance(fact.body, FormSaved | ItemsCorrected | FormRetracted) and self.form(fact.body.form))
        )

    def form(self, form: str) -> bool:
        """Whether a form is hidden: one that is entered with a step of the product."""
        known = self.study.product
        return self.product and known is not None and form in known.forms.model_dump().values()

    def body(self, fact: Fact[Body]) -> dict[str, Any]:
        """The body of a fact with what is hidden replaced."""
        plain: dict[str, Any] = msgspec.to_builtins(fact.body)
        hidden = tuple(plain) if self.fact(fact) else _TELLS_ARM.get(type(fact.body), ()) if self.arms else ()
        return {name: WITHHELD if name in hidden else value for name, value in plain.items()}

"""What the rest of the trial says about a participant: the product rules are told, they never look themselves."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Standing(msgspec.Struct, frozen=True):
    """Where a participant stands at the moment of an act. `holds` are the stopped scopes: collection, infusion, manufacturing.

    `recalled` are the lots that quality recalled, as (material, lot); `team` is everybody in the delegation log, None where nobody
    asks for it. `real` is false in a rehearsal, where a dose that nobody has confirmed yet does not block. `accepts_exceptional` is the
    consent's own permission for a product outside its specification; `weight_kg` is the newest weight, if there is one. `ended` is
    an end of treatment on record, whatever its reason: it is no withdrawal.
    """

    arm_receives_product: bool
    consent_in_force: bool
    alive: bool = True
    progressed: bool = False
    unacceptable_toxicity: bool = False
    withdrawn: bool = False
    ended: bool = False
    holds: frozenset[str] = frozenset()
    real: bool = True
    accepts_exceptional: bool = False
    weight_kg: Decimal | None = None
    recalled: frozenset[tuple[str, str]] = frozenset()
    team: frozenset[str] | None = None

    @property
    def goes_on(self) -> bool:
        """Whether this participant is still to receive the product at all; a hold only postpones."""
        stopped = not self.alive or self.progressed or self.unacceptable_toxicity or self.withdrawn or self.ended
        return self.arm_receives_product and self.consent_in_force and not stopped

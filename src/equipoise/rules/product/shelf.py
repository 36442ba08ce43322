"""Whether a filled bag may still be used at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from equipoise.protocol.model import Shelf
from equipoise.rules.product.units import Bag

ShelfState = Literal["usable", "alert", "expired"]


def shelf_state(at: datetime, alerts: datetime, expires: datetime) -> ShelfState:
    """Where a moment lies; the moment of the alert alerts already, and the end itself is expired."""
    if at >= expires:
        return "expired"
    return "alert" if at >= alerts else "usable"


def shelf_state_of(shelf: Shelf, bag: Bag, at: datetime) -> ShelfState:
    """Whether a bag is usable, past the hours after which the study file warns, or expired."""
    return shelf_state(at, bag.expires - timedelta(hours=shelf.hours - shelf.alert_hours), bag.expires)

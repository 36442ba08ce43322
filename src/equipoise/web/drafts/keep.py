"""Keeps what was typed, gives it back to the same person alone, and forgets it after a week."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from equipoise.web.drafts.models import Draft
from equipoise.web.drafts.seal import opened, sealed

LIFE: Final = timedelta(days=7)
"""So long a draft is kept: over a long weekend, no longer."""
LARGEST: Final = 400_000
"""Bytes of one draft; the largest form of a study has a twentieth of it."""


class Place(NamedTuple):
    """Whose draft of which form: one person has one draft of a form."""

    owner: str
    study: str
    participant: str
    form: str
    instance: str


class Kept(NamedTuple):
    """What was typed, by box, and when it was kept."""

    typed: Mapping[str, str]
    at: datetime


def keep(place: Place, typed: Mapping[str, str], at: datetime) -> bool:
    """Keep what was typed in place of what was kept before. False, and nothing changes, for more than a form can hold."""
    words = json.dumps(dict(typed), ensure_ascii=False).encode()
    if len(words) > LARGEST:
        return False
    Draft.objects.filter(at__lt=at - LIFE).delete()
    Draft.objects.update_or_create(**place._asdict(), defaults={"at": at, "sealed": sealed(words, _bound(place))})
    return True


def kept(place: Place, at: datetime) -> Kept | None:
    """What the person had typed into the form; None where nothing is kept, or no longer."""
    found = Draft.objects.filter(**place._asdict(), at__gte=at - LIFE).first()
    if found is None:
        return None
    words = opened(bytes(found.sealed), _bound(place))
    return Kept(json.loads(words), found.at) if words is not None else None  # lost with its key, as a draft may be


def forget(place: Place) -> None:
    """Drop the person's draft of the form: it was saved, or is not wanted."""
    Draft.objects.filter(**place._asdict()).delete()


def others(place: Place, at: datetime) -> Sequence[tuple[str, datetime]]:
    """Who else has typed into the form and not saved, and when they last did."""
    place_of_all = {name: value for name, value in place._asdict().items() if name != "owner"}
    found = Draft.objects.filter(**place_of_all, at__gte=at - LIFE).exclude(owner=place.owner)
    return list(found.order_by("owner").values_list("owner", "at"))


def _bound(place: Place) -> bytes:
    """What a sealed draft is bound to, so that it opens for no other person and no other form."""
    return "\x1f".join(("equipoise/draft/1", *place)).encode()

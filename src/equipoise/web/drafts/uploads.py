"""Files that wait for a person's decision: sealed like drafts, for the same person alone, and gone after a day."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from equipoise.web.drafts.models import Upload
from equipoise.web.drafts.seal import opened, sealed

LIFE: Final = timedelta(hours=24)
"""So long a file waits: names and numbers of people may be in it, so no longer than a shift and the morning after."""
MOST: Final = 5
"""Files that one person has waiting at once in a study; a further one takes the place of the oldest."""


class Waiting(NamedTuple):
    """A file that waits: its token, its name, its digest (SHA-256), the mapping chosen for it, when it came."""

    token: str
    name: str
    digest: str
    mapping: str
    at: datetime


def put(owner: str, study: str, name: str, raw: bytes, at: datetime) -> str:
    """Keep a file for its owner; the token by which it is found again."""
    token = secrets.token_hex(16)
    kept = sealed(zlib.compress(raw), _bound(owner, study, token))
    Upload.objects.filter(at__lt=at - LIFE).delete()
    Upload.objects.create(
        token=token, owner=owner, study=study, name=name[:200], digest=sha256(raw).hexdigest(), at=at, sealed=kept
    )
    newest = Upload.objects.filter(owner=owner, study=study).order_by("-at", "-id").values_list("id", flat=True)
    Upload.objects.filter(id__in=list(newest[MOST:])).delete()
    return token


def waiting(owner: str, study: str, at: datetime) -> Sequence[Waiting]:
    """The files that a person has waiting in a study, the newest first; whatever has waited too long, anybody's, is dropped."""
    Upload.objects.filter(at__lt=at - LIFE).delete()
    found = Upload.objects.filter(owner=owner, study=study, at__gte=at - LIFE).order_by("-at", "-id")
    return [_told(one) for one in found.defer("sealed")]


def find(owner: str, study: str, token: str, at: datetime) -> Waiting | None:
    """A file that waits, without its content; None where there is none, or no longer."""
    found = Upload.objects.filter(owner=owner, study=study, token=token, at__gte=at - LIFE).defer("sealed").first()
    return None if found is None else _told(found)


def content(owner: str, study: str, token: str, at: datetime) -> bytes | None:
    """The bytes of a file that waits; None where there is none, or where it cannot be opened any more."""
    found = Upload.objects.filter(owner=owner, study=study, token=token, at__gte=at - LIFE).first()
    if found is None:
        return None
    packed = opened(bytes(found.sealed), _bound(owner, study, token))
    return zlib.decompress(packed) if packed is not None else None


def choose(owner: str, study: str, token: str, mapping: str) -> None:
    """Remember which mapping a waiting file is read by."""
    Upload.objects.filter(owner=owner, study=study, token=token).update(mapping=mapping)


def drop(owner: str, study: str, token: str) -> None:
    """Forget a file: it was taken in, or is not wanted."""
    Upload.objects.filter(owner=owner, study=study, token=token).delete()


def _told(one: Upload) -> Waiting:
    return Waiting(one.token, one.name, one.digest, one.mapping, one.at)


def _bound(owner: str, study: str, token: str) -> bytes:
    return "\x1f".join(("equipoise/upload/1", owner, study, token)).encode()

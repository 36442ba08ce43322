"""The one door through which a drawing of our own comes onto a page as it is."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe


def drawn(picture: str) -> SafeString:
    """A picture as markup. Only for what Equipoise drew itself: whoever draws escapes every word where it is written."""
    return mark_safe(picture)  # noqa: S308 - see above; what people typed never comes this way

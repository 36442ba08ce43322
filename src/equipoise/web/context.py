"""What every page's frame shows: language, study, role, the moment."""

from __future__ import annotations

from django.http import HttpRequest

from equipoise import __version__
from equipoise.web.accounts.active import active
from equipoise.web.languages import other_language
from equipoise.web.templatetags.words import language


def shell(request: HttpRequest) -> dict[str, object]:
    """The language of the page, where the person stands (`active`), and the version of the software."""
    return {
        "language": language(),
        "html_language": "zh-Hans" if language() == "zh" else "en",
        "other_language": other_language(request),
        "software": __version__,
        "active": active(request),
    }

"""What every page's frame shows: language, study, role, the moment."""

from __future__ import annotations

from django.http import HttpRequest

from equipoise import __version__
from equipoise.web.templatetags.words import language


def shell(request: HttpRequest) -> dict[str, object]:
    """The language of the page and the version of the software, for the frame around every page."""
    return {"language": language(), "html_language": "zh-Hans" if language() == "zh" else "en", "software": __version__}

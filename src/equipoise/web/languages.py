"""The language of a page: the link's own `?lang=`, otherwise what the person last chose, otherwise what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from equipoise.web.templatetags.words import language

CODES: Final = {"en": "en", "zh": "zh-hans", "zh-hans": "zh-hans"}
NAMES: Final = {"en": "English", "zh": "简体中文"}
PARAMETER: Final = "lang"


def language_of_the_link(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`?lang=zh` shows the page in Chinese, and the pages after it too."""

    def answer(request: HttpRequest) -> HttpResponse:
        code = CODES.get(request.GET.get(PARAMETER, "").lower())
        if code is None:
            return get_response(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = get_response(request)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 86_400,
            samesite="Lax",
            secure=settings.SECURE,
            httponly=True,
        )
        return response

    return answer


def other_language(request: HttpRequest) -> dict[str, str]:
    """The address of this page in the other language, for the switch in the header."""
    other = "en" if language() == "zh" else "zh"
    query = request.GET.copy()
    query[PARAMETER] = other
    return {"address": f"?{query.urlencode()}", "code": "zh-Hans" if other == "zh" else "en", "name": NAMES[other]}

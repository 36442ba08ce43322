"""No page without sign-in, unless its view says `login_not_required`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase, JsonResponse

API = "/api/"


class SignInRequired(LoginRequiredMiddleware):
    """Sends a visitor to the sign-in page; answers 401 to a program, which cannot fill in a form."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """None lets the request through."""
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None and request.path.startswith(API):
            says = {"en": "Sign in first: this needs a session.", "zh": "请先登录：此操作需要有效会话。"}
            return JsonResponse({"code": "not_signed_in", "says": says}, status=401)
        return refused

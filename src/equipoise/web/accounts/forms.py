"""Signing in: name and password, and a clear word when either does not fit or the name is closed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from equipoise.values.text import Text
from equipoise.web.accounts import lock_out
from equipoise.web.templatetags.words import at_time, say

WRONG = Text("Name and password do not belong together.", "用户名与密码不匹配。")
CLOSED = Text(
    "This name is closed after {attempts} failed attempts. It is open again from {time}.",
    "该用户名因 {attempts} 次登录失败已暂时锁定，{time} 起可重新登录。",
)


class SignInForm(AuthenticationForm):
    """Django's form behind the lock-out."""

    def clean(self) -> dict[str, Any]:
        """Who it is. The attempt is counted before the password is looked at."""
        username = str(self.cleaned_data.get("username") or "")
        open_again = lock_out.attempt(username, timezone.now()) if username else None
        if open_again is not None:
            says = CLOSED.format(attempts=lock_out.ATTEMPTS, time=at_time(open_again))
            raise ValidationError(say(says), code="closed")
        cleaned = super().clean()
        lock_out.succeeded(username)
        return cleaned

    def get_invalid_login_error(self) -> ValidationError:
        """The one word for a wrong name and a wrong password: which of the two it was helps nobody but a stranger."""
        return ValidationError(say(WRONG), code="invalid_login")

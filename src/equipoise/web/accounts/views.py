"""Signing in and out, changing the password, taking a role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from equipoise.values.text import Text
from equipoise.web.accounts.active import choose
from equipoise.web.accounts.first_password import changed
from equipoise.web.accounts.forms import SignInForm
from equipoise.web.accounts.models import FirstPassword
from equipoise.web.templatetags.words import say

sign_in = LoginView.as_view(
    template_name="accounts/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
)
sign_out = LogoutView.as_view()


class _ChangePassword(PasswordChangeView):
    template_name = "accounts/password.html"
    success_url = settings.LOGIN_REDIRECT_URL

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        first = FirstPassword.objects.filter(username=self.request.user.get_username()).exists()
        return super().get_context_data(first=first, **more)

    def get_success_url(self) -> str:
        changed(self.request.user.get_username())
        messages.success(self.request, say(Text("Your password is changed.", "密码已修改。")), extra_tags="good")
        return super().get_success_url()


change_password = _ChangePassword.as_view()


@require_POST
def take_role(request: HttpRequest) -> HttpResponse:
    """Act in another role or study from now on; 403 for one that the delegation log does not give."""
    study, _, role = request.POST.get("choice", "").rpartition("/")
    if not choose(request, study, role):
        raise PermissionDenied(
            say(Text("The delegation log does not give you this role.", "授权分工表未授予您该角色。"))
        )
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if own else settings.LOGIN_REDIRECT_URL)

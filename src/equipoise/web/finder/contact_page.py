"""Contact the study team: asked with explicit consent, kept in the identity vault alone, read by the study team alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from equipoise.registry.match.prescreen import OUTCOMES
from equipoise.values.text import Text
from equipoise.web.client_address import address_of
from equipoise.web.contacts import TooMany, contacts
from equipoise.web.finder.held_study import study_of
from equipoise.web.templatetags.words import language
from equipoise.web.vault import VaultFault

LONGEST: Final = {"name": 200, "reach": 200, "message": 2000}
CONSENT: Final = Text(
    "I agree that the study team keeps my name, this way to reach me and my message until my request is answered, and uses them only to "
    "answer me.",
    "我同意研究团队保存我的姓名、联系方式和留言，直至答复完毕，且仅用于答复我。",
)
_MISSING: Final = {
    "name": Text("Write your name.", "请填写姓名。"),
    "reach": Text("Write a telephone number or an e-mail address.", "请填写电话号码或电子邮箱。"),
    "consent": Text("Without your agreement nothing is sent.", "未经您同意，不会发送。"),
}
_REACHES: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}|(?:\d[\s()./-]*){5}")
"""An e-mail address, or five digits: nobody can be answered by less."""
_TOO_LONG: Final = Text("At most {n} characters.", "最多 {n} 个字符。")
_TOO_MANY: Final = Text(
    "Too many requests came within this hour. Nothing was sent. Try again in an hour, or telephone the hospital.",
    "一小时内请求过多，未发送。请一小时后再试，或直接致电医院。",
)
_CLOSED: Final = Text(
    "Requests cannot be kept safely now. Nothing was sent. Telephone the hospital.",
    "目前无法安全保存请求，未发送。请直接致电医院。",
)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The form; once it is sent, a word of thanks that names nobody."""
    study = study_of(name)
    typed = {field: request.POST.get(field, "").strip() for field in LONGEST}
    outcome = request.POST.get("outcome", "") if request.POST.get("outcome", "") in OUTCOMES else ""
    faults: dict[str, Text] = {}
    sent, refused = False, None
    if request.method == "POST" and "send" in request.POST:
        faults = _faults(typed, "consent" in request.POST)
        if not faults:
            refused = _send(request, name, typed, outcome)
            sent = refused is None
    held = {
        "study": study, "name": name, "typed": typed, "outcome": outcome, "faults": faults, "sent": sent, "refused": refused,
        "consent": CONSENT, "agreed": "consent" in request.POST, "longest": LONGEST,
    }  # fmt: skip
    status = 429 if refused is _TOO_MANY else 503 if refused is not None else 422 if faults else 200
    return render(request, "finder/contact.html", held, status=status)


def _faults(typed: Mapping[str, str], agreed: bool) -> dict[str, Text]:
    found = {field: says for field, says in _MISSING.items() if field != "consent" and not typed[field]}
    if typed["reach"] and not _REACHES.search(typed["reach"]):
        found["reach"] = _MISSING["reach"]
    found |= {field: _TOO_LONG.format(n=most) for field, most in LONGEST.items() if len(typed[field]) > most}
    return found if agreed else {**found, "consent": _MISSING["consent"]}


def _send(request: HttpRequest, name: str, typed: Mapping[str, str], outcome: str) -> Text | None:
    """Keeps the request; the reason in words where it is not taken. What a machine filled in is thrown away without a word."""
    if request.POST.get("website"):
        return None
    fields = {**typed, "consent": CONSENT.in_(language())}
    try:
        contacts().ask(name, fields, address_of(request), language(), outcome, timezone.now())
    except TooMany:
        return _TOO_MANY
    except VaultFault:
        return _CLOSED
    return None

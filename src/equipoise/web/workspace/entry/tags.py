"""Template words of the entry page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipoise.rules.visits import CheckFinding
from equipoise.values.text import Text
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.entry.fields import Box

register = template.Library()


@register.simple_tag
def about(box: Box) -> SafeString:
    """What a control says of itself to whoever cannot see the page: that it is wrong, and where its note stands."""
    wrong = format_html(' aria-invalid="true"') if box.wrong else ""
    return format_html('{} aria-describedby="w-{}"', wrong, box.path)


@register.filter
def code_words(typed: str | None, options: Sequence[tuple[str, Text]]) -> str:
    """The meaning of a code that is searched by typing; what is none of them stays as it was typed."""
    return next((say(words) for code, words in options if code == typed), typed or "")


@register.filter
def note_of(typed: Mapping[str, str], finding: CheckFinding) -> str:
    """What was written beside an unlikely answer."""
    return typed.get(f"~note.{finding.path}.{finding.check}", "")


@register.filter
def to_step(address: str, step: str) -> str:
    """The address of an act on the form whose page this is."""
    return address.replace("/forms/", f"/{step}/", 1)

"""`{% to "participants" number %}`: an address in the workspace that keeps the study and the moment of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: dict[str, Any], *parts: object, **query: object) -> str:
    """The address of a page of this study at the same moment."""
    address: str = context["scope"].to(*parts, **query)
    return address


@register.simple_tag(takes_context=True)
def facts(context: dict[str, Any], seqs: Iterable[int] | int) -> SafeString:
    """Links to facts of the ledger by their numbers."""
    several = (seqs,) if isinstance(seqs, int) else seqs
    links = ((context["scope"].to("ledger", seq), seq) for seq in several if seq)
    return format_html(
        '<span class="fact-links">{}</span>', format_html_join(" ", '<a class="fact" href="{}">#{}</a>', links)
    )

"""`{% to "participants" number %}`: an address that keeps study and moment; `{% facts seqs %}`; the words of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from equipoise.protocol.criteria.say import say_unit
from equipoise.trial.permissions import ROLES
from equipoise.trial.task import URGENCIES, Urgency
from equipoise.values.quantity import Quantity, decimal_words
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.desks import Desk, desks_of
from equipoise.web.workspace.material_words import material_words
from equipoise.web.workspace.words import QUERIES, SCOPES, UNITS, VERDICTS, kind_words

register = template.Library()

_YEARS = Text("years", "岁")
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


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


@register.simple_tag(takes_context=True)
def desks(context: dict[str, Any]) -> tuple[tuple[Desk, ...], tuple[Desk, ...], Desk | None]:
    """The desks in the line, those under “More”, and which of the latter this page is one of."""
    line, more = desks_of(context["scope"])
    return line, more, next((one for one in more if one.tab == context.get("tab")), None)


@register.simple_tag(takes_context=True)
def material(context: dict[str, Any], code: str) -> str:
    """A material of the cell product in the words of the study file."""
    return say(material_words(context["scope"].study, code))


@register.filter
def at(known: Mapping[object, object], key: object) -> object:
    """What a mapping holds for a key, nothing where it holds none."""
    return known.get(key, "")


@register.filter
def cells(number: int) -> str:
    """A number of cells as laboratories write it: 1.32 × 10⁹."""
    if not number:
        return "0"
    mantissa, _, power = f"{Decimal(number):.2e}".partition("e")
    return f"{mantissa} × 10{str(int(power)).translate(_RAISED)}"


@register.filter
def amount(quantity: Quantity | None, unit: str | None = None) -> str:
    """A measured value with its unit; the number alone where an empty unit is asked for."""
    if quantity is None:
        return ""
    number = decimal_words(quantity.value)
    return number if unit == "" else f"{number} {say_unit(quantity.unit)}".strip()


@register.filter
def urgency(code: Urgency) -> str:
    """An urgency in words."""
    return say(URGENCIES[code])


@register.filter
def verdict(outcome: str) -> str:
    """An eligibility verdict in a word."""
    return say(VERDICTS[outcome])


@register.filter
def unit_state(state: str) -> str:
    """Where a unit stands."""
    return say(UNITS.get(state, same(state)))


@register.filter
def query_state(state: str) -> str:
    """Where a query stands."""
    return say(QUERIES[state])


@register.filter
def scope_words(scope: str) -> str:
    """What a hold stops or a withdrawal ends."""
    return say(SCOPES.get(scope, same(scope)))


@register.filter
def role_words(role: str) -> str:
    """A role in words; the system's own name stays as it is."""
    return say(ROLES.get(role, same(role)))


@register.filter
def lasting(span: timedelta | None) -> str:
    """A span of time in days, hours and minutes."""
    if span is None or span < timedelta(0):
        return ""
    minutes = int(span.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return say(Text(f"{days} d {hours} h", f"{days} 天 {hours} 小时"))
    return say(
        Text(f"{hours} h {rest} min", f"{hours} 小时 {rest} 分") if hours else Text(f"{rest} min", f"{rest} 分钟")
    )


@register.filter
def kind(code: str) -> str:
    """A kind of fact in words."""
    return say(kind_words(code))


@register.filter
def big(words: str) -> str:
    """A count of cells given as text."""
    return cells(int(words)) if words.isdecimal() else words


@register.filter
def blank(number: int) -> str:
    """A number, and a dot for zero: it reads faster than a row of noughts."""
    return str(number) if number else "·"


@register.filter
def unit(code: str) -> str:
    """A unit of measurement as laboratories print it."""
    return say(_YEARS) if code == "a" else say_unit(code)

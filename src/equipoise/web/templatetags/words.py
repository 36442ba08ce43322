"""`{% t "English" "中文" %}` for the words of a page, `{{ text|say }}` for a Text, dates and moments as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from equipoise.protocol.entry_words import enrolled
from equipoise.values.dates import PartialDate
from equipoise.values.say_day import day_words
from equipoise.values.text import Language, Text, in_both

register = template.Library()
_LATIN: Final = re.compile(r"[A-Za-z]")
_SCRIPTS: Final = tuple(
    (re.compile(signs), code)
    for signs, code in (
        (r"[\u3040-\u30ff]", "ja"),
        (r"[\uac00-\ud7af]", "ko"),
        (r"[\u4e00-\u9fff]", "zh-Hans"),
        (r"[\u0590-\u05ff]", "he"),
        (r"[\u0600-\u06ff]", "ar"),
        (r"[\u0400-\u04ff]", "ru"),
    )
)
"""The script of a text tells its language as nearly as a screen reader needs it; everything else is English, as records are."""


def language() -> Language:
    """The language of the page that is being made."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


@register.simple_tag(takes_context=True)
def t(context: Mapping[str, object], en: str, zh: str, **values: object) -> str:
    """The words of the interface, both languages side by side: a page cannot be half translated.

    Pages of a study with one arm say that people are enrolled where others say randomised.
    """
    words = enrolled(Text(en, zh)) if context.get("single_arm") else Text(en, zh)
    return words.format(**values).in_(language()) if values else words.in_(language())


@register.filter
def say(text: Text | str | None) -> str:
    """A Text in the language of the page; anything else as it is."""
    if isinstance(text, Text):
        return text.in_(language())
    return "" if text is None else str(text)


@register.filter
def in_tongue(words: Text | str) -> SafeString:
    """The attributes of an element with a record's own words: the language of most of them, and that they run as it does."""
    said = say(words)
    latin = len(_LATIN.findall(said))
    code = next((code for script, code in _SCRIPTS if len(script.findall(said)) * 2 > latin), "en")
    return format_html(' lang="{}" dir="auto"' if code in ("ar", "he") else ' lang="{}"', code)


@register.filter
def one_language(words: str) -> str:
    """Words that a person wrote in both languages at once, in that of the page: a query, a name (`Wang Fang / 王芳`)."""
    return say(in_both(words))


@register.filter
def on_day(day: date | PartialDate | str | None) -> str:
    """A date in the language of the page; nothing for no date."""
    if day is None or day == "":
        return ""
    if isinstance(day, str):
        day = PartialDate.parse(day[:10])
    return day_words(day).in_(language())


@register.filter
def at_time(moment: datetime | str | None, zone: str = "Asia/Shanghai") -> str:
    """A moment as people write it, in the study's zone, with the zone's offset."""
    if moment is None or moment == "":
        return ""
    if isinstance(moment, str):
        if "T" not in moment:
            return on_day(moment)
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone(ZoneInfo(zone))
    return f"{on_day(local.date())} {clock(local, zone)}"


@register.filter
def clock(moment: datetime, zone: str = "Asia/Shanghai") -> str:
    """The time of day of a moment, in the study's zone with the zone's offset."""
    local = moment.astimezone(ZoneInfo(zone))
    offset = local.strftime("%z")
    return f"{local:%H:%M} UTC{offset[:3]}" + (f":{offset[3:]}" if offset[3:] != "00" else "")

"""Template words of the entry page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.contrib.auth import get_user_model
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from equipoise.facts.answer_path import item_at
from equipoise.protocol.model import Form
from equipoise.rules.visits import QUERY_STEPS, Query
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import one_language, say
from equipoise.web.workspace.entry.confirmed import note_name, note_of
from equipoise.web.workspace.entry.fields import Box
from equipoise.web.workspace.entry.rights import Rights

register = template.Library()


@register.simple_tag
def about(box: Box) -> SafeString:
    """What a control says of itself to whoever cannot see the page: that it is wrong, and where its note stands."""
    wrong = mark_safe(' aria-invalid="true"') if box.wrong else ""
    return format_html('{} aria-describedby="w-{}"', wrong, box.path)


@register.filter
def code_words(typed: str | None, options: Sequence[tuple[str, Text]]) -> str:
    """The meaning of a code that is searched by typing; what is none of them stays as it was typed."""
    return next((say(words) for code, words in options if code == typed), typed or "")


register.filter("note_of", note_of)
register.filter("note_name", lambda finding: note_name(finding.path, finding.check))


@register.filter
def to_step(address: str, step: str) -> str:
    """The address of an act on the form whose page this is."""
    return address.replace("/forms/", f"/{step}/", 1)


@register.filter
def label_at(path: str, plan: Form) -> Text:
    """The question of an item by its path; the path itself for an item that the form no longer has."""
    item = item_at(plan, path)
    return item.label if item is not None else same(path)


_STEPS: Final[Mapping[str, tuple[str, Text, Text]]] = {
    "answer": ("answer", Text("Answer", "答复"), Text("Answer", "答复内容")),
    "close": ("close", Text("Close", "关闭"), Text("Why (to ask again or to cancel)", "说明（重新提出或取消时填写）")),
    "reopen": ("reopen", Text("Ask again", "重新提出"), Text("What is still open", "仍未解决的问题")),
    "cancel": ("cancel", Text("Cancel", "取消质疑"), Text("Why it is cancelled", "取消原因")),
}


@register.filter
def steps(query: Query, rights: Rights) -> Sequence[tuple[str, Text, Text]]:
    """What a reader may do about a query where it stands: the act, its words, what its box asks for."""
    may = {"answer": rights.answer, "close": rights.close, "reopen": rights.close, "cancel": rights.close}
    return [_STEPS[step] for step, states in QUERY_STEPS.items() if may[step] and query.state in states]


@register.filter
def person_words(username: str) -> str:
    """The printed name of a person, with the name under which the person signs in."""
    known = get_user_model().objects.filter(username=username).first()
    name = known.get_full_name() if known is not None else ""
    return f"{one_language(name)} ({username})" if name else username

"""What the rules say about a form, as the page that is being written on takes it over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.template.loader import render_to_string

from equipoise.web.templatetags.words import say
from equipoise.web.workspace.entry.boxes import Typed
from equipoise.web.workspace.entry.check import Checked


def as_sent(checked: Checked) -> dict[str, dict[str, Any]]:
    """By path: the note beside the box as HTML, whether it is asked at all and wrong, what is computed, what was read."""
    return {
        path: {
            "html": render_to_string("workspace/note.html", {"note": note, "path": path}),
            "asked": note.asked,
            "wrong": any(one.severity == "hard" for one in note.findings),
            "derived": say(note.derived),
            "read": note.read,
        }
        for path, note in checked.notes.items()
    }


def typed_in(post: Mapping[str, str]) -> Typed:
    """What a form sent, without what only carries it."""
    return {name: words for name, words in post.items() if name not in _CARRIERS and words}


_CARRIERS: Final = ("csrfmiddlewaretoken", "~key", "~mark", "~act", "~confirmed")

"""A form that was entered under an older version of the protocol, beside what the form is now."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.protocol.model import Form
from equipoise.values.text import Text, listed
from equipoise.web.workspace.entered_form import answer_words
from equipoise.web.workspace.entry.place import Place


@dataclass(frozen=True, slots=True)
class Versions:
    """Under which version a form was entered, what its form has gained and lost since, and the answers to what it lost."""

    old: str
    new: str
    added: Text | None
    gone: Text | None
    former: tuple[tuple[Text, Text], ...]


def versions(place: Place) -> Versions | None:
    """None for a form whose questions are still those under which it was entered."""
    if place.saved is None:
        return None
    under = place.saved.entered.protocol
    study = place.scope.trial.protocols.get(under)
    before = study.forms.forms.get(place.form) if study is not None else None
    if study is None or before is None or under == place.one.study.version:
        return None
    had, has = _labels(before), _labels(place.plan)
    added = [label for path, label in has.items() if path not in had]
    gone = {path: label for path, label in had.items() if path not in has}
    if not added and not gone:
        return None
    former = tuple(
        (before.items[path].label, words)
        for path in gone
        if path in before.items
        and (words := answer_words(study, before.items[path], place.saved.items.get(path))) is not None
    )
    return Versions(
        under,
        place.one.study.version,
        listed(added) if added else None,
        listed(list(gone.values())) if gone else None,
        former,
    )


def _labels(form: Form) -> dict[str, Text]:
    found = {name: item.label for name, item in form.items.items()}
    for name, group in form.groups.items():
        found |= {f"{name}.{inner}": item.label for inner, item in group.items.items()}
    return found

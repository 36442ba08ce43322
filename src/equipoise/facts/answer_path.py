"""Where an answer stands in a form: `ITEM`, or `GROUP.row.ITEM` with rows counted from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.facts.body import Answer
from equipoise.protocol.model import Form, Item


def answer_at(items: Mapping[str, Answer], groups: Mapping[str, Sequence[Mapping[str, Answer]]], path: str) -> Answer:
    """The answer at a path; None where there is none."""
    name, _, rest = path.partition(".")
    if not rest:
        return items.get(name)
    row, _, item = rest.partition(".")
    rows = groups.get(name, ())
    return rows[int(row)].get(item) if int(row) < len(rows) else None


def item_at(form: Form, path: str) -> Item | None:
    """What a form asks at a path; None where it does not ask it, or no longer."""
    name, _, rest = path.partition(".")
    if not rest:
        return form.items.get(name)
    group = form.groups.get(name)
    return group.items.get(rest.partition(".")[2]) if group is not None else None


def set_answer(items: dict[str, Answer], groups: dict[str, list[dict[str, Answer]]], path: str, answer: Answer) -> None:
    """Puts an answer at a path, in place. A correction may add rows behind the last one."""
    name, _, rest = path.partition(".")
    if not rest:
        items[name] = answer
        return
    row, _, item = rest.partition(".")
    rows = groups.setdefault(name, [])
    while len(rows) <= int(row):
        rows.append({})
    rows[int(row)][item] = answer

"""Walking through a study: every part with its path, and the finding for a name that leads nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from pydantic import BaseModel

from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Group, Item, Study
from equipoise.values.text import Text


def parts(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The value and everything in it, depth first, each with its dotted path."""
    yield path, value
    for name, inner in children(value):
        yield from parts(inner, f"{path}.{name}" if path else name)


def children(value: object) -> Iterator[tuple[str, object]]:
    """What stands directly in a part, a mapping or a list, with its name or place."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if inner is not None:
                yield name, inner
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key), inner
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield str(place), inner


def fault(path: str, en: str, zh: str, instead_en: str, instead_zh: str) -> Finding:
    """A finding that stops the study from being used."""
    return Finding(path, Text(en, zh), Text(instead_en, instead_zh))


def remark(path: str, en: str, zh: str, instead_en: str, instead_zh: str) -> Finding:
    """A finding that is told and stops nothing."""
    return Finding(path, Text(en, zh), Text(instead_en, instead_zh), "remark")


def unknown(path: str, word: str, known: Collection[str], kind: Text) -> Finding:
    """The finding for a name that the study file does not have, with the nearest one that it has."""
    says = Text(f"There is no {kind.en} `{word}`", f"没有名为 `{word}` 的{kind.zh}")
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.65)
    if close:
        return Finding(path, says, Text(f"Write `{close[0]}`", f"请写 `{close[0]}`"))
    if not known:
        return Finding(path, says, Text(f"Add the {kind.en} first", f"请先添加该{kind.zh}"))
    shown = list(known)[:12]
    en = ", ".join(f"`{name}`" for name in shown) + (" …" if len(known) > len(shown) else "")
    return Finding(path, says, Text(f"Write one of {en}", f"请从以下选择：{en.replace(', ', '、')}"))


def all_in(path: str, words: Collection[str], known: Collection[str], kind: Text) -> Iterator[Finding]:
    """A finding for each word of a list that the study file does not have."""
    for place, word in enumerate(words):
        if word not in known:
            yield unknown(f"{path}.{place}", word, known, kind)


def item_at(study: Study, words: str) -> Item | None:
    """The item at `FORM.ITEM` or `FORM.GROUP.ITEM`."""
    names = words.split(".")
    form = study.forms.forms.get(names[0])
    if form is None or len(names) not in (2, 3):
        return None
    holder: Mapping[str, Item] = form.items
    if len(names) == 3:
        group: Group | None = form.groups.get(names[1])
        holder = group.items if group else {}
    return holder.get(names[-1])


def item_paths(study: Study) -> Iterator[tuple[str, Item]]:
    """Every item of every form with its `FORM.ITEM` or `FORM.GROUP.ITEM`."""
    for form_name, form in study.forms.forms.items():
        for name, item in form.items.items():
            yield f"{form_name}.{name}", item
        for group_name, group in form.groups.items():
            for name, item in group.items.items():
                yield f"{form_name}.{group_name}.{name}", item


def path_of_item(words: str) -> str:
    """The path in the study file of `FORM.ITEM` or `FORM.GROUP.ITEM`."""
    form, *rest = words.split(".")
    inside = f"groups.{rest[0]}.items.{rest[1]}" if len(rest) == 2 else f"items.{rest[0]}"
    return f"forms.forms.{form}.{inside}"


FORM = Text("form", "表单")
ITEM = Text("item", "表单项目")
EVENT = Text("event", "事件")
ARM = Text("arm", "组别")
EPOCH = Text("epoch", "阶段")

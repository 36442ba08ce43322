"""What the names of a study file are called: for sentences made from criteria."""

from __future__ import annotations

from collections.abc import Mapping

from equipoise.protocol.model import Form, Item, Study
from equipoise.values.text import Text


def study_names(study: Study) -> Mapping[str, Text]:
    """Every variable and event of a study file with its name; `variable=code` with the meaning of the code."""
    called = {name: event.name for name, event in study.events.items()}
    for name, variable in study.variables.items():
        called[name] = variable.name
        item = _item(study, variable.item)
        if item is not None:
            called.update(_codes(study, name, item))
    return called


def form_names(study: Study, form: str, group: str = "") -> Mapping[str, Text]:
    """Every item of a form (and of one of its groups) with its label; `ITEM=code` with the meaning of the code."""
    defined = study.forms.forms[form]
    called: dict[str, Text] = {}
    for name, item in (*defined.items.items(), *(defined.groups[group].items.items() if group else ())):
        called[name] = item.label
        called.update(_codes(study, name, item))
    return called


def _codes(study: Study, name: str, item: Item) -> Mapping[str, Text]:
    codes = study.forms.code_lists.get(item.codes, {}) if item.codes else {}
    return {f"{name}={code}": meaning for code, meaning in codes.items()}


def _item(study: Study, path: str) -> Item | None:
    form, _, rest = path.partition(".")
    defined: Form | None = study.forms.forms.get(form)
    if defined is None:
        return None
    group, _, item = rest.rpartition(".")
    if not group:
        return defined.items.get(item)
    return defined.groups[group].items.get(item) if group in defined.groups else None

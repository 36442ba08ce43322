"""Formulas: a derived item is computed from what stands above it."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault
from equipoise.protocol.criteria import CriterionFault, names, parse, parse_term
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Item


def derived_items_can_be_computed(case: Case) -> Iterator[Finding]:
    """A formula asks neither for its own item nor for one that is computed after it: both would stay empty for ever."""
    for form_name, form in case.study.forms.forms.items():
        computed = [name for name, item in form.items.items() if item.derived is not None]
        for place, name in enumerate(computed):
            path = f"forms.forms.{form_name}.items.{name}.derived"
            asked = _asked(form.items[name])
            if name in asked:
                yield fault(path, f"`{name}` is computed from itself", f"`{name}` 由其自身计算得出",
                    "Write the items that it is computed from", "请写出用于计算的其他项目")  # fmt: skip
            for later in computed[place + 1 :]:
                if later in asked:
                    yield fault(path, f"`{name}` is computed from `{later}`, which is computed after it",
                        f"`{name}` 由 `{later}` 计算，而 `{later}` 在其后才计算",
                        f"Write `{later}` above `{name}`; two items are never computed from each other",
                        f"请将 `{later}` 写在 `{name}` 之前；两个项目不可相互计算")  # fmt: skip


def _asked(item: Item) -> frozenset[str]:
    rule = item.derived or ""
    try:
        return names(parse(rule) if item.kind == "yes_no" else parse_term(rule))
    except CriterionFault:
        return frozenset()

"""What stands on a new form before anybody types: on a tumour assessment the lesions of the baseline, to be measured again.

RECIST 1.1 (Eisenhauer 2009, 3.2 and 4.3): the lesions chosen at baseline are followed by the same method at each assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.facts import FormInstance
from equipoise.protocol.model import Form, Response
from equipoise.rules import response
from equipoise.trial.person import Person
from equipoise.values.text import Text
from equipoise.web.workspace.entry.sheet import Answers, Items, as_of, boxes_of

_LESIONS: Final = Text(
    "The lesions of the baseline and its method stand here already: what is measured today is still to be entered. "
    "A new lesion gets a row of its own.",
    "基线病灶及检查方法已列出，仅需录入本次测量结果；新病灶另增一行。",
)
_NO_LESION: Final = Text(
    "The baseline has no lesion that is followed one by one. Its method stands here already.",
    "基线未逐一登记病灶；检查方法已按基线填好。",
)


def begun(one: Person, form: str) -> dict[str, str]:
    """The boxes that are filled in on a new form of a participant; none where nothing is known beforehand."""
    plan = one.study.response
    if plan is None or form != plan.lesions.form:
        return {}
    points = response.time_points(one.study, one.facts)
    baseline = one.facts.form(form, points[0].instance) if points else None
    if baseline is None:
        return {}
    asked = one.study.forms.forms[form]
    return boxes_of(one.study, asked, Answers(_items(plan, baseline), lesions(plan, asked, baseline)))


def what_stands(boxes: Mapping[str, str]) -> Text | None:
    """What a page says about the boxes that were filled in beforehand; None where there are none."""
    if not boxes:
        return None
    return _LESIONS if any("." in name for name in boxes) else _NO_LESION


def lesions(plan: Response, form: Form, baseline: FormInstance) -> dict[str, tuple[Items, ...]]:
    """The lesions of the baseline in their groups: number, organ and whether it is a node; what is measured is left open."""
    names = plan.lesions
    kept = (names.lesion, names.organ, names.node)
    new = names.new.group if names.new is not None else ""
    held = as_of(baseline, baseline.seq).groups
    return {
        name: tuple({item: row[item] for item in kept if row.get(item) is not None} for row in held.get(name, ()))
        for name, group in form.groups.items()
        if name != new and names.lesion in group.items
    }


def _items(plan: Response, baseline: FormInstance) -> Items:
    """The method of the baseline, and the investigator as the reader where only one code says so."""
    method, readers = plan.lesions.baseline.method, plan.readers
    found: Items = {}
    if method is not None and (used := as_of(baseline, baseline.seq).items.get(method)) is not None:
        found[method] = used
    if readers is not None and len(readers.investigator) == 1:
        found[readers.item] = readers.investigator[0]
    return found

"""What stands on a new form before anybody types: on a tumour assessment the lesions of the baseline, to be measured again.

RECIST 1.1 (Eisenhauer 2009, 3.2 and 4.3): the lesions chosen at baseline are followed by the same method at each assessment.
"""

from __future__ import annotations

from equipoise.facts import FormInstance
from equipoise.protocol.model import Form, Response
from equipoise.rules import response
from equipoise.trial.person import Person
from equipoise.web.workspace.entry.sheet import Answers, Items, as_of, boxes_of


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

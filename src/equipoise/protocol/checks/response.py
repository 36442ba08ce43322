"""How response is read leads somewhere: items, codes and readers exist, and the reading that endpoints count is declared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import EVENT, ITEM, all_in, fault, unknown
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Form, Item, Lesions, Readers, Response, Study
from equipoise.values.text import Text

CODE = Text("code", "代码")
PATH = "response.lesions"


def response_parts_exist(case: Case) -> Iterator[Finding]:
    """The optional items of the tumour form exist where they are named, with the codes that are given a meaning."""
    study = case.study
    found = _form(study)
    if found is None:
        return
    plan, form = found
    lesions = plan.lesions
    rows = form.groups[lesions.target].items if lesions.target in form.groups else {}
    yield from _items(PATH, lesions, ("worse", "complete_was_real"), form.items)
    yield from _items(PATH, lesions, ("state",), rows)
    yield from _items(f"{PATH}.baseline", lesions.baseline, _BASELINE, {**form.items, **rows})
    yield from _codes(study, f"{PATH}.states", lesions.states, rows.get(lesions.state or ""))
    asked = lesions.baseline
    everything = {**form.items, **rows}
    yield from _codes(study, f"{PATH}.baseline.methods", asked.methods, everything.get(asked.method or ""))
    yield from _codes(study, f"{PATH}.baseline.natures", asked.natures, everything.get(asked.nature or ""))
    yield from _codes(study, f"{PATH}.equivocal_new", lesions.equivocal_new, form.items.get(lesions.new_lesion))
    yield from _codes(study, f"{PATH}.suspected", lesions.suspected, form.items.get(lesions.non_target))
    yield from _new_lesions(lesions, form)
    if plan.symptomatic is not None and plan.symptomatic not in study.events:
        yield unknown("response.symptomatic", plan.symptomatic, study.events, EVENT)


_BASELINE = ("method", "slice", "nature", "irradiated", "grown_since")


def readers_can_read(case: Case) -> Iterator[Finding]:
    """Each reader is a code of the form, two central readers have an adjudicator, and a central endpoint has a reader."""
    found = _form(case.study)
    if found is None:
        return
    plan, form = found
    readers = plan.readers
    if plan.endpoint == "central" and (readers is None or not readers.central):
        yield fault("response.endpoint", "The endpoints count a central reading, and nobody reads centrally",
            "终点采用中心阅片，但未指定中心阅片人", "Name `readers.central`, or write `endpoint: investigator`",
            "请填写 `readers.central`，或写 `endpoint: investigator`")  # fmt: skip
    if readers is not None:
        yield from _readers(case.study, readers, form)


def _readers(study: Study, readers: Readers, form: Form) -> Iterator[Finding]:
    path = "response.readers"
    yield from _items(path, readers, ("item", "decided"), form.items)
    everyone = (*readers.investigator, *readers.central, *((readers.adjudicator,) if readers.adjudicator else ()))
    yield from _codes(study, path, everyone, form.items.get(readers.item))
    if len(set(everyone)) != len(everyone):
        yield fault(path, "One code stands for two readers", "同一代码代表两位阅片人",
            "Give each reader a code of their own", "请为每位阅片人设置各自的代码")  # fmt: skip
    if len(readers.central) > 1 and readers.adjudicator is None:
        yield fault(f"{path}.adjudicator", "Two central readers and nobody who decides between them",
            "有两位中心阅片人但无裁定人", "Name an `adjudicator`", "请填写 `adjudicator`")  # fmt: skip


def _form(study: Study) -> tuple[Response, Form] | None:
    plan = study.response
    form = study.forms.forms.get(plan.lesions.form) if plan is not None else None
    return (plan, form) if plan is not None and form is not None else None


def _new_lesions(lesions: Lesions, form: Form) -> Iterator[Finding]:
    if lesions.new is None:
        return
    group = form.groups.get(lesions.new.group)
    if group is None:
        yield unknown(f"{PATH}.new.group", lesions.new.group, form.groups, Text("group", "项目组"))
        return
    names = ("lesion", "sure", "diameter", "node", "organ", "larger")
    yield from _items(f"{PATH}.new", lesions.new, names, group.items)


def _items(path: str, part: object, keys: Collection[str], known: Mapping[str, Item]) -> Iterator[Finding]:
    for key in keys:
        word = getattr(part, key)
        if word is not None and word not in known:
            yield unknown(f"{path}.{key}", word, known, ITEM)


def _codes(study: Study, path: str, words: Collection[str], item: Item | None) -> Iterator[Finding]:
    """Codes that are given a meaning exist in the item's list; an item that is not there is told elsewhere."""
    known = study.forms.code_lists.get(item.codes or "", {}) if item is not None else {}
    if known:
        yield from all_in(path, tuple(words), known, CODE)

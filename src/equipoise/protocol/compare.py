"""What an amendment changed, and whom it touches, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

from equipoise.protocol.checks.walk import children
from equipoise.protocol.model import Statement, Study, Visit, Words
from equipoise.protocol.prose import visit_time
from equipoise.values.text import Text, listed, same

Touches = Literal["nobody", "screening", "on treatment", "follow-up", "all"]

_ANCHORS: dict[str, Touches] = {
    "registered": "screening",
    "consent_signed": "screening",
    "eligibility_confirmed": "screening",
    "screening_failed": "nobody",
    "collected": "on treatment",
    "infusion": "on treatment",
    "course_started": "on treatment",
    "progression": "follow-up",
    "withdrawn_treatment": "follow-up",
    "withdrawn_procedures": "follow-up",
    "withdrawn_data": "follow-up",
}
_PARTS: dict[str, Touches] = {
    "about": "nobody",
    "analysis": "nobody",
    "epochs": "nobody",
    "simulation": "nobody",
    "eligibility": "screening",
    "randomisation": "screening",
    "variables": "screening",
    "interventions": "on treatment",
    "product": "on treatment",
}
_WORDING = frozenset({"name", "label", "labels", "hint", "note", "plain", "source", "record", "assumed", "short"})
_TIME = ("anchor", "days", "every", "window")
_FORMS = {
    "forms": (
        Text("The visit “{name}” now has: {forms}.", "访视“{name}”新增表单：{forms}。"),
        Text("The visit “{name}” no longer has: {forms}.", "访视“{name}”不再有表单：{forms}。"),
    ),
    "optional": (
        Text("At the visit “{name}” may now be entered: {forms}.", "访视“{name}”新增选填表单：{forms}。"),
        Text("At the visit “{name}” may no longer be entered: {forms}.", "访视“{name}”不再有选填表单：{forms}。"),
    ),
}
"""What is said of the forms that a visit has gained, and of those that it has lost."""
_UNCOMPARED = frozenset({"version", "effective", "format"})
_WHOM: dict[Touches, Text] = {
    "nobody": Text("It touches no participant", "不影响任何受试者"),
    "screening": Text("It touches people in screening", "影响筛选期人员"),
    "on treatment": Text("It touches participants on treatment", "影响治疗期受试者"),
    "follow-up": Text("It touches participants in follow-up", "影响随访期受试者"),
    "all": Text("It touches all active participants", "影响所有在研受试者"),
}
_AHEAD = Text("It touches those for whom the visit lies ahead", "影响该访视尚未进行的受试者")
_CONSENT = Text("All who are active consent again", "所有在研受试者须重新签署知情同意")
_STILL_DUE = Text("It touches those with the form still due", "影响该表单尚未完成的受试者")
_KINDS = {
    "analytes": Text("analyte", "检验项目"),
    "arms": Text("arm", "组别"),
    "checks": Text("edit check", "核查规则"),
    "clocks": Text("reporting time", "报告时限"),
    "consents": Text("consent form", "知情同意书"),
    "criteria": Text("criterion", "标准"),
    "delays": Text("rule of delay", "推迟规则"),
    "endpoints": Text("endpoint", "终点"),
    "events": Text("event", "事件"),
    "forms": Text("form", "表单"),
    "groups": Text("table", "表格"),
    "holds": Text("rule of a hold", "暂停规则"),
    "interventions": Text("intervention", "干预措施"),
    "items": Text("item", "条目"),
    "outcomes": Text("outcome measure", "结局指标"),
    "release": Text("release test", "放行项目"),
    "unacceptable": Text("rule of unacceptable toxicity", "不可接受毒性规则"),
    "unscheduled": Text("unscheduled contact", "计划外访视"),
    "variables": Text("variable", "变量"),
    "visits": Text("visit", "访视"),
}
"""What the parts of a collection are called."""
_SEALED = "randomisation.blocks"
_SEALED_WORDS = Text(
    "The sizes of the blocks changed; they are told to nobody. It touches people in screening.",
    "区组长度有变更，不对任何人公开。影响筛选期人员。",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two versions: the value before and after (None: it was not, or is no longer, there)."""

    path: str
    old: object
    new: object
    says: Text
    touches: Touches


def compare(old: Study, new: Study) -> tuple[Change, ...]:
    """All changes from one version to the other, in the order of the study file; the time of a visit is one change.

    Sizes of blocks are never told, old or new: they would let the next allocation be guessed.
    """
    changes: list[Change] = []
    timed: set[str] = set()
    for path, before, after in _differences("", old, new):
        steps = path.split(".")
        if steps[0] in _UNCOMPARED:
            continue
        visit = ".".join(steps[:3])
        if steps[:2] == ["schedule", "visits"] and len(steps) > 3 and steps[3] in _TIME:
            if visit not in timed:
                timed.add(visit)
                changes.append(_new_time(old, new, visit, steps[2]))
            continue
        if path.startswith(_SEALED):
            changes.append(Change(_SEALED, None, None, _SEALED_WORDS, "screening"))
            continue
        if _lists_forms(steps) and isinstance(before, tuple) and isinstance(after, tuple) and {*before} != {*after}:
            changes.append(_new_forms(old, new, path, steps[2]))
            continue
        new_analyte = steps[:2] == ["forms", "analytes"] and before is None
        touches: Touches = "nobody" if new_analyte else _touches(old, new, steps)
        whom = _whom(steps, touches)
        says = Text("{what}. {whom}.", "{what}。{whom}。").format(what=_what(old, new, path, before, after), whom=whom)
        changes.append(Change(path, before, after, says, touches))
    return tuple(changes)


def _differences(path: str, old: object, new: object) -> Iterator[tuple[str, object, object]]:
    if old == new:
        return
    if type(old) is not type(new) or not _opens(old) or not _opens(new):
        yield path, old, new
        return
    before, after = dict(children(old)), dict(children(new))
    for name in dict.fromkeys((*before, *after)):
        yield from _differences(f"{path}.{name}" if path else name, before.get(name), after.get(name))


def _opens(part: object) -> bool:
    """Whether a difference is told part by part: lists of names, texts and sentences are told whole."""
    if isinstance(part, (Text, Words)):
        return False
    if isinstance(part, tuple):
        return bool(part) and all(isinstance(one, BaseModel) for one in part)
    return isinstance(part, (BaseModel, dict))


def _touches(old: Study, new: Study, steps: list[str]) -> Touches:
    if any(step in _WORDING for step in steps[2:]) and steps[0] != "consents":
        return "nobody"
    if steps[0] == "consents":
        return "nobody" if steps[-1] in _WORDING else "all"
    if steps[:2] == ["eligibility", "gates"]:
        return "on treatment"
    if steps[0] == "design":
        return "screening" if steps[1] in ("sex", "minimum_age", "maximum_age", "healthy_volunteers") else (
            "all" if steps[1] in ("masking", "masked") else "nobody")  # fmt: skip
    if steps[:2] == ["schedule", "visits"]:
        return _of_visit(new if steps[2] in new.schedule.visits else old, steps[2])
    if steps[:2] == ["forms", "forms"]:
        return _of_form(old, new, steps[2])
    return _PARTS.get(steps[0], "all")


def _of_visit(study: Study, name: str) -> Touches:
    visit = study.schedule.visits[name]
    event = study.events.get(visit.anchor)
    if event is None or event.fact == "randomised":
        return "all"
    return "follow-up" if event.fact is None else _ANCHORS.get(event.fact, "all")


def _of_form(old: Study, new: Study, form: str) -> Touches:
    found: set[Touches] = set()
    for study in (old, new):
        if form in study.schedule.logs:
            return "all"
        for name, visit in study.schedule.visits.items():
            if form in (*visit.forms, *visit.optional):
                found.add(_of_visit(study, name))
        if study.product is not None and form in str(study.product.forms.model_dump()):
            found.add("on treatment")
    return found.pop() if len(found) == 1 else "all"


def _whom(steps: list[str], touches: Touches) -> Text:
    if touches == "nobody":
        return _WHOM[touches]
    if steps[0] == "consents":
        return _CONSENT
    if steps[:2] == ["schedule", "visits"]:
        return _AHEAD
    if steps[:2] == ["forms", "forms"]:
        return _STILL_DUE
    return _WHOM[touches]


def _new_time(old: Study, new: Study, path: str, name: str) -> Change:
    before, after = old.schedule.visits[name], new.schedule.visits[name]
    says = Text(
        "The visit “{name}” is due {after} (before: {was}). {whom}.",
        "访视“{name}”的时间为：{after}（原为：{was}）。{whom}。",
    ).format(name=after.name, after=visit_time(new, after), was=visit_time(old, before), whom=_AHEAD)
    return Change(path, _time(before), _time(after), says, _of_visit(new, name))


def _lists_forms(steps: list[str]) -> bool:
    return len(steps) == 4 and steps[:2] == ["schedule", "visits"] and steps[3] in _FORMS


def _new_forms(old: Study, new: Study, path: str, name: str) -> Change:
    """Which forms a visit has gained and which it no longer has, by their names."""
    kind = path.rpartition(".")[2]
    before, after = (getattr(study.schedule.visits[name], kind) for study in (old, new))
    gained, lost = _FORMS[kind]
    said = [
        words.format(name=new.schedule.visits[name].name, forms=_forms(study, found))
        for study, found, words in (
            (new, [form for form in after if form not in before], gained),
            (old, [form for form in before if form not in after], lost),
        )
        if found
    ]
    says = Text("{what} {whom}.", "{what}{whom}。").format(what=listed(said, en=" ", zh=""), whom=_AHEAD)
    return Change(path, before, after, says, _of_visit(new, name))


def _forms(study: Study, names: list[str]) -> Text:
    return listed([study.forms.forms[name].name if name in study.forms.forms else same(name) for name in names])


def _time(visit: Visit) -> dict[str, object]:
    return visit.model_dump(include=set(_TIME))


def _what(old: Study, new: Study, path: str, before: object, after: object) -> Text:
    if before is None and isinstance(after, Statement) and (kind := _kind(new, path)) is not None:
        return Text("New {kind}: {after}", "新增{kind}：{after}").format(kind=kind, after=_words(after))
    if after is None and isinstance(before, Statement) and (kind := _kind(old, path)) is not None:
        return Text("Removed {kind}: {before}", "删除{kind}：{before}").format(kind=kind, before=_words(before))
    thing = _thing(new, path) or _thing(old, path) or same(path)
    if before is None or before in ((), {}):
        return Text("New: {thing}: {after}", "新增：{thing}：{after}").format(thing=thing, after=_words(after))
    if after is None or after in ((), {}):
        return Text("Removed: {thing}: {before}", "删除：{thing}：{before}").format(thing=thing, before=_words(before))
    return Text("{thing}: {after} (before: {before})", "{thing}：{after}（原为：{before}）").format(
        thing=thing, after=_words(after), before=_words(before)
    )


def _thing(study: Study, path: str) -> Text | None:
    """What people call the part at a path: the names on the way to it, and its key."""
    here: object = study
    names: list[Text] = []
    unnamed: list[str] = []
    rest = path
    while rest:
        inside = dict(children(here))
        key = next(
            (name for name in sorted(inside, key=len, reverse=True) if rest == name or rest.startswith(name + ".")),
            None,
        )
        if key is None:
            break
        here, rest = inside[key], rest[len(key) + 1 :]
        named = _name(here)
        if named is not None and rest:
            names.append(named)
            unnamed = []
        elif not isinstance(here, dict):
            unnamed.append(key)
    if not names and rest == path:
        return None
    last = same(f"`{'.'.join(unnamed) or path.rpartition('.')[2]}`")
    return listed([*names, last], en=", ", zh="，") if names else same(f"`{path}`")


def _kind(study: Study, path: str) -> Text | None:
    """What a part of a collection is, and of what: `item of Laboratory`; None where the collection has no word for its parts."""
    here: object = study
    within: Text | None = None
    collection = ""
    while path:
        inside = dict(children(here))
        key = max((name for name in inside if path == name or path.startswith(f"{name}.")), key=len, default=None)
        if key is None:
            return None
        rest = path[len(key) + 1 :]
        if not isinstance(here, dict):
            collection = key
        here, path = inside[key], rest
        if rest and (named := _name(here)) is not None:
            within = named
    kind = _KINDS.get(collection)
    if kind is None or within is None:
        return kind
    return Text("{kind} of {within}", "{within}的{kind}").format(kind=kind, within=within)


def _name(part: object) -> Text | None:
    for key in ("name", "label", "measure"):
        found = getattr(part, key, None) if isinstance(part, Statement) else None
        if isinstance(found, Words):
            return found.text
        if isinstance(found, Text):
            return found
    return None


def _words(value: object) -> Text:
    """A value as people read it: a text in both languages, a part by its name, a list by its entries."""
    if isinstance(value, Text):
        return value
    if isinstance(value, Words):
        return value.text
    if isinstance(value, BaseModel):
        text = getattr(value, "text", None)
        return _name(value) or (text.text if isinstance(text, Words) else _words(_written(value)))
    if isinstance(value, dict):
        return listed(
            [Text("{key}: {value}", "{key}：{value}").format(key=key, value=_words(one)) for key, one in value.items()]
        )
    if isinstance(value, tuple):
        return listed([_words(one) for one in value]) if value else Text("none", "无")
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    return same(f"{value:f}" if isinstance(value, Decimal) else str(value))


def _written(part: BaseModel) -> dict[str, object]:
    """The keys of a part that say something."""
    return {name: inner for name, inner in children(part) if inner not in ((), {}) and name in part.model_fields_set}

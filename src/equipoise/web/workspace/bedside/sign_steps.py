"""Vital signs around an infusion, one time point at a time: what the study file asks there, and when it was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404

from equipoise.facts import Answer
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Group, Item
from equipoise.rules import product, visits
from equipoise.rules.product import SignDue
from equipoise.rules.visits import CheckFinding
from equipoise.trial import commands as act
from equipoise.values.text import Text
from equipoise.web.templatetags.words import at_time
from equipoise.web.workspace.acting.fields import Field, Kind
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.bedside.bag_in_hand import crumbs_of, rests_of
from equipoise.web.workspace.bedside.bags import WardBag, find_bag
from equipoise.web.workspace.entry.boxes import read
from equipoise.web.workspace.scope import Scope


def take_signs(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Vital signs at a time point: the one that the address names, otherwise the next one."""
    one = find_bag(scope, about)
    group = product.signs_group(one.one.study)
    sign = _point(one, asked.get("point", ""))
    if group is None or sign is None:
        raise Http404
    return Step(
        does=act.TakeVitalSigns,
        title=Text("Vital signs of {number}: {point}", "{number} 生命体征：{point}").format(
            number=one.one.number, point=sign.name
        ),
        says=_says(one, sign),
        act=Text("Save", "保存"),
        done=Text("Vital signs saved: {point}.", "已保存生命体征：{point}。").format(point=sign.name),
        back=one.to(),
        command=lambda given: act.TakeVitalSigns(
            participant=one.one.number,
            bag=one.id,
            point=sign.point,
            signs=signs_of(one, group, given.values),
            happened=given.happened,
            reason=given.because,
        ),
        person=one.one,
        unit=f"{one.id}/{sign.point}",
        fields=[field_of(one, name, item) for name, item in signs_asked(group).items()],
        faults=lambda values: impossible(judged(one, group, values)),
        doubts=lambda values: unlikely(judged(one, group, values)),
        happened=True,
        rests=rests_of(one),
        crumbs=crumbs_of(one),
        tab="bedside",
        touch=True,
        early=False,
    )


def signs_asked(group: Group) -> Mapping[str, Item]:
    """What is measured at a time point: the items of the group behind the one that names the row."""
    return dict(list(group.items.items())[1:])


def field_of(one: WardBag, name: str, item: Item, prefix: str = "", required: bool | None = None) -> Field:
    """The box of an item at the bedside, in its usual unit."""
    codes = one.one.study.forms.code_lists.get(item.codes or "", {})
    kind: Kind = "number" if item.kind in ("quantity", "decimal", "integer") else "choice" if codes else "line"
    if item.kind == "yes_no":
        kind, codes = "choice", {"Y": Text("Yes", "是"), "N": Text("No", "否")}
    return Field(
        name=f"{prefix}{name}",
        label=item.label,
        kind=kind,
        options=tuple(codes.items()),
        unit=say_unit(item.units[0]) if item.units else "",
        required=item.required if required is None else required,
        hint=item.hint,
    )


def signs_of(one: WardBag, group: Group, values: Mapping[str, Any], prefix: str = "") -> dict[str, Answer]:
    """The answers that the boxes give, those that are filled."""
    found = {}
    for name, item in signs_asked(group).items():
        value = values.get(f"{prefix}{name}")
        if value in (None, ""):
            continue
        typed = {name: str(value), f"{name}~unit": item.units[0] if item.units else ""}
        answer = read(one.one.study, name, item, typed, one.scope.today)
        if answer is not None:
            found[name] = answer
    return found


def judged(one: WardBag, group: Group, values: Mapping[str, Any], prefix: str = "") -> Sequence[CheckFinding]:
    """What the rules say about the values of a time point; the path is the name of the box."""
    name = one.plan.bedside.signs
    if one.plan.forms.infusion is None or name is None:
        return ()
    row = signs_of(one, group, values, prefix)
    found = visits.check_row(one.one.study, one.plan.forms.infusion, name, row, one.scope.today)
    return [replace(finding, path=f"{prefix}{finding.path}") for finding in found]


def impossible(found: Sequence[CheckFinding]) -> Mapping[str, Text]:
    """By box, what cannot be."""
    return {finding.path: finding.says for finding in found if finding.severity == "hard"}


def unlikely(found: Sequence[CheckFinding]) -> Sequence[CheckFinding]:
    """What is asked about before it is saved."""
    return [finding for finding in found if finding.severity == "soft"]


def _point(one: WardBag, wanted: str) -> SignDue | None:
    if not wanted:
        return one.next_sign
    return next((sign for sign in one.signs if sign.point == wanted), None)


def _says(one: WardBag, sign: SignDue) -> Text:
    if sign.due is None:
        return Text("Measured now, or say when.", "现在测量；如非此刻，请填写测量时间。")
    says = Text("Due at {time}. Measured now, or say when.", "应测时间 {time}。现在测量；如非此刻，请填写测量时间。")
    return says.format(time=at_time(sign.due, one.scope.zone))

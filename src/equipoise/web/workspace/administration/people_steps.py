"""Who does what: a role delegated or withdrawn, a training recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth import get_user_model
from django.http import Http404

from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import one_language
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.scope import Scope

_PEOPLE: Final = Text("People", "人员")


def delegate_duty(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Let a person act in a role, from day to day."""
    return Step(
        does=act.DelegateDuty,
        title=Text("Delegate a role", "授权角色"),
        says=Text(
            "The person may act in this role from the first day on, and no longer after the last. It stands in the delegation log.",
            "该人员自起始日起可承担此角色，截止日后自动失效，并载入授权分工表。",
        ),
        act=Text("Delegate", "授权"),
        done=Text("The role is delegated.", "已授权。"),
        back=scope.to("study", "people"),
        command=lambda given: act.DelegateDuty(
            person=given.get("person"),
            duty=given.get("duty"),
            first_day=str(given.get("first_day")),
            last_day=str(given.get("last_day")),
        ),
        fields=(
            _person(asked.get("person", "")),
            Field(name="duty", label=Text("Role", "角色"), kind="list", options=tuple(ROLES.items())),
            Field(name="first_day", label=Text("First day", "起始日"), kind="day", required=False),
            Field(name="last_day", label=Text("Last day", "截止日"), kind="day", required=False),
        ),
        proof=True,
        crumbs=((_PEOPLE, scope.to("study", "people")),),
        tab="study",
    )


def withdraw_duty(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """End the role of a person before its last day."""
    person, duty = asked.get("person", ""), asked.get("duty", "")
    if duty not in scope.trial.roles_of(person):
        raise Http404
    return Step(
        does=act.WithdrawDuty,
        title=Text("Withdraw a role", "撤销角色"),
        says=Text(
            "{person} no longer acts as {role}. What was done in the role stays as it is.",
            "{person} 不再承担“{role}”角色；此前以该角色完成的操作保持不变。",
        ).format(person=person, role=ROLES[duty]),
        act=Text("Withdraw", "撤销"),
        done=Text("The role is withdrawn.", "已撤销。"),
        back=scope.to("study", "people"),
        command=lambda given: act.WithdrawDuty(person=person, duty=duty),
        unit=f"{person}/{duty}",
        proof=True,
        crumbs=((_PEOPLE, scope.to("study", "people")),),
        tab="study",
    )


def record_training(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Record what a person was trained in."""
    return Step(
        does=act.RecordTraining,
        title=Text("Record training", "记录培训"),
        says=Text(
            "The training stands beside the person in the delegation log, with the version of the study file of that day.",
            "培训将与该人员一并载入授权分工表，并注明当日的研究文件版本。",
        ),
        act=Text("Record", "记录"),
        done=Text("The training is recorded.", "培训已记录。"),
        back=scope.to("study", "people"),
        command=lambda given: act.RecordTraining(
            person=given.get("person"), topic=given.get("topic"), day=str(given.get("day"))
        ),
        fields=(
            _person(asked.get("person", "")),
            Field(
                name="topic",
                label=Text("Topic", "培训内容"),
                hint=Text("Such as GCP, protocol 1.1, apheresis device.", "例如：GCP、方案 1.1 版、血细胞分离机操作。"),
            ),
            Field(name="day", label=Text("Day", "培训日期"), kind="day", start=scope.today.isoformat()),
        ),
        crumbs=((_PEOPLE, scope.to("study", "people")),),
        tab="study",
    )


def _person(start: str) -> Field:
    people = get_user_model().objects.filter(is_active=True).order_by("username")
    options = tuple((one.username, same(f"{one_language(one.get_full_name())} ({one.username})")) for one in people)
    return Field(name="person", label=Text("Person", "人员"), kind="list", options=options, start=start)

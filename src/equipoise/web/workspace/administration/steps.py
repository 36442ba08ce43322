"""The acts of administration: roles from day to day, training, an amendment put into force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth import get_user_model
from django.http import Http404

from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text, same
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Make, Step
from equipoise.web.workspace.administration.setting_steps import STEPS
from equipoise.web.workspace.administration.versions import impact, version_named
from equipoise.web.workspace.scope import Scope

_PEOPLE: Final = Text("People", "人员")
_APPROVAL: Final = (
    Text(
        "The ethics committee approved this version; I put it into force",
        "伦理委员会已批准该版本，本人同意实施",
    ),
)


def _delegate(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
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


def _withdraw(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
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


def _training(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
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


def _amend(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    version = version_named(scope, asked.get("version", ""))
    touched = impact(scope, version)
    return Step(
        does=act.ApproveAmendment,
        title=Text("Put version {version} into force", "实施 {version} 版").format(version=version.version),
        says=Text(
            "From its day on the trial runs under this version. Participants who must consent again are blocked until they have.",
            "自生效日起，试验按该版本执行；须重新签署知情同意者在签署前不能继续。",
        ),
        act=Text("Approve", "批准实施"),
        done=Text("The amendment is approved.", "修订版本已批准。"),
        back=scope.to("study", "amendments", version.version),
        command=lambda given: act.ApproveAmendment(version=version.version, effective=str(given.get("effective"))),
        unit=version.version,
        fields=(
            Field(name="effective", label=Text("Effective day", "生效日"), kind="day", start=scope.today.isoformat()),
        ),
        proof=True,
        meanings=_APPROVAL,
        content=scope.trial.protocols.digests[version.version],
        rests=tuple((one.says, same(str(len(one.numbers)))) for one in touched.groups),
        tab="study",
    )


def _person(start: str) -> Field:
    people = get_user_model().objects.filter(is_active=True).order_by("username")
    options = tuple((one.username, same(f"{one.get_full_name()} ({one.username})")) for one in people)
    return Field(name="person", label=Text("Person", "人员"), kind="list", options=options, start=start)


PERSON: Final[Mapping[str, Make]] = {}
UNIT: Final[Mapping[str, Make]] = {}
STUDY: Final[Mapping[str, Make]] = {
    "delegate_duty": _delegate,
    "withdraw_duty": _withdraw,
    "record_training": _training,
    "approve_amendment": _amend,
    **STEPS,
}

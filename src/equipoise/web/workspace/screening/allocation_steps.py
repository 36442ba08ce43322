"""Errors of an allocation as steps: each is recorded and none is undone; and the key of the list, committed and revealed.

Source of what is recorded: Yelland et al. 2015, PMC4509880; `trial/acts/allocation_errors.py` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from equipoise.facts.randomisation import AllocationKeyCommitted, Randomised
from equipoise.protocol.entry_words import entry_words
from equipoise.rules import randomisation
from equipoise.trial import commands as act
from equipoise.trial.acts.allocation_errors import ERRORS
from equipoise.trial.commands import Command
from equipoise.trial.person import Person
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import at_time
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Given, Step
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.standing import arm_words

REASON: Final = Text("Reason", "原因")
_STAYS: Final = Text(
    "The allocation, its place on the list and the values it used stay as they are. The participant stays in the trial and in the "
    "intention-to-treat set.",
    "分配结果、列表序号及所用数值保持不变，受试者仍留在试验中，并纳入意向性分析。",
)
OCCASIONS: Final = (
    ("emergency", Text("Emergency: the treatment must be known to treat the participant", "紧急：救治受试者须知晓所用治疗")),
    ("planned", Text("Planned: as the protocol foresees it", "计划内：按方案规定")),
    ("inadvertent", Text("Inadvertent: it became known by mistake", "意外：误被知晓")),
)  # fmt: skip
"""Why an arm is disclosed."""


def mark_in_error(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Mark an allocation that should not have happened."""
    return _error(
        scope,
        about,
        act.MarkRandomisedInError,
        Text("{number} was randomised in error", "{number} 误随机"),
        lambda given: act.MarkRandomisedInError(
            participant=about, error=given.get("error", "other"), reason=given.reason
        ),
        Field(name="error", label=Text("What was wrong", "错误类型"), kind="choice", options=_errors(scope, about)),
    )


def _errors(scope: Scope, about: str) -> tuple[tuple[str, Text], ...]:
    study = scope.person(about).study
    return tuple((code, entry_words(study, words)) for code, words in ERRORS.items())


def correct_levels(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Record the true levels of the factors."""
    one = scope.person(about)
    used = _levels(one)
    return _error(
        scope,
        about,
        act.CorrectLevels,
        Text("Wrong levels in the allocation of {number}", "{number} 随机时分层因素有误"),
        lambda given: act.CorrectLevels(
            participant=about,
            levels={name: given.get(f"level.{name}") for name in used if given.get(f"level.{name}")},
            reason=given.reason,
        ),
        *(
            Field(
                name=f"level.{name}",
                label=plan.name,
                kind="choice",
                options=[(level, plan.labels.get(level, same(level))) for level in plan.levels],
                start=used.get(name, ""),
                hint=Text("Used: {level}", "随机时采用：{level}").format(
                    level=plan.labels.get(used.get(name, ""), same(used.get(name, "–")))
                ),
            )
            for name, plan in one.study.randomisation.factors.items()
        ),
    )


def record_same_person(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Record that the same person was randomised before."""
    return _error(
        scope,
        about,
        act.RecordSamePerson,
        Text("{number} is a person randomised before", "{number} 此前已以其他编号随机"),
        lambda given: act.RecordSamePerson(participant=about, other=given.get("other"), reason=given.reason),
        Field(name="other", label=Text("The earlier number", "较早的编号")),
    )


def record_other_treatment(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Record that the treatment of another arm was given."""
    one = scope.person(about)
    arms = () if scope.conceal.arms else tuple((arm, plan.label.text) for arm, plan in one.study.arms.items())
    return _error(
        scope,
        about,
        act.RecordOtherTreatment,
        Text("{number} was given another treatment", "{number} 接受了其他组的治疗"),
        lambda given: act.RecordOtherTreatment(participant=about, received=given.get("received"), reason=given.reason),
        Field(name="received", label=Text("The treatment that was given", "实际所用治疗"), kind="choice", options=arms),
    )


def unblind(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Disclose one participant's arm."""
    return _error(
        scope,
        about,
        act.Unblind,
        Text("Unblind {number}", "揭盲：{number}"),
        lambda given: act.Unblind(participant=about, occasion=given.get("occasion", "emergency"), reason=given.reason),
        Field(name="occasion", label=Text("Occasion", "揭盲情形"), kind="choice", options=OCCASIONS),
    )


def _error(
    scope: Scope, about: str, does: type[Command], title: Text, command: Callable[[Given], Command], *fields: Field
) -> Step:
    one = scope.person(about)
    return Step(
        does=does,
        title=entry_words(one.study, title).format(number=about),
        says=entry_words(one.study, _STAYS),
        act=Text("Record it", "记录"),
        done=Text("Recorded. It stands on the page of the participant and in the screening log.", "已记录，并显示于受试者页面与筛选日志。"),
        back=scope.to("participants", about, "allocation") if one.arm is not None else scope.to("participants", about),
        command=command,
        person=one,
        fields=fields,
        reason=REASON,
        proof=True,
        rests=_allocated(scope, one),
        tab="screening",
    )  # fmt: skip


def _levels(one: Person) -> Mapping[str, str]:
    randomised = one.facts.first(Randomised)
    return randomised.body.levels if randomised is not None else {}


def _allocated(scope: Scope, one: Person) -> list[tuple[Text, Text]]:
    fact = one.facts.first(Randomised)
    if fact is None:
        return [(entry_words(one.study, Text("Allocation", "分配")), Text("none", "无"))]
    arm = arm_words(scope, one.study, fact.body.arm)
    return [
        (Text("Place on the list", "列表序号"), same(str(fact.body.sequence))),
        (entry_words(one.study, Text("Allocated", "分配时间")), same(at_time(fact.recorded, scope.zone))),
        (Text("Arm", "组别"), arm if arm is not None else Text("concealed from your role", "对您的角色设盲")),
    ]


def commit_key(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Commit the key of the list by its hash."""
    study = scope.study
    return Step(
        does=act.CommitAllocationKey,
        title=Text("Commit the key of the randomisation list", "承诺随机列表密钥"),
        says=Text(
            "The hash of the sealed key and the scheme of the study file become facts, before anybody is allocated. The key itself "
            "stays sealed: nobody can tell the next allocation, and nobody can change the list later without it being seen.",
            "密封密钥的哈希值与研究文件中的随机方案将作为事实记录，且早于首例随机。密钥本身保持密封：无人能预知后续分配，也无人能在事后改动列表而不被发现。",
        ),
        act=Text("Commit", "承诺"),
        done=Text("The key is committed.", "密钥已承诺。"),
        back=scope.to("study"),
        command=lambda given: act.CommitAllocationKey(),
        proof=True,
        rests=(
            (Text("Method", "方法"), same(study.randomisation.method)),
            (Text("Hash of the scheme", "方案哈希值"), same(randomisation.scheme_hash(study))),
        ),
        tab="study",
    )


def reveal_key(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Publish the key of the finished list."""
    committed = scope.trial.study.first(AllocationKeyCommitted)
    return Step(
        does=act.RevealAllocationKey,
        title=Text("Reveal the key of the randomisation list", "公开随机列表密钥"),
        says=Text(
            "Everybody can then recompute every allocation, and nobody is allocated by this list any more. It cannot be taken back.",
            "此后任何人均可重算全部分配，且不得再据此列表随机。此操作不可撤销。",
        ),
        act=Text("Reveal", "公开"),
        done=Text("The key is public.", "密钥已公开。"),
        back=scope.to("study"),
        command=lambda given: act.RevealAllocationKey(reason=given.get("why")),
        fields=(
            Field(
                name="why",
                label=Text("Why the list ends early", "提前终止列表的原因"),
                kind="words",
                required=False,
                hint=Text("Needed while places are left.", "尚有名额时必填。"),
            ),
        ),
        proof=True,
        rests=(
            (
                Text("Commitment", "承诺值"),
                same(committed.body.commitment) if committed is not None else Text("none", "无"),
            ),
            (
                Text("Allocated", "已随机"),
                same(f"{len(scope.trial.allocations)} / {scope.study.design.enrolment}"),
            ),
        ),
        tab="study",
    )

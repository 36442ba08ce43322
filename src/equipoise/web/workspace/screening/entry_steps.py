"""The steps from screening to randomisation: judge a criterion, sign the eligibility, end the screening, randomise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.http import Http404

from equipoise.facts.observe import observations
from equipoise.facts.participant import EligibilityConfirmed
from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.protocol.entry_words import entry_words
from equipoise.rules import eligibility, randomisation
from equipoise.trial import commands as act
from equipoise.trial.acts.screening import not_signed
from equipoise.trial.person import Person, accrual_held
from equipoise.values.text import Text, listed, same
from equipoise.web.templatetags.words import at_time
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.screening.panel import evidence, lines

MEANINGS: Final = (
    Text(
        "I have checked every criterion against its source: this participant is eligible",
        "本人已逐条对照源文件核对，确认该受试者符合入排标准",
    ),
)
"""What the signature of the eligibility means (21 CFR 11.50)."""
CAUSES: Final = (
    ("criteria", Text("Does not meet the criteria", "不符合入排标准")),
    ("declined", Text("Does not want to take part", "本人不愿参加")),
    ("other", Text("Another reason", "其他原因")),
)
"""Why a screening can end."""
_OPEN: Final = Text("open", "未完成")
_KEY: Final = Text("Key of the list", "随机列表密钥")


def judge_criterion(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Judge what no value decides, by name and reason."""
    one = scope.person(about)
    gate = next((name for name in one.study.eligibility.gates if name == asked.get("gate")), None)
    occasion = asked.get("occasion", "") if gate else ""
    found = {name: criterion for name, _, criterion in eligibility.applicable(one.study, gate)}
    criterion = found.get(asked.get("criterion", ""))
    if criterion is None or criterion.judgement is None:
        raise Http404
    name = asked["criterion"]
    verdict = eligibility.assess(one.study, one.facts, scope.today, gate, occasion, events=one.events).verdict(name)
    return Step(
        does=act.JudgeCriterion,
        title=Text("Judge {criterion} for {number}", "判断 {number} 的 {criterion}").format(
            criterion=name, number=about
        ),
        says=Text(
            "Your judgement decides this criterion; your name, the time and the reason stand with it. A later judgement counts "
            "instead, and the earlier one stays readable.",
            "您的判断将决定该标准的结论，姓名、时间和理由一并记录。之后如重新判断，以新判断为准，原判断仍可查阅。",
        ),
        act=Text("Record the judgement", "记录判断"),
        done=Text("{criterion} is judged.", "{criterion} 已判断。").format(criterion=name),
        back=scope.to("participants", about, "eligibility", gate=gate or "", occasion=occasion),
        command=lambda given: act.JudgeCriterion(
            participant=about,
            criterion=name,
            met=given.get("met") == "Y",
            reason=given.get("why"),
            gate=gate or "",
            occasion=occasion,
        ),
        person=one,
        unit=f"{gate or ''}{occasion}{name}",
        fields=(
            Field(
                name="met",
                label=criterion.judgement,
                kind="choice",
                options=(
                    ("Y", Text("Met: does not stand against it", "符合（不构成障碍）")),
                    ("N", Text("Not met", "不符合")),
                ),
            ),
            Field(name="why", label=Text("Reason", "理由"), kind="words"),
        ),
        rests=(
            (Text("Criterion", "标准"), criterion.text.text),
            *((Text("Evidence", "依据"), reason.says) for reason in verdict.reasons),
        ),
        tab="screening",
    )


def confirm_eligibility(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Sign that every criterion passes: bound to the content of the assessment as it is shown."""
    one = scope.person(about)
    found = eligibility.assess(one.study, one.facts, scope.today)
    digest = found.digest
    return Step(
        does=act.ConfirmEligibility,
        title=Text("Sign the eligibility of {number}", "签署 {number} 的入选确认").format(number=about),
        says=Text(
            "Your name, the time and the meaning stand under the assessment as it is shown at the side. A later correction or "
            "judgement ends the signature and asks for a new one. There are no waivers.",
            "您的姓名、时间及签名含义将与右侧所示评估绑定。此后数据更正或重新判断即令签名失效，须重新签署。不得豁免任何标准。",
        ),
        act=Text("Sign", "签署"),
        done=Text("The eligibility is signed.", "入选确认已签署。"),
        back=scope.to("participants", about, "eligibility"),
        command=lambda given: act.ConfirmEligibility(participant=about, meaning=given.meaning, content=digest),
        person=one,
        proof=True,
        meanings=MEANINGS,
        content=digest,
        rests=[
            (
                Text("{criterion}: {outcome}", "{criterion}：{outcome}").format(
                    criterion=line.verdict.criterion, outcome=eligibility.OUTCOMES[line.verdict.outcome]
                ),
                evidence(line),
            )
            for line in lines(scope, one, found, settled=True)
        ],
        crumbs=((Text("Eligibility", "入排标准"), scope.to("participants", about, "eligibility")),),
        tab="screening",
    )


def fail_screening(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """End the screening of somebody who does not enter."""
    one = scope.person(about)
    found = eligibility.assess(one.study, one.facts, scope.today)
    failing = [verdict for verdict in found.verdicts if verdict.outcome == "fails"]
    causes = CAUSES if failing else CAUSES[1:]
    return Step(
        does=act.FailScreening,
        title=Text("End the screening of {number}", "结束 {number} 的筛选").format(number=about),
        says=Text(
            "The person does not enter the study. Number and data stay in the screening log. Another screening later is a new "
            "registration.",
            "该人员不入组，编号与数据保留在筛选日志中。以后如再次筛选，须重新登记。",
        ),
        act=Text("End the screening", "结束筛选"),
        done=Text("The screening is ended.", "筛选已结束。"),
        back=scope.to("participants", about, "eligibility"),
        command=lambda given: act.FailScreening(
            participant=about, cause=given.get("cause", "other"), reason=given.get("why")
        ),
        person=one,
        fields=(
            Field(
                name="cause",
                label=Text("Why", "原因"),
                kind="choice",
                options=causes,
                start="criteria" if failing else "",
            ),
            Field(
                name="why",
                label=Text("In words", "具体说明"),
                kind="words",
                required=False,
                hint=Text(
                    "Needed unless criteria fail: those are listed by themselves.",
                    "除“不符合入排标准”外必填；不符合的标准自动列出。",
                ),
            ),
        ),
        proof=True,
        rests=[
            (same(verdict.criterion), listed([reason.says for reason in verdict.reasons], en=" ", zh=""))
            for verdict in failing
        ]
        or [(Text("Criteria that fail", "不符合的标准"), Text("none", "无"))],
        then=lambda done: scope.to("screening"),
        tab="screening",
    )


_ENTERED: Final = Text(
    "The participant is entered into the study and its one group. It cannot be taken back; the participant stays in the trial "
    "whatever follows.",
    "该受试者将入组本研究（单组）。此操作不可撤销；此后无论发生什么，该受试者均留在试验中。",
)


def randomise(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Allocate an eligible participant: every gate is shown before."""
    one = scope.person(about)
    return Step(
        does=act.Randomise,
        title=entry_words(one.study, Text("Randomise {number}", "随机分组：{number}")).format(number=about),
        says=_ENTERED
        if one.study.single_arm
        else Text(
            "The next allocation of the list is drawn and given to this participant. It cannot be taken back or drawn again; "
            "the participant stays in the trial whatever follows.",
            "系统将抽取列表的下一个分配并授予该受试者。分配不可撤销、不可重抽；此后无论发生什么，该受试者均留在试验中。",
        ),
        act=entry_words(one.study, Text("Randomise", "随机分组")),
        done=Text("Enrolled.", "已入组。") if one.study.single_arm else Text("Allocated.", "已分配。"),
        back=scope.to("participants", about, "eligibility"),
        command=lambda given: act.Randomise(participant=about),
        person=one,
        proof=True,
        rests=gates(scope, one),
        then=lambda done: scope.to("participants", about, "allocation"),
        tab="screening",
    )


def gates(scope: Scope, one: Person) -> Sequence[tuple[Text, Text]]:
    """What an allocation waits for, each with how it stands now."""
    study = one.study
    confirmed = one.facts.last(EligibilityConfirmed)
    signed = confirmed is not None and not not_signed(scope.trial, one)
    found = eligibility.assess(study, one.facts, scope.today)
    now = [name for name, event in study.events.items() if event.fact == "randomised"]
    levels = randomisation.levels(study, observations(study, one.facts, scope.today, one.events, now), scope.today)
    taken, planned = len(scope.trial.allocations), study.design.enrolment
    return (
        (Text("Consent", "知情同意"), _consent(one)),
        (
            Text("Criteria today", "今日入排标准"),
            Text("{k} of {n} pass", "{n} 条中 {k} 条符合").format(
                k=sum(verdict.passes for verdict in found.verdicts), n=len(found.verdicts)
            ),
        ),
        (
            Text("Signature of the investigator", "研究者签名"),
            _signature(scope, confirmed.actor, confirmed.recorded) if signed and confirmed is not None else _OPEN,
        ),
        *((factor, level) for factor, level in _levels(one, levels.levels)),
        *(() if study.single_arm else (_key(scope),)),
        (
            Text("Hold of accrual", "入组暂停"),
            Text("on hold", "暂停中") if accrual_held(scope.trial) else Text("none", "无"),
        ),
        (
            Text("Places", "入组名额"),
            entry_words(study, Text("{k} of {n} allocated", "已随机 {k} / {n} 例")).format(k=taken, n=planned),
        ),
    )


def _key(scope: Scope) -> tuple[Text, Text]:
    committed = scope.trial.study.last(AllocationKeyCommitted)
    if committed is None:
        return _KEY, _OPEN
    return _KEY, Text("committed {time}", "已于 {time} 承诺").format(time=at_time(committed.recorded, scope.zone))


def _consent(one: Person) -> Text:
    if one.consent is None:
        return _OPEN
    if one.consent_due is not None:
        return Text("{have} signed, {due} is in force", "已签 {have} 版，现行 {due} 版").format(
            have=one.consent, due=one.consent_due
        )
    return Text("version {have} signed", "已签 {have} 版").format(have=one.consent)


def _signature(scope: Scope, who: str, when: str) -> Text:
    return same(f"{who}, {at_time(when, scope.zone)}")


def _levels(one: Person, levels: Mapping[str, str]) -> list[tuple[Text, Text]]:
    """The factors of the randomisation with the participant's level."""
    return [
        (plan.name, plan.labels.get(levels[name], same(levels[name])) if name in levels else _OPEN)
        for name, plan in one.study.randomisation.factors.items()
    ]

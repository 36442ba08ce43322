"""Acts of screening: judge a criterion, sign the eligibility, end the screening."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.facts.participant import CriterionJudged, EligibilityConfirmed, ScreeningFailed
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.entry_words import entry_words
from equipoise.rules import eligibility
from equipoise.rules.eligibility import GateName
from equipoise.trial import commands as act
from equipoise.trial.acts.about import closed, known, on_participant
from equipoise.trial.decision import Accepted, Asked, Decision, refuse
from equipoise.trial.limits import ended_by
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def judge(trial: Trial, asked: Asked, command: act.JudgeCriterion) -> Decision:
    """Record a judgement by name and reason; only criteria that the protocol leaves to judgement can be judged."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = [
        *(before_consent(one) if command.gate else not_in_screening(one)),
        *closed(trial, one),
        *_no_such_gate(one, command),
        *_not_for_judgement(one, command),
    ]
    if not command.reason.strip():
        reasons.append(Reason("reason_missing", Text("A judgement needs its reason.", "判断须写明理由。")))
    if reasons:
        return refuse(*reasons)
    body = CriterionJudged(criterion=command.criterion, met=command.met, gate=command.gate, occasion=command.occasion)
    return Accepted((on_participant(one, asked, body),))


def _gate_of(one: Person, command: act.JudgeCriterion) -> GateName | None:
    return next((name for name in one.study.eligibility.gates if name == command.gate), None)


def _no_such_gate(one: Person, command: act.JudgeCriterion) -> Iterator[Reason]:
    """Why nothing can be judged at the gate that a command names; nothing where it names none."""
    gate = _gate_of(one, command)
    if command.gate and gate is None:
        says = Text(f"There is no gate {command.gate}.", f"没有关卡 {command.gate}。")
        yield Reason("unknown_gate", says, protocol="eligibility.gates")
    elif gate is not None and not command.occasion:
        says = Text("A judgement at a gate counts for one unit: name it.", "关卡判断仅对一个单位有效，请指明。")
        remedy = Text("Name the collection or the bag.", "请填写采集号或袋号。")
        yield Reason("occasion_missing", says, remedy=remedy)


def _not_for_judgement(one: Person, command: act.JudgeCriterion) -> Iterator[Reason]:
    """Why a criterion cannot be judged: it is not asked there, or values decide it."""
    asked_there = eligibility.applicable(one.study, _gate_of(one, command))
    found = {name: (path, criterion) for name, path, criterion in asked_there}
    path, criterion = found.get(command.criterion, ("", None))
    if criterion is None:
        says = Text(f"There is no criterion {command.criterion} here.", f"此处没有标准 {command.criterion}。")
        yield Reason("unknown_criterion", says)
    elif criterion.judgement is None:
        says = Text(
            f"{command.criterion} is decided by values, not by judgement.",
            f"{command.criterion} 由数据判定,不由人判断。",
        )
        remedy = Text("Enter the values that it needs.", "请录入所需数据。")
        yield Reason("not_for_judgement", says, protocol=path, remedy=remedy)


def confirm_eligibility(trial: Trial, asked: Asked, command: act.ConfirmEligibility) -> Decision:
    """Sign that all criteria pass on this day; refused as long as one does not, whoever asks: there are no waivers."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = [*not_in_screening(one), *closed(trial, one)]
    found = eligibility.assess(one.study, one.facts, asked.day(one.study))
    reasons += found.refusals
    if command.content and command.content != found.digest:
        reasons.append(
            Reason(
                "changed_meanwhile",
                Text("The assessment is not the one that was seen.", "当前评估与您所见内容不一致。"),
                remedy=Text("Look at it as it now stands, then sign.", "请核对当前评估后再签署。"),
            )
        )
    if reasons:
        return refuse(*reasons)
    body = EligibilityConfirmed(
        verdicts=found.outcomes, rests_on=found.rests_on, meaning=command.meaning, content=found.digest
    )
    return Accepted((on_participant(one, asked, body),))


def fail_screening(trial: Trial, asked: Asked, command: act.FailScreening) -> Decision:
    """End screening; the criteria that failed are computed, not typed."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = [*not_in_screening(one, consent=False), *closed(trial, one)]
    if command.cause not in ("criteria", "declined", "other"):
        reasons.append(
            Reason("unknown_cause", Text("Choose criteria, declined or other.", "请选择 criteria、declined 或 other。"))
        )
    failed = tuple(
        verdict.criterion
        for verdict in eligibility.assess(one.study, one.facts, asked.day(one.study)).verdicts
        if verdict.outcome == "fails"
    )
    if command.cause == "criteria" and not failed:
        reasons.append(
            Reason(
                "no_criterion_fails",
                Text("No criterion fails.", "没有不符合的标准。"),
                remedy=Text("Name another cause, and the reason.", "请选择其他原因并说明。"),
            )
        )
    if command.cause != "criteria" and not command.reason:
        reasons.append(Reason("reason_missing", Text("Say why.", "请说明原因。")))
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, ScreeningFailed(criteria=failed, cause=command.cause)),))


def not_in_screening(one: Person, *, consent: bool = True) -> list[Reason]:
    """Why nothing of screening can be decided about this person any more, or not yet."""
    reasons = before_consent(one) if consent else []
    if one.arm is not None:
        randomised = one.facts.first(Randomised)
        reasons.append(
            Reason(
                "randomised_already",
                entry_words(one.study, Text("The participant is randomised already.", "该受试者已随机。")),
                (randomised.seq,) if randomised else (),
            )
        )
    if one.status == "screen_failed":
        failed = one.facts.first(ScreeningFailed)
        reasons.append(
            Reason(
                "screening_ended",
                Text("Screening ended: the person does not enter.", "筛选已结束，未入组。"),
                (failed.seq,) if failed else (),
            )
        )
    if one.withdrawn:
        reasons.append(Reason("withdrawn", Text("The consent is withdrawn.", "已撤回知情同意。")))
    if not one.alive:
        reasons.append(Reason("dead", Text("The participant has died.", "受试者已死亡。")))
    return reasons


def before_consent(one: Person) -> list[Reason]:
    """The reason that nothing is decided about a person without a consent in force."""
    if one.consent is None:
        return [
            Reason(
                "no_consent",
                Text("No consent is signed.", "尚未签署知情同意书。"),
                remedy=Text("Have the consent signed first.", "请先签署知情同意书。"),
            )
        ]
    if one.consent_due is not None:
        return [
            Reason(
                "consent_outdated",
                Text(
                    f"Version {one.consent} is signed; version {one.consent_due} is in force.",
                    f"已签署 {one.consent} 版，现行为 {one.consent_due} 版。",
                ),
                protocol=f"consents.{one.consent_due}",
                remedy=Text(f"Have version {one.consent_due} signed.", f"请签署 {one.consent_due} 版。"),
            )
        ]
    return []


def not_signed(trial: Trial, one: Person) -> list[Reason]:
    """The reason that no signature of the eligibility holds: none was given, or what it rested on has changed since."""
    confirmed = one.facts.last(EligibilityConfirmed)
    remedy = Text("Have the eligibility signed.", "请由研究者签署入选确认。")
    if confirmed is None:
        says = Text("The investigator has not signed the eligibility.", "研究者尚未签署入选确认。")
        return [Reason("not_confirmed", says, remedy=remedy)]
    changed = ended_by(trial, one, confirmed)
    if changed is None:
        return []
    says = Text("What the signed eligibility rested on has changed since.", "签署入选确认所依据的数据已变更。")
    return [Reason("confirmation_superseded", says, (confirmed.seq, changed), remedy=remedy)]

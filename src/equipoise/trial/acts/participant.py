"""Acts on a participant's way into the trial: registration, consent, eligibility, allocation."""

from __future__ import annotations

from datetime import date

from equipoise.facts import local_day
from equipoise.facts.observe import observations
from equipoise.facts.participant import (
    ConsentSigned,
    ConsentWithdrawn,
    CriterionJudged,
    EligibilityConfirmed,
    ParticipantRegistered,
    ScreeningFailed,
)
from equipoise.facts.randomisation import AllocationKeyCommitted, Randomised, RandomisedInError, Unblinded
from equipoise.protocol.model import Study
from equipoise.rules import eligibility, randomisation
from equipoise.trial import commands as act
from equipoise.trial.acts.study import LIST
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.person import Person, accrual_held, person
from equipoise.trial.state import Trial
from equipoise.values.identifiers import with_check
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same

_SCOPES = ("treatment", "procedures", "data")


def register(trial: Trial, asked: Asked, command: act.RegisterParticipant) -> Decision:
    """Give the next number of a site; who it is goes to the identity vault, never here."""
    study = trial.version_on(asked.day(trial.protocols.first))
    if command.site not in study.about.sites:
        return refuse(
            Reason(
                "unknown_site",
                Text(f"“{command.site}” is not a site of this study.", f"“{command.site}”不是本研究的中心。"),
                protocol="about.sites",
                remedy=Text("Choose among: {all}.", "可选：{all}。").format(
                    all=listed([same(site) for site in study.about.sites])
                ),
            )
        )
    number = with_check(f"{command.site}-{trial.next_number(command.site):04d}")
    return Accepted(
        (Happening(ParticipantRegistered(number=number, site=command.site), f"P:{number}", number, asked.happened),)
    )


def sign_consent(trial: Trial, asked: Asked, command: act.SignConsent) -> Decision:
    """Record a signature under a version that is in force, with the separate permissions that the version needs."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    day = _happened_day(trial, asked)
    study = trial.version_on(day)
    version = study.consents.get(command.version)
    if version is None:
        return refuse(
            Reason(
                "unknown_consent",
                Text(f"There is no consent version {command.version}.", f"没有 {command.version} 版知情同意书。"),
                protocol="consents",
                remedy=Text("Use: {all}.", "可用版本：{all}。").format(
                    all=listed([same(name) for name in study.consents])
                ),
            )
        )
    reasons = []
    current = _consent_on(study, day)
    if current is not None and command.version != current:
        reasons.append(
            Reason(
                "consent_not_current",
                Text(f"On {day} version {current} is in force.", f"{day} 有效的是 {current} 版。"),
                protocol=f"consents.{current}",
                remedy=Text(f"Have version {current} signed.", f"请签署 {current} 版。"),
            )
        )
    if command.language not in version.languages:
        reasons.append(
            Reason(
                "consent_language",
                Text(
                    "This version may not be signed in that language.",
                    "该版本不可用此语言签署。",
                ),
                protocol=f"consents.{command.version}.languages",
            )
        )
    reasons += [
        Reason(
            "permission_missing",
            Text("The participant did not give the permission: {tick}.", "受试者未同意：{tick}").format(
                tick=version.ticks[tick]
            ),
            protocol=f"consents.{command.version}.required_ticks",
        )
        for tick in version.required_ticks
        if not command.ticks.get(tick)
    ]
    if any(fact.body.version == command.version for fact in one.facts.of(ConsentSigned)):
        reasons.append(Reason("signed_already", Text("This version is signed already.", "该版本已签署。")))
    if reasons:
        return refuse(*reasons)
    body = ConsentSigned(
        version=command.version,
        language=command.language,
        signer=command.signer,
        document=version.document.get("zh", "") if command.language == "zh" else version.document.get("en", ""),
        family=command.family,
        witness=command.witness,
        ticks=dict(command.ticks),
    )
    return Accepted((_of(one, asked, body),))


def withdraw_consent(trial: Trial, asked: Asked, command: act.WithdrawConsent) -> Decision:
    """Record a withdrawal; nobody can refuse a participant's withdrawal, only an unknown scope is questioned."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    unknown = [scope for scope in command.scopes if scope not in _SCOPES]
    if unknown or not command.scopes:
        return refuse(
            Reason(
                "unknown_scope",
                Text(
                    "A withdrawal says from what: treatment, procedures, data.",
                    "请说明退出范围：治疗、研究程序、数据使用。",
                ),
            )
        )
    return Accepted((_of(one, asked, ConsentWithdrawn(scopes=tuple(sorted(set(command.scopes))))),))


def judge(trial: Trial, asked: Asked, command: act.JudgeCriterion) -> Decision:
    """Record a judgement by name and reason; only criteria that the protocol leaves to judgement can be judged."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    criteria = dict(one.study.eligibility.criteria)
    if command.gate in ("collection", "infusion") and command.gate in one.study.eligibility.gates:
        criteria |= one.study.eligibility.gates[command.gate].criteria
    criterion = criteria.get(command.criterion)
    reasons = []
    if criterion is None:
        reasons.append(
            Reason(
                "unknown_criterion",
                Text(f"There is no criterion {command.criterion}.", f"没有标准 {command.criterion}。"),
            )
        )
    elif criterion.judgement is None:
        reasons.append(
            Reason(
                "not_for_judgement",
                Text(
                    f"{command.criterion} is decided by values, not by judgement.",
                    f"{command.criterion} 由数据判定,不由人判断。",
                ),
                protocol=f"eligibility.criteria.{command.criterion}",
                remedy=Text("Enter the values that it needs.", "请录入所需数据。"),
            )
        )
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("A judgement needs its reason.", "判断须写明理由。")))
    if reasons:
        return refuse(*reasons)
    body = CriterionJudged(criterion=command.criterion, met=command.met, gate=command.gate, occasion=command.occasion)
    return Accepted((_of(one, asked, body),))


def confirm_eligibility(trial: Trial, asked: Asked, command: act.ConfirmEligibility) -> Decision:
    """Sign that all criteria pass on this day; refused as long as one does not, whoever asks: there are no waivers."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = list(_not_in_screening(one))
    found = eligibility.assess(one.study, one.facts, asked.day(one.study))
    reasons += found.refusals
    if reasons:
        return refuse(*reasons)
    body = EligibilityConfirmed(
        verdicts={verdict.criterion: verdict.outcome for verdict in found.verdicts},
        rests_on=tuple(sorted({seq for verdict in found.verdicts for seq in verdict.facts})),
    )
    return Accepted((_of(one, asked, body),))


def fail_screening(trial: Trial, asked: Asked, command: act.FailScreening) -> Decision:
    """End screening; the criteria that failed are computed, not typed."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = list(_not_in_screening(one, consent=False))
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
    return Accepted((_of(one, asked, ScreeningFailed(criteria=failed, cause=command.cause)),))


def randomise(trial: Trial, asked: Asked, command: act.Randomise) -> Decision:
    """Allocate a participant: consent, signed eligibility that still holds, levels of all factors, key, no hold, once."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    day = asked.day(one.study)
    reasons = list(_not_in_screening(one))
    confirmed = one.facts.last(EligibilityConfirmed)
    if confirmed is None:
        reasons.append(
            Reason(
                "not_confirmed",
                Text("The investigator has not signed the eligibility.", "研究者尚未签署入选确认。"),
                remedy=Text("Have the eligibility signed.", "请先由研究者签署入选确认。"),
            )
        )
    reasons += eligibility.assess(one.study, one.facts, day).refusals
    reasons += _list_is_ready(trial, asked, one)
    now = [name for name, event in one.study.events.items() if event.fact == "randomised"]
    levels = randomisation.levels(one.study, observations(one.study, one.facts, day, one.events, now), day)
    reasons += levels.reasons
    if reasons or asked.allocation_key is None or confirmed is None:
        return refuse(*reasons)
    drawn = randomisation.allocate(
        one.study, LIST, trial.allocations, levels, asked.allocation_key, environment=trial.environment
    )
    consent = one.facts.last(ConsentSigned)
    body = Randomised(
        list=LIST,
        sequence=drawn.sequence,
        arm=drawn.arm,
        levels=dict(levels.levels),
        inputs=drawn.inputs,
        scores=drawn.scores,
        draw=drawn.draw,
        rests_on=(confirmed.seq, *((consent.seq,) if consent else ())),
    )
    return Accepted((_of(one, asked, body),))


def mark_in_error(trial: Trial, asked: Asked, command: act.MarkRandomisedInError) -> Decision:
    """Mark an allocation as an error: irrevocable, the participant stays in the trial and in the intention-to-treat set."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = []
    if one.arm is None:
        reasons.append(Reason("not_randomised", Text("The participant was not randomised.", "该受试者未随机。")))
    if one.facts.first(RandomisedInError) is not None:
        reasons.append(
            Reason("marked_already", Text("The mark stands already and cannot be changed.", "该标记已存在，不可更改。"))
        )
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("The mark needs a reason.", "须填写原因。")))
    if reasons:
        return refuse(*reasons)
    return Accepted((_of(one, asked, RandomisedInError(error=command.error)),))


def unblind(trial: Trial, asked: Asked, command: act.Unblind) -> Decision:
    """Disclose one participant's arm, with its occasion and reason."""
    one = _known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = []
    if one.study.design.masking == "NONE":
        reasons.append(
            Reason(
                "open_label", Text("The study is open: there is nothing to unblind.", "本研究为开放设计，无需揭盲。")
            )
        )
    if one.arm is None:
        reasons.append(Reason("not_randomised", Text("The participant was not randomised.", "该受试者未随机。")))
    if command.occasion not in ("planned", "emergency", "inadvertent"):
        reasons.append(
            Reason(
                "unknown_occasion", Text("Choose planned, emergency or inadvertent.", "请选择：计划内、紧急或意外。")
            )
        )
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("Unblinding needs a reason.", "揭盲须填写原因。")))
    if reasons:
        return refuse(*reasons)
    return Accepted((_of(one, asked, Unblinded(occasion=command.occasion)),))


def _known(trial: Trial, asked: Asked) -> Person | Reason:
    found = person(trial, asked.command.participant, asked.day(trial.protocols.first))
    return found if found is not None else unknown_participant(asked.command.participant)


def unknown_participant(number: str) -> Reason:
    """The reason for a number that the study does not know."""
    return Reason(
        "unknown_participant",
        Text(f"There is no participant “{number}”.", f"没有编号为“{number}”的受试者。"),
        remedy=Text("Check the number; its last sign is a check character.", "请核对编号；末位为校验码。"),
    )


def _of(
    one: Person,
    asked: Asked,
    body: ConsentSigned | ConsentWithdrawn | CriterionJudged | EligibilityConfirmed | ScreeningFailed | Randomised
    | RandomisedInError | Unblinded,
) -> Happening:  # fmt: skip
    return Happening(body, f"P:{one.number}", one.number, asked.happened, asked.command.reason)


def _happened_day(trial: Trial, asked: Asked) -> date:
    return local_day(asked.happened, trial.protocols.first.time_zone)


def _consent_on(study: Study, day: date) -> str | None:
    """The consent version in force on a day: the newest that is effective."""
    found = None
    for name, consent in study.consents.items():
        if consent.effective <= day.isoformat():
            found = name
    return found


def _not_in_screening(one: Person, *, consent: bool = True) -> list[Reason]:
    reasons = []
    if consent and one.consent is None:
        reasons.append(
            Reason(
                "no_consent",
                Text("No consent is signed.", "尚未签署知情同意书。"),
                remedy=Text("Have the consent signed first.", "请先签署知情同意书。"),
            )
        )
    if one.arm is not None:
        randomised = one.facts.first(Randomised)
        reasons.append(
            Reason(
                "randomised_already",
                Text("The participant is randomised already.", "该受试者已随机。"),
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


def _list_is_ready(trial: Trial, asked: Asked, one: Person) -> list[Reason]:
    reasons = []
    committed = trial.study.first(AllocationKeyCommitted)
    if committed is None:
        reasons.append(
            Reason(
                "key_not_committed",
                Text("The key of the randomisation list is not committed yet.", "随机列表的密钥尚未承诺。"),
                remedy=Text(
                    "The statistician commits it once, before the first allocation.", "由统计师在首例随机前承诺一次。"
                ),
            )
        )
    elif asked.allocation_key is None:
        reasons.append(Reason("no_key", Text("The sealed key is not at hand.", "随机密钥不可用。")))
    elif randomisation.commitment(asked.allocation_key) != committed.body.commitment:
        reasons.append(
            Reason(
                "other_key",
                Text("The key at hand is not the one committed.", "当前密钥与所承诺的不一致。"),
                (committed.seq,),
            )
        )
    elif randomisation.scheme_hash(one.study) != committed.body.scheme_hash:
        reasons.append(
            Reason(
                "other_scheme",
                Text(
                    "The randomisation of the study file is not the one committed.",
                    "研究文件中的随机方案与所承诺的不一致。",
                ),
                (committed.seq,),
                "randomisation",
            )
        )
    if accrual_held(trial):
        reasons.append(
            Reason(
                "accrual_held",
                Text("Randomisation is on hold.", "随机入组已暂停。"),
                tuple(fact.seq for fact in trial.holds.values() if "accrual" in fact.body.scope),
                remedy=Text("The hold must be lifted first.", "须先解除暂停。"),
            )
        )
    if len(trial.allocations) >= one.study.design.enrolment:
        reasons.append(
            Reason(
                "enrolment_complete",
                Text(
                    f"All {one.study.design.enrolment} planned participants are randomised.",
                    f"计划的 {one.study.design.enrolment} 例均已随机。",
                ),
                protocol="design.enrolment",
            )
        )
    return reasons

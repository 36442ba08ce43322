"""Acts on a participant's way into the trial: registration, consent, withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn, ParticipantRegistered
from equipoise.protocol.model import Consent, Study
from equipoise.trial import commands as act
from equipoise.trial.acts.about import closed, day_of, known, on_participant
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.identifiers import with_check
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same

_SCOPES = ("treatment", "procedures", "data")


def register(trial: Trial, asked: Asked, command: act.RegisterParticipant) -> Decision:
    """Give the next number of a site; who it is goes to the identity vault, never here."""
    study = trial.version_on(asked.day(trial.protocols.first))
    reasons = closed(trial)
    if command.site not in study.about.sites:
        reasons.append(
            Reason(
                "unknown_site",
                Text(f"“{command.site}” is not a site of this study.", f"“{command.site}”不是本研究的中心。"),
                protocol="about.sites",
                remedy=Text("Choose among: {all}.", "可选：{all}。").format(
                    all=listed([same(site) for site in study.about.sites])
                ),
            )
        )
    if reasons:
        return refuse(*reasons)
    number = with_check(f"{command.site}-{trial.next_number(command.site):04d}")
    return Accepted(
        (Happening(ParticipantRegistered(number=number, site=command.site), f"P:{number}", number, asked.happened),)
    )


def sign_consent(trial: Trial, asked: Asked, command: act.SignConsent) -> Decision:
    """Record a signature under a version that is in force, with the separate permissions that the version needs."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    day = day_of(trial, asked)
    study = trial.version_on(day)
    version = study.consents.get(command.version)
    if version is None:
        return refuse(_unknown_consent(study, command.version))
    reasons = [
        *closed(trial, one),
        *_not_current(study, command.version, day),
        *_may_not_sign(one, command, version),
        *_not_permitted(command, version),
        *_not_understood(command, version),
        *_signed_already(one, command.version),
    ]
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
        understood=dict(command.understood),
        explained_by=command.explained_by,
    )
    return Accepted((on_participant(one, asked, body),))


def _unknown_consent(study: Study, version: str) -> Reason:
    says = Text(f"There is no consent version {version}.", f"没有 {version} 版知情同意书。")
    remedy = Text("Use: {all}.", "可用版本：{all}。").format(all=listed([same(name) for name in study.consents]))
    return Reason("unknown_consent", says, protocol="consents", remedy=remedy)


def _not_current(study: Study, version: str, day: date) -> Iterator[Reason]:
    """Why a version cannot be signed on a day: another one is in force, or none is yet."""
    current = _consent_on(study, day)
    if current is None:
        says = Text(f"On {day} no consent version was in force yet.", f"{day} 尚无生效的知情同意书。")
        remedy = Text("Check the day of the signature.", "请核对签署日期。")
        yield Reason("consent_not_current", says, protocol="consents", remedy=remedy)
    elif version != current:
        says = Text(f"On {day} version {current} is in force.", f"{day} 有效的是 {current} 版。")
        remedy = Text(f"Have version {current} signed.", f"请签署 {current} 版。")
        yield Reason("consent_not_current", says, protocol=f"consents.{current}", remedy=remedy)


def _may_not_sign(one: Person, command: act.SignConsent, version: Consent) -> Iterator[Reason]:
    if not one.alive:
        yield Reason("dead", Text("The participant has died.", "受试者已死亡。"))
    if command.language not in version.languages:
        says = Text("This version may not be signed in that language.", "该版本不可用此语言签署。")
        yield Reason("consent_language", says, protocol=f"consents.{command.version}.languages")


def _not_permitted(command: act.SignConsent, version: Consent) -> Iterator[Reason]:
    """The permissions without which nobody takes part, as far as they were not given."""
    for tick in version.required_ticks:
        if not command.ticks.get(tick):
            says = Text("The participant did not give the permission: {tick}.", "受试者未同意：{tick}")
            where = f"consents.{command.version}.required_ticks"
            yield Reason("permission_missing", says.format(tick=version.ticks[tick]), protocol=where)


def _not_understood(command: act.SignConsent, version: Consent) -> Iterator[Reason]:
    """The questions that were not asked, or not answered as it was explained."""
    for name, question in version.questions.items():
        if command.understood.get(name):
            continue
        says = (
            Text("Asked and not answered as it was explained: {question}", "提问后未能正确回答：{question}")
            if name in command.understood
            else Text("Not asked yet: {question}", "尚未提问：{question}")
        )
        where = f"consents.{command.version}.questions.{name}"
        remedy = Text("Explain it again: {answer}", "请再次说明：{answer}").format(answer=question.answer)
        yield Reason("not_understood", says.format(question=question.ask), protocol=where, remedy=remedy)


def _signed_already(one: Person, version: str) -> Iterator[Reason]:
    if any(fact.body.version == version for fact in one.facts.of(ConsentSigned)):
        yield Reason("signed_already", Text("This version is signed already.", "该版本已签署。"))


def withdraw_consent(trial: Trial, asked: Asked, command: act.WithdrawConsent) -> Decision:
    """Record a withdrawal; nobody can refuse a participant's withdrawal, only an unknown scope is questioned."""
    one = known(trial, asked)
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
    return Accepted((on_participant(one, asked, ConsentWithdrawn(scopes=tuple(sorted(set(command.scopes))))),))


def _consent_on(study: Study, day: date) -> str | None:
    """The consent version in force on a day: the newest that is effective."""
    found = None
    for name, consent in study.consents.items():
        if consent.effective <= day.isoformat():
            found = name
    return found

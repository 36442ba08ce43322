"""Acts that attest and close: source verification, signatures, locks."""

from __future__ import annotations

from equipoise.facts import casebook as fact
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import known, on_participant
from equipoise.trial.acts.casebook import not_entered, path_exists
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.permissions import ROLES
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def verify_source(trial: Trial, asked: Asked, command: act.VerifySource) -> Decision:
    """State that items agree with their source."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    saved = one.facts.form(command.form, command.instance)
    form = one.study.forms.forms.get(command.form)
    if saved is None or form is None:
        return refuse(not_entered(command.form, command.instance))
    unknown = [path for path in command.items if not path_exists(saved, form, path)]
    if unknown or not command.items:
        return refuse(Reason("unknown_item", Text("Name the items that were compared.", "请列出已核对的项目。")))
    body = fact.SourceVerified(form=command.form, instance=command.instance, items=command.items)
    return Accepted((on_participant(one, asked, body, cause=saved.seq),))


def sign_form(trial: Trial, asked: Asked, command: act.SignForm) -> Decision:
    """Sign a form as it now stands; a later correction makes the signature void."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    saved = one.facts.form(command.form, command.instance)
    form = one.study.forms.forms.get(command.form)
    if saved is None or form is None:
        return refuse(not_entered(command.form, command.instance))
    reasons = []
    if form.signed_by and asked.by.role != form.signed_by:
        reasons.append(
            Reason(
                "other_signature",
                Text("This form is signed by: {role}.", "该表单须由{role}签署。").format(role=ROLES[form.signed_by]),
                protocol=f"forms.forms.{command.form}.signed_by",
            )
        )
    if not command.meaning:
        reasons.append(Reason("meaning_missing", Text("A signature needs its meaning.", "签名须注明含义。")))
    if reasons:
        return refuse(*reasons)
    body = fact.FormSigned(
        form=command.form, instance=command.instance, meaning=command.meaning, content=visits.content_digest(saved)
    )
    return Accepted((on_participant(one, asked, body, cause=saved.seq),))


def lock(trial: Trial, asked: Asked, command: act.Lock) -> Decision:
    """Close data to change. The trial as a whole is locked only when no query is open."""
    reasons = _level(command.level)
    if reasons:
        return refuse(*reasons)
    if command.level == "trial":
        return Accepted((Happening(fact.Locked(level="trial", target="trial"), "S", happened=asked.happened),))
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    pending = [query for query in visits.queries(one.facts) if not query.is_settled]
    if pending and command.level == "participant":
        return refuse(
            Reason(
                "queries_open",
                Text(f"{len(pending)} queries are not settled.", f"尚有 {len(pending)} 条质疑未关闭。"),
                tuple(query.opened.seq for query in pending),
            )
        )
    return Accepted((on_participant(one, asked, fact.Locked(level=command.level, target=command.target)),))


def unlock(trial: Trial, asked: Asked, command: act.Unlock) -> Decision:
    """Open locked data again, with a reason."""
    reasons = _level(command.level)
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("Unlocking needs a reason.", "解锁须填写原因。")))
    if reasons:
        return refuse(*reasons)
    if command.level == "trial":
        return Accepted(
            (
                Happening(
                    fact.Unlocked(level="trial", target="trial"), "S", happened=asked.happened, reason=command.reason
                ),
            )
        )
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    return Accepted((on_participant(one, asked, fact.Unlocked(level=command.level, target=command.target)),))


def _level(level: str) -> list[Reason]:
    if level in ("form", "visit", "participant", "trial"):
        return []
    return [
        Reason("unknown_level", Text("Choose form, visit, participant or trial.", "请选择表单、访视、受试者或全研究。"))
    ]

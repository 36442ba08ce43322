"""Acts that attest: source verification, the signature of a form, the endorsement of a casebook."""

from __future__ import annotations

from equipoise.facts import casebook as fact
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import known, on_participant
from equipoise.trial.acts.casebook import entered_form, path_exists, unknown_item
from equipoise.trial.acts.lock import queries_open, signatures_missing
from equipoise.trial.decision import Accepted, Asked, Decision, refuse
from equipoise.trial.permissions import ROLES
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def verify_source(trial: Trial, asked: Asked, command: act.VerifySource) -> Decision:
    """State that items agree with their source."""
    found = entered_form(trial, asked, command.form, command.instance)
    if isinstance(found, Reason):
        return refuse(found)
    one, saved, form = found.one, found.saved, found.form
    reasons = [unknown_item(path) for path in command.items if not path_exists(saved, form, path)]
    if not command.items:
        reasons.append(Reason("nothing_named", Text("Name the items that were compared.", "请列出已核对的项目。")))
    if reasons:
        return refuse(*reasons)
    items = tuple(dict.fromkeys(command.items))
    body = fact.SourceVerified(form=command.form, instance=command.instance, items=items)
    return Accepted((on_participant(one, asked, body, cause=saved.seq),))


def sign_form(trial: Trial, asked: Asked, command: act.SignForm) -> Decision:
    """Sign a form as it now stands; a later correction makes the signature void."""
    found = entered_form(trial, asked, command.form, command.instance)
    if isinstance(found, Reason):
        return refuse(found)
    one, saved, form = found.one, found.saved, found.form
    reasons = []
    if form.signed_by and asked.by.role != form.signed_by:
        reasons.append(
            Reason(
                "other_signature",
                Text("This form is signed by: {role}.", "该表单须由{role}签署。").format(role=ROLES[form.signed_by]),
                protocol=f"forms.forms.{command.form}.signed_by",
            )
        )
    reasons += _no_meaning(command.meaning)
    if reasons:
        return refuse(*reasons)
    body = fact.FormSigned(
        form=command.form, instance=command.instance, meaning=command.meaning, content=visits.content_digest(saved)
    )
    return Accepted((on_participant(one, asked, body, cause=saved.seq),))


def endorse(trial: Trial, asked: Asked, command: act.EndorseCasebook) -> Decision:
    """Endorse all data of a participant, queries settled and required signatures given; any later change makes it void."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = [*queries_open([one.facts]), *signatures_missing(one), *_no_meaning(command.meaning)]
    if not any(one.facts.all_forms().values()):
        reasons.append(Reason("nothing_entered", Text("Nothing is entered yet.", "尚无录入内容。")))
    if reasons:
        return refuse(*reasons)
    body = fact.CasebookEndorsed(meaning=command.meaning, content=visits.casebook_digest(one.facts))
    return Accepted((on_participant(one, asked, body),))


def _no_meaning(meaning: str) -> list[Reason]:
    if meaning.strip():
        return []
    return [Reason("meaning_missing", Text("A signature needs its meaning.", "签名须注明含义。"))]

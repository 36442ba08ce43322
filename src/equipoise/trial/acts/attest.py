"""Acts that attest and close: source verification, signatures, locks."""

from __future__ import annotations

from collections.abc import Iterable

from equipoise.facts import Facts
from equipoise.facts import casebook as fact
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import known, on_participant
from equipoise.trial.acts.casebook import entered_form, path_exists
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def verify_source(trial: Trial, asked: Asked, command: act.VerifySource) -> Decision:
    """State that items agree with their source."""
    found = entered_form(trial, asked, command.form, command.instance)
    if isinstance(found, Reason):
        return refuse(found)
    one, saved, form = found.one, found.saved, found.form
    unknown = [path for path in command.items if not path_exists(saved, form, path)]
    if unknown or not command.items:
        return refuse(Reason("unknown_item", Text("Name the items that were compared.", "请列出已核对的项目。")))
    body = fact.SourceVerified(form=command.form, instance=command.instance, items=command.items)
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
    if not command.meaning:
        reasons.append(Reason("meaning_missing", Text("A signature needs its meaning.", "签名须注明含义。")))
    if reasons:
        return refuse(*reasons)
    body = fact.FormSigned(
        form=command.form, instance=command.instance, meaning=command.meaning, content=visits.content_digest(saved)
    )
    return Accepted((on_participant(one, asked, body, cause=saved.seq),))


def lock(trial: Trial, asked: Asked, command: act.Lock) -> Decision:
    """Close data to change. A participant, and the trial as a whole, are locked only when no query is open."""
    reasons = _level(command.level)
    if reasons:
        return refuse(*reasons)
    if command.level == "trial":
        reasons = _queries_open(history for history in trial.participants.values())
        reasons += _locked_already(trial.study, command.level, "")
        if reasons:
            return refuse(*reasons)
        return Accepted((Happening(fact.Locked(level="trial", target="trial"), "S", happened=asked.happened),))
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = _no_target(one, command.level, command.target)
    reasons += _locked_already(one.facts, command.level, command.target)
    if command.level == "participant":
        reasons += _queries_open((one.facts,))
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, fact.Locked(level=command.level, target=command.target)),))


def unlock(trial: Trial, asked: Asked, command: act.Unlock) -> Decision:
    """Open locked data again, with a reason."""
    reasons = _level(command.level)
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("Unlocking needs a reason.", "解锁须填写原因。")))
    one = None if command.level == "trial" else known(trial, asked)
    if isinstance(one, Reason):
        return refuse(*reasons, one)
    facts = trial.study if one is None else one.facts
    if not reasons and not visits.is_locked(facts, command.level, command.target):
        reasons.append(Reason("not_locked", Text("This is not locked.", "此处未锁定。")))
    if reasons:
        return refuse(*reasons)
    if one is None:
        opened = fact.Unlocked(level="trial", target="trial")
        return Accepted((Happening(opened, "S", happened=asked.happened, reason=command.reason),))
    return Accepted((on_participant(one, asked, fact.Unlocked(level=command.level, target=command.target)),))


def _queries_open(histories: Iterable[Facts]) -> list[Reason]:
    pending = [query for history in histories for query in visits.queries(history) if not query.is_settled]
    if not pending:
        return []
    return [
        Reason(
            "queries_open",
            Text(f"{len(pending)} queries are not settled.", f"尚有 {len(pending)} 条质疑未关闭。"),
            tuple(query.opened.seq for query in pending),
            remedy=Text("Settle them first.", "请先处理这些质疑。"),
        )
    ]


def _locked_already(facts: Facts, level: str, target: str) -> list[Reason]:
    if not visits.is_locked(facts, level, target):
        return []
    return [Reason("locked_already", Text("This is locked already.", "此处已锁定。"))]


def _no_target(one: Person, level: str, target: str) -> list[Reason]:
    """A form is locked by its name and instance, a visit by an entered form of it: what is not there cannot be locked."""
    forms = [form for entries in one.facts.all_forms().values() for form in entries.values()]
    names = {
        "form": {visits.form_target(form.form, form.instance) for form in forms},
        "visit": {form.visit for form in forms if form.visit},
    }
    if level == "participant" or target in names[level]:
        return []
    says = Text(f"Nothing is entered for “{target}”.", f"“{target}”尚无录入内容。")
    return [Reason("unknown_target", says, remedy=Text("Name an entered form or visit.", "请指定已录入的表单或访视。"))]


def _level(level: str) -> list[Reason]:
    if level in ("form", "visit", "participant", "trial"):
        return []
    return [
        Reason("unknown_level", Text("Choose form, visit, participant or trial.", "请选择表单、访视、受试者或全研究。"))
    ]

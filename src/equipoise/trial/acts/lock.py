"""Acts that close data to change and open them again, and what has to be settled before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from equipoise.facts import Facts
from equipoise.facts import casebook as fact
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import known, on_participant
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.person import Person, people
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text

_OPENS = frozenset({"data_manager", "investigator", "sub_investigator"})
"""The roles of which the second person holds one who agrees to an unlocking."""
_SHOWN = 10
"""So many are named in a reason before it stops."""


def lock(trial: Trial, asked: Asked, command: act.Lock) -> Decision:
    """Close data to change. A participant needs settled queries, signatures and verified critical items; the trial, besides,
    the investigator's endorsement of everybody's data (ICH E6(R3) 3.16.1(o))."""
    reasons = _level(command.level)
    if reasons:
        return refuse(*reasons)
    if command.level == "trial":
        everybody = people(trial, asked.day(trial.protocols.first))
        reasons = [*_locked_already(trial.study, "trial", ""), *_unsettled(everybody), *_not_endorsed(everybody)]
        if reasons:
            return refuse(*reasons)
        return Accepted((Happening(fact.Locked(level="trial", target="trial"), "S", happened=asked.happened),))
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    reasons = [
        *_no_target(one, command.level, command.target),
        *_locked_already(one.facts, command.level, command.target),
    ]
    if command.level == "participant":
        reasons += _unsettled([one])
    if reasons:
        return refuse(*reasons)
    return Accepted((on_participant(one, asked, fact.Locked(level=command.level, target=command.target)),))


def unlock(trial: Trial, asked: Asked, command: act.Unlock) -> Decision:
    """Open locked data again: with a reason, and with a second person who agrees (ICH E6(R3) 3.16.1(r))."""
    reasons = _level(command.level)
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("Unlocking needs a reason.", "解锁须填写原因。")))
    reasons += _no_second(trial, asked, command.second)
    one = None if command.level == "trial" else known(trial, asked)
    if isinstance(one, Reason):
        return refuse(*reasons, one)
    facts = trial.study if one is None else one.facts
    if not visits.is_locked(facts, command.level, command.target):
        reasons.append(Reason("not_locked", Text("This is not locked.", "此处未锁定。")))
    if reasons:
        return refuse(*reasons)
    if one is None:
        opened = fact.Unlocked(level="trial", target="trial", second=command.second)
        return Accepted((Happening(opened, "S", happened=asked.happened, reason=command.reason),))
    opened = fact.Unlocked(level=command.level, target=command.target, second=command.second)
    return Accepted((on_participant(one, asked, opened),))


def queries_open(histories: Iterable[Facts]) -> list[Reason]:
    """The reason that questions about data are not settled."""
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


def signatures_missing(*persons: Person) -> list[Reason]:
    """The reason that forms lack the signature that the study file asks for, or bear one that a change made void."""
    unsigned = [form for one in persons for form in visits.to_sign(one.study, one.facts)]
    if not unsigned:
        return []
    names = _named([visits.form_target(form.form, form.instance) for form in unsigned])
    return [
        Reason(
            "signatures_missing",
            Text(f"Not signed: {names}.", f"尚未签名：{names}。"),
            tuple(form.seq for form in unsigned),
            remedy=Text("Have them signed as they now stand.", "请按现有内容签署。"),
        )
    ]


def _unsettled(persons: Sequence[Person]) -> list[Reason]:
    return [*queries_open([one.facts for one in persons]), *signatures_missing(*persons), *_not_verified(persons)]


def _not_verified(persons: Iterable[Person]) -> list[Reason]:
    left = [path for one in persons for path in visits.verification(one.study, one.facts).critical_open]
    if not left:
        return []
    names = _named(["/".join(path) for path in left])
    return [
        Reason(
            "not_verified",
            Text(
                f"Critical items not verified against their source: {names}.", f"关键项目尚未完成源数据核查：{names}。"
            ),
            remedy=Text("The monitor verifies them first.", "请先由监查员核查。"),
        )
    ]


def _not_endorsed(persons: Iterable[Person]) -> list[Reason]:
    """One participant without the investigator's endorsement keeps the trial open."""
    left = []
    for one in persons:
        signed = visits.endorsement(one.facts)
        if any(one.facts.all_forms().values()) and (signed is None or not signed.valid):
            left.append(one.number)
    if not left:
        return []
    names = _named(left)
    return [
        Reason(
            "not_endorsed",
            Text(
                f"The investigator has not endorsed the data of {names}.", f"研究者尚未确认以下受试者的数据：{names}。"
            ),
            remedy=Text("The investigator endorses them as they now stand.", "请研究者按现有内容确认。"),
        )
    ]


def _named(names: Sequence[str]) -> str:
    more = f" … (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _no_second(trial: Trial, asked: Asked, second: str) -> list[Reason]:
    if (
        second.strip()
        and second != asked.by.actor
        and trial.roles_of(second, asked.day(trial.protocols.first)) & _OPENS
    ):
        return []
    return [
        Reason(
            "second_missing",
            Text("Unlocking needs a second person who agrees.", "解锁须由第二人同意。"),
            remedy=Text(
                "Name another data manager or an investigator of the delegation log.",
                "请指明授权分工表中的另一名数据管理员或研究者。",
            ),
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
        "visit": {form.visit or form.instance for form in forms},
    }
    if level == "participant" or target in names[level]:
        return []
    says = Text(f"Nothing is entered for “{target}”.", f"“{target}”尚无录入内容。")
    return [Reason("unknown_target", says, remedy=Text("Name an entered form or visit.", "请指定已录入的表单或访视。"))]


def _level(level: str) -> list[Reason]:
    if level in visits.LEVELS:
        return []
    return [
        Reason("unknown_level", Text("Choose form, visit, participant or trial.", "请选择表单、访视、受试者或全研究。"))
    ]

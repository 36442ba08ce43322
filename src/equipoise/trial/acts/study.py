"""Acts on the study as a whole: opening, amendments, duties, holds, the key of the randomisation list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from equipoise.facts import Body, Fact
from equipoise.facts import study as fact
from equipoise.facts.randomisation import AllocationKeyCommitted, AllocationKeyRevealed
from equipoise.rules import randomisation, visits
from equipoise.trial import commands as act
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.permissions import ROLES
from equipoise.trial.state import Trial
from equipoise.values.dates import is_day
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same

STREAM = "S"
LIST = "main"
_ADMINISTRATOR = "administrator"
SCOPES = {
    "accrual": Text("entry of new participants", "新受试者入组"),
    "collection": Text("collection", "采集"),
    "infusion": Text("infusion", "输注"),
    "manufacturing": Text("manufacturing", "制备"),
}


def open_study(trial: Trial, asked: Asked, command: act.OpenStudy) -> Decision:
    """Open the study under its first version; whoever opens it is its first administrator."""
    if trial.is_open:
        return refuse(Reason("already_open", Text("The study is open already.", "研究已经启动。")))
    if command.environment not in ("real", "training", "rehearsal"):
        return refuse(
            Reason(
                "unknown_environment",
                Text(f"“{command.environment}” is not an environment.", f"“{command.environment}”不是有效的运行环境。"),
                remedy=Text("Choose real, training or rehearsal.", "请选择 real、training 或 rehearsal。"),
            )
        )
    first = trial.protocols.first
    return Accepted(
        (
            _study(
                fact.StudyOpened(
                    version=first.version,
                    file_hash=trial.protocols.digests[first.version],
                    environment=command.environment,
                )
            ),
            _study(fact.DutyDelegated(person=asked.by.actor, role=_ADMINISTRATOR)),
        )
    )


def approve_amendment(trial: Trial, asked: Asked, command: act.ApproveAmendment) -> Decision:
    """Put a later version into force; it asks for a new consent where it brings a consent version of its own."""
    reasons = [*_not_to_approve(trial, command.version), *_not_from(trial, asked, command.effective)]
    version = trial.protocols.get(command.version)
    if reasons or version is None:
        return refuse(*reasons)
    before = trial.version_on(date.fromisoformat(command.effective))
    new = [name for name in version.consents if name not in before.consents]
    body = fact.AmendmentApproved(
        version=command.version,
        file_hash=trial.protocols.digests[command.version],
        effective=command.effective,
        consent_version=new[-1] if new else "",
    )
    return Accepted((_study(body),))


def _not_to_approve(trial: Trial, version: str) -> Iterator[Reason]:
    """Why a version is none to approve: there is none, or it was approved before."""
    if trial.protocols.get(version) is None:
        known = ", ".join(study.version for study in trial.protocols.versions)
        says = Text(f"There is no version {version} of the study file.", f"研究文件没有 {version} 版。")
        yield Reason("unknown_version", says, remedy=Text(f"The folder holds {known}.", f"研究文件夹中有：{known}。"))
    elif version in {
        trial.protocols.first.version,
        *(one.body.version for one in trial.study.of(fact.AmendmentApproved)),
    }:
        says = Text(f"Version {version} was approved already.", f"{version} 版已获批准。")
        yield Reason("in_force_already", says)


def _not_from(trial: Trial, asked: Asked, effective: str) -> Iterator[Reason]:
    """Why a version cannot come into force on a day."""
    if not is_day(effective):
        yield _no_day(effective)
    elif date.fromisoformat(effective) < asked.day(trial.protocols.first):
        says = Text(
            f"{effective} has passed: what was done until today was done under the version in force.",
            f"{effective} 已过：此前的操作均按当时有效的版本进行。",
        )
        remedy = Text("Choose today or a later day.", "请选择今天或以后的日期。")
        yield Reason("day_has_passed", says, remedy=remedy)


def delegate_duty(trial: Trial, asked: Asked, command: act.DelegateDuty) -> Decision:
    """Add a line to the delegation log."""
    reasons = [] if command.duty in ROLES else [_no_role(command.duty)]
    if not command.person.strip():
        reasons.append(Reason("person_missing", Text("Say who is to have the role.", "请指明由谁承担该角色。")))
    today = asked.day(trial.protocols.first)
    if command.duty in trial.roles_of(command.person, today):
        reasons.append(Reason("holds_it_already", Text("This person holds the role already.", "此人已承担该角色。")))
    days = [day for day in (command.first_day, command.last_day) if day]
    reasons += [_no_day(day) for day in days if not is_day(day)]
    if all(map(is_day, days)) and _ends_first(command, today):
        reasons.append(
            Reason(
                "ends_before_it_begins",
                Text("The last day lies before the first, or has passed.", "截止日早于起始日，或已过期。"),
                remedy=Text("Leave the last day empty for a role without end.", "长期授权请将截止日留空。"),
            )
        )
    if reasons:
        return refuse(*reasons)
    return Accepted(
        (
            _study(
                fact.DutyDelegated(
                    person=command.person,
                    role=command.duty,
                    first_day=command.first_day,
                    last_day=command.last_day,
                )
            ),
        )
    )


def _ends_first(command: act.DelegateDuty, today: date) -> bool:
    return bool(command.last_day) and command.last_day < max(command.first_day, today.isoformat())


def record_training(trial: Trial, asked: Asked, command: act.RecordTraining) -> Decision:
    """Add a line to the record of training."""
    reasons = []
    if not command.person.strip():
        reasons.append(Reason("person_missing", Text("Say who was trained.", "请指明受训人员。")))
    if not command.topic.strip():
        reasons.append(Reason("topic_missing", Text("Say what the training was about.", "请填写培训内容。")))
    if not is_day(command.day):
        reasons.append(_no_day(command.day))
    elif date.fromisoformat(command.day) > asked.day(trial.protocols.first):
        reasons.append(Reason("day_to_come", Text(f"{command.day} is still to come.", f"{command.day} 尚未到来。")))
    if reasons:
        return refuse(*reasons)
    version = trial.version_on(date.fromisoformat(command.day)).version
    body = fact.TrainingRecorded(
        person=command.person.strip(), topic=command.topic.strip(), day=command.day, version=version
    )
    return Accepted((_study(body),))


def withdraw_duty(trial: Trial, asked: Asked, command: act.WithdrawDuty) -> Decision:
    """End a line of the delegation log."""
    if command.duty not in trial.roles_of(command.person):
        return refuse(Reason("holds_it_not", Text("This person does not hold the role.", "此人未承担该角色。")))
    if command.duty == _ADMINISTRATOR and sum(_ADMINISTRATOR in held for held in trial.duties.values()) == 1:
        return refuse(
            Reason(
                "last_administrator",
                Text("The study needs one administrator.", "研究至少须有一名系统管理员。"),
                remedy=Text("Name another administrator first.", "请先指定另一名系统管理员。"),
            )
        )
    return Accepted((_study(fact.DutyWithdrawn(person=command.person, role=command.duty)),))


def place_hold(trial: Trial, asked: Asked, command: act.PlaceHold) -> Decision:
    """Stop some acts for the whole trial, with a reason."""
    unknown = [scope for scope in command.scope if scope not in SCOPES]
    reasons = [
        Reason(
            "unknown_scope",
            Text(f"“{scope}” cannot be held.", f"“{scope}”不是可暂停的范围。"),
            remedy=Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(one) for one in SCOPES])),
        )
        for scope in unknown
    ]
    if not command.scope:
        reasons.append(Reason("no_scope", Text("A hold needs to say what it stops.", "请说明暂停哪些操作。")))
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("A hold needs a reason.", "暂停须填写原因。")))
    if reasons:
        return refuse(*reasons)
    return Accepted((hold(trial, command.scope, "by_decision", command.reason),))


def commit_allocation_key(trial: Trial, asked: Asked, command: act.CommitAllocationKey) -> Decision:
    """Commit the sealed key by its hash, before any allocation; after an amendment of the scheme, the new scheme with the same key."""
    study = trial.version_on(asked.day(trial.protocols.first))
    scheme_hash = randomisation.scheme_hash(study)
    reasons = []
    if study.single_arm:
        says = Text(
            "The study has one arm: nobody is drawn, and there is no list.",
            "本研究为单组设计，不作随机，没有随机列表。",
        )
        return refuse(Reason("nothing_is_drawn", says, protocol="arms"))
    if asked.allocation_key is None:
        reasons.append(_no_key())
    committed, revealed = trial.study.last(AllocationKeyCommitted), trial.study.last(AllocationKeyRevealed)
    if committed is not None and committed.body.scheme_hash == scheme_hash:
        reasons.append(
            Reason(
                "committed_already",
                Text("The key of this list is committed already.", "该随机列表的密钥已经承诺。"),
                (committed.seq,),
            )
        )
    if committed is not None and asked.allocation_key is not None:
        reasons += _another_key(committed, asked.allocation_key)
    if revealed is not None:
        reasons.append(Reason("key_revealed", Text("The key is public already.", "密钥已经公开。"), (revealed.seq,)))
    if reasons or asked.allocation_key is None:
        return refuse(*reasons)
    return Accepted(
        (
            Happening(
                AllocationKeyCommitted(
                    list=LIST,
                    commitment=randomisation.commitment(asked.allocation_key),
                    scheme=randomisation.scheme(study),
                    scheme_hash=scheme_hash,
                ),
                f"L:{LIST}",
            ),
        )
    )


def _another_key(committed: Fact[AllocationKeyCommitted], key: bytes) -> list[Reason]:
    if randomisation.commitment(key) == committed.body.commitment:
        return []
    return [
        Reason(
            "other_key",
            Text("This is not the key that was committed.", "此密钥与所承诺的不一致。"),
            (committed.seq,),
        )
    ]


def reveal_allocation_key(trial: Trial, asked: Asked, command: act.RevealAllocationKey) -> Decision:
    """Publish the key once the list is finished: every planned participant allocated, or accrual held for good."""
    committed = trial.study.first(AllocationKeyCommitted)
    reasons = []
    if committed is None:
        reasons.append(Reason("not_committed", Text("No key was committed.", "尚未承诺密钥。")))
    revealed = trial.study.first(AllocationKeyRevealed)
    if revealed is not None:
        reasons.append(
            Reason("revealed_already", Text("The key is public already.", "密钥已经公开。"), (revealed.seq,))
        )
    if asked.allocation_key is None:
        reasons.append(_no_key())
    elif committed is not None:
        reasons += _another_key(committed, asked.allocation_key)
    reasons += _list_ends_early(trial, asked, command, revealed is not None)
    reasons += _tells_masked_arms(trial)
    if reasons or asked.allocation_key is None:
        return refuse(*reasons)
    body = AllocationKeyRevealed(list=LIST, key=asked.allocation_key.hex())
    return Accepted((Happening(body, f"L:{LIST}", reason=command.reason),))


def _list_ends_early(trial: Trial, asked: Asked, command: act.RevealAllocationKey, revealed: bool) -> Iterator[Reason]:
    """Why a list that is not full cannot end: it is in use, or nobody says why it ends."""
    planned = trial.version_on(asked.day(trial.protocols.first)).design.enrolment
    if len(trial.allocations) >= planned:
        return
    if not any("accrual" in one.body.scope for one in trial.holds.values()):
        says = Text(
            f"{len(trial.allocations)} of {planned} participants are allocated; the key would tell the next allocations.",
            f"计划 {planned} 例，已随机 {len(trial.allocations)} 例；公开密钥会泄露后续分组。",
        )
        remedy = Text("End accrual with a hold first.", "请先暂停入组。")
        yield Reason("list_in_use", says, protocol="design.enrolment", remedy=remedy)
    elif not revealed and not command.reason:
        says = Text(
            "The list would end early and for ever: say why.",
            "公开密钥将使随机列表提前且永久终止，须填写原因。",
        )
        yield Reason("reason_missing", says, protocol="design.enrolment")


def _tells_masked_arms(trial: Trial) -> list[Reason]:
    """In a masked study the key tells every arm to whoever can compute: the data come first."""
    if trial.protocols.first.design.masking == "NONE" or visits.is_locked(trial.study, "trial"):
        return []
    return [
        Reason(
            "still_masked",
            Text(
                "The study is masked and its data are not locked; the key would tell every arm.",
                "本研究为盲法且数据库尚未锁定，公开密钥会泄露所有分组。",
            ),
            protocol="design.masking",
            remedy=Text("Lock the data of the trial first.", "请先锁定研究数据库。"),
        )
    ]


def hold(trial: Trial, scope: tuple[str, ...], rule: str, why: str, cause: int = 0, after: int = 0) -> Happening:
    """The fact of a hold, placed by a person or by a rule of the study file; `after` so many others of the same moment."""
    number = 1 + after + len(trial.study.of(fact.HoldPlaced))
    return Happening(fact.HoldPlaced(hold=f"H{number:02d}", scope=scope, rule=rule), STREAM, reason=why, cause=cause)


def _study(body: Body) -> Happening:
    return Happening(body, STREAM)


def _no_day(words: str) -> Reason:
    return Reason(
        "impossible_date",
        Text(f"“{words}” is not a day.", f"“{words}”不是有效日期。"),
        remedy=Text("Write YYYY-MM-DD.", "请按 YYYY-MM-DD 填写。"),
    )


def _no_role(duty: str) -> Reason:
    return Reason(
        "unknown_role",
        Text(f"“{duty}” is not a role.", f"“{duty}”不是有效角色。"),
        remedy=Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(role) for role in ROLES])),
    )


def _no_key() -> Reason:
    return Reason(
        "no_key",
        Text("The sealed key of the randomisation list is not at hand.", "随机列表的密钥不可用。"),
        remedy=Text("Start the server with the key that the statistician holds.", "请使用统计师保管的密钥启动服务器。"),
    )

"""Who may give which reading of a scan: blinded readers see neither arm nor treatment, and nobody reads for two."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.facts.form_look import day_of
from equipoise.protocol.model.response import Readers
from equipoise.rules import response
from equipoise.rules.response import Readings
from equipoise.trial import commands as act
from equipoise.trial.decision import Asked
from equipoise.trial.permissions import reads_blind
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text

_WHERE = "response.readers"


def against_reading(one: Person, asked: Asked, command: act.SaveForm) -> list[Reason]:
    """What stands against a tumour assessment because of who gives it: empty for any other form, or where nobody reads blinded."""
    plan = one.study.response
    if plan is None or plan.readers is None or not plan.readers.central or command.form != plan.lesions.form:
        return []
    code, blind = command.items.get(plan.readers.item), reads_blind(one.study, asked.by.role)
    if not response.is_blind_reading(one.study, code):
        return [_not_blinded_reading()] if blind else []
    if not blind:
        return [_reader_not_blind()]
    found = response.readings(one.study, one.facts)
    if code == plan.readers.adjudicator and plan.readers.decided is not None:
        return list(_against_adjudication(plan.readers, asked, command, found))
    day = day_of(command.items.get(plan.lesions.date), one.study.time_zone)
    return list(_against_scan(asked, command, found, str(code), day))


def against_changing(one: Person, asked: Asked) -> list[Reason]:
    """A reading that was given stands: whoever reads blinded corrects and takes back nothing."""
    if not reads_blind(one.study, asked.by.role):
        return []
    says = Text("A blinded reading stands as it was given.", "盲态阅片结果提交后不再更改。")
    remedy = Text("Where readers differ, the adjudicator decides.", "阅片意见不一时由裁定人决定。")
    return [Reason("reading_stands", says, protocol=_WHERE, remedy=remedy)]


def _against_scan(asked: Asked, command: act.SaveForm, found: Readings, code: str, day: object) -> Iterator[Reason]:
    yield from _reads_for_another(asked, found, code)
    wanted = next((one for one in found.wanted if one.reader == code), None)
    if wanted is None:
        says = Text("No scan waits for this reader.", "没有待该阅片人判读的影像。")
        yield Reason("nothing_to_read", says, protocol=_WHERE)
        return
    if wanted.day != day:
        says = Text(
            "Scans are read one after the other: the next one is that of {day}.",
            "影像须按先后顺序判读：下一次为{day}的影像。",
        )
        yield Reason("not_the_next_scan", says.format(day=day_words(wanted.day)), protocol=_WHERE)
    if wanted.people and asked.by.actor not in wanted.people and not command.reason:
        yield Reason(
            "another_reader",
            Text("Somebody else gave the earlier readings of this reader.", "该阅片人此前的判读由他人完成。"),
            protocol=_WHERE,
            remedy=Text("Say why you take over.", "请说明由您接替的原因。"),
        )


def _against_adjudication(readers: Readers, asked: Asked, command: act.SaveForm, found: Readings) -> Iterator[Reason]:
    yield from _reads_for_another(asked, found, str(readers.adjudicator))
    if not found.adjudicate:
        says = Text(
            "Nothing is to be decided: a reading is missing, the readers agree, or it is decided.",
            "无需裁定：阅片尚未完成、阅片意见一致，或已经裁定。",
        )
        yield Reason("nothing_to_decide", says, protocol=_WHERE)
    if readers.decided is None or command.items.get(readers.decided) not in readers.central:
        says = Text("Say whose reading stands.", "请选择采纳哪位阅片人的结果。")
        yield Reason("no_decision", says, protocol=f"{_WHERE}.decided")
    if not command.reason:
        yield Reason("reason_missing", Text("A decision needs a reason.", "裁定须填写原因。"), protocol=_WHERE)


def _reads_for_another(asked: Asked, found: Readings, code: str) -> Iterator[Reason]:
    """Nobody reads the same participant under two codes: not as site and blinded reader, not as both, not as their judge."""
    if any(earlier != code for earlier in found.read_by(asked.by.actor)):
        yield Reason(
            "read_for_another",
            Text(
                "You have read this participant's scans already, for another reader.",
                "您已以其他阅片人身份判读过该受试者的影像。",
            ),
            protocol=_WHERE,
            remedy=Text("Another person reads here.", "须由另一人判读。"),
        )


def _not_blinded_reading() -> Reason:
    return Reason(
        "not_a_blinded_reading",
        Text("In this study you read blinded, not for the site.", "在本研究中您仅作盲态阅片，不代研究中心判读。"),
        protocol=_WHERE,
    )


def _reader_not_blind() -> Reason:
    return Reason(
        "reader_not_blind",
        Text(
            "A blinded reading is given by somebody who sees neither arm nor treatment.",
            "盲态阅片须由看不到分组与治疗情况的人员完成。",
        ),
        protocol=_WHERE,
        remedy=Text("It is given by: radiologist.", "由影像医师完成。"),
    )

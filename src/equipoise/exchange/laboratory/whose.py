"""Whose a result is, on which day the sample was taken, and what the value is: or every reason why that cannot be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from equipoise.exchange.laboratory.line import Line
from equipoise.exchange.laboratory.resolve import Meant, meant, path_of
from equipoise.exchange.laboratory.result import Result
from equipoise.facts.form_look import LABORATORY_ITEM
from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.facts.participant import ConsentSigned
from equipoise.protocol.model import Study
from equipoise.trial.acts.about import unknown_participant
from equipoise.trial.decision import Asked
from equipoise.trial.person import Person, person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.values.written_dates import Sampled, read_written

_HL7: Final = ("YYYYMMDDHHmmssZZ", "YYYYMMDDHHmmss", "YYYYMMDDHHmmZZ", "YYYYMMDDHHmm", "YYYYMMDD")
_FHIR: Final = ("YYYY-MM-DDTHH:mm:ssZZ", "YYYY-MM-DDTHH:mmZZ", "YYYY-MM-DDTHH:mm:ss", "YYYY-MM-DD")
_FRACTION: Final = re.compile(r"(?<=\d)\.\d+")
_NO_RESULT: Final = {
    "P": Text("The result is preliminary.", "该结果为初步结果。"),
    "X": Text("The laboratory could not obtain a result.", "实验室未能得出结果。"),
    "D": Text("The laboratory deleted the result.", "实验室已删除该结果。"),
    "W": Text("The laboratory reports the result as wrong.", "实验室已声明该结果有误。"),
    "I": Text("The result is not there yet.", "结果尚未得出。"),
}
_PENDING: Final = Text("This is not a final result (status {code}).", "不是最终结果（状态 {code}）。")


@dataclass(frozen=True, slots=True)
class Named:
    """A result of a known participant, on a day, as an answer to an item."""

    result: Result
    one: Person
    day: date
    sampled: str
    meant: Meant
    laboratory: str

    @property
    def form(self) -> str:
        """The form of the item."""
        return self.meant.path.partition(".")[0]

    @property
    def item(self) -> str:
        """The item."""
        return self.meant.path.partition(".")[2]

    def line(self, state: str, reasons: tuple[Reason, ...] = (), **more: Any) -> Line:
        """The row with what becomes of it."""
        remarks = (*self.meant.remarks, *more.pop("remarks", ()))
        return Line(
            self.result,
            state,
            reasons,
            remarks,
            participant=self.one.number,
            path=self.meant.path,
            label=self.meant.item.label,
            day=self.day,
            answer=self.meant.answer,
            usual=self.meant.usual,
            **more,
        )


def name_row(trial: Trial, asked: Asked, mapping: LaboratoryMapping, result: Result) -> Named | Line:
    """A row with its participant, day and answer; otherwise the row with every reason why not, or that it is not wanted."""
    path = path_of(mapping, result)
    if path == "":
        return Line(result, "ignored")
    reasons = list(_status(result))
    one, stranger = _person(trial, asked, mapping, result)
    reasons += stranger
    study = one.study if one is not None else trial.version_on(asked.day(trial.protocols.first))
    sampled = _sampled(study, mapping, result)
    if sampled is None:
        reasons.append(_no_day(mapping, result))
    elif one is not None:
        reasons += _about_day(one, asked, sampled)
    answer: Meant | None = None
    laboratory = ""
    if path is None:
        reasons.append(_unmapped(result))
    elif result.status in ("F", "C"):
        found = meant(study, mapping, result, path)
        if isinstance(found, Meant):
            answer = found
        else:
            reasons += found
        laboratory, missing = _laboratory(study, mapping, result, path)
        reasons += missing
    if reasons or one is None or sampled is None or answer is None:
        given = one.number if one is not None else ""
        label = answer.item.label if answer is not None else Text("", "")
        day = sampled.day if sampled is not None else None
        return Line(result, "wrong", tuple(reasons), participant=given, path=path or "", label=label, day=day)
    item = study.forms.forms[path.partition(".")[0]] if path else None
    date_item = item.items[item.date] if item is not None and item.date else None
    as_moment = date_item is not None and date_item.kind == "moment" and sampled.moment is not None
    words = sampled.moment.isoformat() if as_moment and sampled.moment is not None else sampled.day.isoformat()
    return Named(result, one, sampled.day, words, answer, laboratory)


def _status(result: Result) -> Iterator[Reason]:
    if result.status not in ("F", "C"):
        says = _NO_RESULT.get(result.status, _PENDING.format(code=result.status))
        remedy = Text("Take in the final result when it comes.", "请待最终结果出具后再导入。")
        yield Reason("not_final", says, remedy=remedy)


def _person(
    trial: Trial, asked: Asked, mapping: LaboratoryMapping, result: Result
) -> tuple[Person | None, tuple[Reason, ...]]:
    number = _number(mapping, result)
    if not number:
        says = Text("The row does not say whose it is.", "该行未注明受试者。")
        return None, (Reason("no_subject", says),)
    found = person(trial, number, asked.day(trial.protocols.first))
    return found, () if found is not None else (unknown_participant(number),)


def _number(mapping: LaboratoryMapping, result: Result) -> str:
    """The participant's number among the identifiers of a row, as the mapping says which one it is."""
    for value, issuer in result.subjects:
        place, _, authority = issuer.partition("^") if mapping.kind == "hl7" else ("", "", issuer)
        if mapping.kind == "hl7" and place != mapping.subject:
            continue
        if not mapping.authority or authority == mapping.authority:
            return value.strip()
    return ""


def _sampled(study: Study, mapping: LaboratoryMapping, result: Result) -> Sampled | None:
    words, zone = result.sampled.strip(), mapping.zone or study.time_zone
    patterns = {"hl7": _HL7, "fhir": _FHIR}.get(mapping.kind, (mapping.pattern,))
    if mapping.kind != "csv":
        words = _FRACTION.sub("", words)
    found = next((read for pattern in patterns if (read := read_written(words, pattern, zone)) is not None), None)
    if found is None or found.moment is None:
        return found
    local = as_local(study, found)
    return Sampled(local, found.moment)


def as_local(study: Study, sampled: Sampled) -> date:
    """The day of a sample in the zone of the study."""
    if sampled.moment is None:
        return sampled.day
    return sampled.moment.astimezone(ZoneInfo(study.time_zone)).date()


def _about_day(one: Person, asked: Asked, sampled: Sampled) -> Iterator[Reason]:
    today = asked.day(one.study)
    day = sampled.day
    if day > today or (sampled.moment is not None and sampled.moment > asked.at):
        yield Reason("in_the_future", Text(f"{day.isoformat()} lies in the future.", f"{day.isoformat()} 尚未到来。"))
    signed = one.facts.first(ConsentSigned)
    if signed is not None and day < signed.day(one.study.time_zone):
        consent = signed.day(one.study.time_zone).isoformat()
        yield Reason(
            "before_consent",
            Text(f"The sample is older than the consent of {consent}.", f"采样早于知情同意书签署日（{consent}）。"),
            (signed.seq,),
        )
    death = one.day("death")
    if death is not None and day > death:
        yield Reason(
            "after_death",
            Text(
                f"The sample is later than the death on {death.isoformat()}.", f"采样晚于死亡日期 {death.isoformat()}。"
            ),
        )
    if "data" in one.withdrawn:
        yield Reason("data_withdrawn", Text("The participant withdrew the use of data.", "受试者已撤回数据使用授权。"))


def _laboratory(study: Study, mapping: LaboratoryMapping, result: Result, path: str) -> tuple[str, tuple[Reason, ...]]:
    """The code of the laboratory of a result, where its form asks for it."""
    form = study.forms.forms.get(path.partition(".")[0])
    item = form.items.get(LABORATORY_ITEM) if form is not None else None
    if item is None:
        return "", ()
    codes = study.forms.code_lists.get(item.codes or "", {})
    written = result.laboratory.strip()
    code = mapping.laboratories.get(written) or (written if written in codes else "") or mapping.default_laboratory
    if code in codes:
        return code, ()
    says = Text(f"The mapping knows no laboratory “{written}”.", f"对应关系中没有实验室“{written}”。")
    return "", (Reason("unknown_laboratory", says, protocol="forms.laboratories"),)


def _unmapped(result: Result) -> Reason:
    called = result.called or "–"
    return Reason(
        "unmapped",
        Text(f"The mapping does not know “{called}”.", f"对应关系中没有“{called}”。"),
        remedy=Text(
            "Say in the mapping which item it is, or that it is not wanted.",
            "请在对应关系中指明对应条目，或注明不导入。",
        ),
    )


def _no_day(mapping: LaboratoryMapping, result: Result) -> Reason:
    words = result.sampled[:40]
    if not words:
        return Reason("no_day", Text("The row does not say when the sample was taken.", "该行未注明采样日期。"))
    pattern = (
        mapping.pattern if mapping.kind == "csv" else {"hl7": "YYYYMMDD[HHmm]", "fhir": "YYYY-MM-DD"}[mapping.kind]
    )
    return Reason(
        "not_a_day", Text(f"“{words}” is not a day in the form {pattern}.", f"“{words}”不是 {pattern} 形式的有效日期。")
    )

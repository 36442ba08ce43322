"""Acts on laboratory files: confirm how they are read, and record which file was taken in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from equipoise.facts import as_stored
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.form_look import LABORATORY_ITEM
from equipoise.facts.laboratory import FILE_KINDS, LaboratoryFileImported, LaboratoryMapping, LaboratoryMappingSet
from equipoise.protocol.model import Item, Study
from equipoise.trial import commands as act
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.state import Trial
from equipoise.values.quantity import UnitFault, unit
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.values.written_dates import is_pattern

_STREAM: Final = "S"
_LONGEST_NAME: Final = 80
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DOMAINS: Final = frozenset({"LB", "MB", "IS", "CP"})
"""SDTM domains of findings on samples; a form with an analyte is one of the laboratory whatever its domain."""
_MEASURED: Final = ("quantity", "decimal", "integer", "code")
_SUBJECTS: Final = ("PID-2", "PID-3", "PID-4")


def laboratory_items(study: Study) -> dict[str, Item]:
    """`FORM.ITEM` -> each item that a laboratory file may fill: results on forms that are dated by their sample."""
    found: dict[str, Item] = {}
    for name, form in study.forms.forms.items():
        measured = any(item.analyte is not None for item in form.items.values())
        if form.date is None or not (measured or form.domain in _DOMAINS):
            continue
        for item_name, item in form.items.items():
            if item.kind in _MEASURED and item.derived is None and item_name != LABORATORY_ITEM:
                found[f"{name}.{item_name}"] = item
    return found


def mapping_named(trial: Trial, name: str) -> tuple[int, LaboratoryMapping] | None:
    """The fact and the mapping that now count under a name; None where there is none."""
    return mappings(trial).get(name)


def mappings(trial: Trial) -> Mapping[str, tuple[int, LaboratoryMapping]]:
    """Every mapping that now counts, by name, with its fact."""
    found: dict[str, tuple[int, LaboratoryMapping]] = {}
    for fact in trial.study.of(LaboratoryMappingSet):
        if fact.body.mapping.kind:
            found[fact.body.name] = (fact.seq, fact.body.mapping)
        else:
            found.pop(fact.body.name, None)
    return found


def set_mapping(trial: Trial, asked: Asked, command: act.SetLaboratoryMapping) -> Decision:
    """Remember how the files of a laboratory are read; a later mapping of the same name takes its place."""
    study = trial.version_on(asked.day(trial.protocols.first))
    name = command.name.strip()
    try:
        mapping = msgspec.convert(command.mapping, LaboratoryMapping)
    except msgspec.ValidationError as fault:
        return refuse(
            Reason(
                "malformed_mapping",
                Text(f"The mapping cannot be read: {fault}.", f"无法读取该对应关系：{fault}。"),
            )
        )
    before = mapping_named(trial, name)
    retired = not mapping.kind
    reasons = [] if retired else list(against_mapping(study, mapping))
    unknown = sorted(set(command.mapping) - {field.name for field in msgspec.structs.fields(LaboratoryMapping)})
    reasons += [
        _fault("unknown_field", Text(f"A mapping has no {one}.", f"对应关系没有 {one} 项。")) for one in unknown
    ]
    if not name or len(name) > _LONGEST_NAME:
        reasons.append(
            _fault(
                "name_missing",
                Text("Give the mapping a name of up to 80 characters.", "请为对应关系命名（80 字以内）。"),
            )
        )
    if retired and before is None:
        reasons.append(
            _fault("unknown_mapping", Text(f"There is no mapping “{name}”.", f"没有名为“{name}”的对应关系。"))
        )
    if before is not None and before[1] == mapping:
        reasons.append(_fault("nothing_new", Text("The mapping is as it was.", "对应关系没有变化。")))
    if reasons:
        return refuse(*reasons)
    return Accepted((Happening(LaboratoryMappingSet(name=name, mapping=mapping), _STREAM, reason=command.reason),))


def against_mapping(study: Study, mapping: LaboratoryMapping) -> tuple[Reason, ...]:
    """Everything that keeps a mapping from being used with this version of the study file."""
    return (*_columns(mapping), *_written(mapping), *_targets(study, mapping), *_laboratories(study, mapping))


def _columns(mapping: LaboratoryMapping) -> Iterator[Reason]:
    if mapping.kind not in FILE_KINDS:
        yield _fault(
            "unknown_kind", Text(f"“{mapping.kind}” is not a kind of file.", f"“{mapping.kind}”不是文件类型。")
        )
    if mapping.kind == "hl7" and mapping.subject not in _SUBJECTS:
        yield _fault(
            "subject_missing",
            Text("Say which field of PID holds the participant’s number: PID-2, PID-3 or PID-4.",
                 "请指明受试者编号位于哪个 PID 字段：PID-2、PID-3 或 PID-4。"),
        )  # fmt: skip
    if mapping.kind != "csv":
        return
    wanted = {
        "subject": Text("the participant’s number", "受试者编号"),
        "sampled": Text("the day of the sample", "采样日期"),
    }
    if mapping.code:
        wanted["value"] = Text("the value", "结果")
    for field, says in wanted.items():
        if not getattr(mapping, field):
            yield _fault(
                f"{field}_missing",
                Text("Say which column holds {what}.", "请指明哪一列是{what}。").format(what=says),
            )


def _written(mapping: LaboratoryMapping) -> Iterator[Reason]:
    if mapping.kind == "csv" and not is_pattern(mapping.pattern):
        yield _fault(
            "pattern",
            Text(f"“{mapping.pattern}” does not say how days are written.", f"“{mapping.pattern}”未说明日期写法。"),
            Text(
                "Write for example YYYY-MM-DD HH:mm, DD.MM.YYYY or YYYY/M/D.",
                "例如 YYYY-MM-DD HH:mm、YYYY/M/D 或 YYYY年M月D日。",
            ),
        )
    if mapping.decimal not in (".", ","):
        yield _fault("decimal", Text("The decimal sign is a point or a comma.", "小数点须为“.”或“,”。"))
    if mapping.delimiter not in ("", ",", ";", "\t"):
        yield _fault("delimiter", Text("Columns are parted by , ; or tab.", "列分隔符须为逗号、分号或制表符。"))
    if mapping.outside not in ("refuse", "unscheduled"):
        yield _fault(
            "outside", Text("Outside visits: refuse or unscheduled.", "访视外样本：须选 refuse 或 unscheduled。")
        )
    try:
        ZoneInfo(mapping.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield _fault("zone", Text(f"“{mapping.zone}” is not a time zone.", f"“{mapping.zone}”不是有效时区。"))


def _targets(study: Study, mapping: LaboratoryMapping) -> Iterator[Reason]:
    items = laboratory_items(study)
    if not any(mapping.analytes.values()):
        yield _fault(
            "nothing_mapped",
            Text("No code of the file has an item of the study yet.", "文件中尚无项目与本研究的条目对应。"),
        )
    for written, path in mapping.analytes.items():
        if path and path not in items:
            yield Reason(
                "unknown_item",
                Text(
                    f"“{written}”: the study has no laboratory item {path}.",
                    f"“{written}”：本研究没有检验条目 {path}。",
                ),
                protocol="forms.forms",
            )
    for written, code in {**mapping.units, **mapping.units_of}.items():
        try:
            unit(code)
        except UnitFault as fault:
            yield _fault("unknown_unit", Text(f"“{written}”: {fault.says.en}", f"“{written}”：{fault.says.zh}"))


def _laboratories(study: Study, mapping: LaboratoryMapping) -> Iterator[Reason]:
    forms = {path.partition(".")[0] for path in mapping.analytes.values() if path}
    known: dict[str, Text] = {}
    asks = False
    for name in forms & set(study.forms.forms):
        item = study.forms.forms[name].items.get(LABORATORY_ITEM)
        if item is not None:
            asks = True
            known |= study.forms.code_lists.get(item.codes or "", {})
    named = [*mapping.laboratories.values(), *([mapping.default_laboratory] if mapping.default_laboratory else [])]
    for code in dict.fromkeys(named):
        if asks and code and code not in known:
            yield Reason(
                "unknown_laboratory",
                Text(f"The study knows no laboratory {code}.", f"本研究没有实验室 {code}。"),
                protocol="forms.laboratories",
            )
    if asks and not mapping.default_laboratory and not mapping.laboratories:
        yield _fault(
            "laboratory_missing", Text("Say which laboratory the results come from.", "请指明检验结果来自哪个实验室。")
        )


def record_file(trial: Trial, asked: Asked, command: act.RecordLaboratoryFile) -> Decision:
    """Record that a file was taken in: its forms must have been saved in the same breath, by the same person."""
    reasons = list(_about_file(trial, command))
    if command.left_out and not command.reason:
        reasons.append(_fault("reason_missing", Text("Leaving rows out needs a reason.", "排除部分行须填写原因。")))
    made = _made_now(trial, asked, min(command.forms, default=0))
    if not command.forms:
        reasons.append(_fault("nothing_taken", Text("Nothing of the file was taken in.", "该文件没有任何内容被导入。")))
    elif not set(command.forms) <= made:
        reasons.append(
            _fault(
                "not_of_this_file",
                Text(
                    "A file is recorded only together with the forms that it makes.", "文件须与其生成的表单同时记录。"
                ),
            )
        )
    if reasons:
        return refuse(*reasons)
    body = LaboratoryFileImported(
        name=command.name.strip(),
        digest=command.digest,
        kind=command.kind,
        mapping=command.mapping,
        rows=command.rows,
        taken=command.taken,
        same=command.same,
        forms=command.forms,
        left_out=command.left_out,
    )
    return Accepted((Happening(body, _STREAM, reason=command.reason, cause=command.mapping),))


def _about_file(trial: Trial, command: act.RecordLaboratoryFile) -> Iterator[Reason]:
    if not command.name.strip() or _DIGEST.fullmatch(command.digest) is None or command.kind not in FILE_KINDS:
        yield _fault(
            "file_unnamed", Text("The file needs its name, kind and SHA-256.", "文件须有名称、类型与 SHA-256 摘要。")
        )
    if not any(fact.seq == command.mapping for fact in trial.study.of(LaboratoryMappingSet)):
        yield _fault(
            "unknown_mapping",
            Text("The file needs the mapping by which it was read.", "须指明读取该文件所用的对应关系。"),
        )
    if command.rows != command.taken + command.same + len(command.left_out):
        yield _fault("miscounted", Text("The rows of the file do not add up.", "文件行数合计不符。"))


def _made_now(trial: Trial, asked: Asked, first: int) -> set[int]:
    """The forms' facts behind a number that the person who asks made at this very moment."""
    recorded, made = as_stored(asked.at), set()
    for history in trial.participants.values():
        for fact in history.since(first - 1, (FormSaved, ItemsCorrected)):
            if fact.recorded == recorded and fact.actor == asked.by.actor:
                made.add(fact.seq)
    return made


def _fault(code: str, says: Text, remedy: Text | None = None) -> Reason:
    return Reason(code, says, remedy=remedy)

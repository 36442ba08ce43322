"""Reads a study folder: the study as frozen data, or every fault of it at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from equipoise.protocol.amend import Amended, amended, amendments
from equipoise.protocol.checks import CHECKS, Case, Check, check
from equipoise.protocol.fault import Fault, Finding, Lines, Place, placed
from equipoise.protocol.model import Amendment, Study
from equipoise.protocol.source import read_text, read_yaml
from equipoise.protocol.translate import validated
from equipoise.values.text import Text

PROTOCOL = "protocol.yaml"
FORMS = "forms.yaml"
_RESTS_ON = {
    "design.masked": ("design.masking",),
    "design.masking": ("design.masked",),
    "design.enrolment": ("arms",),
    "randomisation.method": ("arms",),
    "randomisation.probability": ("arms",),
}
"""Statements that are checked against another one: where that is faulty, they are not told."""
_SHORT = frozenset({"format", "id", "version", "effective", "time_zone"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A version of a study file: `study` is None as soon as there is one fault. `remarks` are told and change nothing.

    `versions` are all versions of the folder in order; `record` is the registry record beside the study file;
    `digest` (SHA-256) changes whenever the merged data of the version does, and not with comments or layout.
    """

    study: Study | None
    faults: tuple[Fault, ...]
    lines: Lines
    versions: tuple[str, ...]
    record: dict[str, Any] | None
    remarks: tuple[Fault, ...] = ()
    amendment: Amendment | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class _Folder:
    """All files of the folder, read once."""

    folder: Traversable
    data: dict[str, Any]
    places: dict[str, Place]
    faults: tuple[Fault, ...]
    whole: bool
    absent: tuple[str, ...] = ()
    steps: tuple[Amended, ...] = field(default=())

    @property
    def versions(self) -> tuple[str, ...]:
        return (str(self.data.get("version", "")), *(step.version for step in self.steps))


def load(folder: Traversable | Path, version: str | None = None, more: Sequence[Check] = ()) -> Loaded:
    """The newest version of the study in the folder, or the one asked for; its faults as values, never an exception.

    `more` are checks of rooms above, which know what this room does not.
    """
    found = _read(folder)
    if version is None:
        return _version(found, len(found.steps), more)
    if version not in found.versions:
        known = ", ".join(found.versions)
        fault = Fault(PROTOCOL, 0, "version", Text(
            f"The study has no version {version}", f"该研究没有版本 {version}"), Text(
            f"Ask for one of {known}", f"可选版本：{known}"))  # fmt: skip
        return Loaded(None, (*found.faults, fault), Lines(found.places), found.versions, None)
    return _version(found, found.versions.index(version), more)


def load_versions(folder: Traversable | Path, more: Sequence[Check] = ()) -> tuple[Loaded, ...]:
    """Every version of the study in the folder, the first one first."""
    found = _read(folder)
    return tuple(_version(found, count, more) for count in range(len(found.steps) + 1))


def _read(folder: Traversable) -> _Folder:
    if not folder.is_dir():
        fault = Fault(folder.name, 0, "", Text("There is no such folder", "没有这个文件夹"), Text(
            f"Name a folder with {PROTOCOL} and {FORMS} in it", f"请指定含有 {PROTOCOL} 和 {FORMS} 的文件夹"))  # fmt: skip
        return _Folder(folder, {}, {}, (fault,), whole=False, absent=("", "forms"))
    protocol, forms = read_yaml(folder, PROTOCOL), read_yaml(folder, FORMS, "forms")
    data, faults = dict(protocol.data or {}), [*protocol.faults, *forms.faults]
    places = protocol.places | forms.places
    if "forms" in data:
        faults.append(placed(Finding("forms", Text(
            "`forms` stands in protocol.yaml", "`forms` 写在了 protocol.yaml 中"), Text(
            "Write the forms in forms.yaml", "表单请写在 forms.yaml 中")), Lines(protocol.places)))  # fmt: skip
    data["forms"] = forms.data if forms.data is not None else {"forms": {}}
    absent = tuple(path for path, source in (("", protocol), ("forms", forms)) if source.data is None)
    return _Folder(folder, data, places, tuple(faults), not absent, absent, amendments(folder))


def _version(found: _Folder, count: int, more: Sequence[Check]) -> Loaded:
    steps = found.steps[:count]
    data, places, missed = amended(found.data, found.places, steps)
    lines = Lines(places)
    faults = [*found.faults, *(fault for step in steps for fault in step.faults)]
    faults += [fault for fault in missed if _concerns(fault, found.absent)]
    study, wrong = validated(Study, data)
    faults += [placed(finding, lines) for finding in wrong if _concerns(finding, found.absent)]
    record: dict[str, Any] | None = None
    remarks: list[Fault] = []
    if study is not None and found.whole and not _parts_lost(wrong):
        record, unreadable = _record(found.folder, study)
        faulty = {fault.path for fault in faults if fault.path}
        case = Case(study, record, lambda name: _has(found.folder, name))
        findings = [*unreadable, *check(case, (*CHECKS, *more))]
        told = [placed(finding, lines) for finding in findings if not _echoes(finding.path, faulty)]
        faults += [fault for fault in told if fault.severity == "fault"]
        remarks += [fault for fault in told if fault.severity == "remark"]
    head = steps[-1].head if steps else None
    ordered = tuple(sorted(dict.fromkeys(faults), key=lambda fault: (_rank(fault.file), fault.line)))
    return Loaded(
        None if ordered else study, ordered, lines, found.versions, record, tuple(remarks), head, _digest(data)
    )


def _parts_lost(wrong: Iterable[Finding]) -> bool:
    """Whether a whole part could not be read: then most findings of the checks would only echo that."""
    return any(finding.path in Study.model_fields and finding.path not in _SHORT for finding in wrong)


def _concerns(finding: Finding | Fault, absent: Iterable[str]) -> bool:
    """Whether a finding is about a file that could be read: what an unreadable file lacks is not told."""
    of_forms = finding.path == "forms" or finding.path.startswith("forms.")
    return ("forms" if of_forms else "") not in absent


def _echoes(path: str, faulty: set[str]) -> bool:
    """Whether a finding stands under a faulty path, or rests on a part of which only a stand-in could be checked."""
    if _under_any(path, faulty):
        return True
    visit = path.removesuffix(".window")
    behind = _RESTS_ON.get(path, (f"{visit}.every",) if visit != path else ())
    if path.startswith("randomisation.blocks."):
        behind = ("arms",)
    return any(fault == part or fault.startswith(f"{part}.") for part in behind for fault in faulty)


def _under_any(path: str, faulty: set[str]) -> bool:
    while path:
        if path in faulty:
            return True
        path = path.rpartition(".")[0]
    return False


def _rank(file: str) -> tuple[int, str]:
    order = (PROTOCOL, FORMS)
    return (order.index(file) if file in order else len(order), file)


def _has(folder: Traversable, name: str) -> bool:
    return is_inside(name) and folder.joinpath(name).is_file()


def is_inside(name: str) -> bool:
    """Whether a file name stays inside the study folder."""
    return bool(name) and "\\" not in name and all(part not in ("", ".", "..") for part in name.split("/"))


def _record(folder: Traversable, study: Study) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    name = study.rests_on.record
    path = "rests_on.record"
    if name is None:
        return None, ()
    if not is_inside(name):
        return None, (Finding(path, Text(f"`{name}` is not a file of this folder", f"`{name}` 不是本文件夹中的文件"), Text(
            "Name a file that lies beside protocol.yaml", "请填写与 protocol.yaml 同一文件夹中的文件名")),)  # fmt: skip
    text = read_text(folder, name)
    if isinstance(text, Fault):
        says = Text("{name}: {says}", "{name}：{says}").format(name=name, says=text.says)
        return None, (Finding(path, says, text.instead),)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return None, (Finding(path, Text(f"`{name}` is not a JSON record", f"`{name}` 不是 JSON 记录"), Text(
            "Save the record anew from the registry, as JSON", "请从注册平台重新下载 JSON 记录")),)  # fmt: skip
    return record, ()


def _digest(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_number)
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: object) -> str:
    assert isinstance(value, Decimal), "YAML gives nothing else that JSON does not know"
    return f"{value.normalize():f}"

"""What changed from one version of a record to the next, and whose act it was: the sponsor's, or the registry's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from equipoise.registry.record import Raw, Record, text
from equipoise.values.text import Text, same

By = Literal["sponsor", "registry"]

_BY_REGISTRY: Final = re.compile(
    r"derivedSection\b|annotationSection\b|hasResults$|.*\.geoPoint\b|.*\.stdAges\b|.*PostDateStruct\b|.*\.nctIdAliases\b"
)
_MODULES: Final[Mapping[str, Text]] = {
    "identificationModule": Text("Names and numbers", "名称与编号"),
    "statusModule": Text("Status and dates", "状态与日期"),
    "sponsorCollaboratorsModule": Text("Sponsor", "申办者"),
    "oversightModule": Text("Oversight", "监督"),
    "descriptionModule": Text("Description", "研究说明"),
    "conditionsModule": Text("Conditions", "疾病"),
    "designModule": Text("Design", "研究设计"),
    "armsInterventionsModule": Text("Arms and interventions", "分组与干预"),
    "outcomesModule": Text("Outcome measures", "结局指标"),
    "eligibilityModule": Text("Who can take part", "参加条件"),
    "contactsLocationsModule": Text("Contacts and locations", "联系人与研究地点"),
    "referencesModule": Text("References", "参考文献"),
    "ipdSharingStatementModule": Text("Data sharing", "数据共享"),
}
_SECTIONS: Final[Mapping[str, Text]] = {
    "resultsSection": Text("Results", "研究结果"),
    "documentSection": Text("Documents", "研究文件"),
    "derivedSection": Text("Derived by the registry", "注册平台推导"),
    "annotationSection": Text("Notes of the registry", "注册平台注释"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs. Empty words before or after mean that it was not there."""

    path: str
    before: str
    after: str
    by: By
    part: Text


def changes(old: Record, new: Record) -> tuple[Change, ...]:
    """Every value that differs between two versions, in the order of the record.

    The registry's own acts (a status turned UNKNOWN, concepts, coordinates, posting dates) are never shown as the sponsor's."""
    before, after = dict(_leaves(old.raw, "")), dict(_leaves(new.raw, ""))
    paths = dict.fromkeys([*before, *after])
    turned = text(new.raw, "protocolSection.statusModule.overallStatus") == "UNKNOWN"
    return tuple(
        Change(path, before.get(path, ""), after.get(path, ""), _by(path, turned=turned), _part(path))
        for path in paths
        if before.get(path) != after.get(path)
    )


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]")
    elif value is not None:
        yield path, _said(value)


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _by(path: str, *, turned: bool) -> By:
    if _BY_REGISTRY.match(path):
        return "registry"
    status = path in ("protocolSection.statusModule.overallStatus", "protocolSection.statusModule.lastKnownStatus")
    return "registry" if turned and status else "sponsor"


def _part(path: str) -> Text:
    section, _, rest = path.partition(".")
    if section == "protocolSection":
        module = rest.split(".")[0].split("[")[0]
        return _MODULES.get(module, same(module))
    return _SECTIONS.get(section, same(section))


def content(record: Record) -> Raw:
    """What decides whether an import made a new version: the whole record but the registry's daily stamp of its data."""
    derived = record.raw.get("derivedSection")
    if not isinstance(derived, Mapping):
        return record.raw
    kept = {name: part for name, part in derived.items() if name != "miscInfoModule"}
    misc = derived.get("miscInfoModule")
    if isinstance(misc, Mapping) and (rest := {name: part for name, part in misc.items() if name != "versionHolder"}):
        kept["miscInfoModule"] = rest
    return {**record.raw, "derivedSection": kept}

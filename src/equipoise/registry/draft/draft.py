"""A record as a draft study file, and what a person must decide before anybody uses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from equipoise.registry.concepts import Concepts
from equipoise.registry.draft import frame, from_record
from equipoise.registry.draft.decisions import Decision, decisions
from equipoise.registry.draft.eligibility import PATH, criteria_of
from equipoise.registry.draft.said import UNTRANSLATED, Data, Said, assumed, both
from equipoise.registry.record import Record
from equipoise.values.dates import is_day

ZONES: Final[Mapping[str, str]] = {
    "China": "Asia/Shanghai", "Taiwan": "Asia/Taipei", "Japan": "Asia/Tokyo", "South Korea": "Asia/Seoul", "France": "Europe/Paris",
    "Germany": "Europe/Berlin", "United Kingdom": "Europe/London", "Italy": "Europe/Rome", "Spain": "Europe/Madrid",
    "Netherlands": "Europe/Amsterdam", "India": "Asia/Kolkata", "Israel": "Asia/Jerusalem", "Singapore": "Asia/Singapore",
}  # fmt: skip
"""Countries with one time zone, by their name in records."""
_LINE_MARK: Final = re.compile(r"^\s*(?:[*•-]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Draft:
    """The two files of the draft study as YAML, and the decisions that it waits for."""

    name: str
    protocol: str
    forms: str
    decisions: tuple[Decision, ...]


def draft(record: Record, concepts: Concepts) -> Draft:
    """The draft of a record. It reads without a fault; nothing in it that the record does not say is unmarked."""
    said = Said(record)
    about = from_record.about(said)
    made_design = from_record.design(said)
    interventions, named = from_record.interventions(said)
    arms = from_record.arms(said, named)
    criteria = criteria_of(said, concepts)
    outcomes = from_record.outcomes(said)
    random = said.text("designModule.designInfo.allocation") == "RANDOMIZED"
    effective, zone = _effective(record), _zone(record)
    about["facts"] = _facts(said)
    protocol: Data = {
        "format": "equipoise-study/1",
        "id": _name(record),
        "version": "0.1",
        "effective": effective,
        "time_zone": zone or "Etc/UTC",
        "rests_on": {"record": "record.json"},
        "about": about,
        "design": made_design,
        "arms": arms,
        **({"interventions": interventions} if interventions else {}),
        "epochs": frame.epochs(),
        "events": frame.events(),
        "consents": frame.consents(effective),
        "variables": criteria.variables,
        "eligibility": {"criteria": criteria.criteria or _no_criteria()},
        "randomisation": frame.randomisation(len(arms), random=random),
        "schedule": frame.schedule(),
        "safety": frame.safety(),
        "analysis": frame.analysis(outcomes),
        "simulation": frame.simulation(effective),
    }
    forms = frame.forms(criteria.items, criteria.code_lists, criteria.analytes)
    open_still = decisions(record, criteria, outcomes, zone, randomised=random and len(arms) > 1)
    return Draft(_name(record), _yaml(protocol), _yaml(forms), tuple(open_still))


def _name(record: Record) -> str:
    """The study's id: the registry number, `DRAFT` where a broken record has none."""
    return record.nct_id if re.fullmatch(r"[A-Z][A-Z0-9-]{2,19}", record.nct_id) else "DRAFT"


def _no_criteria() -> Data:
    judged = both("Whether the person may take part", "是否可以参加")
    text = both("The record states no criteria.", "注册记录未列出入排标准。")
    return {
        "I1": {
            "category": "inclusion",
            "text": text,
            "judgement": judged,
            **assumed("The record states no criteria.", "注册记录未列出入排标准。"),
        }
    }


def _effective(record: Record) -> str:
    """The first day of the draft: the start if the record knows its day, otherwise the day of first submission."""
    status = "statusModule"
    for path in (
        f"{status}.startDateStruct.date",
        f"{status}.studyFirstSubmitDate",
        f"{status}.studyFirstPostDateStruct.date",
    ):
        found = Said(record).text(path)
        if is_day(found):
            return found
    return "2000-01-01"


def _zone(record: Record) -> str:
    zones = {ZONES.get(site.country, "") for site in record.sites}
    return zones.pop() if len(zones) == 1 else ""


def _facts(said: Said) -> Data:
    """Every value that no other statement gives, and every line of the criteria that is no criterion, as plain statements."""
    found: Data = {}
    for line in _other_lines(said):
        found[f"line{len(found) + 1}"] = {"en": line, "zh": f"{UNTRANSLATED}{line}", "record": {PATH: line}}
    for path, value in said.left():
        if path == PATH:
            continue
        words = str(value).lower() if isinstance(value, bool) else str(value)
        given = value if isinstance(value, str | int | bool) else words
        found[f"fact{len(found) + 1}"] = {"en": words, "zh": f"{UNTRANSLATED}{words}", "record": {path: given}}
    return found


def _other_lines(said: Said) -> list[str]:
    """Lines of the criteria text that are no criterion: headings without a colon."""
    given = [" ".join(words.split()) for words in said.given.get(PATH, ())]
    left = []
    for raw in said.text(PATH).splitlines():
        text = " ".join(_LINE_MARK.sub("", raw).split())
        if text and not text.endswith(":") and not any(text in one or (len(one) > 3 and one in text) for one in given):
            left.append(text)
    return left


class _Plain(yaml.SafeDumper):
    """Writes each thing where it stands: no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never an alias: a study file says each thing in words."""
        return True


def _words(dumper: yaml.SafeDumper, words: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style='"')


_Plain.add_representer(str, _words)


def _yaml(data: Data) -> str:
    words: str = yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100_000)
    return re.sub(r'^(\s*(?:- )?)"([A-Za-z_][\w-]*)":', r"\1\2:", words, flags=re.MULTILINE)

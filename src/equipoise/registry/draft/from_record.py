"""The parts of a draft that a record fills: words, design, arms, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from equipoise.registry.draft.said import UNTRANSLATED, Data, Said, assumed, both
from equipoise.registry.places import country_code, country_name
from equipoise.registry.record import Raw, rows, text, texts
from equipoise.registry.words import ARM_KINDS
from equipoise.values.text import Text

_CODES: Final[Mapping[str, Text]] = {
    "INTERVENTIONAL": Text("Interventional", "干预性研究"),
    "OBSERVATIONAL": Text("Observational", "观察性研究"),
    "EXPANDED_ACCESS": Text("Expanded access", "扩大使用"),
    "RANDOMIZED": Text("Randomized", "随机"),
    "NON_RANDOMIZED": Text("Non-randomized", "非随机"),
    "NA": Text("Not applicable", "不适用"),
    "SINGLE_GROUP": Text("Single group", "单组"),
    "PARALLEL": Text("Parallel assignment", "平行分组"),
    "CROSSOVER": Text("Crossover", "交叉设计"),
    "FACTORIAL": Text("Factorial", "析因设计"),
    "SEQUENTIAL": Text("Sequential", "序贯设计"),
    "TREATMENT": Text("Treatment", "治疗"),
    "PREVENTION": Text("Prevention", "预防"),
    "DIAGNOSTIC": Text("Diagnostic", "诊断"),
    "SUPPORTIVE_CARE": Text("Supportive care", "支持治疗"),
    "SCREENING": Text("Screening", "筛查"),
    "BASIC_SCIENCE": Text("Basic science", "基础研究"),
    "OTHER": Text("Other", "其他"),
}
MASKED: Final = {
    "PARTICIPANT": "participant", "INVESTIGATOR": "investigator", "CARE_PROVIDER": "coordinator", "OUTCOMES_ASSESSOR": "radiologist",
}  # fmt: skip
NOT_SAID: Final = assumed("The record does not say it.", "注册记录未说明。")
_MOST_SITES: Final = 99


def about(said: Said) -> Data:
    """Titles, sponsor, descriptions, sites: what the public page shows."""
    brief = "identificationModule.briefTitle"
    official = "identificationModule.officialTitle" if said.text("identificationModule.officialTitle") else brief
    acronym = said.text("identificationModule.acronym")
    found: Data = {
        "titles": {
            "brief": said.words(brief),
            "official": said.words(official),
            **({"acronym": both(acronym, acronym)} if acronym else {}),
        },
        "identifiers": _identifiers(said),
        "sponsor": _sponsor(said),
        "summary": said.words("descriptionModule.briefSummary")
        if said.text("descriptionModule.briefSummary")
        else _missing("Summary", "简介"),
        "plain": _missing(
            "What is tested and why, in plain words: to be written", "以通俗语言说明研究什么、为什么：待撰写"
        ),
        "conditions": _list(said, "conditionsModule.conditions") or [_missing("Condition", "疾病")],
        "sites": _sites(said),
    }
    if said.text("descriptionModule.detailedDescription"):
        found["description"] = said.words("descriptionModule.detailedDescription")
    keywords = _list(said, "conditionsModule.keywords")
    return {**found, **({"keywords": keywords} if keywords else {})}


def _identifiers(said: Said) -> Data:
    number = said.record.nct_id
    if not number:
        return {}
    return {"clinicaltrials_gov": {"en": number, "zh": number, **said.pointing("identificationModule.nctId")}}


def _missing(en: str, zh: str) -> Data:
    return {
        **both(en, zh),
        **assumed("The record does not say it; a person must write it.", "注册记录未提供，须由人工撰写。"),
    }


def _list(said: Said, path: str) -> list[Data]:
    return [said.words(f"{path}.{at}") for at, _ in enumerate(texts(said.section, path))]


def _sponsor(said: Said) -> Data:
    name, kind = (said.text(f"sponsorCollaboratorsModule.leadSponsor.{one}") for one in ("name", "class"))
    return {
        "name": both(name or "Sponsor", f"{UNTRANSLATED}{name}" if name else "申办者"),
        "kind": both(kind or "OTHER", kind or "OTHER"),
        "responsible": both("Sponsor", "申办者"),
        **said.pointing("sponsorCollaboratorsModule.leadSponsor.name", "sponsorCollaboratorsModule.leadSponsor.class"),
        **assumed("Who is responsible is taken from the lead sponsor.", "责任方按主要申办者填写。", "sponsor"),
    }


def _sites(said: Said) -> Data:
    found: Data = {}
    for at, row in enumerate(rows(said.section, "contactsLocationsModule.locations")[:_MOST_SITES]):
        found[f"S{at + 1:02d}"] = _site(said, row, f"contactsLocationsModule.locations.{at}")
    if found:
        return found
    return {
        "S01": {
            "name": both("Site to be named", "研究中心待定"),
            "city": both("City", "城市"),
            "country": both("Country", "国家"),
            **NOT_SAID,
        }
    }


def _site(said: Said, row: Raw, path: str) -> Data:
    country = text(row, "country")
    code = country_code(country)
    made: Data = {
        "name": _untranslated(text(row, "facility") or text(row, "city") or "Site"),
        "city": _untranslated(text(row, "city") or "City"),
        "country": both(country, country_name(code).zh) if code else _untranslated(country or "Country"),
    }
    if text(row, "state"):
        made["region"] = _untranslated(text(row, "state"))
    if text(row, "zip"):
        made["postcode"] = text(row, "zip")
    pointed = said.pointing(*(f"{path}.{one}" for one in ("facility", "city", "state", "country", "zip")))
    return {**made, **(pointed or NOT_SAID)}


def _untranslated(words: str) -> Data:
    return both(words, f"{UNTRANSLATED}{words}")


def code(said: Said, path: str, otherwise: str) -> Data:
    """A code of the record in words; `otherwise` where the record has none, marked."""
    found = said.text(path)
    if not found:
        words = _CODES[otherwise]
        return {**both(words.en, words.zh), **NOT_SAID}
    return said.words(path, _CODES.get(found, Text(found, f"{UNTRANSLATED}{found}")))


def design(said: Said) -> Data:
    """The design in the registry's terms."""
    info = "designModule.designInfo"
    masking = said.text(f"{info}.maskingInfo.masking") or "NONE"
    roles = tuple(MASKED[one] for one in texts(said.section, f"{info}.maskingInfo.whoMasked") if one in MASKED)
    phases = list(texts(said.section, "designModule.phases")) or ["NA"]
    low, high = said.record.ages.low, said.record.ages.high
    count = said.record.enrolment
    made: Data = {
        "study_type": code(said, "designModule.studyType", "INTERVENTIONAL"),
        "phases": phases,
        "allocation": code(said, f"{info}.allocation", "NA"),
        "model": code(said, f"{info}.interventionModel", "SINGLE_GROUP"),
        "masking": masking,
        "purpose": code(said, f"{info}.primaryPurpose", "OTHER"),
        "enrolment": count or 1,
        "sex": said.record.sex or "ALL",
        "healthy_volunteers": said.value("eligibilityModule.healthyVolunteers") is True,
    }
    if masking != "NONE":
        made["masked"] = list(roles) or ["participant"]
    years = "Year"
    pointed = [
        "designModule.enrollmentInfo.count",
        "eligibilityModule.sex",
        "eligibilityModule.healthyVolunteers",
        f"{info}.maskingInfo.masking",
    ]
    if low is not None and years in said.text("eligibilityModule.minimumAge"):
        made["minimum_age"] = _years(said, "eligibilityModule.minimumAge")
        pointed.append("eligibilityModule.minimumAge")
    if high is not None and years in said.text("eligibilityModule.maximumAge"):
        made["maximum_age"] = _years(said, "eligibilityModule.maximumAge")
        pointed.append("eligibilityModule.maximumAge")
    pointed += [f"designModule.phases.{at}" for at, _ in enumerate(texts(said.section, "designModule.phases"))]
    pointed += [
        f"{info}.maskingInfo.whoMasked.{at}"
        for at, _ in enumerate(texts(said.section, f"{info}.maskingInfo.whoMasked"))
    ]
    return {**made, **said.pointing(*(one for one in pointed if count or "enrollment" not in one)), **NOT_SAID}


def _years(said: Said, path: str) -> int:
    return int(said.text(path).split(" ")[0])


def interventions(said: Said) -> tuple[Data, dict[str, str]]:
    """The interventions, and by which id an arm's words name each."""
    found: Data = {}
    named: dict[str, str] = {}
    for at, row in enumerate(said.record.interventions):
        path = f"armsInterventionsModule.interventions.{at}"
        name = f"t{at + 1}"
        described = said.words(f"{path}.description") if text(row, "description") else _missing("Description", "说明")
        found[name] = {
            "name": said.words(f"{path}.name") if text(row, "name") else _missing("Name", "名称"),
            "kind": text(row, "type") or "OTHER",
            "description": described,
            **(said.pointing(f"{path}.type") or NOT_SAID),
        }
        named[text(row, "name")] = name
    return found, named


def arms(said: Said, named: Mapping[str, str]) -> Data:
    """The arms; equal shares are assumed."""
    share = assumed(
        "The record does not say the allocation ratio; equal shares are assumed.",
        "注册记录未说明分配比例，按等比例假设。",
        "statistician",
    )
    found: Data = {}
    for at, row in enumerate(rows(said.section, "armsInterventionsModule.armGroups")):
        path = f"armsInterventionsModule.armGroups.{at}"
        kind = text(row, "type") if text(row, "type") in ARM_KINDS else "OTHER"
        given = [named[short] for one in texts(row, "interventionNames") if (short := one.partition(": ")[2]) in named]
        found[f"arm{at + 1}"] = {
            "label": said.words(f"{path}.label") if text(row, "label") else _missing("Arm", "组别"),
            "kind": kind,
            "description": said.words(f"{path}.description")
            if text(row, "description")
            else _missing("Description", "说明"),
            "ratio": 1,
            **({"interventions": given} if given else {}),
            **said.pointing(f"{path}.type"),
            **share,
        }
    return found or {
        "arm1": {
            "label": _missing("All participants", "全部受试者"),
            "kind": "OTHER",
            "description": _missing("Description", "说明"),
            "ratio": 1,
            **share,
        }
    }


def outcomes(said: Said) -> Data:
    """The outcome measures as registered; none has an endpoint yet."""
    found: Data = {}
    for category, field in (
        ("primary", "primaryOutcomes"),
        ("secondary", "secondaryOutcomes"),
        ("other", "otherOutcomes"),
    ):
        for at, row in enumerate(rows(said.section, f"outcomesModule.{field}")):
            path = f"outcomesModule.{field}.{at}"
            found[f"{category}{at + 1}"] = {"category": category, **_outcome(said, row, path)}
    return found


def _outcome(said: Said, row: Raw, path: str) -> dict[str, Any]:
    parts = (
        ("measure", "measure", "Measure", "指标"),
        ("description", "description", "Definition", "定义"),
        ("time_frame", "timeFrame", "Time frame", "时间范围"),
    )
    return {name: said.words(f"{path}.{key}") if text(row, key) else _missing(en, zh) for name, key, en, zh in parts}

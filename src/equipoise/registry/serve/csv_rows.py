"""A record as one row of the registry's CSV table: thirty columns, lists joined by `|`.

Source: CSV Download (clinicaltrials.gov/data-api/about-api/csv-download)."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from typing import Final

from equipoise.registry.record import Record, day, rows, text, texts, whole
from equipoise.registry.serve.refused import Refused

_P: Final = "protocolSection."
_STATUS: Final = "protocolSection.statusModule."
STUDY_URL: Final = "https://clinicaltrials.gov/study/"
DOCUMENT_URL: Final = "https://cdn.clinicaltrials.gov/large-docs/"
Cell = Callable[[Record], str]


def _joined(parts: Iterable[str], by: str = "|") -> str:
    return by.join(part for part in parts if part)


def _at(path: str) -> Cell:
    return lambda record: text(record.raw, _P + path)


def _date(name: str) -> Cell:
    path = f"{_STATUS}{name}.date"
    return lambda record: text(record.raw, path) if day(record.raw, path) is not None else ""


def _outcomes(name: str) -> Cell:
    def cell(record: Record) -> str:
        found = rows(record.raw, f"{_P}outcomesModule.{name}")
        return _joined(
            _joined((text(row, part) for part in ("measure", "description", "timeFrame")), ", ") for row in found
        )

    return cell


def _interventions(record: Record) -> str:
    return _joined(_joined((text(row, "type"), text(row, "name")), ": ") for row in record.interventions)


def _collaborators(record: Record) -> str:
    return _joined(text(row, "name") for row in rows(record.raw, _P + "sponsorCollaboratorsModule.collaborators"))


def _design(record: Record) -> str:
    """What the kind of study has, each under its name and in its place also where the record is silent: a reader may count."""
    info = f"{_P}designModule.designInfo."
    masked = _joined(texts(record.raw, info + "maskingInfo.whoMasked"), ", ")
    masking = text(record.raw, info + "maskingInfo.masking")
    parts = {
        "INTERVENTIONAL": (
            ("Allocation", text(record.raw, info + "allocation")),
            ("Intervention Model", text(record.raw, info + "interventionModel")),
            ("Masking", f"{masking} ({masked})" if masking and masked else masking),
            ("Primary Purpose", text(record.raw, info + "primaryPurpose")),
        ),
        "OBSERVATIONAL": (
            ("Observational Model", text(record.raw, info + "observationalModel")),
            ("Time Perspective", text(record.raw, info + "timePerspective")),
        ),
    }
    return "|".join(f"{name}: {value}" for name, value in parts.get(record.study_type, ()))


def _other_ids(record: Record) -> str:
    own = text(record.raw, _P + "identificationModule.orgStudyIdInfo.id")
    return _joined((own, *(text(row, "id") for row in rows(record.raw, _P + "identificationModule.secondaryIdInfos"))))


def _locations(record: Record) -> str:
    return _joined(
        _joined((site.facility, site.city, site.state, site.zip, site.country), ", ") for site in record.sites
    )


def document_url(nct_id: str, file: str) -> str:
    """Where the registry keeps a document of a study."""
    return f"{DOCUMENT_URL}{nct_id[-2:]}/{nct_id}/{file}"


def _documents(record: Record) -> str:
    found = rows(record.raw, "documentSection.largeDocumentModule.largeDocs")
    return _joined(f"{text(row, 'label')}, {document_url(record.nct_id, text(row, 'filename'))}" for row in found)


def _enrolment(record: Record) -> str:
    count = whole(record.raw, _P + "designModule.enrollmentInfo.count")
    return "" if count is None else str(count)


COLUMNS: Final[Mapping[str, Cell]] = {
    "NCT Number": lambda record: record.nct_id,
    "Study Title": _at("identificationModule.briefTitle"),
    "Study URL": lambda record: STUDY_URL + record.nct_id,
    "Acronym": _at("identificationModule.acronym"),
    "Study Status": lambda record: record.status,
    "Brief Summary": _at("descriptionModule.briefSummary"),
    "Study Results": lambda record: "YES" if record.has_results else "NO",
    "Conditions": lambda record: _joined(record.conditions),
    "Interventions": _interventions,
    "Primary Outcome Measures": _outcomes("primaryOutcomes"),
    "Secondary Outcome Measures": _outcomes("secondaryOutcomes"),
    "Other Outcome Measures": _outcomes("otherOutcomes"),
    "Sponsor": lambda record: record.lead_sponsor,
    "Collaborators": _collaborators,
    "Sex": lambda record: record.sex,
    "Age": lambda record: _joined(texts(record.raw, _P + "eligibilityModule.stdAges"), ", "),
    "Phases": lambda record: _joined(record.phases),
    "Enrollment": _enrolment,
    "Funder Type": _at("sponsorCollaboratorsModule.leadSponsor.class"),
    "Study Type": lambda record: record.study_type,
    "Study Design": _design,
    "Other IDs": _other_ids,
    "Start Date": _date("startDateStruct"),
    "Primary Completion Date": _date("primaryCompletionDateStruct"),
    "Completion Date": _date("completionDateStruct"),
    "First Posted": _date("studyFirstPostDateStruct"),
    "Results First Posted": _date("resultsFirstPostDateStruct"),
    "Last Update Posted": _date("lastUpdatePostDateStruct"),
    "Locations": _locations,
    "Study Documents": _documents,
}
"""Every column in its fixed order, and how its cell is made."""

PIECES: Final = (
    "NCTId", "BriefTitle", "Acronym", "OverallStatus", "BriefSummary", "HasResults", "Condition", "InterventionType", "InterventionName",
    "PrimaryOutcome", "SecondaryOutcome", "OtherOutcome", "LeadSponsor", "Collaborator", "Sex", "StdAge",
    "Phase", "EnrollmentCount", "StudyType", "DesignInfo", "OrgStudyId", "SecondaryId", "StartDate", "PrimaryCompletionDate",
    "CompletionDate", "StudyFirstPostDate", "ResultsFirstPostDate", "LastUpdatePostDate", "LocationFacility", "LocationCity",
    "LocationState", "LocationZip", "LocationCountry", "LargeDoc",
)  # fmt: skip
"""What the columns are made of: nothing else need be read of a record."""


def columns(names: Sequence[str]) -> tuple[str, ...]:
    """The columns asked, in the fixed order; all of them where none is named. Refused where a name is no column."""
    for name in names:
        if name not in COLUMNS:
            close = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"CSV columns have names of their own, such as '{close[0] if close else 'NCT Number'}'"
            raise Refused(f"Parameter 'fields' contains invalid CSV column name: '{name}'", hint=hint)
    return tuple(column for column in COLUMNS if not names or column in names)


def table(records: Iterable[Record], shown: Sequence[str], *, header: bool) -> str:
    """The rows of records as CSV (RFC 4180), with the header or, on later pages, without."""
    words = StringIO()
    writer = csv.writer(words)
    if header:
        writer.writerow(shown)
    for record in records:
        writer.writerow([COLUMNS[column](record) for column in shown])
    return words.getvalue()

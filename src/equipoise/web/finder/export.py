"""A whole result to keep: CSV for a spreadsheet, JSON for a program, sent as it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Final

from django.http import HttpResponseBase, StreamingHttpResponse

from equipoise.registry.record import NctId, Record, text
from equipoise.registry.search.why import nearest
from equipoise.web.csv_twin import neutral
from equipoise.web.finder.searched import Question
from equipoise.web.registry import Registry

COLUMNS: Final = (
    "nctId", "title", "status", "statusVerified", "lastUpdatePosted", "studyType", "phases", "conditions",
    "interventions", "sponsor", "enrollment", "minimumAge", "maximumAge", "sex", "hasResults", "sites", "countries",
    "nearestSite", "nearestKm", "nearestRecruits", "url",
)  # fmt: skip
_BATCH: Final = 500
_MOST_PLACED: Final = 2_000
"""Of more records the distances would take longer than a browser waits for the first line."""
_MARK: Final = "\ufeff"  # without it a spreadsheet takes Chinese for something else
Row = dict[str, object]


def every_id(asked: Question, kept: Registry) -> tuple[NctId, ...]:
    """The whole list in the order of its page: best first, by a date, or, up to two thousand records, nearest first."""
    whole = asked.wanted()
    count = kept.index.search(whole, 0, 1).total
    ids = kept.index.search(whole, 0, count).ids if count else ()
    return _nearest_first(ids, asked, kept) if asked.sort == "near" and count <= _MOST_PLACED else ids


def _nearest_first(ids: Sequence[NctId], asked: Question, kept: Registry) -> tuple[NctId, ...]:
    """By the distance of the nearest recruiting site; those without one come after all others, as they do on the page."""
    far = float("inf")
    distance: dict[NctId, float] = {}
    for start in range(0, len(ids), _BATCH):
        for one in kept.records.several(ids[start : start + _BATCH]):
            place = None if asked.near is None else nearest(asked.near, one.record)
            distance[one.record.nct_id] = place.km if place is not None and place.recruits else far
    return tuple(sorted(ids, key=lambda one: distance.get(one, far)))


def rows(ids: Sequence[NctId], asked: Question, kept: Registry, site: str) -> Iterator[Row]:
    """The records as flat rows, read a few hundred at a time."""
    for start in range(0, len(ids), _BATCH):
        for one in kept.records.several(ids[start : start + _BATCH]):
            yield row(one.record, asked, site)


def row(record: Record, asked: Question, site: str) -> Row:
    """One record as a flat row. A file is read elsewhere: the address of its page begins with that of this `site`."""
    status, eligibility = "protocolSection.statusModule.", "protocolSection.eligibilityModule."
    place = None if asked.near is None else nearest(asked.near, record)
    found: Row = {
        "nctId": record.nct_id,
        "title": record.title,
        "status": record.status,
        "statusVerified": text(record.raw, status + "statusVerifiedDate"),
        "lastUpdatePosted": text(record.raw, status + "lastUpdatePostDateStruct.date"),
        "studyType": record.study_type,
        "phases": list(record.phases),
        "conditions": list(record.conditions),
        "interventions": [f"{text(one, 'type')}: {text(one, 'name')}" for one in record.interventions],
        "sponsor": record.lead_sponsor,
        "enrollment": record.enrolment,
        "minimumAge": text(record.raw, eligibility + "minimumAge"),
        "maximumAge": text(record.raw, eligibility + "maximumAge"),
        "sex": record.sex,
        "hasResults": record.has_results,
        "sites": len(record.sites),
        "countries": list(dict.fromkeys(one.country for one in record.sites if one.country)),
        "nearestSite": None,
        "nearestKm": None,
        "nearestRecruits": None,
        "url": f"{site}/records/{record.nct_id}",
    }
    if place is not None:
        where = ", ".join(part for part in (place.site.facility, place.site.city, place.site.country) if part)
        found |= {"nearestSite": where, "nearestKm": round(place.km), "nearestRecruits": place.recruits}
    return found


def as_csv(ids: Sequence[NctId], asked: Question, kept: Registry, today: date, site: str) -> HttpResponseBase:
    """The list as CSV; lists within a cell are joined by `|`, a formula is made harmless."""
    return _file(_csv_lines(rows(ids, asked, kept, site)), "text/csv; charset=utf-8", f"trials-{today}.csv")


def as_json(
    ids: Sequence[NctId], asked: Question, kept: Registry, today: date, site: str, at: datetime | None
) -> HttpResponseBase:
    """The list as JSON with what was asked and how old the data are."""
    head: Row = {
        "source": "ClinicalTrials.gov",
        "dataOf": None if at is None else at.date().isoformat(),
        "asked": [list(pair) for pair in asked.asked.pairs if pair[0] != "page"],
        "total": len(ids),
    }
    return _file(
        _json_lines(head, rows(ids, asked, kept, site)), "application/json; charset=utf-8", f"trials-{today}.json"
    )


def _csv_lines(found: Iterator[Row]) -> Iterator[str]:
    yield _MARK + _csv_line(COLUMNS)
    for one in found:
        yield _csv_line([_cell(one[name]) for name in COLUMNS])


def _csv_line(cells: Sequence[object]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: object) -> str:
    return neutral("|".join(map(str, value)) if isinstance(value, list) else value)


def _json_lines(head: Row, found: Iterator[Row]) -> Iterator[str]:
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "results": ['
    for number, one in enumerate(found):
        yield (",\n" if number else "\n") + json.dumps(one, ensure_ascii=False)
    yield "\n]}\n"


def _file(lines: Iterator[str], kind: str, name: str) -> HttpResponseBase:
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

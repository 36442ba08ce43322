"""A record as a reference that a library programme imports (RIS).

Source: the RIS tag list of Research Information Systems; which field stands under which tag is ours."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from equipoise.registry.record import Record, rows, text
from equipoise.registry.serve.csv_rows import STUDY_URL
from equipoise.registry.serve.markup import legacy_text
from equipoise.registry.serve.refused import Refused

_P: Final = "protocolSection."
Lines = Callable[[Record], Iterable[str]]


def _authors(record: Record) -> Iterable[str]:
    people = [text(row, "name") for row in rows(record.raw, _P + "contactsLocationsModule.overallOfficials")]
    return dict.fromkeys([*people, record.lead_sponsor])


def _posted(record: Record) -> str:
    return text(record.raw, _P + "statusModule.studyFirstPostDateStruct.date")


def _keywords(record: Record) -> Iterable[str]:
    return dict.fromkeys([*record.conditions, *record.keywords])


TAGS: Final[Mapping[str, Lines]] = {
    "TY": lambda record: ["DBASE"],
    "ID": lambda record: [record.nct_id],
    "AN": lambda record: [record.nct_id],
    "T1": lambda record: [record.title],
    "T2": lambda record: [record.official_title],
    "AU": _authors,
    "PY": lambda record: [_posted(record)[:4]],
    "DA": lambda record: [_posted(record).replace("-", "/")],
    "AB": lambda record: [legacy_text(text(record.raw, _P + "descriptionModule.briefSummary"))],
    "KW": _keywords,
    "C1": lambda record: [record.status],
    "C2": lambda record: [", ".join(record.phases)],
    "PB": lambda record: ["National Library of Medicine (US)"],
    "DB": lambda record: ["ClinicalTrials.gov"],
    "UR": lambda record: [STUDY_URL + record.nct_id],
    "ER": lambda record: [""],
}
"""Every tag in its order, and the lines that it has."""
_NEEDED: Final = ("TY", "ER")


def ris(record: Record, asked: Sequence[str] = ()) -> str:
    """The reference, with all tags or those asked (its first and last line are always there). Refused where a tag is none."""
    for tag in asked:
        if tag not in TAGS:
            close = difflib.get_close_matches(tag, TAGS, n=1)
            raise Refused(
                f"Parameter 'fields' contains invalid RIS tag name: '{tag}'",
                hint=f"nearest: {close[0]}" if close else "",
            )
    lines = [
        f"{tag}  - {_one_line(words)}"
        for tag, made in TAGS.items()
        if not asked or tag in asked or tag in _NEEDED
        for words in made(record)
        if words.strip() or tag in _NEEDED
    ]
    return "\r\n".join([*lines, ""])


def _one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()

"""Which kind of file the bytes are, and the reader of each kind."""

from __future__ import annotations

from equipoise.exchange.laboratory.read_csv import read_csv
from equipoise.exchange.laboratory.read_fhir import read_fhir
from equipoise.exchange.laboratory.read_hl7 import read_hl7
from equipoise.exchange.laboratory.result import Read
from equipoise.facts.laboratory import LaboratoryMapping

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(raw: bytes) -> str:
    """What the bytes are by how they begin: `hl7`, `fhir`, otherwise `csv`. The name of a file says nothing."""
    start = raw[:64]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"").lstrip(b" \t\r\n\x0b")
    if start.startswith((b"MSH", b"FHS", b"BHS")):
        return "hl7"
    return "fhir" if start.startswith((b"{", b"[")) else "csv"


def read_file(raw: bytes, mapping: LaboratoryMapping) -> Read:
    """The results of a file of the kind that the mapping is for. Never raises."""
    if mapping.kind == "hl7":
        return read_hl7(raw)
    return read_fhir(raw) if mapping.kind == "fhir" else read_csv(raw, mapping)

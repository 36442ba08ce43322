"""The answers to programs that ask for records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Any, Final

import msgspec
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)

from equipoise.registry.record import Record
from equipoise.registry.search.tree import Everything
from equipoise.registry.serve import metadata, parameters
from equipoise.registry.serve.csv_rows import PIECES, columns, table
from equipoise.registry.serve.fhir_bundle import bundle
from equipoise.registry.serve.markup import legacy
from equipoise.registry.serve.nodes import find
from equipoise.registry.serve.pages import Page, keys, page, read_token
from equipoise.registry.serve.parameters import API_VERSION, NCT
from equipoise.registry.serve.question import question
from equipoise.registry.serve.refused import Refused, wrong_format
from equipoise.registry.serve.ris import ris
from equipoise.registry.serve.selection import Selection, selected, selection
from equipoise.registry.serve.statistics import Statistics
from equipoise.web.api_v2.answers import CSV, JSON, Asked, answers, as_json, plain, unless_known
from equipoise.web.api_v2.archive import archive
from equipoise.web.api_v2.kept_statistics import KeptStatistics
from equipoise.web.api_v2.openapi import description
from equipoise.web.home import home
from equipoise.web.records import Kept
from equipoise.web.registry import registry

_DEFAULT_SIZE: Final = 10
_LARGEST_SIZE: Final = 1000
_DOWNLOADS: Final = BoundedSemaphore(2)
"""Each costs a pass over all records; a third one at the same time waits for its turn elsewhere."""
FHIR: Final = "application/fhir+json; fhirVersion=4.0"
RIS: Final = "application/x-research-info-systems; charset=utf-8"


def _list(asked: Asked, name: str) -> tuple[str, ...]:
    found = asked.get(name, ())
    return found if isinstance(found, tuple) else ()


@answers(parameters.STUDIES)
def studies(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """One page of the studies that fit."""
    return unless_known(request, registry().state(), lambda: _studies(asked))


def _studies(asked: Asked) -> HttpResponse:
    here = registry()
    question_asked = question(asked, here.concepts)
    as_csv = asked["format"] == "csv"
    names = _list(asked, "fields")
    shown = columns(names) if as_csv else ()
    part = selection(names, question_asked.spoken) if names and not as_csv else None
    shows = PIECES if as_csv else names
    kept = selection((*shows, *keys(question_asked)), question_asked.spoken) if shows else None
    token = read_token(str(asked["pageToken"]), question_asked) if "pageToken" in asked else None
    size = min(int(asked["pageSize"]) or _DEFAULT_SIZE, _LARGEST_SIZE)  # type: ignore[arg-type]  # the table says it is a number
    found = page(question_asked, here.index, lambda ids: here.load(ids, kept), size, token)
    counted = asked["countTotal"] is True and token is None
    if as_csv:
        return _csv_page(found, shown, first=token is None, counted=counted)
    return _json_page(found, part, plain_text=asked["markupFormat"] == "legacy", counted=counted)


def _csv_page(found: Page, shown: Sequence[str], *, first: bool, counted: bool) -> HttpResponse:
    answer = HttpResponse(table(found.records, shown, header=first), content_type=CSV)
    if counted:
        answer.headers["x-total-count"] = str(found.total)
    if found.next:
        answer.headers["x-next-page-token"] = found.next
    return answer


def _json_page(found: Page, part: Selection | None, *, plain_text: bool, counted: bool) -> HttpResponse:
    """One study a line."""
    lines = b",\n".join(msgspec.json.encode(_shown(record, part, plain_text=plain_text)) for record in found.records)
    head = b'"totalCount":%d,' % found.total if counted else b""
    tail = b',"nextPageToken":%s' % msgspec.json.encode(found.next) if found.next else b""
    return HttpResponse(b'{%s"studies":[\n%s\n]%s}' % (head, lines, tail), content_type=JSON)


def _shown(record: Record, part: Selection | None, *, plain_text: bool) -> Any:
    kept = record.raw if part is None else selected(record.raw, part)
    return legacy(kept) if plain_text else kept


@answers(parameters.STUDY)
def study(request: HttpRequest, asked: Asked, nct_id: str) -> HttpResponseBase:
    """One study; 301 for an earlier number of it."""
    if not re.fullmatch(NCT, nct_id, re.ASCII):
        raise wrong_format("nctId", "NCT and up to 8 digits")
    number = f"NCT{int(nct_id[3:]):08d}"
    here = registry()
    kept = here.records.latest(number)
    if kept is None:
        return _renamed(request, number)
    if asked["format"] == "fhir.json" and _list(asked, "fields"):
        raise Refused("Parameter `fields` must not be specified for format `fhir.json`")
    return unless_known(request, f"{number} {kept.number} {kept.at.isoformat()}", lambda: _study(kept, asked))


def _renamed(request: HttpRequest, number: str) -> HttpResponse:
    now = registry().records.renamed(number)
    if now is None:
        return plain(f"NCT number {number} not found", 404)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"/api/v2/studies/{now}{f'?{query}' if query else ''}")


def _study(kept: Kept, asked: Asked) -> HttpResponse:
    record, names = kept.record, _list(asked, "fields")
    match asked["format"]:
        case "csv":
            return HttpResponse(table([record], columns(names), header=True), content_type=CSV)
        case "ris":
            return _file(ris(record, names).encode(), RIS, f"{record.nct_id}.ris")
        case "fhir.json":
            return HttpResponse(msgspec.json.encode(bundle(record)), content_type=FHIR)
    part = selection(names, Everything()) if names else None
    if asked["format"] == "json.zip":
        packed = b"".join(archive([(f"{record.nct_id}.json", _shown(record, part, plain_text=False))]))
        return _file(packed, "application/zip", f"{record.nct_id}.zip")
    return as_json(_shown(record, part, plain_text=asked["markupFormat"] == "legacy"))


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@answers(parameters.METADATA)
def fields(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The fields of a study."""
    indexed_only = asked["includeIndexedOnly"] is True
    return unless_known(request, "", lambda: as_json(metadata.field_nodes(indexed_only=indexed_only)))


@answers(parameters.SEARCH_AREAS)
def search_areas(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The search areas."""
    return unless_known(request, "", lambda: as_json(metadata.search_areas()))


@answers(parameters.ENUMS)
def enums(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The enumerations."""
    return unless_known(request, "", lambda: as_json(metadata.enum_infos()))


@answers(parameters.DOWNLOAD, packed=True)
def download(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Every study, as an archive that is written while it is sent."""
    pieces: Iterator[bytes] = iter(
        ()
    )  # whoever asks for the head alone takes no place, and is told no length: it is not known before
    if request.method == "GET":
        if not _DOWNLOADS.acquire(blocking=False):
            return plain("Too many downloads at the same time", 429, **{"Retry-After": "120"})
        pieces = _Download()
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="ctg-studies.json.zip"'
    return answer


class _Download:
    """The archive piece by piece. Its place is given back when it ends or is broken off, begun or not."""

    def __init__(self) -> None:
        every = (kept.record for kept in registry().records.all())
        self._pieces = archive((f"{one.nct_id[-2:]}/{one.nct_id}.json", one.raw) for one in every)
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._open:
            self._open = False
            _DOWNLOADS.release()


@answers(parameters.VERSION)
def version(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The version of the interface and the moment of the data (UTC, as the registry writes it: without a zone)."""
    changed = registry().records.changed_at()
    moment = changed.strftime("%Y-%m-%dT%H:%M:%S") if changed else "1970-01-01T00:00:00"
    return as_json({"apiVersion": API_VERSION, "dataTimestamp": moment})


@answers(parameters.DESCRIPTION)
def openapi(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The OpenAPI description of this face."""
    return unless_known(request, "", lambda: as_json(description()))


# Statistics


@lru_cache(maxsize=1)
def _kept_statistics() -> KeptStatistics:
    return KeptStatistics(home().folder / "registry" / "statistics.json")


def _statistics(request: HttpRequest, told: Callable[[Statistics], Any]) -> HttpResponse:
    found = _kept_statistics().of(registry())
    if found is None:
        return plain("The statistics are being counted, try again later", 503, **{"Retry-After": "30"})
    return unless_known(request, found.state, lambda: as_json(told(found.statistics)))


@answers(parameters.SIZES)
def sizes(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """How large the studies are."""
    return _statistics(request, lambda found: found.size)


@answers(parameters.VALUES)
def field_values(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The values of leaf fields."""
    types = _list(asked, "types")
    names = [_leaf(name) for name in _list(asked, "fields")]
    return _statistics(
        request,
        lambda found: [
            one
            for piece, one in found.values.items()
            if (not names or piece in names) and (not types or one["type"] in types)
        ],
    )


@answers(parameters.LIST_SIZES)
def list_sizes(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The lengths of lists."""
    names = [_listed(name) for name in _list(asked, "fields")]
    return _statistics(
        request, lambda found: [one for piece, one in found.sizes.items() if not names or piece in names]
    )


@answers(parameters.ONE_VALUES)
def values_of_one(request: HttpRequest, asked: Asked, field: str) -> HttpResponseBase:
    """The values of one leaf field, at its earlier address."""
    piece = _leaf(field)
    return _statistics(request, lambda found: found.values[piece])


@answers(parameters.ONE_LIST_SIZES)
def list_sizes_of_one(request: HttpRequest, asked: Asked, field: str) -> HttpResponseBase:
    """The lengths of one list, at its earlier address."""
    piece = _listed(field)
    return _statistics(request, lambda found: found.sizes[piece])


def _leaf(name: str) -> str:
    """The piece of a field that has values."""
    node = find(name)
    if node is None or node.leaf is None:
        raise Refused(f"Unknown piece name of field path: {name}", 404, "see /api/v2/studies/metadata")
    return node.piece


def _listed(name: str) -> str:
    """The piece of a field that is a list."""
    node = find(name)
    if node is None:
        raise Refused(f"Unknown piece name of field path: {name}", 404, "see /api/v2/studies/metadata")
    if not node.several:
        raise Refused(
            f"No field list sizes for `{name}` field", 404, "lists have a type that ends in [] in the metadata"
        )
    return node.piece


@answers(parameters.Address("", "nothing", "Version", "", (), {}))
def nothing(request: HttpRequest, asked: Asked, rest: str = "") -> HttpResponseBase:
    """404 in plain text for an address that is none."""
    return plain("Not found", 404)

"""Builds reports as files with a manifest: the same facts, versions and fonts give the same bytes, whenever and wherever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from equipoise.ledger.store import Store
from equipoise.paper import Document, Fonts, set_html, set_pdf
from equipoise.protocol.model import Study
from equipoise.report.catalogue import REPORTS, view_of
from equipoise.report.imprint import Imprint, Software, software
from equipoise.report.material import Material, View
from equipoise.report.results_section import results_section
from equipoise.trial.state import Trial
from equipoise.values.text import LANGUAGES, Language, Text

Format = Literal["pdf", "html"]
FORMATS: Final[tuple[Format, ...]] = ("pdf", "html")
MANIFEST: Final = "manifest.json"
FORM: Final = "equipoise-report/1"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: which reports, in which languages and formats; `volumes` narrows it to some of their documents."""

    reports: tuple[str, ...] = tuple(REPORTS)
    languages: tuple[Language, ...] = LANGUAGES
    formats: tuple[Format, ...] = FORMATS
    volumes: tuple[str, ...] = ()


@dataclass(slots=True)
class Built:
    """What became of an order: the digest and size of every file, and the reports that were left out with the reason."""

    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    left_out: dict[str, Text] = field(default_factory=dict)

    def keep(self, name: str, content: bytes) -> None:
        """Puts a file into the account."""
        self.files[name] = (hashlib.sha256(content).hexdigest(), len(content))


@dataclass(frozen=True, slots=True)
class Unset:
    """A document that is still to be set as a PDF: the long part of the work, which needs nothing but itself."""

    document: Document
    language: Language


def imprint_of(trial: Trial, study: Study, cut: date, store: Store, program: Software | None = None) -> Imprint:
    """The imprint of a trial up to its head. The moment is that of the newest fact; before any fact, the start of the cut."""
    head, zone = trial.head, ZoneInfo(study.time_zone)
    moment = datetime.fromisoformat(trial.recorded[-1]) if head else datetime.combine(cut, time.min, zone)
    row = next(iter(store.read(study.id, head - 1, head)), None) if head else None
    return Imprint(
        study=study.id,
        environment=trial.environment,
        version=study.version,
        digest=trial.protocols.digests[study.version],
        cut=cut,
        head=head,
        hash=row.hash if row is not None else "",
        moment=moment.astimezone(UTC),
        software=program or software(),
    )


def files_of(material: Material, order: Order, fonts: Fonts, built: Built) -> Iterator[tuple[str, bytes]]:
    """Every file of an order but the manifest, one after the other, so that none stays in memory; `built` keeps the account.

    NoFont where Chinese words are to be printed and there is no Chinese font.
    """
    for name, piece in pieces_of(material, order, built):
        content = set_pdf(piece.document, piece.language, fonts) if isinstance(piece, Unset) else piece
        built.keep(name, content)
        yield name, content


def pieces_of(material: Material, order: Order, built: Built) -> Iterator[tuple[str, bytes | Unset]]:
    """The files of an order before any PDF is set, for whoever sets several at once; `built` learns what is left out."""
    for key in order.reports:
        report = REPORTS[key]
        view = view_of(material, report)
        if isinstance(view, Text):
            built.left_out[key] = view
            continue
        for name, make in report.documents.items():
            if order.volumes and name not in order.volumes:
                continue
            document = make(view)
            for language in order.languages:
                if "html" in order.formats:
                    yield f"{name}.{language}.html", set_html(document, language)
                if "pdf" in order.formats:
                    yield f"{name}.{language}.pdf", Unset(document, language)
        if key == "registry":
            yield "registry.json", _json({"resultsSection": results_section(view.context)})
        if key == "csr" and not order.volumes:
            yield "numbers.json", _json(numbers(view))


def numbers(view: View) -> Mapping[str, Any]:
    """Every number of the tables by its address, with the participants and facts under it."""
    return {
        address: {
            "says": {"en": cell.says.en, "zh": cell.says.zh},
            "participants": list(cell.participants),
            "facts": list(cell.facts),
        }
        for key in view.keys
        if (display := view.display(key)).kind == "table"
        for address, cell in display.addresses().items()
        if cell.participants or cell.facts
    }


def manifest(material: Material, order: Order, fonts: Fonts, built: Built) -> bytes:
    """What was built from what: everything that is needed to build it again and compare."""
    imprint = material.imprint
    return _json(
        {
            "format": FORM,
            "study": imprint.study,
            "environment": imprint.environment,
            "cut": imprint.cut.isoformat(),
            "head": {"seq": imprint.head, "hash": imprint.hash},
            "protocol": {"version": imprint.version, "digest": imprint.digest},
            "software": {
                "version": imprint.software.version,
                "sha256": imprint.software.sha256,
                "typesetter": imprint.software.typesetter,
            },
            "chinese_font": fonts.chinese,
            "masked": material.masked,
            "closed": material.sees_closed,
            "reports": list(order.reports),
            "languages": list(order.languages),
            "formats": list(order.formats),
            "left_out": {key: {"en": why.en, "zh": why.zh} for key, why in built.left_out.items()},
            "files": {name: {"sha256": digest, "bytes": size} for name, (digest, size) in sorted(built.files.items())},
        }
    )


def _json(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def order_of(manifested: Mapping[str, Any]) -> Order:
    """The order that a manifest was built by."""
    languages: Sequence[Any] = manifested["languages"]
    formats: Sequence[Any] = manifested["formats"]
    return Order(tuple(manifested["reports"]), tuple(languages), tuple(formats))

"""Records in the older XML of ClinicalTrials.gov (`<clinical_study>`, served until 2024), read into the present shape.

Source: the registry's public XML schema (clinicaltrials.gov/ct2/html/images/info/public.xsd). docs/reference/registry.md lists
what has no place in the present shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from equipoise.registry.read.decode import decoded
from equipoise.registry.read.fault import ReadFault
from equipoise.registry.read.xml_protocol import protocol
from equipoise.registry.read.xml_results import results
from equipoise.registry.read.xml_words import any_of, day, kept, several, words, yes
from equipoise.values.text import Text

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z][\w.-]{0,40})[\"']")
_WIDE: Final = (b"\xff\xfe<", b"\xfe\xff\x00<", b"\x00<")
"""How UTF-16 begins, with its mark or without."""


def is_xml(data: bytes) -> bool:
    """Whether a document is XML rather than JSON."""
    return data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or data.startswith(_WIDE)


def studies(data: bytes, where: str) -> Iterator[dict[str, Any] | ReadFault]:
    """Every `<clinical_study>` of a document in the present shape; entities of its own and broken markup are refused."""
    try:
        root = _root(data)
    except DefusedXmlException:
        yield ReadFault(where, Text("This XML defines entities of its own: not read.", "该 XML 自定义了实体，未读取。"))
        return
    except (SyntaxError, ValueError, LookupError) as fault:
        yield ReadFault(where, Text("This is not XML: {why}.", "此处不是有效的 XML：{why}。").format(why=str(fault)))
        return
    found = [root] if root.tag == "clinical_study" else list(root.iter("clinical_study"))
    if not found:
        says = Text("No <clinical_study> in this XML: “{tag}”.", "该 XML 中没有<clinical_study>：“{tag}”。")
        yield ReadFault(where, says.format(tag=root.tag[:40]))
    yield from map(_study, found)


def _root(data: bytes) -> Element:
    try:
        return fromstring(data)
    except (SyntaxError, ValueError, LookupError):  # an encoding that the parser does not know, or a wrong one
        declared = _ENCODING.match(data)
        return fromstring(_DECLARATION.sub("", decoded(data, declared[1].decode() if declared else "")))


def _study(one: Element) -> dict[str, Any]:
    found = results(one.find("clinical_results"))
    misc = any_of(kept(removedCountries=several(one, "removed_countries/country")))
    return kept(
        protocolSection=protocol(one),
        resultsSection=found,
        documentSection=_documents(one),
        derivedSection=kept(
            miscInfoModule=misc,
            conditionBrowseModule=_meshes(one, "condition_browse/mesh_term"),
            interventionBrowseModule=_meshes(one, "intervention_browse/mesh_term"),
        ),
        hasResults=found is not None,
    )


def _documents(one: Element) -> dict[str, Any]:
    documents = []
    for row in one.iterfind("provided_document_section/provided_document"):
        protocol, plan, consent = (yes(row, f"document_has_{name}") for name in ("protocol", "sap", "icf"))
        label = words(row, "document_type")
        documents.append(
            kept(
                hasProtocol=protocol,
                hasSap=plan,
                hasIcf=consent,
                label=label,
                date=day(words(row, "document_date")),
                filename=(words(row, "document_url") or "").rpartition("/")[2],
            )
        )
    return kept(largeDocumentModule=kept(largeDocs=documents))


def _meshes(one: Element, path: str) -> dict[str, Any]:
    """The registry's MeSH terms; the older form has no ids."""
    return kept(meshes=[kept(term=said) for said in several(one, path)])

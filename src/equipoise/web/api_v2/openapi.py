"""The OpenAPI description of this face, made of the table of addresses and of the structure of a record."""

from __future__ import annotations

from typing import Any, Final

from equipoise.registry.search.enums import enums
from equipoise.registry.serve.nodes import Node, roots
from equipoise.registry.serve.parameters import ADDRESSES, API_VERSION, NCT, Address, Parameter

Schema = dict[str, Any]
_TEXT: Final[Schema] = {"type": "string"}
_WHOLE: Final[Schema] = {"type": "integer"}
_TRUTH: Final[Schema] = {"type": "boolean"}
_NUMBER: Final[Schema] = {"type": "number"}
_LEAVES: Final[dict[str, Schema]] = {"boolean": _TRUTH, "integer": _WHOLE, "long": _WHOLE, "number": _NUMBER}


def description() -> Schema:
    """The whole description (OpenAPI 3.0.3)."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Equipoise registry",
            "version": API_VERSION,
            "description": "Records of clinical studies: the addresses, parameters and answers of ClinicalTrials.gov's API v2. "
            "Read-only, no sign-in. Data from ClinicalTrials.gov; where this server differs is told in docs/reference/registry_api.md.",
        },
        "servers": [{"url": "/api/v2"}],
        "tags": [{"name": name} for name in ("Studies", "Stats", "Version")],
        "paths": {address.path: {"get": _operation(address)} for address in ADDRESSES},
        "components": {"schemas": _schemas()},
    }


def _operation(address: Address) -> Schema:
    place = [_place()] if "{nctId}" in address.path else []
    ok: Schema = {
        "description": "OK",
        "content": {
            kind: {"schema": {"$ref": f"#/components/schemas/{name}"}} for kind, name in address.answers.items()
        },
    }
    answers: Schema = {"200": ok, "304": {"description": "Not Modified"}, "400": _plain("Bad Request")}
    if place:
        answers["301"] = {"description": "Moved Permanently"}
    if address.missing:
        answers["404"] = _plain("Not Found")
    answers["429"] = _plain("Too Many Requests; Retry-After tells the seconds to wait")
    answers["503"] = _plain("Not ready; Retry-After tells the seconds to wait")
    return {
        "tags": [address.tag],
        "operationId": address.name,
        "summary": address.says,
        "parameters": [*place, *(_parameter(one) for one in address.parameters)],
        "responses": answers,
    }


def _plain(words: str) -> Schema:
    return {"description": words, "content": {"text/plain": {"schema": {"$ref": "#/components/schemas/errorMessage"}}}}


def _place() -> Schema:
    return {
        "name": "nctId",
        "in": "path",
        "required": True,
        "description": "The number of a study; leading zeros may be left out.",
        "schema": {"type": "string", "pattern": f"^{NCT}$"},
        "example": "NCT1",
    }


def _parameter(one: Parameter) -> Schema:
    told: Schema = {"name": one.name, "in": "query", "required": False, "description": one.says, "schema": _schema(one)}
    if one.kind in ("list", "choices"):
        told |= {"style": "pipeDelimited", "explode": False}
    if one.example:
        told["example"] = one.example.split(",") if one.kind in ("list", "choices") else one.example
    if one.kind == "size":
        told["example"] = int(one.example)
    return told


def _schema(one: Parameter) -> Schema:
    match one.kind:
        case "truth":
            return {**_TRUTH, "default": one.default == "true"}
        case "size":
            return {**_WHOLE, "minimum": 0, "default": int(one.default)}
        case "choice":
            return {**_TEXT, "enum": list(one.choices), **({"default": one.default} if one.default else {})}
        case "choices":
            return {"type": "array", "items": {**_TEXT, "enum": list(one.choices)}}
        case "list":
            items = {**_TEXT, "pattern": f"^{one.pattern}$"} if one.pattern else _TEXT
            return {"type": "array", "items": items, **({"maxItems": one.most} if one.most else {})}
        case "pattern":
            return {**_TEXT, "pattern": f"^{one.pattern}$", **({"default": one.default} if one.default else {})}
        case "words":
            return _TEXT


def _object(needed: str = "", **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, **({"required": needed.split()} if needed else {})}


def _several(of: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}


def _texts() -> Schema:
    return {"type": "array", "items": _TEXT}


def _schemas() -> Schema:
    """Every answer's shape. A record may have keys beyond its structure: they are kept and sent."""
    counted = _object("value studiesCount", value=_TEXT, studiesCount=_WHOLE)
    return {
        "Any": {"type": "object"},
        "errorMessage": _TEXT,
        "StudiesCsv": _TEXT,
        "StudiesZip": {"type": "string", "format": "binary"},
        "StudyRis": _TEXT,
        "StudyFhir": {"type": "object"},
        "Study": {"type": "object", "properties": {node.name: _value(node) for node in roots()}},
        "PagedStudies": _object("studies", totalCount=_WHOLE, studies=_several("Study"), nextPageToken=_TEXT),
        "Version": _object("apiVersion dataTimestamp", apiVersion=_TEXT, dataTimestamp=_TEXT),
        "FieldNodeList": _several("FieldNode"),
        "FieldNode": _object(
            "name piece type sourceType", name=_TEXT, piece=_TEXT, title=_TEXT, type=_TEXT, sourceType=_TEXT, isEnum=_TRUTH,
            synonyms=_TRUTH, nested=_TRUTH, maxChars=_WHOLE, altPieceNames=_texts(), indexedOnly=_TRUTH, children=_several("FieldNode"),
        ),
        "SearchDocumentList": _several("SearchDocument"),
        "SearchDocument": _object("name areas", name=_TEXT, areas=_several("SearchArea")),
        "SearchArea": _object("name parts", name=_TEXT, param=_TEXT, uiLabel=_TEXT, parts=_several("SearchPart")),
        "SearchPart": _object(
            "pieces type weight isEnum isSynonyms", pieces=_texts(), type=_TEXT, weight=_NUMBER, isEnum=_TRUTH, isSynonyms=_TRUTH,
        ),
        "EnumInfoList": _several("EnumInfo"),
        "EnumInfo": _object("type pieces values", type=_TEXT, pieces=_texts(), values=_several("EnumItem")),
        "EnumItem": _object("value legacyValue", value=_TEXT, legacyValue=_TEXT),
        "GzipStats": _object(
            "totalStudies averageSizeBytes percentiles ranges largestStudies", totalStudies=_WHOLE, averageSizeBytes=_WHOLE,
            percentiles={"type": "object", "additionalProperties": _WHOLE},
            ranges={"type": "array", "items": _object("sizeRange studiesCount", sizeRange=_TEXT, studiesCount=_WHOLE)},
            largestStudies={"type": "array", "items": _object("id sizeBytes", id=_TEXT, sizeBytes=_WHOLE)},
        ),
        "FieldValuesStatsList": _several("FieldValuesStats"),
        "FieldValuesStats": _object(
            "type piece field missingStudiesCount", type=_TEXT, piece=_TEXT, field=_TEXT, missingStudiesCount=_WHOLE,
            uniqueValuesCount=_WHOLE, topValues={"type": "array", "items": counted},
            longest=_object("length nctId value", length=_WHOLE, nctId=_TEXT, value=_TEXT), formats=_texts(),
            min={"oneOf": [_TEXT, _NUMBER]}, max={"oneOf": [_TEXT, _NUMBER]}, avg=_NUMBER, trueCount=_WHOLE, falseCount=_WHOLE,
        ),
        "ListSizesList": _several("ListSizes"),
        "ListSizes": _object(
            "piece field uniqueSizesCount", piece=_TEXT, field=_TEXT, uniqueSizesCount=_WHOLE, minSize=_WHOLE, maxSize=_WHOLE,
            topSizes={"type": "array", "items": _object("size studiesCount", size=_WHOLE, studiesCount=_WHOLE)},
        ),
        **{name: {**_TEXT, "enum": list(allowed)} for name, allowed in enums().items()},
    }  # fmt: skip


def _value(node: Node) -> Schema:
    if node.leaf is None:
        below = {child.name: _value(child) for child in node.children if not child.indexed_only}
        one: Schema = {"type": "object", "properties": below}
    elif node.leaf.enum:
        one = {"$ref": f"#/components/schemas/{node.leaf.enum}"}
    else:
        one = _LEAVES.get(node.type.removesuffix("[]"), _TEXT)
    return {"type": "array", "items": one} if node.several else one

"""Every address and every parameter of the interface, once: requests are read by this table, and its OpenAPI description is made of it.

Source: ClinicalTrials.gov REST API, OpenAPI description of version 2.0.5."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from equipoise.registry.search.areas import BY_PARAM
from equipoise.registry.search.enums import enums
from equipoise.registry.serve.refused import Refused, wrong_format, wrong_item, wrong_value

API_VERSION: Final = "2.0.5"
"""The version of ClinicalTrials.gov's interface whose answers these are."""
NCT: Final = r"[Nn][Cc][Tt]0*[1-9][0-9]{0,7}"
GEO: Final = r"distance\(\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*,\s*\d+(\.\d+)?(km|mi)?\s*\)"
DECAY: Final = r"func:(gauss|exp|linear),scale:(\d+(\.\d+)?(km|mi)),offset:(\d+(\.\d+)?(km|mi)),decay:(\d+(\.\d+)?)"
DEFAULT_DECAY: Final = "func:exp,scale:300mi,offset:0mi,decay:0.5"
_SORT: Final = r"(([a-zA-Z][a-zA-Z0-9\-. ]*)|(@relevance))(:(asc|desc))?"
_TRUTHS: Final = ("true", "false")
_LONGEST: Final = 10
Kind = Literal["words", "choice", "choices", "list", "pattern", "truth", "size"]
Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. `choices` are the values of an enumeration; `pattern` is what a value, or an item of a list, must be."""

    name: str
    kind: Kind
    says: str
    choices: tuple[str, ...] = ()
    pattern: str = ""
    default: str = ""
    most: int = 0
    example: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its path in the OpenAPI description, its parameters, and the schemas of its answers by media type."""

    path: str
    name: str
    tag: Literal["Studies", "Stats", "Version"]
    says: str
    parameters: tuple[Parameter, ...]
    answers: Mapping[str, str]
    missing: bool = False
    """Whether it may answer 404."""


def _queries() -> tuple[Parameter, ...]:
    order = ("cond", "term", "locn", "titles", "intr", "outc", "spons", "lead", "id", "patient")
    says = "Words or a search expression (Essie) for the area {area} ({label})."
    return tuple(
        Parameter(
            f"query.{name}", "words", says.format(area=BY_PARAM[name].name, label=BY_PARAM[name].label), example=example
        )
        for name, example in zip(
            order, ("lung cancer", "AREA[LastUpdatePostDate]RANGE[2023-01-15,MAX]", *[""] * 8), strict=True
        )
    )


def _filters(prefix: str) -> tuple[Parameter, ...]:
    return (
        Parameter(
            f"{prefix}.overallStatus",
            "choices",
            "Overall statuses, separated by comma or pipe.",
            tuple(enums()["Status"]),
            example="NOT_YET_RECRUITING,RECRUITING",
        ),
        Parameter(
            f"{prefix}.geo",
            "pattern",
            "Studies with a site within a distance of a point: distance(latitude,longitude,radius) in mi or km; a bare number is "
            "metres. The radius is above 0 and the point on Earth.",
            pattern=GEO,
            example="distance(39.0035707,-77.1013313,50mi)",
        ),
        Parameter(
            f"{prefix}.ids",
            "list",
            "NCT numbers, separated by comma or pipe; sought in NCTId and NCTIdAlias.",
            pattern=NCT,
            example="NCT1,NCT2",
        ),
        Parameter(
            f"{prefix}.advanced",
            "words",
            "A search expression (Essie) that does not affect relevance.",
            example="AREA[StartDate]2022",
        ),
        Parameter(
            f"{prefix}.synonyms",
            "list",
            "Pairs area:synonym_id, separated by comma or pipe. A synonym id is a concept of this registry: a MeSH descriptor id, or "
            "one of ours (EQ…).",
            pattern=r"[A-Za-z]+:[A-Za-z0-9\-]+",
            example="ConditionSearch:D055752",
        ),
    )


_MARKUP: Final = Parameter(
    "markupFormat", "choice", "Markup fields as markdown, or as plain text like the older interface.",
    ("markdown", "legacy"), default="markdown",
)  # fmt: skip
_FIELDS: Final = Parameter(
    "fields", "list",
    "What to return, and nothing else, separated by comma or pipe. JSON: search areas, pieces, field paths, or @query for what the "
    "query looks into; a branch brings everything below. CSV: column names. RIS: tags.",
    example="NCTId,BriefTitle,OverallStatus,HasResults",
)  # fmt: skip
STUDIES: Final = Address(
    "/studies", "listStudies", "Studies",
    "The studies that fit every query and filter, page by page. A page may be empty; the last one has no nextPageToken. Repeat all "
    "other parameters with the token, except countTotal and pageSize. A query of NCT numbers alone is the whole question: filters "
    "and other queries are passed over. A token stays good when the data are updated.",
    (
        Parameter("format", "choice", "JSON, one study a line, or a CSV table.", ("csv", "json"), default="json"),
        _MARKUP,
        *_queries(),
        *_filters("filter"),
        *_filters("postFilter"),
        Parameter(
            "aggFilters", "words", "Choices as the registry's own pages offer them: id:option option, separated by comma.",
            example="status:not rec,sex:f,healthy:y",
        ),
        Parameter(
            "geoDecay", "pattern", "How relevance falls with the distance of the nearest site from filter.geo. Used when it is given, or "
            "when sorting by @relevance; not above 10,000 studies.",
            pattern=DECAY, default=DEFAULT_DECAY, example="func:linear,scale:100km,offset:10km,decay:0.1",
        ),
        _FIELDS,
        Parameter(
            "sort", "list", "At most two of: a date or number field, or @relevance, each with :asc or :desc. Dates and relevance descend "
            "by default, numbers ascend; studies without the field come last.",
            pattern=_SORT, most=2, example="LastUpdatePostDate:desc",
        ),
        Parameter("countTotal", "truth", "Whether the first page tells how many studies there are.", default="false"),
        Parameter("pageSize", "size", "How many studies a page holds, 1000 at most; 0 is the default.", default="10", example="100"),
        Parameter("pageToken", "words", "nextPageToken of the page before (CSV: the header x-next-page-token)."),
    ),
    {"application/json": "PagedStudies", "text/csv": "StudiesCsv"},
)  # fmt: skip
STUDY: Final = Address(
    "/studies/{nctId}", "fetchStudy", "Studies", "One study. An earlier number of it answers 301 with the number of today.",
    (
        Parameter(
            "format", "choice", "json, csv, json.zip, fhir.json (FHIR R4 Bundle; no fields) or ris.",
            ("csv", "json", "json.zip", "fhir.json", "ris"), default="json",
        ),
        _MARKUP,
        _FIELDS,
    ),
    {
        "application/json": "Study", "text/csv": "StudiesCsv", "application/zip": "StudiesZip",
        "application/fhir+json": "StudyFhir", "application/x-research-info-systems": "StudyRis",
    },
    missing=True,
)  # fmt: skip
METADATA: Final = Address(
    "/studies/metadata", "studiesMetadata", "Studies", "The fields of a study.",
    (
        Parameter("includeIndexedOnly", "truth", "Fields that are only indexed too: how often a study has something.", default="false"),
        Parameter("includeHistoricOnly", "truth", "Fields of older data too; there are none here.", default="false"),
    ),
    {"application/json": "FieldNodeList"},
)  # fmt: skip
SEARCH_AREAS: Final = Address(
    "/studies/search-areas", "searchAreas", "Studies", "The search areas, their pieces and weights.", (),
    {"application/json": "SearchDocumentList"},
)  # fmt: skip
ENUMS: Final = Address(
    "/studies/enums", "enums", "Studies", "The enumerations, their values, and the labels of the older interface.", (),
    {"application/json": "EnumInfoList"},
)  # fmt: skip
DOWNLOAD: Final = Address(
    "/studies/download", "downloadStudies", "Studies", "Every study in one archive, in folders by the last two digits of its number.",
    (Parameter("format", "choice", "Only json.zip.", ("json.zip",), default="json.zip"),),
    {"application/zip": "StudiesZip"},
)  # fmt: skip
SIZES: Final = Address(
    "/stats/size", "sizeStats", "Stats", "How large the studies are as JSON.", (), {"application/json": "GzipStats"},
)  # fmt: skip
_STATS_FIELDS: Final = Parameter(
    "fields", "list", "Pieces or field paths, separated by comma or pipe.", example="Phase"
)
VALUES: Final = Address(
    "/stats/field/values", "fieldValuesStats", "Stats", "The values of leaf fields over all studies.",
    (
        Parameter(
            "types", "choices", "Types of fields.", ("ENUM", "STRING", "DATE", "INTEGER", "NUMBER", "BOOLEAN"), example="ENUM,BOOLEAN",
        ),
        _STATS_FIELDS,
    ),
    {"application/json": "FieldValuesStatsList"},
    missing=True,
)  # fmt: skip
LIST_SIZES: Final = Address(
    "/stats/field/sizes", "listFieldSizesStats", "Stats", "How long the lists are over all studies.", (_STATS_FIELDS,),
    {"application/json": "ListSizesList"}, missing=True,
)  # fmt: skip
ONE_VALUES: Final = Address(
    "/stats/fieldValues/{field}", "fieldValuesStatsOfOne", "Stats", "The values of one leaf field.", (),
    {"application/json": "FieldValuesStats"}, missing=True,
)  # fmt: skip
ONE_LIST_SIZES: Final = Address(
    "/stats/listSizes/{field}", "listSizesStatsOfOne", "Stats", "How long one list is.", (),
    {"application/json": "ListSizes"}, missing=True,
)  # fmt: skip
VERSION: Final = Address(
    "/version", "version", "Version", "The version of the interface, and the moment of the data (UTC).", (),
    {"application/json": "Version"},
)  # fmt: skip
DESCRIPTION: Final = Address(
    "/openapi.json", "description", "Version", "This description.", (), {"application/json": "Any"}
)
ADDRESSES: Final = (
    STUDIES, STUDY, METADATA, SEARCH_AREAS, ENUMS, DOWNLOAD, SIZES, VALUES, LIST_SIZES, VERSION, DESCRIPTION,
)  # fmt: skip


def read(address: Address, asked: Mapping[str, Sequence[str]]) -> dict[str, Value]:
    """The parameters of a request with their values; defaults filled in, what is empty left out. Refused at the first fault."""
    known = {one.name: one for one in address.parameters}
    for name in asked:
        if name not in known:
            raise _unknown(name, known)
    found: dict[str, Value] = {}
    for name, parameter in known.items():
        given = [words for words in asked.get(name, ()) if words.strip()]
        if not given and parameter.default and parameter.name != "geoDecay":
            given = [parameter.default]
        value = _value(parameter, given) if given else ()
        if value != ():
            found[name] = value
    return found


def _unknown(name: str, known: Iterable[str]) -> Refused:
    """A parameter that the address does not have: by its prefix, where no parameter here begins so."""
    prefix, dot, _ = name.partition(".")
    prefixed = not dot or any(one.startswith(f"{prefix}.") for one in known)
    says = f"`{name}` is unknown parameter" if prefixed else f"Invalid prefix in parameter name: {name}"
    return Refused(says, hint=f"known here: {', '.join(known) or 'none'}")


def _value(parameter: Parameter, given: list[str]) -> Value:
    match parameter.kind:
        case "words":
            return given[-1]
        case "choice":
            return _chosen(parameter, given[-1].strip())
        case "truth":
            return _truth(parameter.name, given[-1].strip())
        case "size":
            return _size(parameter, given[-1].strip())
        case "pattern":
            if not re.fullmatch(parameter.pattern, given[-1].strip(), re.ASCII):
                raise wrong_format(parameter.name, parameter.example)
            return given[-1].strip()
        case "choices":
            return tuple(_chosen(parameter, one) for one in _items(given))
        case "list":
            return _list(parameter, _items(given))


def _items(given: list[str]) -> list[str]:
    """A list is separated by comma or pipe, or its parameter is repeated."""
    return [item.strip() for words in given for item in re.split(r"[,|]", words) if item.strip()]


def _list(parameter: Parameter, items: list[str]) -> tuple[str, ...]:
    for number, item in enumerate(items, 1):
        if parameter.pattern and not re.fullmatch(parameter.pattern, item, re.ASCII):
            raise wrong_item(number, parameter.name, parameter.example)
    if parameter.most and len(items) > parameter.most:
        raise Refused(f"Parameter `{parameter.name}` must contain no more than {parameter.most} items")
    return tuple(items)


def _chosen(parameter: Parameter, words: str) -> str:
    return _one_of(parameter.name, words, parameter.choices)


def _one_of(name: str, words: str, choices: Sequence[str]) -> str:
    if words not in choices:
        raise wrong_value(name, words, f"one of: {', '.join(choices)}")
    return words


def _truth(name: str, words: str) -> bool:
    """Programs write their own language's words into an address: `True`, `TRUE`."""
    if words.lower() not in _TRUTHS:
        raise wrong_value(name, words, f"one of: {', '.join(_TRUTHS)}")
    return words.lower() == "true"


def _size(parameter: Parameter, words: str) -> int:
    if not re.fullmatch(r"[0-9]+", words):
        raise wrong_format(parameter.name, parameter.example)
    return int(words) if len(words) < _LONGEST else 10**_LONGEST

"""A mapping proposed from what a file shows: columns by their names, analytes by the study file's own names and codes, days by how
they are written. It is a proposal; a person confirms it, and only then is it remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

import msgspec

from equipoise.exchange.laboratory.read_csv import Table, read_rows, read_table, unit_in_head
from equipoise.exchange.laboratory.read_fhir import read_fhir
from equipoise.exchange.laboratory.read_file import kind_of
from equipoise.exchange.laboratory.read_hl7 import read_hl7
from equipoise.exchange.laboratory.result import Read, Result
from equipoise.facts.form_look import LABORATORY_ITEM
from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.protocol.model import Item, Study
from equipoise.trial.acts.laboratory import laboratory_items
from equipoise.values.quantity import UnitFault, tidy_unit, unit
from equipoise.values.written_dates import read_written

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "subject": ("participant", "subject", "subjid", "usubjid", "subjectnumber", "subjectid", "screeningnumber", "受试者编号", "受试者",
                "筛选号", "入组号", "研究编号", "编号"),
    "sampled": ("sampled", "sampledat", "sampledate", "collected", "collectiondate", "collectiondatetime", "lbdtc", "lbdat", "date",
                "采样日期", "采样时间", "采集日期", "采集时间", "标本采集时间", "抽血时间", "采血日期", "日期"),
    "time": ("time", "sampletime", "collectiontime", "lbtim", "时间", "采样时刻"),
    "code": ("code", "testcode", "lbtestcd", "loinc", "analyte", "test", "项目代码", "检验项目代码", "项目编码", "项目"),
    "label": ("name", "testname", "lbtest", "项目名称", "检验项目", "检验项目名称", "中文名称"),
    "value": ("value", "result", "lborres", "结果", "检验结果", "测定结果", "结果值"),
    "unit": ("unit", "units", "lborresu", "单位", "结果单位"),
    "low": ("low", "lower", "lln", "lbornrlo", "下限", "参考下限", "参考值下限"),
    "high": ("high", "upper", "uln", "lbornrhi", "上限", "参考上限", "参考值上限"),
    "limits": ("range", "referencerange", "normalrange", "参考范围", "参考区间", "参考值"),
    "laboratory": ("laboratory", "lab", "lbnam", "实验室", "检验科", "检验科室"),
    "flag": ("flag", "abnormal", "lbnrind", "提示", "异常提示", "标志", "异常标志"),
}  # fmt: skip
"""What columns of laboratories are usually called, without case, spaces and signs."""
PATTERNS: Final = (
    "YYYY-MM-DD", "YYYY-MM-DD HH:mm", "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DDTHH:mm:ssZZ", "YYYY-MM-DDTHH:mmZZ", "YYYY-MM-DDTHH:mm:ss",
    "YYYY-MM-DDTHH:mm", "YYYY/M/D", "YYYY/M/D H:mm", "YYYY/M/D H:mm:ss", "YYYYMMDD", "YYYYMMDDHHmm", "YYYYMMDDHHmmss", "YYYY.M.D",
    "YYYY年M月D日", "YYYY年M月D日 H:mm", "DD.MM.YYYY", "DD.MM.YYYY HH:mm", "D/M/YYYY", "M/D/YYYY", "D/M/YYYY H:mm", "M/D/YYYY H:mm",
)  # fmt: skip
"""How days are usually written. What fits two of them (3/4/2026) is not guessed."""
_LOOKED_AT: Final = 2_000
_NEARLY_ALL: Final = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to be confirmed, and what the file shows: names of analytes with how many rows they have, units, laboratories, words."""

    mapping: LaboratoryMapping
    analytes: Mapping[str, int]
    labels: Mapping[str, str]
    units: Sequence[str]
    laboratories: Sequence[str]
    answers: Sequence[str]
    columns: Sequence[str]
    issuers: Sequence[str]
    patterns: Sequence[str]
    encoding: str
    delimiter: str
    read: Read
    unitless: Sequence[str] = ()
    """Analytes that have rows without a unit although their item is measured in one."""


def propose(study: Study, raw: bytes, known: LaboratoryMapping | None = None) -> Proposal:
    """What a mapping of the file could be. What a remembered mapping says comes before any guess."""
    kind = kind_of(raw)
    if known is not None and known.kind != kind:
        known = None
    if kind == "csv":
        return _table(study, raw, known)
    read = read_hl7(raw) if kind == "hl7" else read_fhir(raw)
    mapping = known or LaboratoryMapping(kind=kind, subject="PID-3" if kind == "hl7" else "identifier")
    return _filled(study, replace_guesses(study, mapping, read), read)


def fits(mapping: LaboratoryMapping, kind: str, columns: Sequence[str]) -> bool:
    """Whether a remembered mapping can read a file of this kind with these columns."""
    if mapping.kind != kind:
        return False
    named = {
        getattr(mapping, field) for field in ("subject", "sampled", "time", "code", "value", "unit", "low", "high", "limits")
    } - {""}  # fmt: skip
    wide = not mapping.code and kind == "csv"
    return (
        named <= set(columns) and (not wide or any(name in columns for name in mapping.analytes))
        if kind == "csv"
        else True
    )


def _table(study: Study, raw: bytes, known: LaboratoryMapping | None) -> Proposal:
    table = read_table(raw, known.encoding if known else "", known.delimiter if known else "")
    mapping = known or _columns(table)
    if not mapping.pattern and mapping.sampled in table.head:
        found = _patterns(table, mapping)
        mapping = msgspec.structs.replace(mapping, pattern=found[0] if len(found) == 1 else "")
    wide = not mapping.code
    # A wide table is read with every column that could be an analyte, so that each of them is shown.
    looked = mapping
    if wide:
        others = {name: "-" for name in table.head if name and name not in _named(mapping)}
        looked = msgspec.structs.replace(mapping, analytes=others)
    read = read_rows(table, looked) if mapping.subject and mapping.sampled else _unread(table)
    proposal = _filled(study, replace_guesses(study, mapping, read), read)
    return replace(proposal, patterns=_patterns(table, mapping), columns=tuple(table.head))


def _named(mapping: LaboratoryMapping) -> set[str]:
    return {getattr(mapping, field) for field in COLUMNS}


def _unread(table: Table) -> Read:
    return Read("csv", (), tuple(table.faults), table.encoding, table.delimiter, tuple(table.head))


def _columns(table: Table) -> LaboratoryMapping:
    """The columns by their names; where no column holds a value the analytes stand across."""
    found: dict[str, Any] = {}
    plain = {_folded(name): name for name in reversed(table.head)}
    for field, names in COLUMNS.items():
        column = next((plain[name] for name in names if name in plain and plain[name] not in found.values()), "")
        if column:
            found[field] = column
    if "value" in found and "code" not in found and "label" in found:
        found["code"] = found.pop("label")
    if "value" not in found or "code" not in found:
        for field in ("code", "label", "value", "unit", "low", "high", "limits", "flag"):
            found.pop(field, None)
    return LaboratoryMapping(kind="csv", **found)


def _patterns(table: Table, mapping: LaboratoryMapping) -> tuple[str, ...]:
    """The usual patterns that fit most days of the file: a wrong day among many does not hide how the others are written."""
    if mapping.sampled not in table.head:
        return ()
    day = table.head.index(mapping.sampled)
    clock = table.head.index(mapping.time) if mapping.time in table.head else None
    words = Counter(
        f"{cells[day]} {cells[clock] if clock is not None else ''}".strip() for _, cells in table.rows[:_LOOKED_AT]
    )
    del words[""]
    fits = {
        pattern: sum(n for one, n in words.items() if read_written(one, pattern, "UTC") is not None)
        for pattern in PATTERNS
    }
    best = max(fits.values(), default=0)
    return tuple(name for name, n in fits.items() if n == best and n >= _NEARLY_ALL * words.total() > 0)


def replace_guesses(study: Study, mapping: LaboratoryMapping, read: Read) -> LaboratoryMapping:
    """The mapping with a guess for every name, unit and laboratory of the file that it does not know yet."""
    items = laboratory_items(study)
    names = names_of(study, items)
    analytes = dict(mapping.analytes)
    for result in read.results:
        if not any(name in analytes for name in result.names):
            path = next((names[_folded(name)] for name in _looked_up(result) if _folded(name) in names), "")
            if path:
                analytes[result.called] = path
    laboratories = dict(mapping.laboratories)
    codes = _laboratories(study, items)
    for written in {result.laboratory for result in read.results} - {""}:
        code = codes.get(_folded(written), "")
        if code and written not in laboratories:
            laboratories[written] = code
    only = set(codes.values())
    default = mapping.default_laboratory or (next(iter(only)) if len(only) == 1 else "")
    return msgspec.structs.replace(mapping, analytes=analytes, laboratories=laboratories, default_laboratory=default)


def _looked_up(result: Result) -> Iterable[str]:
    """The names of a result, and of a column's head also what stands before its unit."""
    for name in result.names:
        yield name
        if unit_in_head(name):
            yield name[: name.rstrip(")）] ").rfind(unit_in_head(name))].rstrip("(（[ ")


def names_of(study: Study, items: Mapping[str, Item]) -> Mapping[str, str]:
    """Folded name or code -> item: the item's own name and label, its analyte's name, code and other names. Doubtful ones are left out."""
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for path, item in items.items():
        own = [path, path.partition(".")[2], path.partition(".")[2].partition("_")[0], item.label.en, item.label.zh]
        for label in (item.label.en, item.label.zh):
            own += [unit_in_head(label), label.partition("（")[0].partition("(")[0]]
        analyte = study.forms.analytes.get(item.analyte or "")
        if analyte is not None:
            own += [item.analyte or "", analyte.name.en, analyte.name.zh, *analyte.also]
        for name in {_folded(one) for one in own} - {""}:
            if found.setdefault(name, path) != path:
                doubtful.add(name)
    return {name: path for name, path in found.items() if name not in doubtful}


def _laboratories(study: Study, items: Mapping[str, Item]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for form in {path.partition(".")[0] for path in items}:
        item = study.forms.forms[form].items.get(LABORATORY_ITEM)
        for code, text in study.forms.code_lists.get(item.codes or "", {}).items() if item is not None else ():
            found |= {_folded(code): code, _folded(text.en): code, _folded(text.zh): code}
    return found


def _filled(study: Study, mapping: LaboratoryMapping, read: Read) -> Proposal:
    items = laboratory_items(study)
    analytes: dict[str, int] = {}
    labels: dict[str, str] = {}
    units: dict[str, None] = {}
    laboratories: dict[str, None] = {}
    answers: dict[str, None] = {}
    issuers: dict[str, None] = {}
    unitless: dict[str, None] = {}
    for result in read.results:
        name = next((one for one in result.names if one in mapping.analytes), result.called)
        analytes[name] = analytes.get(name, 0) + 1
        labels.setdefault(name, next((one for one in result.names if one != name), ""))
        item = items.get(mapping.analytes.get(name, ""))
        if item is not None and item.kind == "code":
            answers.setdefault(result.words or result.written)
        elif item is not None and not result.unit and item.units and not _needs_none(item):
            unitless.setdefault(name)
        if result.unit and not _known(result.unit):
            units.setdefault(result.unit)
        if result.laboratory:
            laboratories.setdefault(result.laboratory)
        for _, issuer in result.subjects:
            if issuer:
                issuers.setdefault(issuer)
    return Proposal(
        mapping=mapping,
        analytes=analytes,
        labels=labels,
        units=tuple(units),
        laboratories=tuple(laboratories),
        answers=tuple(answers),
        columns=tuple(read.columns),
        issuers=tuple(issuers),
        patterns=(),
        encoding=read.encoding,
        delimiter=read.delimiter,
        read=read,
        unitless=tuple(unitless),
    )


def _needs_none(item: Item) -> bool:
    """Whether a plain number says everything: a ratio such as INR."""
    try:
        return any(not unit(one).dimensions and unit(one).scale == 1 for one in item.units)
    except UnitFault:
        return False


def _known(words: str) -> bool:
    try:
        unit(tidy_unit(words))
    except UnitFault:
        return False
    return True


def _folded(words: str) -> str:
    """A name without what laboratories write differently: case, spaces, hyphens, brackets."""
    return "".join(sign for sign in words.casefold() if sign not in " \t_-–—·.()（）[]:：*")

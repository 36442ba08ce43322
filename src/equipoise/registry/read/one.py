"""One record from its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from equipoise.registry.read.decode import decoded
from equipoise.registry.read.fault import ReadFault
from equipoise.registry.read.xml import is_xml, studies
from equipoise.registry.record import Record
from equipoise.values.text import Text

_NUMBER = re.compile(r"NCT\d{8}", re.ASCII)


def parsed(data: str, where: str) -> Any | ReadFault:
    """The JSON value that the words hold; a fault with the decoder's place where they hold none."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as fault:
        says = Text("This is not JSON: {why}.", "此处不是有效的 JSON：{why}。").format(
            why=str(fault) or "nested too deeply"
        )
        return ReadFault(where, says)


def record_in(words: bytes, where: str) -> Record | ReadFault:
    """The record in the bytes of one JSON object or one study in XML, whatever their encoding."""
    if is_xml(words):
        return next(records_in_xml(words, where), ReadFault(where, Text("The file is empty.", "文件为空。")))
    try:
        value = msgspec.json.decode(words)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = parsed(decoded(words), where)
    return value if isinstance(value, ReadFault) else record_of(value, where)


def records_in_xml(words: bytes, where: str) -> Iterator[Record | ReadFault]:
    """Every study of a document in the registry's older XML."""
    for number, study in enumerate(studies(words, where), 1):
        place = where if number == 1 else f"{where}[{number}]"
        yield study if isinstance(study, ReadFault) else record_of(study, place)


def record_of(value: object, where: str) -> Record | ReadFault:
    """The record in a JSON value; a fault where it has no registry number of ClinicalTrials.gov (`NCT` and eight digits)."""
    if not isinstance(value, dict):
        return ReadFault(
            where, Text("A record is a JSON object; here stands something else.", "记录应为 JSON 对象，此处不是。")
        )
    record = Record(value)
    if _NUMBER.fullmatch(record.nct_id):
        return record
    if record.nct_id:
        bad = Text("“{id}” is no registry number: NCT and eight digits.", "“{id}”不是注册号（应为 NCT 加 8 位数字）。")
        return ReadFault(where, bad.format(id=record.nct_id[:40]))
    return ReadFault(
        where,
        Text(
            "No registry number: protocolSection.identificationModule.nctId is missing.",
            "缺少注册号：没有 protocolSection.identificationModule.nctId。",
        ),
    )

"""Reads a file of cases: every case that can be asked, and every fault of the file at once with its place and what to write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from equipoise.validation.cases import FORMAT, Case, CaseFault, CaseFile, DataSet, FileFault, Tolerance
from equipoise.validation.read_given import shown
from equipoise.values.text import Text

LARGEST = 64 * 1024 * 1024
"""Bytes: a larger file is not read. The largest file of cases that we know has half a megabyte."""
_LONGEST_NUMBER = 400
_WORDS = ("source", "note", "grade")


def read_cases(content: bytes, name: str) -> CaseFile:
    """The cases of a file's bytes; its faults as values. `name` is what the file is called in every answer."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        data = _parsed(content)
        if not isinstance(data, Mapping):
            raise CaseFault(
                Text(
                    f'the file holds {shown(data)}; write {{"format": "{FORMAT}", "cases": [ … ]}}.',
                    f'文件内容为 {shown(data)}；请写 {{"format": "{FORMAT}", "cases": [ … ]}}。',
                )
            )
    except CaseFault as fault:
        return CaseFile(name, digest, faults=(FileFault("", fault.says),))
    return _read(data, name, digest)


def _parsed(content: bytes) -> Any:
    if len(content) > LARGEST:
        size = f"{len(content) / 2**20:.0f} MiB"
        raise CaseFault(
            Text(
                f"the file has {size}; at most 64 MiB are read. Split it into several files.",
                f"文件大小为 {size}，上限为 64 MiB。请拆分为多个文件。",
            )
        )
    if not content.strip():
        raise CaseFault(Text("the file is empty.", "文件为空。"))
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise CaseFault(
            Text(f"line {line} is not UTF-8. Save the file as UTF-8.", f"第 {line} 行不是 UTF-8 编码。请另存为 UTF-8。")
        ) from None
    try:
        return json.loads(
            words, object_pairs_hook=_object, parse_float=_number, parse_int=_whole, parse_constant=_constant
        )
    except json.JSONDecodeError as fault:
        raise CaseFault(
            Text(
                f"line {fault.lineno}, column {fault.colno} is not JSON: {fault.msg}.",
                f"第 {fault.lineno} 行第 {fault.colno} 列不是有效的 JSON：{fault.msg}。",
            )
        ) from None
    except RecursionError:
        raise CaseFault(Text("the JSON is nested too deeply.", "JSON 嵌套层次过深。")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise CaseFault(Text(f"the key “{twice}” stands twice in one object.", f"同一对象中键“{twice}”出现了两次。"))
    return found


def _number(words: str) -> Decimal:
    number = Decimal(words)
    if len(words) > _LONGEST_NUMBER or abs(number.adjusted()) > _LONGEST_NUMBER:
        _too_long(words)
    return number


def _whole(words: str) -> int:
    if len(words) > _LONGEST_NUMBER:
        _too_long(words)
    return int(words)


def _too_long(words: str) -> NoReturn:
    raise CaseFault(
        Text(f"the number {words[:24]}… is beyond what can be compared.", f"数字 {words[:24]}… 超出可比较的范围。")
    )


def _constant(words: str) -> NoReturn:
    raise CaseFault(
        Text(
            f"{words} is not a JSON number; write null where there is none.",
            f"{words} 不是 JSON 数字；无值时请写 null。",
        )
    )


def _read(data: Mapping[str, Any], name: str, digest: str) -> CaseFile:
    unknown = [*_of_format(data)]
    datasets, wrong_data = _datasets(data.get("datasets"))
    faults = [*unknown, *wrong_data, *_of_cases(data)]
    rows = data.get("cases")
    entries = list(enumerate(rows)) if isinstance(rows, list) else []
    cases: list[Case] = []
    places: dict[str, str] = {}
    for count, row in entries:
        place = f"cases[{count}]"
        found, wrong = _case(row, place, datasets)
        if found is not None and found.id in places:
            first = places[found.id]
            wrong = [
                Text(
                    f"the id stands at {first} already; give each case its own.",
                    f"该 id 已在 {first} 使用；请为每个案例指定不同的 id。",
                )
            ]
        faults += [FileFault(place, says, _id_of(row)) for says in wrong]
        if found is not None and not wrong:
            places[found.id] = place
            cases.append(found)
    notes = data.get("notes")
    listed = notes if isinstance(notes, list) else [notes] if isinstance(notes, str) else []
    return CaseFile(
        name,
        digest,
        str(data.get("title") or ""),
        tuple(str(one) for one in listed),
        () if unknown else tuple(cases),  # what another format means is not guessed
        tuple(faults),
    )


def _of_format(data: Mapping[str, Any]) -> Iterable[FileFault]:
    found = data.get("format")
    if found != FORMAT:
        was = "is missing" if "format" not in data else f"is {shown(found)}"
        war = "缺失" if "format" not in data else f"为{shown(found)}"
        yield FileFault("format", Text(f'{was}; write "{FORMAT}".', f'{war}；请写 "{FORMAT}"。'))


def _of_cases(data: Mapping[str, Any]) -> Iterable[FileFault]:
    found = data.get("cases")
    if not isinstance(found, list):
        was = "are missing" if "cases" not in data else f"are {shown(found)}"
        war = "缺失" if "cases" not in data else f"为{shown(found)}"
        yield FileFault("cases", Text(f"{was}; write a list [ … ] of cases.", f"{war}；请写案例列表 [ … ]。"))
    elif not found:
        yield FileFault("cases", Text("are none; write at least one case.", "为空；请至少写一个案例。"))


def _id_of(row: Any) -> str:
    return str(row["id"]) if isinstance(row, Mapping) and isinstance(row.get("id"), (str, int)) else ""


def _datasets(found: Any) -> tuple[Mapping[str, DataSet] | None, list[FileFault]]:
    """The shared columns by name, or None where the file has none; a faulty one is left out and said."""
    if found is None:
        return None, []
    if not isinstance(found, Mapping):
        says = Text(
            f'are {shown(found)}; write {{"name": {{"columns": {{ … }}}}}}.',
            f'为 {shown(found)}；请写 {{"name": {{"columns": {{ … }}}}}}。',
        )
        return {}, [FileFault("datasets", says)]
    kept: dict[str, DataSet] = {}
    faults = []
    for name, one in found.items():
        columns = one.get("columns") if isinstance(one, Mapping) else None
        lists = list(columns.values()) if isinstance(columns, Mapping) else []
        lengths = {len(values) if isinstance(values, list) else None for values in lists}
        if isinstance(columns, Mapping) and len(lengths) == 1 and None not in lengths:
            kept[name] = DataSet(name, columns)
            continue
        says = Text("write columns as equally long lists [ … ].", "请把 columns 写成等长的列表 [ … ]。")
        faults.append(FileFault(f"datasets.{name}", says))
    return kept, faults


def _with_data(row: Mapping[str, Any], datasets: Mapping[str, DataSet] | None) -> tuple[Mapping[str, Any], list[Text]]:
    """A case's `given` with the data set that it names in the place of the name."""
    given = row.get("given")
    if datasets is None or not isinstance(given, Mapping) or not isinstance(given.get("data"), str):
        return row, []
    name = given["data"]
    if name not in datasets:
        listed = ", ".join(datasets)
        says = Text(
            f"given.data: the file has no data set “{name}”; write one of {listed}.",
            f"given.data：文件中没有数据集“{name}”；请写以下之一：{listed}。",
        )
        return row, [says]
    return {**row, "given": {**given, "data": datasets[name]}}, []


def _case(row: Any, place: str, datasets: Mapping[str, DataSet] | None) -> tuple[Case | None, list[Text]]:
    """The case of an entry, or all that is wrong with it."""
    if not isinstance(row, Mapping):
        return None, [
            Text(
                f"is {shown(row)}; write an object with id, kind, given and expect.",
                f"为 {shown(row)}；请写含 id、kind、given、expect 的对象。",
            )
        ]
    row, unknown = _with_data(row, datasets)
    wrong = [*unknown, *_needed_words(row, "id"), *_needed_words(row, "kind"), *_needed_object(row, "given")]
    wrong += _needed_object(row, "expect")
    if not wrong and not row["expect"]:
        wrong.append(Text("expect is empty; name at least one field.", "expect 为空；请至少写一个字段。"))
    tolerance, fault = _tolerance(row.get("tolerance"))
    wrong += fault
    if wrong:
        return None, wrong
    source, note, grade = ("" if row.get(name) is None else str(row[name]) for name in _WORDS)
    return Case(row["id"], row["kind"], row["given"], row["expect"], place, source, note, grade, tolerance), []


def _needed_words(row: Mapping[str, Any], name: str) -> Iterable[Text]:
    found = row.get(name)
    if name not in row:
        yield Text(f"{name} is missing; write a text.", f"缺少 {name}；请写文本。")
    elif not isinstance(found, str) or not found.strip():
        yield Text(f"{name} is {shown(found)}; write a text.", f"{name} 为 {shown(found)}；请写文本。")


def _needed_object(row: Mapping[str, Any], name: str) -> Iterable[Text]:
    if name not in row:
        yield Text(f"{name} is missing; write an object {{ … }}.", f"缺少 {name}；请写对象 {{ … }}。")
    elif not isinstance(row[name], Mapping):
        found = shown(row[name])
        yield Text(f"{name} is {found}; write an object {{ … }}.", f"{name} 为 {found}；请写对象 {{ … }}。")


def _tolerance(found: Any) -> tuple[Tolerance | None, list[Text]]:
    if found is None:
        return None, []
    numbers: dict[str, Decimal] = {}
    if isinstance(found, Mapping) and found and set(found) <= {"relative", "absolute"}:
        for name, value in found.items():
            if not isinstance(value, bool) and isinstance(value, (int, Decimal)) and value >= 0:
                numbers[name] = Decimal(value)
    if not isinstance(found, Mapping) or len(numbers) != len(found) or not numbers:
        return None, [
            Text(
                'tolerance: write {"relative": number, "absolute": number}, one of the two or both, not below 0.',
                'tolerance：请写 {"relative": 数字, "absolute": 数字}，可只写其一，且不小于 0。',
            )
        ]
    return Tolerance(**numbers), []

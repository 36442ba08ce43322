"""Amendments: the study file of a version is the first one with the changes of each amendment up to it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, get_origin

from equipoise.protocol.fault import Fault, Finding, Lines, Place, placed
from equipoise.protocol.model.amendment import Amendment
from equipoise.protocol.shape import bare, expected, keys
from equipoise.protocol.source import read_yaml
from equipoise.protocol.translate import validated
from equipoise.values.text import Text

FOLDER = "amendments"


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment as it was read: its head (None if that is faulty), its changes, and where they stand."""

    version: str
    head: Amendment | None
    changes: dict[str, Any]
    places: dict[str, Place]
    faults: tuple[Fault, ...]


def amendments(folder: Traversable) -> tuple[Amended, ...]:
    """All amendments of a study folder in order of their version (1.2 before 1.10)."""
    inside = folder.joinpath(FOLDER)
    if not inside.is_dir():
        return ()
    names = sorted((file.name for file in inside.iterdir() if file.name.endswith(".yaml")), key=_in_order)
    return tuple(_amended(folder, name) for name in names)


def amended(
    data: dict[str, Any], places: dict[str, Place], steps: Sequence[Amended]
) -> tuple[dict[str, Any], dict[str, Place], tuple[Fault, ...]]:
    """The data and places after these amendments; changes that find nothing to change are faults."""
    data, places = copy.deepcopy(data), dict(places)
    faults: list[Fault] = []
    for step in steps:
        arms = _arms(data)
        for path, value in step.changes.items():
            found = _change(data, path, value)
            if isinstance(found, Finding):
                faults.append(placed(found, Lines(step.places)))
            else:
                _move(places, step.places, path)
        faults += [placed(_arm_gone(arm, step), Lines(step.places)) for arm in arms if arm not in _arms(data)]
        if step.head is not None:
            before = str(data.get("effective", ""))
            if step.head.effective < before:
                faults.append(placed(Finding("amendment.effective", Text(
                    f"Version {step.head.version} would hold from {step.head.effective}, before the version that it changes ({before})",
                    f"{step.head.version} 版自 {step.head.effective} 起生效，早于其所修订的版本（{before}）"), Text(
                    f"Write a day from {before} on", f"请写不早于 {before} 的日期")), Lines(step.places)))  # fmt: skip
            data |= {"version": step.head.version, "effective": step.head.effective}
            places |= {key: step.places[f"amendment.{key}"] for key in ("version", "effective")}
    return data, places, tuple(faults)


def _arms(data: dict[str, Any]) -> tuple[str, ...]:
    found = data.get("arms")
    return tuple(found) if isinstance(found, dict) else ()


def _arm_gone(arm: str, step: Amended) -> Finding:
    path = next((path for path in (f"arms.{arm}", "arms") if path in step.changes), "arms")
    return Finding(path, Text(
        f"The arm `{arm}` would be gone, and whoever was allocated to it with it",
        f"组别 `{arm}` 将不复存在，而已分配至该组的受试者仍属该组"), Text(
        "Leave the arm in the file; where nobody is to enter it any more, hold accrual and go on in a study of its own",
        "请保留该组；如不再入组该组，请暂停入组，并另立研究继续"))  # fmt: skip


def _amended(folder: Traversable, name: str) -> Amended:
    file = f"{FOLDER}/{name}"
    version = name.removesuffix(".yaml")
    source = read_yaml(folder, file)
    if source.data is None:
        return Amended(version, None, {}, {}, source.faults)
    head, changes = source.data.get("amendment"), source.data.get("changes")
    lines = Lines(source.places)
    findings = [
        Finding(key, Text(f"`{key}` is not a key of an amendment", f"修正案中没有 `{key}` 这个键"), Text(
            "Write `amendment` and `changes`", "请写 `amendment` 和 `changes`"))
        for key in source.data if key not in ("amendment", "changes")
    ]  # fmt: skip
    if not isinstance(changes, dict):
        findings.append(Finding("changes", Text("`changes` is missing", "缺少 `changes`"), Text(
            "Write `changes:` and under it `path.of.the.statement: new value`", "请写 `changes:`，其下写“语句路径: 新值”")))  # fmt: skip
        changes = {}
    model, wrong = validated(Amendment, head if isinstance(head, dict) else {})
    findings += [Finding(f"amendment.{found.path}", found.says, found.instead) for found in wrong]
    if model is not None and not wrong and model.version != version:
        findings.append(Finding("amendment.version", Text(
            f"The file is called {name}, but its version is {model.version}", f"文件名为 {name}，而版本为 {model.version}"),
            Text(f"Call the file {model.version}.yaml", f"请将文件命名为 {model.version}.yaml")))  # fmt: skip
    faults = (*source.faults, *(placed(found, lines) for found in findings))
    places = {path.removeprefix("changes."): place for path, place in source.places.items()}
    return Amended(version, None if wrong else model, changes, places, faults)


def _in_order(name: str) -> tuple[tuple[int, str], ...]:
    parts = name.removesuffix(".yaml").replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def _change(data: dict[str, Any], path: str, value: Any) -> Finding | None:
    """Writes the value at the path, or removes what stands there; a finding if the path leads nowhere."""
    here: Any = data
    walked: list[str] = []
    parts = path.split(".")
    while True:
        key, parts = _step(here, parts)
        if (
            parts
            and isinstance(value, dict)
            and isinstance(here, dict)
            and key not in here
            and _is_new_id(walked, key, parts)
        ):
            key, parts = ".".join((key, *parts)), []  # a new id with a point in it, such as `LB.ALT`
        if not parts:
            return _write(here, key, path, value)
        walked.append(key)
        if isinstance(here, dict) and key in here:
            here = here[key]
        elif isinstance(here, list) and key.isdigit() and int(key) < len(here):
            here = here[int(key)]
        else:
            return _nowhere(path, key)


def _step(here: Any, parts: list[str]) -> tuple[str, list[str]]:
    """The next key: as many parts as make a key that is there (keys may hold points), otherwise one."""
    if isinstance(here, dict):
        for length in range(len(parts), 1, -1):
            if ".".join(parts[:length]) in here:
                return ".".join(parts[:length]), parts[length:]
    return parts[0], parts[1:]


def _is_new_id(walked: Sequence[str], key: str, rest: Sequence[str]) -> bool:
    """Whether the model lets authors choose the keys there, and the rest of the path is no key of such a part: then an id of
    which the first half was misspelt would make a new part beside the one that was meant."""
    if get_origin(bare(expected(walked))) is not dict:
        return False
    return rest[0] not in keys(expected((*walked, key)))


def _write(here: Any, key: str, path: str, value: Any) -> Finding | None:
    if isinstance(here, dict):
        if value is None and key not in here:
            return _nowhere(path, key)
        if value is None:
            del here[key]
        else:
            here[key] = copy.deepcopy(value)
        return None
    if isinstance(here, list) and key.isdigit() and int(key) < len(here) + (value is not None):
        place = int(key)
        here[place : place + 1] = [] if value is None else [copy.deepcopy(value)]
        return None
    return _nowhere(path, key)


def _nowhere(path: str, key: str) -> Finding:
    return Finding(path, Text(
        f"`{path}` leads nowhere: the study file has no `{key}` there", f"路径 `{path}` 不存在：研究文件此处没有 `{key}`"),
        Text("Write the path as it stands in the study file", "请按研究文件中的写法填写路径"))  # fmt: skip


def _move(places: dict[str, Place], new: dict[str, Place], path: str) -> None:
    """From now on the path and all under it stand where the amendment wrote them."""
    under = path + "."
    for old in [known for known in places if known == path or known.startswith(under)]:
        del places[old]
    places.update({known: place for known, place in new.items() if known == path or known.startswith(under)})

"""YAML text as plain data, with the line of everything: YAML 1.2 core schema, and nothing that can surprise.

Only `true` and `false` are booleans (never `no` or `on`), decimals are exact, dates stay text, and a key is always text.
Duplicate keys, anchors, aliases and tags are faults: a study file says each thing once, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from equipoise.protocol.fault import Fault, Place
from equipoise.values.text import Text, same

MOST_BYTES = 4 * 1024 * 1024
MOST_DEPTH = 30

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULL = re.compile(r"null|Null|NULL|~|")
_BOOLEAN = re.compile(r"(true|True|TRUE)|false|False|FALSE")
_WHOLE = re.compile(r"[-+]?[0-9]{1,30}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Source:
    """A file read: its data (None if it could not be read to its end), the places of its paths, and its faults."""

    data: dict[str, Any] | None
    places: dict[str, Place]
    faults: tuple[Fault, ...]


def read_text(folder: Traversable, name: str) -> str | Fault:
    """The text of a file of the study folder, or why it cannot be read."""
    file = folder.joinpath(name)
    if not file.is_file():
        return _fault(Place(name), "", Text("The file is missing", "缺少此文件"), Text(
            f"Put `{name}` into the study folder", f"请将 `{name}` 放入研究文件夹"))  # fmt: skip
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return _fault(Place(name), "", Text("The file is larger than 4 MB", "文件超过 4 MB"), Text(
            "Keep only the study in it", "文件中只应写研究方案内容"))  # fmt: skip
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as slip:
        line = content.count(b"\n", 0, slip.start) + 1
        return _fault(Place(name, line), "", Text("The text is not UTF-8", "文本不是 UTF-8 编码"), Text(
            "Save the file as UTF-8", "请将文件另存为 UTF-8 编码"))  # fmt: skip


def read_yaml(folder: Traversable, name: str, prefix: str = "") -> Source:
    """A YAML file of the study folder as data; the paths of its places begin with `prefix`."""
    text = read_text(folder, name)
    if isinstance(text, Fault):
        return Source(None, {}, (text,))
    return parse_yaml(text, name, prefix)


def parse_yaml(text: str, name: str, prefix: str = "") -> Source:
    """YAML text as data; all faults that can be told apart, at once."""
    builder = _Builder(name, prefix)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                break
    except yaml.YAMLError as slip:
        builder.faults.append(_not_yaml(slip, name, text))
        return Source(None, builder.places, tuple(builder.faults))
    if builder.broken:
        return Source(None, builder.places, tuple(builder.faults))
    if not isinstance(builder.root, dict):
        builder.faults.append(_fault(Place(name, 1), prefix, Text(
            "The file does not consist of `key: value` lines", "文件不是由“键: 值”组成的"), Text(
            "Begin each part with its key and a colon", "请以键名加冒号开始每一部分")))  # fmt: skip
        return Source(None, builder.places, tuple(builder.faults))
    return Source(builder.root, builder.places, tuple(builder.faults))


def plain(words: str) -> str | int | bool | Decimal | None:
    """An unquoted scalar by the YAML 1.2 core schema; a number too long to be meant as one stays text."""
    if _NULL.fullmatch(words):
        return None
    boolean = _BOOLEAN.fullmatch(words)
    if boolean:
        return boolean.group(1) is not None
    if _WHOLE.fullmatch(words):
        return int(words)
    return Decimal(words) if _DECIMAL.fullmatch(words) else words


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; `key` waits for its value."""

    holds: dict[str, Any] | list[Any]
    path: str
    key: str | None = None
    skip: bool = False


@dataclass(slots=True)
class _Builder:
    name: str
    prefix: str
    root: Any = None
    places: dict[str, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    broken: bool = False
    documents: int = 0

    def take(self, event: Any) -> bool:
        """Adds one event of the parser; false when reading on makes no sense."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._say(event, "", Text("A second document begins with `---`", "`---` 开始了第二个文档"), Text(
                    "Keep one study in one file", "一个文件只写一项研究"))  # fmt: skip
                return False
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            return self._node(event)
        return True

    def _node(self, event: Any) -> bool:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.holds, dict) and top.key is None:
            return self._key(event, top)
        path = self._path(top)
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            self._refuse_shorthand(event, path)
        if isinstance(event, yaml.ScalarEvent):
            self._put(top, event.value if event.style else plain(event.value))
        elif isinstance(event, yaml.AliasEvent):
            self._put(top, None)
        else:
            holds: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
            skip = self._put(top, holds)
            self.stack.append(_Open(holds, path, skip=skip))
            if not self.stack[:-1]:
                self.places[self.prefix] = self._place(event)
        if top is not None and isinstance(top.holds, list) and not top.skip:
            self.places[path] = self._place(event)
        return self._shallow(event, path)

    def _shallow(self, event: Any, path: str) -> bool:
        if len(self.stack) <= MOST_DEPTH:
            return True
        self._say(event, path, Text("The parts are nested too deeply", "嵌套层次过深"), Text(
            "Check the brackets and the indentation", "请检查括号和缩进"))  # fmt: skip
        self.broken = True
        return False

    def _key(self, event: Any, top: _Open) -> bool:
        if not isinstance(event, yaml.ScalarEvent):
            self._say(event, top.path, Text("A key is not a plain word", "键不是普通文字"), Text(
                "Write `key: value`, and put text that begins with a bracket in quotes",
                "请写成“键: 值”；以括号开头的文字请加引号"))  # fmt: skip
            self.broken = True
            return False
        if event.anchor is not None or event.tag is not None:
            self._refuse_shorthand(event, _under(top.path, event.value))
        top.key = event.value
        path = _under(top.path, event.value)
        if event.value in top.holds:
            first = self.places.get(path)
            self._say(event, path, Text(
                f"`{event.value}` stands here a second time (first in line {first.line if first else '?'})",
                f"`{event.value}` 在此重复出现（首次出现在第 {first.line if first else '?'} 行）"), Text(
                "Remove one of the two", "请删除其中一个"))  # fmt: skip
        elif not top.skip:
            self.places[path] = self._place(event)
        return True

    def _path(self, top: _Open | None) -> str:
        if top is None:
            return self.prefix
        return _under(top.path, str(len(top.holds)) if isinstance(top.holds, list) else str(top.key))

    def _put(self, top: _Open | None, value: Any) -> bool:
        """Puts the value where it belongs; true when it is the second of a key, so that nothing under it counts."""
        if top is None:
            self.root = value
            return False
        if isinstance(top.holds, list):
            top.holds.append(value)
            return top.skip
        assert top.key is not None
        again = top.key in top.holds
        if not again:
            top.holds[top.key] = value
        top.key = None
        return again or top.skip

    def _refuse_shorthand(self, event: Any, path: str) -> None:
        if isinstance(event, yaml.AliasEvent):
            sign, zh = f"*{event.anchor}", "别名"
        elif event.anchor is not None:
            sign, zh = f"&{event.anchor}", "锚点"
        else:
            sign, zh = str(getattr(event, "tag", "")), "标签"
        self._say(event, path, Text(
            f"`{sign}` is YAML shorthand, which a study file does not use", f"`{sign}` 是 YAML {zh}，研究文件不使用这种写法"),
            Text("Write the words out, or put the text in quotes", "请完整写出内容，或给文字加引号"))  # fmt: skip

    def _place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1)

    def _say(self, event: Any, path: str, says: Text, instead: Text) -> None:
        self.faults.append(_fault(self._place(event), path, says, instead))


def _under(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part


def _fault(place: Place, path: str, says: Text, instead: Text) -> Fault:
    return Fault(place.file, place.line, path, says, instead)


def _troubles() -> Iterator[tuple[str, Text, Text]]:
    yield "mapping values are not allowed", Text("A colon stands where the value goes on", "值的中间出现了冒号"), Text(
        "Put text that contains a colon and a space in quotes, or check the indentation",
        "含有冒号加空格的文字请加引号，或检查缩进")  # fmt: skip
    yield "cannot start any token", Text("A value begins with a sign that YAML keeps for itself, or a line with a tab",
        "值以 YAML 保留符号开头，或行首用了制表符"), Text(
        "Put the text in quotes, and indent with spaces", "请给文字加引号，并用空格缩进")  # fmt: skip
    yield "could not find expected ':'", Text("A line has no colon after its key", "键后缺少冒号"), Text(
        "Write `key: value`, and indent the lines of a long text under their key",
        "请写成“键: 值”，长文本的各行应缩进在键之下")  # fmt: skip
    yield "did not find expected key", Text("The indentation or a quotation mark does not fit", "缩进或引号不对"), Text(
        "Indent the keys of one part alike, and close each quotation mark", "同一部分的键请对齐，引号请成对")  # fmt: skip
    yield "end of stream", Text("A quotation mark or bracket is not closed", "引号或括号没有闭合"), Text(
        "Close it", "请补上闭合符号")  # fmt: skip
    yield "control characters are not allowed", Text("The text has a control character", "文本含有控制字符"), Text(
        "Remove it", "请删除")  # fmt: skip


def _not_yaml(slip: yaml.YAMLError, name: str, text: str) -> Fault:
    words = str(slip)
    mark: Any = getattr(slip, "problem_mark", None)
    line = mark.line + 1 if mark is not None else _line_of_control_sign(text)
    wide = _wide_sign(text, name, line)
    if wide is not None:
        return wide
    for known, says, instead in _troubles():
        if known in words:
            return _fault(Place(name, line), "", says, instead)
    problem = same(str(getattr(slip, "problem", None) or "YAML"))
    return _fault(Place(name, line), "", Text("This is not YAML ({problem})", "这不是有效的 YAML（{problem}）").format(
        problem=problem), Text("Check the indentation, colons and quotation marks of this line and the one above",
        "请检查本行及上一行的缩进、冒号和引号"))  # fmt: skip


_WIDE = re.compile(r"^\s*(?:- )?[\w.-]+\s*：|[｛｝［］]")
_BLANK = re.compile(r"^ *\t* *[\u00a0\u2000-\u200a\u202f\u3000]")


def _wide_sign(text: str, name: str, line: int) -> Fault | None:
    """A sign of the Chinese keyboard that looks like one of YAML's, in the line that cannot be read or the two above it."""
    lines = text.split("\n")
    for number in range(line, max(line - 3, 0), -1):
        words = lines[number - 1] if number <= len(lines) else ""
        if _BLANK.match(words):
            return _fault(Place(name, number), "", Text("The line is indented with wide or hard spaces", "该行用全角空格或不间断空格缩进"),
                Text("Indent with plain spaces", "请用半角空格缩进"))  # fmt: skip
        if _WIDE.search(words):
            return _fault(Place(name, number), "", Text(
                "A Chinese sign stands where YAML has its own: ： ｛ ｝ ［ ］", "此处用了全角符号：： ｛ ｝ ［ ］"),
                Text("Write `: { } [ ]`, with a space after the colon", "请改用半角的 `: { } [ ]`，冒号后空一格"))  # fmt: skip
    return None


def _line_of_control_sign(text: str) -> int:
    found = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1

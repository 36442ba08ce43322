"""What is wrong with a command line that cannot be understood, in the language of the person who typed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Protocol, runtime_checkable

import typer
from typer.exceptions import TyperException

from equipoise.values.text import Text, same


@runtime_checkable
class NoSuchOption(Protocol):
    """What the parser raises for an option that is not there: its class is private to it, the fields are not."""

    option_name: str
    possibilities: Sequence[str] | None


_NO_VALUE: Final = Text("The option {name} is missing.", "缺少选项 {name}。")
_NO_ARGUMENT: Final = Text("{name} is missing.", "缺少参数 {name}。")
_WHOLE: Final = Text("{name} takes a whole number.", "{name} 须为整数。")
_AT_LEAST: Final = Text("{name} takes a whole number from {least}.", "{name} 须为不小于 {least} 的整数。")
_UNFIT: Final = Text("{name} cannot have this value: {why}", "{name} 的取值无效：{why}")
_NO_OPTION: Final = Text("There is no option {name}.", "没有选项 {name}。")

_IN_WORDS_ALONE: Final[Sequence[tuple[re.Pattern[str], Text]]] = tuple(
    (re.compile(said), Text(en, zh))
    for said, en, zh in (
        (r"^No such command '(?P<name>.*?)'\.", "There is no command “{name}”.", "没有命令“{name}”。"),
        (r"^Option '(?P<name>.+?)' requires", "After {name} a value is missing.", "{name} 之后缺少取值。"),
        (r"^Option '(?P<name>.+?)' does not take", "{name} stands alone, without a value.", "{name} 不带取值。"),
        (
            r"^Got unexpected extra argument\(s\) \((?P<name>.*)\)$",
            "“{name}” is too much here.",
            "多余的参数：“{name}”。",
        ),
    )
)
"""What the parser raises without a field of its own for what it is about."""
_COMMANDS_MEANT: Final = re.compile(r"Did you mean (.+)\?$")


def said(fault: TyperException) -> Text:
    """What is wrong, what may have been meant, and where help is; the parser's own words where it says something new."""
    found = _of_value(fault) if isinstance(fault, typer.BadParameter) else _of_line(fault)
    meant = _meant(fault)
    if meant:
        found = Text(f"{found.en} Was {meant} meant?", f"{found.zh}是否指 {meant}？")
    place = getattr(getattr(fault, "ctx", None), "command_path", "equipoise")
    return Text(f"{found.en} Help: {place} --help", f"{found.zh}用法说明：{place} --help")


def _of_value(fault: typer.BadParameter) -> Text:
    """A value that is missing (the parser has no words for it then) or that cannot be taken."""
    param = fault.param
    if param is None:
        return same(fault.format_message())
    name = param.opts[0]
    if not fault.message:
        return (_NO_VALUE if param.param_type_name == "option" else _NO_ARGUMENT).format(name=name)
    if param.type_descriptor.annotation is int:
        least = param.type_descriptor.parameter_info.min
        return _WHOLE.format(name=name) if least is None else _AT_LEAST.format(name=name, least=least)
    return _UNFIT.format(name=name, why=fault.message)


def _of_line(fault: TyperException) -> Text:
    """A line that names what is not there, or too much, or too little."""
    if isinstance(fault, NoSuchOption):
        return _NO_OPTION.format(name=fault.option_name)
    for pattern, text in _IN_WORDS_ALONE:
        match = pattern.search(fault.message)
        if match:
            return text.format(**match.groupdict())
    return same(fault.format_message())


def _meant(fault: TyperException) -> str:
    """What the parser holds for what was meant, joined; nothing where it has no idea."""
    if isinstance(fault, NoSuchOption):
        return ", ".join(sorted(fault.possibilities or ()))
    commands = _COMMANDS_MEANT.search(fault.message)
    return commands[1].replace("'", "") if commands else ""

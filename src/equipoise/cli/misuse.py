"""What is wrong with a command line that cannot be understood, in the language of the person who typed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Protocol

from equipoise.values.text import Text, same


class Misuse(Protocol):
    """What the parser of command lines raises, as far as its words go."""

    def format_message(self) -> str:
        """What the parser would say, in English."""
        ...


_SAYINGS: Final[Sequence[tuple[re.Pattern[str], Text]]] = tuple(
    (re.compile(said), Text(en, zh))
    for said, en, zh in (
        (r"No such command '(?P<name>.*?)'\.", "There is no command “{name}”.", "没有命令“{name}”。"),
        (r"No such option: (?P<name>\S+)", "There is no option {name}.", "没有选项 {name}。"),
        (r"Missing option '(?P<name>.+?)'", "The option {name} is missing.", "缺少选项 {name}。"),
        (r"Missing argument '(?P<name>.+?)'", "{name} is missing.", "缺少参数 {name}。"),
        (r"Option '(?P<name>.+?)' requires", "After {name} a value is missing.", "{name} 之后缺少取值。"),
        (r"Option '(?P<name>.+?)' does not take a value", "{name} stands alone, without a value.", "{name} 不带取值。"),
        (
            r"Got unexpected extra argument.*? \((?P<name>[^()]+)\)$",
            "“{name}” is too much here.",
            "多余的参数：“{name}”。",
        ),
        (r"Invalid value for '(?P<name>.+?)'.*integer", "{name} takes a whole number.", "{name} 须为整数。"),
        (
            r"Invalid value for '(?P<name>.+?)': (?P<why>.+)",
            "{name} cannot have this value: {why}",
            "{name} 的取值无效：{why}",
        ),
    )
)
_MEANT: Final = re.compile(r"Did you mean (.+?)\?|Possible options: (.+?)\)")


def said(fault: Misuse) -> Text:
    """What is wrong, what may have been meant, and where help is; the parser's own words where it says something new."""
    words = " ".join(fault.format_message().split())
    found = next(
        (text.format(**match.groupdict()) for pattern, text in _SAYINGS if (match := pattern.search(words))),
        same(words),
    )
    meant = _MEANT.search(words)
    if meant:
        names = (meant[1] or meant[2]).replace("'", "")
        found = Text(f"{found.en} Was {names} meant?", f"{found.zh}是否指 {names}？")
    place = getattr(getattr(fault, "ctx", None), "command_path", "equipoise")
    return Text(f"{found.en} Help: {place} --help", f"{found.zh}用法说明：{place} --help")

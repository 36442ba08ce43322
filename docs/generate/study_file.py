"""Writes docs/reference/study_file.md: the page beside this script, with a table of keys at each `<!-- keys: Part -->`."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin

from equipoise.protocol import model
from equipoise.protocol.shape import bare, choices, keys
from equipoise.values.text import Text

PAGE = Path(__file__).parents[1] / "reference" / "study_file.md"
TEMPLATE = Path(__file__).with_name("study_file.md")
_MARK = re.compile(r"<!-- keys: (\w+) -->")
_SIMPLE: dict[Any, str] = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    float: "number",
    bool: "true or false",
    Text: "words in `en` and `zh`",
}
_EVERYWHERE = ("record", "assumed")


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    text = TEMPLATE.read_text(encoding="utf-8")
    return {PAGE: _MARK.sub(lambda found: table(found[1]), text)}


def table(name: str) -> str:
    """The heading, the sentence and the keys of one part."""
    part = getattr(model, name)
    about = " ".join((part.__doc__ or "").split())
    rows = [
        f"| `{key}`{' *' if found.required else ''} | {kind(found.expects)}{_otherwise(part.model_fields[key].default)} "
        f"| {' '.join(found.description.split())} |"
        for key, found in keys(part).items()
        if key not in _EVERYWHERE or name == "Statement"
    ]
    return "\n".join((f"### {name}", "", about, "", "| key | value | meaning |", "|---|---|---|", *rows))


def _otherwise(default: Any) -> str:
    """What counts where the key is left out, if that is a word or a number."""
    if isinstance(default, bool):
        return "; otherwise true" if default else ""
    if isinstance(default, tuple) and default and all(isinstance(one, str | int) for one in default):
        return f"; otherwise {', '.join(f'`{one}`' for one in default)}"
    return f"; otherwise `{default}`" if isinstance(default, str | int | Decimal) and default != "" else ""


def kind(expects: Any) -> str:
    """What a key holds, in words."""
    expects = bare(expects)
    if expects in _SIMPLE:
        return _SIMPLE[expects]
    if choices(expects):
        return ", ".join(f"`{word}`" for word in choices(expects))
    inner = get_args(expects)
    if get_origin(expects) is dict:
        named = " or ".join(f"`{word}`" for word in choices(inner[0])) or "an id"
        return f"{kind(inner[1])}, by {named}"
    if get_origin(expects) is tuple:
        if inner[-1] is Ellipsis:
            return "list of names" if inner[0] is str else f"list: {kind(inner[0])}"
        return f"[{', '.join(kind(one) for one in inner)}]"
    name = expects.__name__
    return f"[{name}](#{name.lower()})"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")

"""The few SVG pieces that figures are made of; numbers are rounded, so equal input gives equal bytes everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape as escape_markup
from html import unescape

from equipoise.analysis.figures.palette import INK, PAPER
from equipoise.values.text import Language

FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif"
)
LANGUAGE_TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
LINE_HEIGHT = 4 / 3

Attribute = str | float | None


def number(value: float) -> str:
    """A coordinate with at most one decimal: finer than a screen, and free of machine noise."""
    words = f"{value:.1f}".removesuffix(".0")
    return "0" if words == "-0" else words


def element(name: str, attributes: Mapping[str, Attribute], content: str | None = None) -> str:
    """One element; an underscore in an attribute's name is a hyphen, one at its end is dropped, None leaves it out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


def words(x: float, y: float, content: str, **attributes: Attribute) -> str:
    """One line of text with its baseline at y; the content is escaped here and nowhere else."""
    return element("text", {"x": x, "y": y, **attributes}, escape_markup(content, quote=False))


def paragraph(x: float, y: float, lines: Sequence[str], size: float, **attributes: Attribute) -> str:
    """Lines of text below one another; y is the top of the first line."""
    drop = size * LINE_HEIGHT
    return "".join(
        words(x, y + size + index * drop, line, font_size=size, **attributes) for index, line in enumerate(lines)
    )


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> str:
    """A straight line."""
    return element("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, **attributes})


def box(x: float, y: float, width: float, height: float, **attributes: Attribute) -> str:
    """A rectangle."""
    return element("rect", {"x": x, "y": y, "width": width, "height": height, **attributes})


def path(commands: Iterable[str], **attributes: Attribute) -> str:
    """An unfilled path from its commands."""
    return element("path", {"d": " ".join(commands), "fill": "none", **attributes})


def closed_path(corners: Iterable[tuple[float, float]]) -> str:
    """The commands of a path through the corners of a shape and back to the first."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "Z"


def group(parts: Iterable[str], **attributes: Attribute) -> str:
    """Parts that share attributes."""
    return element("g", attributes, "".join(parts))


def document(
    name: str, size: tuple[float, float], title: str, description: str, language: Language, parts: Iterable[str]
) -> str:
    """A whole figure on white ground; `name` makes its ids unique on a page that shows several."""
    width, height = size
    head = (
        element("title", {"id": f"{name}-title"}, escape_markup(title, quote=False)),
        element("desc", {"id": f"{name}-desc"}, escape_markup(description, quote=False)),
        box(0, 0, width, height, fill=PAPER, class_="figure-ground"),
    )
    root: dict[str, Attribute] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "id": name,
        "class": "figure",
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "lang": LANGUAGE_TAGS[language],
        "font-family": FONTS,
        "fill": INK,
    }
    return element("svg", root, "".join((*head, *parts)))


def read_description(drawing: str) -> str:
    """The words of a figure's description, as they were before they became markup."""
    return unescape(drawing.partition("<desc")[2].partition(">")[2].partition("</desc>")[0])


def _value(value: str | float) -> str:
    return escape_markup(value) if isinstance(value, str) else number(value)

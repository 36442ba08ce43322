"""Lesions on a small outline of the body: which lesion lies in which organ, with its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from equipoise.analysis.figures import svg
from equipoise.rules.response import Lesion, TimePoint
from equipoise.values.text import Language, Text

WIDTH, HEIGHT = 220.0, 330.0
TITLE = Text("Where the lesions lie", "病灶部位")
TOLD = Text("{lesions}. The table holds the same.", "{lesions}。表格含相同内容。")
_PLACES: Final[Mapping[str, tuple[float, float]]] = {
    "brain": (110, 30),
    "mening": (110, 30),
    "neck": (110, 66),
    "supraclav": (132, 78),
    "pleura": (66, 120),
    "lung": (84, 104),
    "bronch": (104, 98),
    "mediast": (110, 112),
    "hilar": (122, 112),
    "node": (122, 112),
    "lymph": (122, 112),
    "heart": (118, 124),
    "pericard": (118, 124),
    "breast": (84, 122),
    "liver": (92, 152),
    "spleen": (136, 154),
    "pancrea": (116, 162),
    "adrenal": (128, 164),
    "kidney": (134, 174),
    "stomach": (122, 150),
    "periton": (110, 188),
    "bowel": (110, 192),
    "retroper": (104, 178),
    "pelvi": (110, 214),
    "bladder": (110, 220),
    "spine": (110, 134),
    "bone": (84, 252),
    "skin": (160, 150),
    "soft": (160, 170),
}
"""Part of an organ's code or English name, in small letters -> its place on the outline."""
_ELSEWHERE: Final = (190.0, 300.0)


def draw_body(points: Sequence[TimePoint], names: Mapping[str, Text], language: Language) -> str:
    """The outline with every target lesion of baseline and every new one; empty without a lesion. `names` are organs in words."""
    targets = list(points[0].lesions) if points else []
    new = [lesion for point in points for lesion in point.seen.new]
    if not targets and not new:
        return ""
    marks = [(lesion.number, lesion.organ, "target") for lesion in _first_of_each(targets)]
    marks += list({lesion.number: (lesion.number, lesion.organ, "new") for lesion in new}.values())
    told = ", ".join(
        f"{number} {names.get(organ, Text(organ, organ)).in_(language)}".strip() for number, organ, _ in marks
    )
    parts = [
        svg.element("title", {"id": "body-title"}, escape(TITLE.in_(language))),
        svg.element("desc", {"id": "body-desc"}, escape(TOLD.format(lesions=Text(told, told)).in_(language))),
        *_outline(),
        *_marks(marks, names),
    ]
    root: dict[str, svg.Attribute] = {
        "viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}",
        "class": "body-map",
        "role": "img",
        "aria-labelledby": "body-title body-desc",
    }
    return svg.element("svg", root, "".join(parts))


def place_of(organ: str, name: Text) -> tuple[float, float]:
    """Where an organ lies on the outline; a place beside it for one that is not known."""
    words = f"{organ} {name.en}".casefold()
    return next((place for part, place in _PLACES.items() if part in words), _ELSEWHERE)


def _first_of_each(lesions: Sequence[Lesion]) -> Sequence[Lesion]:
    return list({lesion.number: lesion for lesion in reversed(lesions)}.values())[::-1]


def _outline() -> Iterator[str]:
    yield svg.element("ellipse", {"cx": 110, "cy": 34, "rx": 22, "ry": 28, "class": "skin"})
    trunk = (
        "M100 60 L100 72 Q70 78 58 96 L44 176 L56 180 L72 122 L76 190 L70 230 L82 322 L104 322 L108 236 L112 236 L116 322 "
        "L138 322 L150 230 L144 190 L148 122 L164 180 L176 176 L162 96 Q150 78 120 72 L120 60"
    )
    yield svg.element("path", {"d": trunk, "class": "skin"})
    yield svg.element("ellipse", {"cx": 92, "cy": 110, "rx": 13, "ry": 24, "class": "organ"})
    yield svg.element("ellipse", {"cx": 128, "cy": 110, "rx": 13, "ry": 24, "class": "organ"})
    yield svg.element("path", {"d": "M82 146 Q104 138 126 148 Q112 164 88 164 Z", "class": "organ"})


def _marks(marks: Sequence[tuple[str, str, str]], names: Mapping[str, Text]) -> Iterator[str]:
    """Lesions of one organ stand beside one another."""
    taken: dict[tuple[float, float], int] = {}
    for number, organ, kind in marks:
        x, y = place_of(organ, names.get(organ, Text(organ, organ)))
        many = taken.get((x, y), 0)
        taken[(x, y)] = many + 1
        across = x + (many % 3) * 22
        down = y + (many // 3) * 22
        yield svg.element("circle", {"cx": across, "cy": down, "r": 9, "class": f"lesion {kind}"})
        yield svg.words(across, down + 4, number[:4], class_=f"lesion-words {kind}", text_anchor="middle")

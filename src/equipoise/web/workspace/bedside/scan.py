"""What a scanner typed or a camera saw, as the names that labels bear: the wristband's and the bag's, whichever came first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from equipoise.values.text import Text
from equipoise.web.read_code import LARGEST, NoPicture, read_codes

PHOTOGRAPH: Final = "photograph"
"""The name of the box with the photograph."""
_SYMBOLOGY: Final = re.compile(r"^\][A-Za-z]\d")
_UNSEEN: Final = re.compile(r"[\x00-\x20\x7f]+")
_MOST: Final = 64
NO_CODE: Final = Text(
    "No code is on this photograph. Hold still, come closer, and keep reflections off the label.",
    "照片中未识别到条码。请靠近、拿稳，避免标签反光。",
)
TOO_DARK: Final = Text(
    "This photograph is too dark. Switch on a light and take it again.",
    "照片过暗。请开灯或打开闪光灯后重拍。",
)
NO_PICTURE: Final = Text("This file is not a photograph that can be read.", "该文件不是可识别的照片。")
TOO_MANY: Final = Text(
    "More codes are on this photograph than one wristband and one bag: {codes}.",
    "照片中的条码多于一个腕带和一个制品袋：{codes}。",
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was scanned of the two, and what was wrong with a photograph."""

    wristband: str = ""
    bag: str = ""
    wrong: Text | None = None

    @property
    def complete(self) -> bool:
        """Whether both are there."""
        return bool(self.wristband and self.bag)


def as_label(words: str) -> str:
    """A scanned code as labels bear it: without what scanners add (symbology, blanks, control signs), in capitals."""
    plain = unicodedata.normalize("NFKC", words.strip())[:_MOST]
    return _UNSEEN.sub("", _SYMBOLOGY.sub("", _UNSEEN.sub("", plain))).upper()


def scanned(request: HttpRequest, participants: Container[str]) -> Scanned:
    """What the page sent: typed or scanned into the boxes, or photographed. A code in the wrong box is put where it belongs."""
    wristband = as_label(request.POST.get("wristband", ""))
    bag = as_label(request.POST.get("bag", ""))
    if bag in participants and (not wristband or wristband not in participants):
        wristband, bag = bag, wristband
    found, wrong = photographed(request)
    if wrong is not None:
        return Scanned(wristband, bag, wrong)
    return _placed(Scanned(wristband, bag), found, participants)


def photographed(request: HttpRequest) -> tuple[tuple[str, ...], Text | None]:
    """The codes of the photograph that came with the page, and why there are none though there is one."""
    taken = request.FILES.get(PHOTOGRAPH)
    if taken is None:
        return (), None
    if (taken.size or 0) > LARGEST:
        return (), NO_PICTURE
    try:
        seen = read_codes(taken.read())
    except NoPicture:
        return (), NO_PICTURE
    if not seen.codes:
        return (), TOO_DARK if seen.dark else NO_CODE
    return tuple(as_label(code) for code in seen.codes), None


def _placed(before: Scanned, found: Iterable[str], participants: Container[str]) -> Scanned:
    bands = [code for code in found if code in participants]
    others = [code for code in found if code not in participants]
    if len(bands) > 1 or len(others) > 1:
        return Scanned(before.wristband, before.bag, TOO_MANY.format(codes=", ".join([*bands, *others])))
    wristband = bands[0] if bands else before.wristband
    bag = others[0] if others else before.bag
    if others and not wristband and before.bag and before.bag != others[0]:
        return Scanned(others[0], before.bag)  # the bag is there already: what nobody knows is the wristband
    return Scanned(wristband, bag)

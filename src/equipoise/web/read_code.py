"""The code on a photograph: what a camera saw of a wristband or a bag, read here and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

import zxingcpp
from PIL import Image, ImageOps, ImageStat, UnidentifiedImageError

LARGEST: Final = 12_000_000
"""Bytes of one photograph."""
_PIXELS: Final = 60_000_000
_SIDE: Final = 2_000
"""A photograph is made smaller before it is read: a code that fills a tenth of it still has enough points."""
_DARK: Final = 32
"""Mean of the grey values, 0 to 255, below which a photograph without a code was taken without light."""
_GLARE: Final = 2
"""Per cent of the brightest points, reflections, that do not count when the contrast of a dark photograph is stretched."""


class NoPicture(ValueError):
    """Bytes that are no photograph, or one too large."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The words of every code on a photograph, and whether it is so dark that there may be more."""

    codes: tuple[str, ...]
    dark: bool = False


def read_codes(photograph: bytes) -> Seen:
    """What is on a photograph, held at any angle. NoPicture for what cannot be looked at."""
    if len(photograph) > LARGEST:
        raise NoPicture
    try:
        with Image.open(BytesIO(photograph), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > _PIXELS:
                raise NoPicture
            grey = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NoPicture from None
    grey.thumbnail((_SIDE, _SIDE))
    found = _codes(grey) or _codes(ImageOps.autocontrast(grey, cutoff=(0, _GLARE)))
    return Seen(found, not found and ImageStat.Stat(grey).mean[0] < _DARK)


def _codes(grey: Image.Image) -> tuple[str, ...]:
    read = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix))
    return tuple(dict.fromkeys(one.text for one in read if one.valid))

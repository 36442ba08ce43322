"""The code on a photograph: what a camera saw of a wristband or a bag, read here and kept nowhere."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST: Final = 12_000_000
"""Bytes of one photograph."""
_PIXELS: Final = 60_000_000
_SIDE: Final = 2_000
"""A photograph is made smaller before it is read: a code that fills a tenth of it still has enough points."""


class NoPicture(ValueError):
    """Bytes that are no photograph, or one too large."""


def read_codes(photograph: bytes) -> tuple[str, ...]:
    """The words of every code on a photograph, none if there is none. NoPicture for what cannot be looked at."""
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
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix))
    return tuple(dict.fromkeys(one.text for one in found if one.valid))

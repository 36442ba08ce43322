"""The fonts with which a document is set: Latin from the typesetter itself, Chinese from this machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst

from equipoise.paper.printable import EASTERN
from equipoise.values.text import Text

CHINESE_FAMILIES = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC",
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC",
    "Songti SC", "STSong", "SimSun", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei",
)  # fmt: skip
"""Families of Simplified Chinese, the first one found is taken: serifs first, as they stand beside a Latin serif."""


class NoFont(Exception):
    """A document needs a font that is not on this machine; `says` tells what to install."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


NO_CHINESE = Text(
    "There is no Chinese font on this machine, so Chinese text cannot be printed. Install one (Debian: apt-get install "
    "fonts-noto-cjk), or name a folder of fonts in EQUIPOISE_FONTS.",
    "本机没有中文字体，无法打印中文。请安装（Debian：apt-get install fonts-noto-cjk），或以 EQUIPOISE_FONTS 指定字体文件夹。",
)


@dataclass(frozen=True, slots=True)
class Fonts:
    """The Chinese family of this machine (empty where there is none) and the folders in which its files lie."""

    chinese: str = ""
    folders: tuple[Path, ...] = ()

    def for_words(self, words: str) -> Fonts:
        """These fonts, or none at all where the words are Latin: then pages are alike on every machine.

        NoFont where the words are Chinese and there is no Chinese font.
        """
        if not EASTERN.search(words):
            return Fonts()
        if not self.chinese:
            raise NoFont(NO_CHINESE)
        return self


@lru_cache(maxsize=8)
def find_fonts(folder: Path | None = None) -> Fonts:
    """The fonts of this machine; with `folder`, those in it come first."""
    for own in (True, False) if folder is not None else (False,):
        known = typst.Fonts(
            include_system_fonts=not own, include_embedded_fonts=False, font_paths=[folder] if own and folder else []
        )
        by_family = {font.family: Path(font.path) for font in known.fonts() if font.path}
        for family in CHINESE_FAMILIES:
            if family in by_family:
                return Fonts(family, (by_family[family].parent,))
    return Fonts()

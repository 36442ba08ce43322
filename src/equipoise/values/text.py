"""What people read, in both languages at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in English and Simplified Chinese; both are mandatory, so no page is ever half translated."""

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        """The statement in one language."""
        return self.en if language == "en" else self.zh

    def format(self, **values: object) -> Text:
        """The same statement with its `{placeholders}` filled; a Text given as a value is filled in its own language."""

        def filled(pattern: str, language: Language) -> str:
            return pattern.format(
                **{name: value.in_(language) if isinstance(value, Text) else value for name, value in values.items()}
            )

        return Text(filled(self.en, "en"), filled(self.zh, "zh"))

    def __str__(self) -> str:
        return self.en


def same(words: str) -> Text:
    """A Text for what reads alike in both languages: a number, a code, a name."""
    return Text(words, words)


def listed(texts: list[Text] | tuple[Text, ...], *, en: str = ", ", zh: str = "、") -> Text:
    """Several Texts as one enumeration, with each language's own separator."""
    return Text(en.join(text.en for text in texts), zh.join(text.zh for text in texts))


def in_both(words: str) -> Text:
    """Words that were written in both languages at once (`English / 中文`), so that each reader sees one; others as they are."""
    chinese = next((place for place, sign in enumerate(words) if "\u4e00" <= sign <= "\u9fff"), 0)
    between = words.rfind(" / ", 0, chinese)
    return Text(words[:between], words[between + 3 :]) if between > 0 else same(words)

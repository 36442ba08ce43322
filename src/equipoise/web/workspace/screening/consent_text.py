"""The text of a consent as sections to be read side by side: headings, paragraphs, lists, tables, quotations; nothing else counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import zip_longest
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from equipoise.protocol.model import Consent
from equipoise.values.text import Language
from equipoise.web import trials
from equipoise.web.home import home

_STRONG: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_HEADING: Final = re.compile(r"(#{1,4})\s+(.*)")
_ITEM: Final = re.compile(r"(?:([-*])|(\d+)[.)])\s+(.*)")
_RULE: Final = re.compile(r"\|?[\s:|-]+\|?")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a text: its heading (empty for what stands before the first), and its words as HTML."""

    heading: str
    body: SafeString


@dataclass(frozen=True, slots=True)
class Document:
    """A text in one language: title, sections, and the SHA-256 of the file, which tells one printing from another."""

    title: str
    sections: tuple[Section, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The same section in the authoritative language and in the mirror; None where one of the texts has no such section."""

    zh: Section | None
    en: Section | None


def document(study: str, consent: Consent, language: Language) -> Document | None:
    """The text of a version in a language; None where the study folder has none."""
    path = consent.document.get(language)
    return _document(study, path) if path else None


def beside(study: str, consent: Consent) -> Sequence[Beside]:
    """Both texts, section by section."""
    zh, en = document(study, consent, "zh"), document(study, consent, "en")
    return [
        Beside(left, right)
        for left, right in zip_longest(zh.sections if zh else (), en.sections if en else (), fillvalue=None)
    ]


@lru_cache(maxsize=32)
def _document(study: str, path: str) -> Document | None:
    folder = trials.study_folders(home()).get(study)
    file = folder.joinpath(path) if folder is not None else None
    if file is None or not file.is_file():
        return None
    words: str = file.read_text(encoding="utf-8")
    return Document(*_parsed(words), sha256(words.encode()).hexdigest())


def _parsed(words: str) -> tuple[str, tuple[Section, ...]]:
    title, heading = "", ""
    kept: list[str] = []
    sections: list[Section] = []
    for line in words.splitlines():
        found = _HEADING.fullmatch(line.strip())
        if found is not None and len(found[1]) == 1:
            title = found[2]
        elif found is not None and len(found[1]) == 2:
            sections.append(Section(heading, _html(kept)))
            heading, kept = found[2], []
        else:
            kept.append(line)
    sections.append(Section(heading, _html(kept)))
    return title, tuple(one for one in sections if one.heading or one.body)


def _html(lines: Sequence[str]) -> SafeString:
    """The blocks of a section. Every word is escaped before it is marked up."""
    return mark_safe("\n".join(_block(block) for block in _blocks(lines)))  # noqa: S308 - escaped word by word in _inline


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Runs of lines of one kind; an empty line ends a run, and a line of another kind begins the next."""
    block: list[str] = []
    for line in (*lines, ""):
        kind = _kind(line)
        if block and (not line.strip() or (kind != _kind(block[0]) and not (line.startswith(" ") and kind == "text"))):
            yield block
            block = []
        if line.strip():
            block.append(line)


def _kind(line: str) -> str:
    words = line.strip()
    if words.startswith("|"):
        return "table"
    if words.startswith(">"):
        return "quote"
    if _HEADING.fullmatch(words):
        return "heading"
    item = _ITEM.fullmatch(words)
    return "text" if item is None else "points" if item[1] else "steps"


def _block(lines: Sequence[str]) -> str:
    kind = _kind(lines[0])
    if kind == "table":
        return _table(lines)
    if kind == "quote":
        return f"<blockquote><p>{_inline(' '.join(line.strip().removeprefix('>').strip() for line in lines))}</p></blockquote>"
    if kind == "heading":
        return "".join(f"<h4>{_inline(line.strip().lstrip('#').strip())}</h4>" for line in lines)
    if kind in ("points", "steps"):
        tag = "ul" if kind == "points" else "ol"
        return f"<{tag}>{''.join(f'<li>{_inline(item)}</li>' for item in _items(lines))}</{tag}>"
    return f"<p>{_inline(_joined(lines))}</p>"


def _items(lines: Sequence[str]) -> Sequence[str]:
    """The items of a list; a line that begins none goes on with the one before."""
    found: list[list[str]] = []
    for line in lines:
        item = _ITEM.fullmatch(line.strip())
        if item is not None:
            found.append([item[3]])
        else:
            found[-1].append(line)
    return [_joined(parts) for parts in found]


def _joined(lines: Sequence[str]) -> str:
    """Lines of one paragraph: Chinese runs on without a space; one that begins with a strong word stays a line of its own."""
    joined = lines[0].strip()
    for line in lines[1:]:
        words = line.strip()
        if words.startswith("**"):
            joined += f"\n{words}"
            continue
        joined += words if joined[-1:] > "\u2e80" or words[:1] > "\u2e80" else f" {words}"
    return joined


def _table(lines: Sequence[str]) -> str:
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not _RULE.fullmatch(line)
    ]
    head, *rest = rows
    first = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{_inline(row[0])}</th>{"".join(f"<td>{_inline(cell)}</td>" for cell in row[1:])}</tr>'
        for row in rest
    )
    return f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"


def _inline(words: str) -> str:
    return _STRONG.sub(r"<strong>\1</strong>", escape(words)).replace("\n", "<br>")

"""A note as sentences, each with the heading that it stands under: what is told of the family is told of somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Under = Literal["", "now", "past", "family", "medicines", "allergies", "plan", "unsure", "values"]

_WIDE: Final = str.maketrans(
    "：；（）％＋－＝＜＞／０１２３４５６７８９．　μ\u00a0\u2009\u202f", ":;()%+-=<>/0123456789. µ   "
)
_HEADINGS: Final[dict[Under, str]] = {
    "family": r"family (?:medical )?(?:history|hx)|f(?:am(?:ily)?)? ?hx|fh|家族史",
    "past": (
        r"(?:past|previous|prior|other|relevant)? ?(?:medical|surgical|psychiatric|obstetric|medical/surgical)"
        r"(?: and surgical)? (?:history|hx)|pm ?hx?|pmh|pshx?|past history|既往(?:病)?史|手术史|既往"
    ),
    "medicines": (
        r"(?:current |home |regular |discharge |outpatient |concomitant |present )*(?:medications?|meds|medicines|drugs)(?: list)?|"
        r"current treatments?|目前用药|现用药|合并用药|用药情况|出院带药|目前服药"
    ),
    "allergies": r"(?:drug )?allerg(?:y|ies)(?: history)?|nkda|(?:药物)?过敏史",
    "plan": r"(?:treatment )?plan|recommendations?|(?:next|proposed) (?:steps?|treatment)|to ?do|计划|下一步|诊疗计划|治疗计划|"
    r"处理|建议|医嘱|拟行治疗",
    "unsure": r"differential(?: diagnos[ie]s)?|d/?dx|r/o|to exclude|鉴别诊断|待排",
    "values": r"lab(?:oratory)?s?(?: (?:values?|results?|data|tests?|studies|findings))?|bloods?(?: tests?| results?)?|"
    r"检验(?:结果)?|化验(?:结果)?|实验室检查|辅助检查|血常规|生化|肝肾功(?:能)?",
    "now": (
        r"(?:(?:primary|principal|main|final|working|clinical|admission|discharge|pathological|current) )?diagnos[ei]s|dx|"
        r"imp(?:ression)?|a ?[/&] ?p|assessment(?: and plan|/plan)?|"
        r"(?:active )?problems?(?: list)?|comorbidit(?:y|ies)|history of (?:the )?present(?:ing)? (?:illness|complaint)|hpi|hopc|"
        r"(?:chief|presenting) complaints?|cc|reason for (?:referral|visit|admission)|summary|social (?:history|hx)|shx?|"
        r"(?:physical )?exam(?:ination)?|o/e|review of systems|ros|systems review|vitals?(?: signs)?|imaging|radiology|"
        r"patholog(?:y|ical findings)|"
        r"histology|performance status|oncolog(?:ic(?:al)?|y) history|oncologic(?:al)? treatment|treatment(?: history)?|"
        r"(?:previous|prior) (?:treatments?|"
        r"therap(?:y|ies))|"
        r"s|o|a|主诉|现病史|(?:初步|入院|出院|临床|目前|病理|主要|修正|最后)?诊断|病理|影像(?:学检查)?|体格检查|查体|个人史|"
        r"婚育史|月经史|诊疗经过|治疗经过|入院情况|出院情况|一般情况"
    ),
}  # fmt: skip
_HEADING: Final = re.compile(
    r"(?:^|(?<=[\n.;。；!])|(?<=[\n.;。] )|(?<=^[-*•#] )|(?<=\n[-*•#] ))(?P<all>[ \t]*(?:[-*•#]+ ?|\d{1,2}[.)、] ?|\*\*|【|\[)?(?:"
    + "|".join(f"(?P<{under}>{words})" for under, words in _HEADINGS.items())
    + r")(?:\*\*|】|\])?[ \t]*(?:\([^)\n]{0,40}\)|\d{4}-\d{2}(?:-\d{2})?)?[ \t]*(?::|(?<=】)|(?=\n|$)))",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"(?P<past>PMHx?|PMx|PSHx?)\b|(?P<family>FHx?|FamHx)\b|(?P<medicines>Meds)\b")
"""Headings that need no colon."""
_END: Final = re.compile(
    r"(?<!\bdr)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bincl)(?<!\bca)[.!](?=\s|"
    r"$)|[;。]|\n",
    re.IGNORECASE,
)
_STAGED: Final = (
    (re.compile(r"(?<!非)小细胞肺癌[\s,，(]{1,3}(广泛|局限)期\)?"), r"\1期小细胞肺癌"),
    (
        re.compile(
            r"(?<!non-)(?<!non )(?<![a-z])(sclc|small[ -]cell (?:lung )?(?:cancer|carcinoma)(?: of the lung)?)[\s,(]{1,3}"
            r"(extensive|limited)[- ](?:stage|disease)\)?",
            re.IGNORECASE,
        ),
        r"\2-stage small cell lung cancer",
    ),
)
"""A stage behind a small cell lung cancer makes it another disease."""
_BULLET: Final = re.compile(r"\s*(?:[-*•·#]|\d{1,2}[.)、])\s*")
_SLASHED: Final = re.compile(r"(?<![\d/])([0-3]?\d)/([0-3]?\d)/((?:19|20)\d\d)(?!\d)")
_WRAPPED: Final = re.compile(r"(?<=[a-z0-9,\u4e00-\u9fff])\n(?=[a-z(])")
_LONG_LINE: Final = 50
_NO_WORD: Final = re.compile(r"[A-Za-z0-9+/=_-]{60,}")
"""A picture or key as letters, which no word is."""
_LONGEST_SENTENCE: Final = 1200
"""A sentence is cut there: the time that it takes grows with its square."""
_STATEMENT: Final = 5
"""A cell of a table has fewer words."""
_SHORT_SENTENCE: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence or row of a note, the heading it stands under, and the words of a heading right before it. It may `go on` in the line
    of the one before."""

    words: str
    under: Under
    heading: str = ""
    goes_on: bool = False


def plain(note: str) -> str:
    """The note with full-width signs made narrow and lines that only wrap joined."""
    text = _NO_WORD.sub(" ", note).replace("\r\n", "\n").replace("\r", "\n").translate(_WIDE)
    text = "\n".join(map(_barred, _in_one_order(text).split("\n")))
    for stage, whole in _STAGED:
        text = stage.sub(whole, text)
    return _WRAPPED.sub(lambda found: " " if _is_wrapped(text, found.start()) else "\n", text)


def _barred(line: str) -> str:
    """A line that bars divide into statements, each on its own; the row of a table stays one."""
    cells = line.split("|")
    return "\n".join(cells) if any(len(cell.split()) >= _STATEMENT for cell in cells) and len(cells) > 1 else line


def _in_one_order(text: str) -> str:
    """The note with `9/4/2026` as a day, where its other dates (`9/14/2026`) show which number is the month."""
    found = list(_SLASHED.finditer(text))
    first = any(int(one[1]) > 12 for one in found)
    second = any(int(one[2]) > 12 for one in found)
    if first == second:
        return text
    day, month = (1, 2) if first else (2, 1)
    return _SLASHED.sub(lambda one: f"{one[3]}-{int(one[month]):02d}-{int(one[day]):02d}", text)


def parts(text: str) -> tuple[Part, ...]:
    """The sentences of a note, in order."""
    return tuple(_parts(text))


def _is_wrapped(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return len(line) > _LONG_LINE and "\t" not in line and "|" not in line


def _parts(text: str) -> Iterator[Part]:
    at = 0
    under: Under = ""
    heading = ""
    inline = False
    for found in [*_HEADING.finditer(text), None]:
        end = len(text) if found is None else found.start()
        yield from _sentences(text[at:end], under, heading, inline=inline)
        if found is not None:
            inline = not (text[: found.start()].rstrip(" \t") + "\n" * (found.start() == 0)).endswith("\n")
            under = next(name for name in _HEADINGS if found[name])
            heading = found["all"].strip()
            at = found.end()


def _sentences(text: str, under: Under, heading: str, *, inline: bool) -> Iterator[Part]:
    """The sentences under one heading; an empty line ends what a heading says of the lines below it, and the first long sentence what one
    in the midst of a line says."""
    spoken = goes_on = False
    at = 0
    for found in [*_END.finditer(text), None]:
        end = len(text) if found is None else found.end()
        words = text[at:end]
        at = end
        same_line, goes_on = goes_on, not words.endswith("\n")
        if len(words) > _LONGEST_SENTENCE:
            for piece in _pieces(words):
                yield Part(piece, under, heading)
            spoken = True
            continue
        if not words.strip(" \t.;。"):
            if spoken and words == "\n":
                under, heading = "", ""
            continue
        if inline and spoken and len(words.split()) > _SHORT_SENTENCE:
            under, heading = "", ""
        spoken = True
        bare = _BARE.match(words.strip())
        own: Under = under if bare is None or bare.lastgroup is None else bare.lastgroup  # type: ignore[assignment]
        bulleted = _BULLET.match(words)
        yield Part((words[bulleted.end() :] if bulleted else words).strip(), own, heading, goes_on=same_line)


def _pieces(words: str) -> Iterator[str]:
    """An overlong sentence in pieces that end at a blank or comma where there is one."""
    while words:
        cut = (
            max(words.rfind(sign, 0, _LONGEST_SENTENCE) for sign in " ,，、\t")
            if len(words) > _LONGEST_SENTENCE
            else -1
        )
        end = cut + 1 if cut > 0 else _LONGEST_SENTENCE
        yield words[:end].strip()
        words = words[end:]


def is_row(words: str) -> bool:
    """Whether it is the row of a table."""
    return "\t" in words or "|" in words or "  " in words

"""Writes the figures of docs/reference/matching.md anew from the sample of records where that lies beside the project."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

from equipoise.registry.concepts import built_in, learn
from equipoise.registry.match import Criterion, read_criteria
from equipoise.registry.record import Record

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "matching.md"
CORPUS = ROOT / ".." / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"
KINDS = {
    "age": "age",
    "condition": "condition",
    "laboratory and measurement": "laboratory and measurement",
    "pregnancy and breastfeeding": "pregnancy",
    "washout": "washout",
    "other disease or state": "disease",
    "consent": "consent",
    "performance status": "performance status",
    "infection": "infection",
    "life expectancy": "life expectancy",
    "prior or current therapy": "prior therapy",
    "transplantation": "transplant",
}
"""The types of statement as the page names them."""
MENTIONS = {
    "life expectancy": r"life expectancy|expected (?:to live|survival)",
    "performance status (ECOG, Karnofsky)": r"\bECOG\b|karnofsky|\bKPS\b|performance status",
    "an age": r"\bage[ds]?\b|\byears old\b|\bolder than\b|\byounger than\b",
    "blood counts": r"\bneutrophils?\b|\bANC\b|\bplatelets?\b|h(?:a)?emoglobin|\bWBC\b|leu[ck]ocytes?\b|lymphocytes?\b",
    "pregnancy or breastfeeding": r"pregnan|breast-?\s?feed|lactat|nursing",
    "multiples of the upper limit of normal": r"\bULN\b|upper limits? of (?:the )?normal",
    "LVEF": r"\bLVEF\b|ejection fraction",
    "HIV": r"\bHIV\b|human immunodeficiency",
    "transplantation": r"transplant",
    "“within so many days, weeks or months”": r"within (?:the )?(?:last |past |previous )?(?:\w+ )?\(?\d+\)? ?(?:days?|weeks?|months?)",
}
"""What a criterion mentions, as words in its text."""
SHORT = 12
"""Words of a short criterion."""


def pages() -> dict[Path, str]:
    """The page with the figures of the sample; nothing without the sample."""
    if not CORPUS.is_file():
        return {}
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        records = [Record(json.loads(line)) for line in lines]
    concepts = built_in().merged(learn(records))
    found = [read_criteria(record.criteria, concepts) for record in records if record.criteria]
    every = [one for criteria in found for one in criteria]
    text = _put(PAGE.read_text(encoding="utf-8"), r"Sample: .*? criteria \(2026-03\), [\d,]+ criteria", _sample(found))
    text = _put(text, r"[\d,]+ criteria \(\d+ %\) are read, .*? are read\.\n", _read(found))
    text = _put(text, r"\| of the criteria that mention \|.*?\n\n", _mentioned(every))
    counted = Counter((kind, one.read) for one in every for kind in one.kinds)
    for name, kind in KINDS.items():
        row = f"| {name} | {counted[kind, 'whole']} | {counted[kind, 'part']} |"
        text = _put(text, rf"\| {re.escape(name)} \| \d+ \| \d+ \|", row)
    return {PAGE: text}


def _sample(found: list[tuple[Criterion, ...]]) -> str:
    total = sum(len(criteria) for criteria in found)
    return f"Sample: {len(found):,} records of ClinicalTrials.gov with criteria (2026-03), {total:,} criteria"


def _read(found: list[tuple[Criterion, ...]]) -> str:
    every = [one for criteria in found for one in criteria]
    some = [criteria for criteria in found if any(one.expression is not None for one in criteria)]
    short = [one for one in every if len(one.stated.text.split()) <= SHORT]
    return (
        f"{_known(every):,} criteria ({_share(every)}) are read, {len(some)} records "
        f"({len(some) * 100 / len(found):.0f} %) have at least one. Of criteria of at most twelve words, {_share(short)} are read.\n"
    )


def _mentioned(every: list[Criterion]) -> str:
    """The rows of what is mentioned, the share that is read behind each, the best first."""
    rows = []
    for name, words in MENTIONS.items():
        those = [one for one in every if re.search(words, one.stated.text, re.IGNORECASE)]
        rows.append((-_known(those) / len(those), f"| {name} | {_share(those)} of {len(those):,} |\n"))
    return "| of the criteria that mention | are read |\n|---|---|\n" + "".join(row for _, row in sorted(rows)) + "\n"


def _known(those: list[Criterion]) -> int:
    return sum(one.expression is not None for one in those)


def _share(those: list[Criterion]) -> str:
    return f"{_known(those) * 100 / len(those):.0f} %"


def _put(text: str, old: str, new: str) -> str:
    found, times = re.subn(old, lambda _: new, text, flags=re.DOTALL)
    if times != 1:
        raise LookupError(f"{times} places of {old} in {PAGE.name}")
    return found


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")

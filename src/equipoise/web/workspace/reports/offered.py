"""The reports of the moment shown with their files, for every desk that offers some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from equipoise.report import FORMATS, REPORTS, Material, refused
from equipoise.values.text import LANGUAGES, Text
from equipoise.web.workspace.reports.cut import material_of
from equipoise.web.workspace.reports.making import Making, stands, wanted_of
from equipoise.web.workspace.scope import Scope

_WORDS = {
    ("en", "pdf"): Text("English, PDF", "英文 PDF"),
    ("en", "html"): Text("English, page", "英文网页"),
    ("zh", "pdf"): Text("Chinese, PDF", "中文 PDF"),
    ("zh", "html"): Text("Chinese, page", "中文网页"),
}
_VOLUMES = {"csr-appendices": Text("appendices with all listings", "附录（含全部清单）")}


@dataclass(frozen=True, slots=True)
class File:
    """A file of a report: where it stands, and whether it is the one that was just asked for."""

    name: str
    words: Text
    making: Making
    asked: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A volume of a report with its files; or why it cannot be read."""

    key: str
    title: Text
    volume: Text | None
    files: Sequence[File]
    refused: Text | None = None


def papers(scope: Scope, keys: Sequence[str]) -> Sequence[Offered]:
    """Some reports with their files, for another desk that offers them."""
    return sorted(
        (one for one in offered(material_of(scope), "") if one.key in keys), key=lambda one: keys.index(one.key)
    )


def offered(made: Material, asked: str) -> Iterator[Offered]:
    """Every volume of every report; `asked` is the file that was just asked for."""
    for key, report in REPORTS.items():
        refusal = refused(made, report)
        if refusal is not None:
            yield Offered(key, report.title, None, (), refusal)
            continue
        for name in report.documents:
            files = [(f"{name}.{one}.{kind}", _WORDS[one, kind]) for one in LANGUAGES for kind in FORMATS]
            if name == "registry":
                files.append(("registry.json", Text("for the registry, JSON", "登记平台 JSON")))
            found = [File(file, words, stands(wanted_of(made, file)), file == asked) for file, words in files]
            yield Offered(key, report.title, _VOLUMES.get(name), found)

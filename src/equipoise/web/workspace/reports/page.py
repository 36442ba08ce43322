"""Every report with its files, and every table of the data cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from equipoise.report import FORMATS, REPORTS
from equipoise.report.clinical_study import numbers
from equipoise.values.text import LANGUAGES, Text
from equipoise.web.workspace.reports.cut import material_of, readable
from equipoise.web.workspace.scope import Scope, answer, workspace_page

_WORDS = {
    ("en", "pdf"): Text("English, PDF", "英文 PDF"),
    ("en", "html"): Text("English, page", "英文网页"),
    ("zh", "pdf"): Text("Chinese, PDF", "中文 PDF"),
    ("zh", "html"): Text("Chinese, page", "中文网页"),
}
_VOLUMES = {"csr-appendices": Text("appendices with all listings", "附录（含全部清单）")}


@dataclass(frozen=True, slots=True)
class Offered:
    """A volume of a report with the addresses of its files; or why it cannot be read."""

    title: Text
    volume: Text | None
    files: tuple[tuple[str, Text], ...]
    refused: Text | None = None


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The reports of the moment shown, and the tables that they hold, by their numbers in the clinical study report."""
    made = material_of(scope)
    view = made.view()
    known = numbers(view)
    tables = [(known.get(key, ""), key, view.display(key)) for key in view.keys]
    return answer(
        request,
        scope,
        "reports/page.html",
        {
            "tab": "reports",
            "imprint": view.imprint,
            "pooled": view.pooled,
            "offered": list(_offered(scope)),
            "tables": [one for one in tables if one[2].kind == "table"],
            "listings": [one for one in tables if one[2].kind == "listing"],
        },
    )


def _offered(scope: Scope) -> Iterator[Offered]:
    for report in REPORTS.values():
        found = readable(scope, report)
        if isinstance(found, Text):
            yield Offered(report.title, None, (), found)
            continue
        for name in report.documents:
            files = [(f"{name}.{one}.{kind}", _WORDS[one, kind]) for one in LANGUAGES for kind in FORMATS]
            if name == "registry":
                files.append(("registry.json", Text("for the registry, JSON", "登记平台 JSON")))
            yield Offered(report.title, _VOLUMES.get(name), tuple(files))

"""Where the pages of the reports are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.reports import desk_page, download, table_page

urlpatterns: list[URLPattern] = [
    path("reports", desk_page.page, name="reports"),
    path("reports/files/<str:name>", download.file, name="report-file"),
    path("reports/tables/<str:key>", table_page.page, name="report-table"),
    path("reports/numbers", table_page.number, name="report-number"),
]

"""Where the pages of oversight are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.oversight import casebooks, compare_page, page, past, verification

urlpatterns: list[URLPattern] = [
    path("oversight", page.page, name="oversight"),
    path("oversight/completeness", casebooks.completeness, name="completeness"),
    path("oversight/queries", casebooks.queries, name="queries"),
    path("oversight/deviations", casebooks.deviations, name="deviations"),
    path("oversight/verification", verification.page, name="verification"),
    path("oversight/verification/<str:number>", compare_page.page, name="compare"),
    path("oversight/past", past.page, name="past"),
]

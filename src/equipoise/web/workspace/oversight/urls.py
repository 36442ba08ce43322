"""Where the pages of oversight are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.oversight import casebooks_page, compare_page, desk_page, past_page, verification_page

urlpatterns: list[URLPattern] = [
    path("oversight", desk_page.page, name="oversight"),
    path("oversight/completeness", casebooks_page.completeness, name="completeness"),
    path("oversight/queries", casebooks_page.queries, name="queries"),
    path("oversight/deviations", casebooks_page.deviations, name="deviations"),
    path("oversight/verification", verification_page.page, name="verification"),
    path("oversight/verification/<str:number>", compare_page.page, name="compare"),
    path("oversight/past", past_page.page, name="past"),
]

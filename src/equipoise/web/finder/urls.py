"""Where the finder's pages are."""

from __future__ import annotations

from django.urls import path

from equipoise.web.finder import (
    compare_page,
    contact_page,
    find_page,
    glossary_page,
    match_page,
    places_page,
    prescreen_page,
    record_page,
    saved_page,
)

urlpatterns = [
    path("find", find_page.page, name="find"),
    path("find/saved", saved_page.page, name="saved-searches"),
    path("find/compare", compare_page.page, name="compare-trials"),
    path("find/places", places_page.page, name="trials-by-place"),
    path("find/glossary", glossary_page.page, name="words-explained"),
    path("records/<str:number>.json", record_page.record_json, name="registry-record-json"),
    path("records/<str:number>", record_page.page, name="registry-record"),
    path("records/<str:number>/results", record_page.record_results, name="registry-record-results"),
    path("records/<str:number>/history", record_page.record_history, name="registry-record-history"),
    path("records/<str:number>/text/<str:part>", record_page.record_text, name="registry-record-text"),
    path("match", match_page.page, name="match-a-person"),
    path("studies/<str:name>/for-me", prescreen_page.page, name="for-me"),
    path("studies/<str:name>/contact", contact_page.page, name="contact-the-team"),
]

"""Where the finder's pages are."""

from __future__ import annotations

from django.urls import path

from equipoise.web.finder import compare, contact_page, find, match_page, places, prescreen_page, records, saved, words

urlpatterns = [
    path("find", find.find, name="find"),
    path("find/saved", saved.saved_searches, name="saved-searches"),
    path("find/compare", compare.compare, name="compare-trials"),
    path("find/places", places.places, name="trials-by-place"),
    path("find/glossary", words.words_explained, name="words-explained"),
    path("records/<str:number>.json", records.record_json, name="registry-record-json"),
    path("records/<str:number>", records.record, name="registry-record"),
    path("records/<str:number>/results", records.record_results, name="registry-record-results"),
    path("records/<str:number>/history", records.record_history, name="registry-record-history"),
    path("records/<str:number>/text/<str:part>", records.record_text, name="registry-record-text"),
    path("match", match_page.match_page, name="match-a-person"),
    path("studies/<str:name>/for-me", prescreen_page.for_me, name="for-me"),
    path("studies/<str:name>/contact", contact_page.contact, name="contact-the-team"),
]

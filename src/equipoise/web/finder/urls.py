"""Where the finder's pages are."""

from __future__ import annotations

from django.urls import path

from equipoise.web.finder import find, saved

urlpatterns = [
    path("find", find.find, name="find"),
    path("find/saved", saved.saved_searches, name="saved-searches"),
]

"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.response import pages, reading_now

urlpatterns: list[URLPattern] = [
    path("response", pages.desk, name="response"),
    path("participants/<str:number>/response", pages.participant, name="participant-response"),
    path("participants/<str:number>/response/now", reading_now.page, name="response-now"),
]

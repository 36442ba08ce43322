"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.response import desk_page, participant_page, reading_now

urlpatterns: list[URLPattern] = [
    path("response", desk_page.page, name="response"),
    path("participants/<str:number>/response", participant_page.page, name="participant-response"),
    path("participants/<str:number>/response/now", reading_now.now, name="response-now"),
]

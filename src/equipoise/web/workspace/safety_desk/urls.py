"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.safety_desk import desk_page, event_page, events_page, grades_page, terms_page

urlpatterns: list[URLPattern] = [
    path("safety", desk_page.page, name="safety"),
    path("safety/events", events_page.page, name="safety-events"),
    path("safety/grades", grades_page.page, name="safety-grades"),
    path("safety/terms", terms_page.page, name="safety-terms"),
    path("participants/<str:number>/safety/<str:instance>", event_page.page, name="safety-event"),
    path(
        "participants/<str:number>/safety/<str:instance>/report.<str:wanted>.pdf",
        event_page.document,
        name="safety-report",
    ),
]

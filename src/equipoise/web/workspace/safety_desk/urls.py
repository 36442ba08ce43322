"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.safety_desk import event_page, pages

urlpatterns: list[URLPattern] = [
    path("safety", pages.desk, name="safety"),
    path("safety/events", pages.events, name="safety-events"),
    path("safety/grades", pages.grades, name="safety-grades"),
    path("safety/terms", pages.terms, name="safety-terms"),
    path("participants/<str:number>/safety/<str:instance>", event_page.page, name="safety-event"),
    path(
        "participants/<str:number>/safety/<str:instance>/report.<str:wanted>.pdf",
        event_page.document,
        name="safety-report",
    ),
]

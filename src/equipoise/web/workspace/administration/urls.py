"""Where the pages of administration are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.administration import (
    calendar_page,
    laboratories_page,
    new_ranges_page,
    people_page,
    reminders_page,
    version_page,
)

urlpatterns: list[URLPattern] = [
    path("study/people", people_page.page, name="people"),
    path("study/amendments/<str:version>", version_page.page, name="version"),
    path("study/laboratories", laboratories_page.page, name="laboratories"),
    path("study/laboratories/new", new_ranges_page.page, name="new-ranges"),
    path("study/calendar", calendar_page.page, name="calendar"),
    path("study/reminders", reminders_page.page, name="reminders"),
]

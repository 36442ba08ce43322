"""Where the pages of administration are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.administration import calendar_page, new_ranges_page, people, ranges_page, versions
from equipoise.web.workspace.administration.reminders import page as reminders_page

urlpatterns: list[URLPattern] = [
    path("study/people", people.page, name="people"),
    path("study/amendments/<str:version>", versions.page, name="version"),
    path("study/laboratories", ranges_page.page, name="laboratories"),
    path("study/laboratories/new", new_ranges_page.page, name="new-ranges"),
    path("study/calendar", calendar_page.page, name="calendar"),
    path("study/reminders", reminders_page, name="reminders"),
]

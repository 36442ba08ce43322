"""Where the pages of administration are, below the study."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipoise.web.workspace.administration import people, places, versions
from equipoise.web.workspace.administration.reminders import page as reminders_page

urlpatterns: list[URLPattern] = [
    path("study/people", people.page, name="people"),
    path("study/amendments/<str:version>", versions.page, name="version"),
    path("study/laboratories", places.laboratories, name="laboratories"),
    path("study/calendar", places.calendar, name="calendar"),
    path("study/reminders", reminders_page, name="reminders"),
]

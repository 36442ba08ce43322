"""Where the answers to programs are."""

from __future__ import annotations

from django.urls import path

from equipoise.web.api import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("studies/<str:name>/commands", views.commands, name="commands"),
]

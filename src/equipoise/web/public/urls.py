"""Where the public pages are."""

from __future__ import annotations

from django.urls import path

from equipoise.web.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("studies/<str:name>", views.study, name="study"),
    path("studies/<str:name>/record", views.record, name="record"),
    path("studies/<str:name>/record.json", views.record_json, name="record-json"),
    path("studies/<str:name>/assumptions", views.assumed, name="assumptions"),
]

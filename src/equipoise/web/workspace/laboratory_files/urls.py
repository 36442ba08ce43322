"""Where the pages of laboratory files are, below `<study>/laboratory-files`."""

from __future__ import annotations

from django.urls import path

from equipoise.web.workspace.laboratory_files import desk_page, mapping_page, preview_page, taken_page

urlpatterns = [
    path("laboratory-files", desk_page.page, name="laboratory-files"),
    path("laboratory-files/taken/<int:seq>", taken_page.page, name="laboratory-file"),
    path("laboratory-files/<str:token>/mapping", mapping_page.page, name="laboratory-mapping"),
    path("laboratory-files/<str:token>/preview", preview_page.page, name="laboratory-preview"),
    path("laboratory-files/<str:token>/take-in", preview_page.take, name="laboratory-take-in"),
    path("laboratory-files/<str:token>/forget", desk_page.forget, name="laboratory-forget"),
]
"""To be included below `<str:study>/`."""

"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import path

from equipoise.web.workspace.cells import (
    calendar_page,
    call_backs_page,
    desk_page,
    labels_page,
    record_page,
    release_page,
    search_page,
)

urlpatterns = [
    path("cells", desk_page.page, name="cells"),
    path("cells/calendar", calendar_page.page, name="cells-calendar"),
    path("cells/search", search_page.page, name="cells-search"),
    path("cells/call-backs", call_backs_page.page, name="cells-call-backs"),
    path("units/<str:unit>/record", record_page.page, name="batch-record"),
    path("units/<str:unit>/release", release_page.page, name="bag-release"),
    path("units/<str:unit>/results", release_page.enter, name="unit-results"),
    path("units/<str:unit>/labels", labels_page.of_unit, name="unit-labels"),
    path("participants/<str:number>/wristband", labels_page.of_person, name="wristband"),
]

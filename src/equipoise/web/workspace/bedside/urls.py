"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import path

from equipoise.web.workspace.bedside import (
    bag_page,
    codes_page,
    desk_page,
    late_page,
    record_page,
    sheet_page,
    verify_page,
)

urlpatterns = [
    path("bedside", desk_page.page, name="bedside"),
    path("bedside/codes", codes_page.page, name="bedside-codes"),
    path("bedside/sheet/<str:bag>", sheet_page.page),
    path("bedside/<str:bag>", bag_page.page, name="bedside-bag"),
    path("bedside/<str:bag>/verify", verify_page.page, name="bedside-verify"),
    path("bedside/<str:bag>/late", late_page.page, name="bedside-late"),
    path("bedside/<str:bag>/sheet", sheet_page.page, name="bedside-sheet"),
    path("bedside/<str:bag>/record", record_page.page, name="bedside-record"),
    path("bedside/<str:bag>/event/<int:seq>", record_page.event, name="bedside-event"),
]

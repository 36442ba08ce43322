"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import path

from equipoise.web.workspace.bedside import codes_page, late_page, page, record_page, sheet_page, verify_page

urlpatterns = [
    path("bedside", page.today, name="bedside"),
    path("bedside/codes", codes_page.codes, name="bedside-codes"),
    path("bedside/sheet/<str:bag>", sheet_page.sheet),
    path("bedside/<str:bag>", page.one_bag, name="bedside-bag"),
    path("bedside/<str:bag>/verify", verify_page.verify, name="bedside-verify"),
    path("bedside/<str:bag>/late", late_page.late, name="bedside-late"),
    path("bedside/<str:bag>/sheet", sheet_page.sheet, name="bedside-sheet"),
    path("bedside/<str:bag>/record", record_page.record, name="bedside-record"),
    path("bedside/<str:bag>/event/<int:seq>", record_page.event, name="bedside-event"),
]

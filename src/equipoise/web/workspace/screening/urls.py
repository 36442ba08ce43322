"""Where the pages of this desk are, below the study."""

from __future__ import annotations

from django.urls import path

from equipoise.web.workspace.screening import (
    allocation_page,
    consent_page,
    desk_page,
    eligibility_page,
    identity_page,
    register_page,
)

urlpatterns = [
    path("screening", desk_page.page, name="screening"),
    path("screening/register", register_page.page, name="register"),
    path("screening/reconsent", consent_page.reconsent, name="reconsent"),
    path("consents/<str:version>", consent_page.text, name="consent-text"),
    path("consents/<str:version>/print", consent_page.printed, name="consent-print"),
    path("participants/<str:number>/consent", consent_page.page, name="consent"),
    path("participants/<str:number>/eligibility", eligibility_page.page, name="eligibility"),
    path("participants/<str:number>/allocation", allocation_page.page, name="allocation"),
    path("participants/<str:number>/identity", identity_page.page, name="identity"),
]

"""Where each page is."""

from __future__ import annotations

from django.urls import include, path

from equipoise.web.api_v2.urls import described

urlpatterns = [
    path("", include("equipoise.web.public.urls")),
    path("", include("equipoise.web.finder.urls")),
    path("", include("equipoise.web.accounts.urls")),
    path("workspace/", include("equipoise.web.workspace.urls")),
    path("api/v2/", include("equipoise.web.api_v2.urls")),
    path("api/oas/", include(described)),
    path("api/", include("equipoise.web.api.urls")),
]
handler400 = "equipoise.web.refusals.bad_request"
handler403 = "equipoise.web.refusals.permission_denied"
handler404 = "equipoise.web.refusals.page_not_found"
handler500 = "equipoise.web.refusals.server_fault"

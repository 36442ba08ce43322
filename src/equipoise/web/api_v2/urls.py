"""Where the answers of the registry's interface are. Figures have an earlier address beside that of today, and the description stands
at a second one, as with ClinicalTrials.gov."""

from __future__ import annotations

from django.urls import path

from equipoise.web.api_v2 import views

urlpatterns = [
    path("studies", views.studies, name="v2-studies"),
    path("studies/metadata", views.fields, name="v2-metadata"),
    path("studies/search-areas", views.search_areas, name="v2-search-areas"),
    path("studies/enums", views.enums, name="v2-enums"),
    path("studies/download", views.download, name="v2-download"),
    path("studies/<str:nct_id>", views.study, name="v2-study"),
    path("stats/size", views.sizes, name="v2-sizes"),
    path("stats/field/values", views.field_values, name="v2-values"),
    path("stats/field/sizes", views.list_sizes, name="v2-list-sizes"),
    path("stats/fieldValues", views.field_values),
    path("stats/fieldValues/<str:field>", views.values_of_one),
    path("stats/listSizes", views.list_sizes),
    path("stats/listSizes/<str:field>", views.list_sizes_of_one),
    path("version", views.version, name="v2-version"),
    path("openapi.json", views.openapi, name="v2-openapi"),
    path("", views.nothing),
    path("<path:rest>", views.nothing, name="v2-nothing"),
]
described = [path("v2", views.openapi), path("v2/ctg-oas-v2.yaml", views.openapi)]
"""Below `/api/oas/`, where tools fetch the description of ClinicalTrials.gov. JSON is YAML too."""

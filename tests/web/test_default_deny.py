"""Nothing opens without sign-in but what stands here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from equipoise.web.urls import urlpatterns

PUBLIC = {
    "", "studies/<str:name>", "studies/<str:name>/record", "studies/<str:name>/record.json",
    "studies/<str:name>/assumptions", "sign-in", "api/health",
    "match", "studies/<str:name>/for-me", "studies/<str:name>/contact",
    "find", "find/saved", "find/compare", "find/places", "find/glossary", "records/<str:number>",
    "records/<str:number>.json", "records/<str:number>/results", "records/<str:number>/history",
    "records/<str:number>/text/<str:part>",
    "api/v2/studies", "api/v2/studies/metadata", "api/v2/studies/search-areas", "api/v2/studies/enums", "api/v2/studies/download",
    "api/v2/studies/<str:nct_id>", "api/v2/stats/size", "api/v2/stats/field/values", "api/v2/stats/field/sizes", "api/v2/version",
    "api/v2/stats/fieldValues", "api/v2/stats/fieldValues/<str:field>", "api/v2/stats/listSizes", "api/v2/stats/listSizes/<str:field>",
    "api/v2/openapi.json", "api/v2/", "api/v2/<path:rest>", "api/oas/v2", "api/oas/v2/ctg-oas-v2.yaml",
}  # fmt: skip
PLACEHOLDER = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def address(route: str) -> str:
    """An address of a route: numbers where it wants numbers, the study that is there elsewhere."""
    return "/" + PLACEHOLDER.sub(lambda found: "1" if found[1] == "int" else "ASPIRE-3", route)


ROUTES = sorted(set(routes(urlpatterns)))


@pytest.mark.parametrize("route", [route for route in ROUTES if route not in PUBLIC])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_that_is_not_public_asks_for_sign_in(client: Client, route: str, method: str) -> None:
    answer = getattr(client, method)(address(route))
    if route.startswith("api/"):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=")


def test_the_public_list_names_routes_that_exist() -> None:
    assert set(ROUTES) >= PUBLIC


def test_public_pages_can_only_be_read(client: Client) -> None:
    # Saved searches change the visitor's own cookie; what is matched or answered is sent, so that no address holds it, and is not kept.
    sent = {"sign-in", "find/saved", "match", "studies/<str:name>/for-me", "studies/<str:name>/contact"}
    for route in PUBLIC - sent:
        assert client.post(address(route)).status_code == 405

from __future__ import annotations

import pytest
from django.test import Client


def lang(client: Client, address: str, **headers: str) -> str:
    html = client.get(address, headers=headers).content.decode()
    return html.partition('<html lang="')[2].partition('"')[0]


def test_a_link_carries_its_language_and_the_choice_stays(client: Client) -> None:
    assert lang(client, "/") == "en"
    assert lang(client, "/?lang=zh") == "zh-Hans"
    assert lang(client, "/studies/ASPIRE-3") == "zh-Hans"
    assert lang(client, "/?lang=en") == "en"
    assert lang(client, "/") == "en"


@pytest.mark.parametrize("wanted", ["zh-CN,zh;q=0.9", "zh-Hans", "zh"])
def test_a_new_visitor_gets_the_language_of_the_browser(client: Client, wanted: str) -> None:
    assert lang(client, "/", **{"Accept-Language": wanted}) == "zh-Hans"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert lang(client, "/?lang=xx") == "en"


def test_the_switch_keeps_the_rest_of_the_address(client: Client) -> None:
    html = client.get("/studies/ASPIRE-3?as=sheet&lang=en").content.decode()
    assert 'href="?as=sheet&amp;lang=zh" lang="zh-Hans"' in html

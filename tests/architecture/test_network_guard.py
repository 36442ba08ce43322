"""The guards of the tests themselves: no connection leaves this machine, and the browser is a real one."""

from __future__ import annotations

import socket

import pytest
from playwright.sync_api import Error, Page

from tests.conftest import NetworkRefused, is_on_this_machine


@pytest.mark.parametrize("address", [("127.0.0.1", 80), ("::1", 80, 0, 0), ("localhost", 80), "/run/socket"])
def test_this_machine_may_be_reached(address: object) -> None:
    assert is_on_this_machine(address)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("clinicaltrials.gov", 443)])
def test_nothing_beyond_this_machine_may_be_reached(address: object) -> None:
    assert not is_on_this_machine(address)


def test_a_connection_to_the_outside_is_refused_before_it_is_made() -> None:
    with socket.socket() as outward, pytest.raises(NetworkRefused, match=r"192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 80))


def test_the_browser_reads_chinese_and_finds_no_host_outside(page: Page) -> None:
    page.set_content("<p>均势</p>")
    assert page.inner_text("p") == "均势"
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://clinicaltrials.gov/")

"""A long table a page at a time."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from equipoise.web.workspace.paging import page_of


@pytest.mark.parametrize(
    ("asked", "lines", "number"),
    [("1", "abc", 1), ("3", "g", 3), ("", "abc", 1), ("0", "abc", 1), ("two", "abc", 1), ("4", "g", 3), ("9999999", "g", 3)],
)  # fmt: skip
def test_a_page_that_is_not_there_is_the_first_or_the_last(asked: str, lines: str, number: int) -> None:
    found = page_of(RequestFactory().get("/", {"page": asked}), "abcdefg", 3)
    assert (found.lines, found.number, found.pages) == (lines, number, 3)


def test_the_addresses_beside_a_page_end_with_the_table() -> None:
    def turns(number: int) -> tuple[str, str]:
        told = page_of(RequestFactory().get("/", {"page": number}), "abcdefg", 3).turns(lambda page: f"/{page}")
        return told["newer"], told["older"]

    assert [turns(number) for number in (1, 2, 3)] == [("", "/2"), ("/1", "/3"), ("/2", "")]


def test_an_empty_table_has_one_empty_page() -> None:
    found = page_of(RequestFactory().get("/"), "", 3)
    assert (found.lines, found.number, found.pages) == ("", 1, 1)

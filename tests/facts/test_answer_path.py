"""An answer is read and written by its path, in a form and in the rows of its groups."""

from __future__ import annotations

from typing import Any

import pytest

from equipoise.facts.answer_path import answer_at, item_at, set_answer
from tests.trial.stage import small_study

ITEMS = {"AETERM": "Pyrexia"}
GROUPS = {"LESIONS": [{"SITE": "lung"}, {"SITE": "liver", "MM": "12"}]}


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("AETERM", "Pyrexia"),
        ("AESEV", None),
        ("LESIONS.0.SITE", "lung"),
        ("LESIONS.1.MM", "12"),
        ("LESIONS.0.MM", None),
        ("LESIONS.2.SITE", None),
        ("NODES.0.SITE", None),
    ],
)
def test_an_answer_is_found_by_its_path_and_none_where_there_is_none(path: str, answer: str | None) -> None:
    assert answer_at(ITEMS, GROUPS, path) == answer


def test_what_is_put_at_a_path_is_found_there_and_nothing_else_changes() -> None:
    items: dict[str, Any] = dict(ITEMS)
    groups: dict[str, list[dict[str, Any]]] = {name: [dict(row) for row in rows] for name, rows in GROUPS.items()}
    set_answer(items, groups, "AETERM", "Fever")
    set_answer(items, groups, "LESIONS.1.MM", "10")
    assert (items, groups) == (
        {"AETERM": "Fever"},
        {"LESIONS": [{"SITE": "lung"}, {"SITE": "liver", "MM": "10"}]},
    )


def test_what_a_form_asks_at_a_path_is_found_and_what_it_asks_no_longer_is_none() -> None:
    forms = small_study().forms.forms
    form = next(form for form in forms.values() if form.items)
    name = next(iter(form.items))
    assert item_at(form, name) is form.items[name]
    assert item_at(form, "GONE") is None and item_at(form, "GONE.0.SITE") is None


def test_a_row_behind_the_last_is_added_with_those_before_it() -> None:
    groups: dict[str, list[dict[str, Any]]] = {}
    set_answer({}, groups, "LESIONS.1.SITE", "liver")
    assert groups == {"LESIONS": [{}, {"SITE": "liver"}]}

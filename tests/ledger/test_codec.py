from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.ledger.codec import Upcasters, canonical, canonical_built, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(TEXT, parts, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"Z": 1, "a": 2, "1": 3, "": 4}, '{"":4,"1":3,"Z":1,"a":2}'),
        ({"note": '体重 "61,5"\\'}, '{"note":"体重 \\"61,5\\"\\\\"}'),
        ("\b\t\n\f\r\x00\x1f\x7f/\u2028", '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f/\u2028"'),
        (-0, "0"),
        ((), "[]"),
        (2**53 - 1, "9007199254740991"),
    ],
)
def test_the_canonical_text_is_the_one_of_rfc_8785(value: object, text: str) -> None:
    assert canonical(value) == text


@given(JSON)
def test_the_short_way_gives_the_canonical_text_too(value: object) -> None:
    assert canonical_built(value) == canonical(value)


def test_the_short_way_orders_the_keys_of_rfc_8785_alike() -> None:
    value = dict.fromkeys(["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"], 0)
    assert canonical_built(value) == canonical(value)


def test_the_short_way_keeps_what_is_nested_deeply() -> None:
    value: object = {"b": 1, "a": 2}
    for _ in range(12):
        value = [value]
    assert canonical_built(value) == canonical(value)


@pytest.mark.parametrize("value", [1.0, {"a": [1.5]}, float("nan"), 2**53, {"a": {"b": -(2**53)}}, "\ud800"])
def test_the_short_way_refuses_what_has_no_exact_text(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_built(value)


def test_keys_are_ordered_by_utf_16_units_as_in_the_example_of_rfc_8785() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    expected = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 0)))) == expected


@pytest.mark.parametrize("value", [1.0, float("nan"), {"dose": 2.5}, Decimal("1.5"), {1: "x"}, {"a": {1, 2}}, b"x"])
def test_what_json_does_not_keep_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), {"a": [2**60]}, "\ud800", {"\udfff": 1}])
def test_numbers_too_large_and_half_characters_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"exactly|surrogate"):
        canonical(value)


@given(JSON)
def test_a_value_comes_back_from_its_text_and_the_text_from_the_value(value: object) -> None:
    text = canonical(value)
    assert parse(text) == value
    assert json.loads(text) == value
    assert canonical(parse(text)) == text


@given(st.dictionaries(TEXT, JSON))
def test_the_order_in_which_an_object_was_made_leaves_no_trace(value: dict[str, object]) -> None:
    assert canonical(dict(reversed(list(value.items())))) == canonical(value)


@pytest.mark.parametrize("text", ['{"b":1,"a":2}', '{"a": 1}', '{"a":"\\u00e9"}', '{"a":1,"a":1}'])
def test_another_writing_is_not_canonical(text: str) -> None:
    assert canonical(parse(text)) != text


def test_an_old_body_is_lifted_step_by_step_and_a_new_one_is_left_alone() -> None:
    upcasters = Upcasters(
        {
            ("ConsentSigned", 1): lambda body: body | {"language": "zh"},
            ("ConsentSigned", 2): lambda body: {"version": body["form"], "language": body["language"]},
        }
    )
    assert upcasters.upcast("ConsentSigned", 1, {"form": "2.0"}) == (3, {"version": "2.0", "language": "zh"})
    assert upcasters.upcast("ConsentSigned", 3, {"version": "3.0"}) == (3, {"version": "3.0"})
    assert upcasters.upcast("FormSaved", 1, {}) == (1, {})

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

import pytest

from equipoise.protocol.model import IRecist, Response
from equipoise.protocol.response_prose import ABOUT, ABOUT_IRECIST, switches
from tests.rules.example import PLAN

NO_SWITCH = {
    "criteria", "lesions", "readers", "irecist", "progression_stops_treatment", "symptomatic", "record", "assumed",
}  # fmt: skip


def response(**more: Any) -> Response:
    return Response.model_validate(PLAN["response"] | more)


def test_every_switch_of_the_model_has_its_sentences():
    assert set(Response.model_fields) - NO_SWITCH == set(ABOUT)
    assert set(IRecist.model_fields) - NO_SWITCH == set(ABOUT_IRECIST)


@pytest.mark.parametrize(("part", "about"), [(Response, ABOUT), (IRecist, ABOUT_IRECIST)])
def test_every_choice_has_a_sentence_of_its_own(part: Any, about: Any):
    for name, known in about.items():
        kind = part.model_fields[name].annotation
        choices = get_args(kind) if get_origin(kind) is Literal else (True, False) if kind is bool else ()
        if choices:
            assert {known.says[choice].en for choice in choices} == {says.en for says in known.says.values()}
            assert len({says.zh for says in known.says.values()}) == len(choices)
        else:
            assert "{value}" in known.says.en and "{value}" in known.says.zh


def test_a_default_is_told_apart_from_a_choice():
    said = {switch.path: switch for switch in switches(response(keep_partial_response=False, stable_days=49))}
    letter, stable, usual = (said[f"response.{name}"] for name in ("keep_partial_response", "stable_days", "confirm"))
    assert not letter.is_default and usual.is_default
    assert letter.says.en == "A partial response ends where the sum rises above 70 % of baseline."
    assert (stable.says.zh, stable.source.en) == ("疾病稳定自第 49 天起计。", "Eisenhauer 2009")


def test_the_switches_of_the_second_reading_are_told_where_it_is_read():
    assert not [switch for switch in switches(response()) if "irecist" in switch.path]
    assert len([switch for switch in switches(response(irecist={})) if "irecist" in switch.path]) == 5

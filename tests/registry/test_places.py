"""Places as people name them, in either language; a name of several places is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.places import built_in, country_code, country_name, kilometres, places_of
from equipoise.registry.record import Record

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


def found(words: str) -> list[str]:
    return [place.name.en for place in built_in().find(words).places]


@pytest.mark.parametrize(
    "words",
    ["Changchun", "changchun, china", "Ch'ang-ch'un", "长春市", "Changchun, Jilin, China", "长春，吉林"],
)
def test_one_city_has_many_spellings(words: str):
    assert found(words) == ["Changchun, Jilin, China"]


def test_a_place_is_named_in_both_languages():
    place = built_in().find("Changchun").first
    assert place is not None and place.name.zh == "中国 吉林 长春"
    assert (place.latitude, place.longitude) == (43.88, 125.32278)


def test_a_name_of_several_places_is_asked_back():
    answer = built_in().find("Springfield")
    assert not answer.sure and len(answer.places) > 4


def test_a_place_that_dwarfs_its_namesakes_is_meant_and_they_stay_at_hand():
    answer = built_in().find("Paris")
    assert answer.sure
    assert found("Paris") == ["Paris, France", "Paris, Texas, United States"]


@pytest.mark.parametrize("words", ["Paris, Texas", "paris, tx", "Paris, TX, USA", "Paris, United States"])
def test_a_state_or_country_tells_which(words: str):
    assert found(words) == ["Paris, Texas, United States"]


@pytest.mark.parametrize("words", ["", " ", "Nowhereville", "Shanghai, France", "91, 10", "10, 181", "', '"])
def test_what_is_no_place_is_nothing(words: str):
    assert found(words) == []


@pytest.mark.parametrize("words", ["43.88,125.32", "43.88, 125.32", " 43.88 125.32 ", "43.88，125.32"])
def test_coordinates_are_a_place(words: str):
    place = built_in().find(words).first
    assert place is not None and (place.latitude, place.longitude) == (43.88, 125.32)


def test_records_teach_the_small_places():
    site = {"city": "Pierre-Bénite", "country": "France", "geoPoint": {"lat": 45.70359, "lon": 4.82424}}
    record = Record({"protocolSection": {"contactsLocationsModule": {"locations": [site, site]}}})
    assert found("Pierre Benite") == []
    learnt = built_in().with_places(places_of([record])).find("Pierre Benite")
    assert [place.name.en for place in learnt.places] == ["Pierre-Bénite, France"]
    assert found("Pierre Benite") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("United States", "US"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Turkey (Türkiye)", "TR"),
        ("中国", "CN"),
        ("韩国", "KR"),
        ("Czech Republic", "CZ"),
        ("Atlantis", ""),
    ],
)
def test_a_country_has_the_names_of_registries_and_of_people(words: str, code: str):
    assert country_code(words) == code


def test_a_country_is_shown_in_both_languages():
    assert (country_name("DE").en, country_name("DE").zh) == ("Germany", "德国")


def test_the_distance_of_two_cities_is_the_published_one():
    """Paris to London, 343.5 km by great circle between the points 48.8566, 2.3522 and 51.5074, -0.1278."""
    assert kilometres(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343.6, abs=0.5)


def test_half_way_round_the_globe_is_half_of_its_girth():
    assert kilometres(0, 0, 0, 180) == pytest.approx(20015.1, abs=0.1)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways_and_never_negative(a: float, b: float, c: float, d: float):
    there, back = kilometres(a, b, c, d), kilometres(c, d, a, b)
    assert there == pytest.approx(back, abs=1e-6) and 0 <= there <= 20016

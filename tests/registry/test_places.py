"""Places as people name them, in either language; a name of several places is asked back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.places import (
    built_in,
    country_code,
    country_name,
    kilometres,
    places_of,
    region_name,
    region_named,
    says_region,
)
from equipoise.registry.record import Record
from equipoise.values.text import Text

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


def found(words: str) -> list[str]:
    return [place.name.en for place in built_in().find(words).places]


@pytest.mark.parametrize(
    "words",
    [
        "Changchun",
        "changchun, china",
        "Ch'ang-ch'un",
        "长春市",
        "Changchun, Jilin, China",
        "长春，吉林",
        "Changchun Jilin China",
        "吉林省长春市",
        "中国吉林省长春市",
        "中国 长春",
        "长春，吉林省",
    ],
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


@pytest.mark.parametrize(
    "words", ["Paris, Texas", "paris, tx", "Paris, TX, USA", "Paris, United States", "paris tx usa"]
)
def test_a_state_or_country_tells_which(words: str):
    assert found(words) == ["Paris, Texas, United States"]


@pytest.mark.parametrize("words", ["", " ", "Nowhereville", "Shanghai, France", "91, 10", "10, 181", "', '"])
def test_what_is_no_place_is_nothing(words: str):
    assert found(words) == []


@pytest.mark.parametrize("words", ["43.88,125.32", "43.88, 125.32", " 43.88 125.32 ", "43.88，125.32"])
def test_coordinates_are_a_place(words: str):
    place = built_in().find(words).first
    assert place is not None and (place.latitude, place.longitude) == (43.88, 125.32)


def test_records_hide_no_city_that_is_known_by_another_name():
    new_york = {"city": "New York", "state": "New York", "country": "United States"}
    site = {**new_york, "geoPoint": {"lat": 40.71427, "lon": -74.00597}}
    record = Record({"protocolSection": {"contactsLocationsModule": {"locations": [site]}}})
    (place,) = built_in().with_places(places_of([record])).find("New York").places
    assert place.population > 8_000_000


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


@pytest.mark.parametrize(
    ("country", "state", "chinese"),
    [
        ("CN", "Jilin", "吉林"),
        ("CN", "Beijing Municipality", "北京"),
        ("CN", "InnerMongolia", "内蒙古"),
        ("US", "California", "加利福尼亚州"),
        ("PL", "Masovian Voivodeship", "马佐夫舍省"),
        ("DE", "State of Berlin", "柏林州"),
        ("RU", "Moscow", "莫斯科"),
        ("RU", "Moscow Oblast", "莫斯科州"),
        ("JP", "Aichi-ken", "爱知县"),
        ("CH", "Canton Ticino", "提契诺州"),
        ("FR", "Rhone", "罗讷省"),
        ("US", "Ontario", "Ontario"),
        ("CN", "Changchun/JiLin", "Changchun/JiLin"),
        ("", "", ""),
    ],
)
def test_a_state_is_named_in_chinese_where_its_name_is_known(country: str, state: str, chinese: str):
    assert region_name(country, state) == Text(state, chinese)


@pytest.mark.parametrize(
    ("city", "country", "point", "chinese"),
    [
        ("Changchun", "CN", (43.88, 125.32278), "长春"),
        ("Seoul", "KR", (37.566, 126.9784), "首尔（Seoul）"),
        ("Los Angeles", "US", (34.05, -118.24), "洛杉矶（Los Angeles）"),
        ("Los Angeles", "US", (40.0, -80.0), "Los Angeles"),
        ("Rochester", "US", (43.15, -77.6), "Rochester"),
        ("Paris", "FR", None, "Paris"),
        ("", "CN", (43.88, 125.32278), ""),
    ],
)
def test_a_city_is_named_in_simplified_chinese_where_it_lies(
    city: str, country: str, point: tuple[float, float] | None, chinese: str
):
    assert built_in().city_words(city, country, point) == Text(city, chinese)


def test_no_chinese_name_of_a_place_has_traditional_characters_or_says_its_region_twice():
    assert [one.name.zh for one in built_in().find("Rochester, New York").places] == ["美国 纽约州 Rochester"]
    assert [one.name.zh for one in built_in().find("Beijing").places] == ["中国 北京"]


@pytest.mark.parametrize(
    ("words", "country", "english"),
    [
        ("广东", "CN", "Guangdong"),
        ("广东省", "CN", "Guangdong"),
        ("内蒙古自治区", "CN", "Inner Mongolia"),
        ("广西壮族自治区", "CN", "Guangxi"),
        ("加利福尼亚州", "US", "California"),
        ("加利福尼亚", "US", "California"),
        ("california", "US", "California"),
        ("Jilin province", "CN", "Jilin"),
        ("Bayern", "DE", "Bavaria"),
    ],
)
def test_a_region_is_known_by_its_names(words: str, country: str, english: str):
    region = region_named(words)
    assert region is not None and (region.country, region.name.en) == (country, english)


@pytest.mark.parametrize(
    ("words", "country", "english"),
    [
        ("Ontario, Canada", "CA", "Ontario"),
        ("Ontario Canada", "CA", "Ontario"),
        ("California, USA", "US", "California"),
        ("广东, 中国", "CN", "Guangdong"),
        ("中国广东省", "CN", "Guangdong"),
        ("中国 广东", "CN", "Guangdong"),
    ],
)
def test_a_region_may_be_named_with_its_country(words: str, country: str, english: str):
    region = region_named(words)
    assert region is not None and (region.country, region.name.en) == (country, english)


@pytest.mark.parametrize("words", ["Ontario, China", "Guangdong, Nowhere", "asthma China"])
def test_a_region_of_another_country_is_none(words: str):
    assert region_named(words) is None


@pytest.mark.parametrize("words", ["广州", "杭州", "Limburg", "Victoria Falls", "中央", "北部", "Central", "", "省"])
def test_what_is_no_region_or_several_is_none(words: str):
    assert region_named(words) is None


@pytest.mark.parametrize(
    ("words", "says"), [("吉林省", True), ("吉林", False), ("广州", False), ("Jilin province", True)]
)
def test_a_name_may_say_that_it_is_one_of_a_region(words: str, says: bool):
    assert says_region(words) is says


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Seatle", "Seattle"),
        ("Bejing", "Beijing"),
        ("Changchum", "Changchun"),
        ("长秋", "Changchun"),
        ("上每", "Shanghai"),
    ],
)
def test_a_mistyped_city_is_like_a_large_one(typed: str, meant: str) -> None:
    assert built_in().like(typed)[0].city == meant


def test_what_is_like_no_city_is_like_none() -> None:
    assert built_in().like("Xyzzyville") == built_in().like("ab") == built_in().like("") == ()

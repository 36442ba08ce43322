"""The columns in which facets are counted, and the best records of many found by them."""

from __future__ import annotations

from typing import Any

import pytest

from equipoise.registry.concepts import built_in
from equipoise.registry.record import Record
from equipoise.registry.search.ask import FACETS, Ask, wanted
from equipoise.registry.search.index import Found, Wanted
from equipoise.registry.search.memory import MemoryIndex
from equipoise.registry.search.tree import Everything, Is
from equipoise.web.index import TantivyIndex, tantivy_index
from equipoise.web.index.columns import COLUMNS, columns

NINE = ["Austria", "Belgium", "China", "Denmark", "Estonia", "France", "Germany", "Hungary", "Italy"]
TITLES = ["Asthma in children", "A new inhaler", "Lungs and asthma", "Nothing named"]


def record(number: int) -> Record:
    """Every fourth names asthma in its title, every second is of asthma and little else; days recur."""
    conditions = ["Asthma"] if number % 2 else ["Asthma", "Sarcoma", "Melanoma", "Depression"]
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": TITLES[number % 4]},
        "statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": f"2020-01-{number % 9 + 1:02d}"}},
        "conditionsModule": {"conditions": conditions},
        "designModule": {"phases": ["PHASE1", "PHASE2"][: number % 3]},
        "eligibilityModule": {"stdAges": ["CHILD", "ADULT"][number % 2 :]},
        "contactsLocationsModule": {"locations": [{"country": one} for one in NINE[: number % 10]]},
    }  # fmt: skip
    return Record({"protocolSection": protocol, "hasResults": number % 5 == 0})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    made = TantivyIndex(tmp_path_factory.mktemp("index"), built_in(), lambda _: ())
    made.add(map(record, range(1, 120)))
    made.commit()
    return made


def test_a_record_has_one_value_in_each_column():
    found = columns({"LocationCountry": NINE, "Phase": ["PHASE1", "PHASE2"], "Sex": ["ALL"]})
    assert tuple(found) == COLUMNS
    assert found["k_phase"] == "PHASE1\x1ePHASE2\x1e"
    assert found["k_kind"] == "\x1fALL\x1e\x1f"
    assert found["k_country_1"] == "Austria\x1e" and found["k_country_6"] == "France\x1e"
    assert found["k_country_rest"] == "Germany\x1eHungary\x1eItaly\x1e"


def test_signs_that_keep_values_apart_split_no_value():
    assert columns({"LocationCountry": ["Fr\x1eance"]})["k_country_1"] == "Fr ance\x1e"


def test_every_country_of_a_record_with_many_is_counted(index: TantivyIndex):
    exact = MemoryIndex(built_in())
    exact.add(map(record, range(1, 120)))
    exact.commit()
    for filters in (Everything(), Is("LocationCountry", ("Italy", "China")), Is("Phase", ("PHASE2",))):
        question = Wanted(filters, Everything(), (), FACETS)
        one, other = exact.search(question, 0, 1), index.search(question, 0, 1)
        assert (one.total, list(map(list, one.facets.values()))) == (
            other.total,
            list(map(list, other.facets.values())),
        )
        assert one.facets == other.facets


@pytest.mark.parametrize("words", [{"cond": "asthma"}, {"cond": "asthma", "intr": "asthma"}, {}, {"cond": "sarcoma"}])
@pytest.mark.parametrize("chosen", [{}, {"Phase": ("PHASE1",)}])
def test_the_best_of_many_are_those_that_a_score_for_each_would_find(
    index: TantivyIndex, monkeypatch: pytest.MonkeyPatch, words: dict[str, str], chosen: dict[str, tuple[str, ...]]
):
    question = wanted(Ask(words=words, chosen=chosen), built_in(), FACETS)

    def slices() -> list[Found]:
        return [index.search(question, *some) for some in ((0, 5), (3, 4), (0, 0), (20, 5), (500, 5))]

    scored = slices()
    monkeypatch.setattr(tantivy_index, "_MANY", 1)
    assert slices() == scored
    assert scored[0].total > 0

"""The columns in which facets are counted (together what has few values, alone what has many), and the best records of many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from equipoise.registry.concepts import built_in
from equipoise.registry.record import Record
from equipoise.registry.search.ask import FACETS, Ask, wanted
from equipoise.registry.search.index import Found, Wanted
from equipoise.registry.search.memory import MemoryIndex
from equipoise.registry.search.tree import Everything, Is, Tree
from equipoise.web.index import TantivyIndex, tantivy_index
from equipoise.web.index.columns import TOGETHER, together

TITLES = ["Asthma in children", "A new inhaler", "Lungs and asthma", "Nothing named"]


def record(number: int) -> Record:
    """Some have no phase, no age or no sex; some have several countries; one has a status that nobody knows."""
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": "Asthma in children"},
        "statusModule": {"overallStatus": "NO LONGER\x1e\x1fSURE" if number == 7 else "RECRUITING"},
        "designModule": {"phases": ["PHASE1", "PHASE2"][: number % 3], "studyType": "INTERVENTIONAL"},
        "eligibilityModule": {"stdAges": ["CHILD", "ADULT"][number % 2 :], **({"sex": "ALL"} if number % 4 else {})},
        "contactsLocationsModule": {"locations": [{"country": one} for one in ("China", "Japan")[: number % 3]]},
    }
    return Record({"protocolSection": protocol, "hasResults": number % 5 == 0})


def test_a_record_has_one_value_in_each_column():
    found = together({"Phase": ["PHASE1", "PHASE2"], "Sex": ["ALL"], "HasResults": ["false"]})
    assert set(found) == set(TOGETHER)
    assert found["k_design"] == "\x1fPHASE1\x1ePHASE2\x1e\x1fALL\x1e\x1f"
    assert found["k_state"] == "\x1f\x1ffalse\x1e"


def test_signs_that_keep_values_apart_split_no_value_and_a_long_one_is_cut():
    found = together({"OverallStatus": ["SO\x1eSO\x1f"], "LeadSponsorClass": ["X " * 40_000]})
    assert found["k_state"] == f"SO SO \x1e\x1f{'X ' * 50}\x1e\x1f"


@pytest.mark.parametrize("filters", [Everything(), Is("Phase", ("PHASE2",)), Is("LocationCountry", ("Japan",))])
@pytest.mark.parametrize("pieces", [FACETS, ("Phase",), ("HasResults", "LocationCountry"), ()])
def test_facets_are_counted_as_a_look_at_every_record_counts_them(
    tmp_path_factory: pytest.TempPathFactory, filters: Tree, pieces: tuple[str, ...]
):
    index, exact = TantivyIndex(tmp_path_factory.mktemp("index"), built_in(), lambda *_: ()), MemoryIndex(built_in())
    for one in (index, exact):
        one.add(record(number) for number in range(1, 90) if number != 7)
        one.commit()
    question = Wanted(filters, Everything(), (), pieces)
    found, expected = index.search(question, 0, 1).facets, exact.search(question, 0, 1).facets
    assert found == expected and list(found) == list(pieces)
    assert [list(counts) for counts in found.values()] == [list(counts) for counts in expected.values()]
    assert not pieces or sum(map(len, found.values())) > 1


@pytest.mark.parametrize("words", [{"cond": "asthma"}, {"cond": "asthma", "intr": "asthma"}, {}, {"cond": "sarcoma"}])
@pytest.mark.parametrize("chosen", [{}, {"Phase": ("PHASE1",)}])
@pytest.mark.parametrize("facets", [FACETS, ()])
def test_the_best_of_many_are_those_that_a_score_for_each_would_find(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: dict[str, str],
    chosen: dict[str, tuple[str, ...]],
    facets: tuple[str, ...],
):
    index = TantivyIndex(tmp_path, built_in(), lambda *_: ())
    index.add(map(ranked, range(1, 120)))
    index.commit()
    question = wanted(Ask(words=words, chosen=chosen), built_in(), facets)

    def slices() -> list[Found]:
        return [index.search(question, *some) for some in ((0, 5), (3, 4), (0, 0), (20, 5), (500, 5))]

    quickly = slices()
    monkeypatch.setattr(tantivy_index, "ranks_by_words", lambda _: True)
    assert slices() == quickly
    assert quickly[0].total > 0


def ranked(number: int) -> Record:
    """Every fourth names asthma in its title, every second is of asthma and little else; days recur."""
    conditions = ["Asthma"] if number % 2 else ["Asthma", "Sarcoma", "Melanoma", "Depression"]
    day = {"date": f"2020-01-{number % 9 + 1:02d}"}
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": TITLES[number % 4]},
        "statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": day},
        "conditionsModule": {"conditions": conditions},
        "designModule": {"phases": ["PHASE1", "PHASE2"][: number % 3]},
    }
    return Record({"protocolSection": protocol})


def test_a_status_that_nobody_knows_is_counted_in_plain_signs(tmp_path: Path):
    index = TantivyIndex(tmp_path, built_in(), lambda *_: ())
    index.add([record(7), record(8)])
    index.commit()
    found = index.search(Wanted(Everything(), Everything(), (), FACETS), 0, 1).facets
    assert found["OverallStatus"] == {"NO LONGER  SURE": 1, "RECRUITING": 1}

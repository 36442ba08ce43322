from __future__ import annotations

from equipoise.facts import History
from equipoise.rules.product import bag_id, batch_id, collection_id, participant_number, unit_id
from equipoise.values.identifiers import is_valid, with_check


def test_every_unit_bears_the_participants_number_and_a_check_character() -> None:
    number = with_check("EQ-S1-001")
    names = [collection_id(number, 1), batch_id(number, 1), bag_id(number, 1, 2)]
    assert [name.rpartition("-")[0] for name in names] == ["EQ-S1-001-C01", "EQ-S1-001-B01", "EQ-S1-001-B01-H2-1"]
    assert all(is_valid(name) for name in names)


def test_a_number_whose_check_character_is_a_star_names_units_too() -> None:
    starred = next(with_check(f"P{n:03d}") for n in range(200) if with_check(f"P{n:03d}").endswith("*"))
    assert is_valid(collection_id(starred, 1))


def test_units_of_two_people_two_collections_and_two_harvests_differ() -> None:
    names = {bag_id(f"P{p}", n, h, s) for p in (1, 2) for n in (1, 2) for h in (1, 2, 3) for s in (1, 2)}
    assert len(names) == 24


def test_an_unregistered_subject_is_its_own_number() -> None:
    assert participant_number(History("P001")) == "P001"
    assert unit_id("P001", "X") == with_check("P001-X")

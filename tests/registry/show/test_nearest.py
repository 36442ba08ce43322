"""Nearest first: by the nearest recruiting site, then what has none in reach; pages fit together."""

from __future__ import annotations

import pytest

from equipoise.registry.concepts import built_in
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.index import Wanted
from equipoise.registry.search.memory import MemoryIndex
from equipoise.registry.search.tree import Everything, Near
from equipoise.registry.show.nearest import nearest_first

HERE = Near(0.0, 0.0, 1000.0)


def record(number: int, *sites: tuple[float, str]) -> Record:
    return Record(
        {
            "protocolSection": {
                "identificationModule": {"nctId": f"NCT{number:08d}"},
                "statusModule": {"overallStatus": "RECRUITING"},
                "contactsLocationsModule": {
                    "locations": [{"geoPoint": {"lat": 0.0, "lon": at}, "status": status} for at, status in sites]
                },
            }
        }
    )


RECORDS = [
    record(1, (1.0, "COMPLETED")),
    record(2, (2.0, "RECRUITING")),
    record(3, (0.5, "COMPLETED"), (3.0, "RECRUITING")),
    record(4, (0.1, "RECRUITING")),
    record(5, (20.0, "RECRUITING")),
    record(6, (2.0, "RECRUITING"), (50.0, "RECRUITING")),
    record(7),
    record(8, (0.2, "COMPLETED"), (70.0, "RECRUITING")),
]
ORDER = [NctId(f"NCT{number:08d}") for number in (4, 2, 6, 3, 1, 8)]


@pytest.fixture(scope="module")
def index() -> MemoryIndex:
    made = MemoryIndex(built_in())
    made.add(RECORDS)
    made.commit()
    return made


def within(near: Near) -> Wanted:
    return Wanted(near, Everything(), (), ("OverallStatus",))


def test_recruiting_sites_decide_the_order(index: MemoryIndex) -> None:
    found = nearest_first(index, within(HERE), HERE, 0, 20)
    assert list(found.ids) == ORDER
    assert found.total == 6 and "OverallStatus" in found.facets


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_pages_fit_together(index: MemoryIndex, size: int) -> None:
    pages = [nearest_first(index, within(HERE), HERE, first, size).ids for first in range(0, 8, size)]
    assert [one for page in pages for one in page] == ORDER


def test_beyond_the_end_is_nothing(index: MemoryIndex) -> None:
    assert nearest_first(index, within(HERE), HERE, 40, 20).ids == ()

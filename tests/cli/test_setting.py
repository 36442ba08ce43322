from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock

import pytest

from equipoise.cli import setting
from equipoise.cli.setting import NotSet, build_files, processors
from equipoise.paper import Fonts, NoFont
from equipoise.report import Order
from equipoise.values.text import same
from tests.report.cut import material

PDFS = Order(reports=("dsmb-open", "dsmb-closed", "ethics"), languages=("en",), formats=("pdf",))
NAMES = {"dsmb-open.en.pdf", "dsmb-closed.en.pdf", "ethics.en.pdf"}


def counted(monkeypatch: pytest.MonkeyPatch, room: int) -> Callable[[], int]:
    """Sets nothing, and counts how many would have been set at once at most."""
    monkeypatch.setattr(setting, "_AT_ONCE", room)
    lock, now, most = Lock(), [0], [0]

    def stand_in(name: str, pages: bytes) -> bytes:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        Event().wait(0.02)
        with lock:
            now[0] -= 1
        return name.encode()

    monkeypatch.setattr(setting, "_set", stand_in)
    return lambda: most[0]


def built(jobs: int) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    account = build_files(material(), PDFS, Fonts("a family"), found.__setitem__, jobs)
    assert set(account.files) == set(found)
    return found


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_every_pdf_is_set_once_by_no_more_than_were_asked_for(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    most = counted(monkeypatch, 10**9)
    assert built(jobs) == {name: name.encode() for name in NAMES}
    assert most() <= jobs


def test_long_documents_are_set_one_at_a_time_so_that_memory_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    most = counted(monkeypatch, 0)
    assert set(built(4)) == NAMES
    assert most() == 1


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_document_that_cannot_be_set_ends_the_build(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    def broken(name: str, pages: bytes) -> bytes:
        raise NotSet(same(name))

    monkeypatch.setattr(setting, "_set", broken)
    with pytest.raises(NotSet):
        built(jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_missing_font_ends_the_build_before_anything_chinese_is_set(
    monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    counted(monkeypatch, 10**9)
    with pytest.raises(NoFont):
        build_files(material(), Order(("ethics",), ("zh",), ("pdf",)), Fonts(), lambda name, content: None, jobs)


def test_there_is_always_a_processor() -> None:
    assert 1 <= processors() <= 4

"""Files of reports are made in a process of their own, once, and kept; nobody waits for pages being set."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from equipoise.paper import NoFont
from equipoise.values.text import Text
from equipoise.web.home import home
from equipoise.web.workspace.reports import make_files, making, shelf
from equipoise.web.workspace.reports.shelf import MOST, Shelf, Wanted
from tests.web.conftest import SECOND_STUDY

_PROCESS = making.start


def a_file(name: str = "ethics.en.html", head: int = 7) -> Wanted:
    """A file of some facts."""
    return Wanted("ASPIRE-3", head, "ab" * 32, "2024-05-01", "cd" * 32, "ef" * 32, False, False, name)


@pytest.fixture
def place(tmp_path: Path) -> Shelf:
    """An empty shelf."""
    return Shelf(tmp_path / "reports")


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was built, by name; the building itself is left out."""
    names: list[str] = []

    def build(material: object, name: str) -> bytes:
        names.append(name)
        return name.encode()

    monkeypatch.setattr(make_files, "material_of_facts", lambda wanted: wanted)
    monkeypatch.setattr(make_files, "build", build)
    return names


def test_a_second_click_does_not_build_twice(place: Shelf, built: list[str]) -> None:
    assert place.ask(a_file())
    assert place.ask(a_file())
    make_files.make_files(place)
    assert built == ["ethics.en.html"]
    assert place.content(a_file()) == b"ethics.en.html"
    assert not place.is_wanted(a_file())


def test_what_was_asked_for_first_is_made_first(place: Shelf, built: list[str]) -> None:
    for number, name in enumerate(("csr.zh.pdf", "contents.json", "ethics.en.html")):
        place.ask(a_file(name))
        os.utime(place.folder / f"{a_file(name).key}.wanted", (number, number))
    make_files.make_files(place)
    assert built == ["csr.zh.pdf", "contents.json", "ethics.en.html"]


def test_only_so_many_wait_at_once(place: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "shelf", lambda: place)
    monkeypatch.setattr(making, "start", lambda kept: None)
    for head in range(MOST):
        assert making.ask(a_file(head=head)).state == "making"
    more = making.ask(a_file(head=MOST))
    assert more.state == "failed"
    assert more.fault is not None
    assert str(MOST) in more.fault.en
    assert making.ask(a_file(head=0)).state == "making"  # whoever waits already goes on waiting


def test_other_facts_other_readers_or_another_program_make_another_file() -> None:
    one = a_file()
    others = [
        a_file(head=8),
        a_file("ethics.zh.html"),
        Wanted(one.study, one.head, one.hash, one.cut, one.protocol, one.program, True, False, one.name),
        Wanted(one.study, one.head, one.hash, one.cut, one.protocol, "00" * 32, False, False, one.name),
    ]
    assert len({each.key for each in (one, *others)}) == 5


def test_the_shelf_is_for_its_owner_alone_and_its_names_tell_nothing(place: Shelf, built: list[str]) -> None:
    place.ask(a_file())
    make_files.make_files(place)
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
    (kept,) = place.folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.name == a_file().key
    assert "ASPIRE" not in kept.name


def test_a_file_that_cannot_be_made_says_why_and_may_be_asked_for_again(
    place: Shelf, built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(material: object, name: str) -> bytes:
        raise NoFont(Text("There is no Chinese font.", "没有中文字体。"))

    with monkeypatch.context() as patch:
        patch.setattr(make_files, "build", refuse)
        place.ask(a_file())
        make_files.make_files(place)
    assert place.fault(a_file()) == Text("There is no Chinese font.", "没有中文字体。")
    place.ask(a_file())
    assert place.fault(a_file()) is None
    make_files.make_files(place)
    assert place.content(a_file()) is not None


def test_what_was_broken_off_is_not_begun_again_by_itself(place: Shelf, built: list[str]) -> None:
    place.ask(a_file())
    assert place.begin(a_file())  # and the process ended here
    make_files.make_files(place)
    assert built == []
    assert place.fault(a_file()) is not None
    place.ask(a_file())
    make_files.make_files(place)
    assert built == ["ethics.en.html"]


def test_what_nobody_asks_for_goes_after_days_and_the_oldest_when_there_is_too_much(
    place: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    for head, days in ((1, 3.0), (2, 1.0), (3, 0.5)):
        place.put(a_file(head=head), b"x" * 100)
        os.utime(place.folder / a_file(head=head).key, (now - days * 86400,) * 2)
    place.tidy()
    assert [place.size(a_file(head=head)) for head in (1, 2, 3)] == [None, 100, 100]
    monkeypatch.setattr(shelf, "KEPT", 150)
    place.tidy()
    assert [place.size(a_file(head=head)) for head in (1, 2, 3)] == [None, None, 100]


def test_a_note_of_another_version_of_the_program_is_passed_over(place: Shelf, built: list[str]) -> None:
    place.ask(a_file())
    (place.folder / ("00" * 32 + ".wanted")).write_text("{}", encoding="utf-8")
    make_files.make_files(place)
    assert built == ["ethics.en.html"]


def test_a_name_that_no_report_has_is_not_made() -> None:
    with pytest.raises(LookupError):
        make_files.build(None, "nothing.en.pdf")  # type: ignore[arg-type]


def test_the_desk_lists_the_tables_as_soon_as_they_are_counted(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("stan").get(f"/workspace/{SECOND_STUDY.name}/reports").content.decode()
    assert "reports/tables/disposition" in page
    assert "being counted" not in page
    assert "data-live=" not in page


@pytest.fixture
def own_process(installation: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files are made as they are in a hospital: by another process."""
    monkeypatch.setattr(making, "start", _PROCESS)
    yield
    for one in making._STARTED:
        one.wait(60)


def test_another_process_makes_the_file_while_the_desk_answers(
    own_process: None, signed_in: Callable[[str], Client]
) -> None:
    visitor, study = signed_in("stan"), SECOND_STUDY.name
    address = f"/workspace/{study}/reports/files/ethics.en.html"
    first = visitor.get(address)
    assert first.status_code == 302
    page = visitor.get(first["Location"]).content.decode()
    assert "is being made" in page or "is ready" in page
    assert 'http-equiv="refresh"' in page or "is ready" in page
    for one in list(making._STARTED):
        assert one.wait(60) == 0
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    live = visitor.get(f"{first['Location']}&part=live")
    assert b"data-go" in live.content
    assert visitor.get(f"{first['Location']}&part=live", headers={"If-None-Match": live["ETag"]}).status_code == 304
    kept = [file.name for file in (home().folder / "reports").iterdir() if "." not in file.name]
    assert all(len(name) == 64 for name in kept)

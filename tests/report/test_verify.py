from __future__ import annotations

import json
from typing import Any

from equipoise.paper import Fonts
from equipoise.report import (
    Built,
    Here,
    Order,
    Software,
    against_disk,
    against_ledger,
    against_rebuilt,
    files_of,
    manifest,
    read_manifest,
)
from tests.rehearsals import FIRST, played
from tests.report.cut import SOFTWARE, material

ORDER = Order(("ethics",), ("en",), ("html",))
NAME = "ethics.en.html"


def manifested() -> dict[str, Any]:
    built = Built()
    for _ in files_of(material(), ORDER, Fonts(), built):
        pass
    found = read_manifest(manifest(material(), ORDER, Fonts(), built))
    assert found is not None
    return dict(found)


def here(**other: Any) -> Here:
    known = {"software": SOFTWARE, "digest": material().imprint.digest, "chinese_font": ""}
    return Here(**(known | other))


def test_files_as_they_were_built_are_alike() -> None:
    found = manifested()
    alike = {NAME: found["files"][NAME]["sha256"]}
    assert not against_disk(found, alike)
    assert not against_rebuilt(found, alike, here())


def test_a_changed_a_lost_and_an_added_file_are_named() -> None:
    found = manifested()
    assert [(one.file, one.cause) for one in against_disk(found, {NAME: "0" * 64})] == [(NAME, "file_changed")]
    assert [(one.file, one.cause) for one in against_disk(found, {"x": "0"})] == [
        (NAME, "file_missing"),
        ("x", "file_added"),
    ]


def test_a_rewritten_and_a_shortened_ledger_are_told_apart() -> None:
    found = manifested()
    done = played(FIRST)
    seq = found["head"]["seq"]
    row = next(iter(done.store.read(done.study.id, seq - 1, seq)))
    assert not against_ledger(found, row)
    assert [one.cause for one in against_ledger(found, row._replace(hash="f" * 64))] == ["ledger_rewritten"]
    assert [one.cause for one in against_ledger(found, None)] == ["ledger_shorter"]


def test_the_cause_of_a_difference_is_named() -> None:
    found, other = manifested(), {NAME: "0" * 64}
    causes = {
        "other_protocol": here(digest="0"),
        "other_software": here(software=Software("9.9.9", "6" * 64, SOFTWARE.typesetter)),
        "differs": here(),
    }
    for cause, place in causes.items():
        (one,) = against_rebuilt(found, other, place)
        assert one.cause == cause
        assert NAME in one.says.en and NAME in one.says.zh


def test_a_font_explains_a_pdf_alone() -> None:
    found = manifested()
    found["files"] = {"a.zh.pdf": {"sha256": "1"}, "a.zh.html": {"sha256": "1"}}
    causes = [one.cause for one in against_rebuilt(found, {}, here(chinese_font="Songti SC"))]
    assert causes == ["other_font", "differs"]


def test_what_is_no_manifest_is_none() -> None:
    for content in (b"", b"{}", b"[1]", b"\xff", json.dumps({"format": "something else"}).encode()):
        assert read_manifest(content) is None

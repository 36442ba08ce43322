"""Files of records as people have them, and files that nobody should trust."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from typing import Any

import pytest

from equipoise.registry.read import Limits, ReadFault, read_records
from equipoise.registry.record import Record


def by_name(value: object) -> str:
    """A case by its file's name: the bytes of an archive hold the time at which it was made."""
    return value if isinstance(value, str) else "-"


def study(number: int, title: str = "A study") -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": title}}}


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)


def read(name: str, data: bytes, limits: Limits | None = None) -> list[Record | ReadFault]:
    return list(read_records(name, io.BytesIO(data), limits or Limits()))


def ids(found: list[Record | ReadFault]) -> list[str]:
    return [one.nct_id if isinstance(one, Record) else f"fault {one.where}" for one in found]


def zipped(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), words)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("one.json", json.dumps(study(1), indent=2).encode()),
        ("list.json", json.dumps([study(1)]).encode()),
        ("page.json", json.dumps({"studies": [study(1)], "nextPageToken": "x"}).encode()),
        ("some.jsonl", lines(study(1))),
        ("lines-by-another-name.txt", lines(study(1), study(1))[: len(lines(study(1)))]),
        ("some.jsonl.gz", gzip.compress(lines(study(1)))),
        ("all.zip", zipped(**{"01__NCT00000001_json": json.dumps(study(1)).encode()})),
        ("marked.json", b"\xef\xbb\xbf" + json.dumps(study(1)).encode()),
        ("wide.json", json.dumps(study(1)).encode("utf-16")),
    ],
    ids=by_name,
)
def test_every_form_gives_its_record(name: str, data: bytes):
    assert ids(read(name, data)) == ["NCT00000001"]


def test_a_broken_line_is_named_and_the_rest_is_read():
    data = lines(study(1)) + b'{"protocolSection": {"identif\n' + b"\n" + lines(study(2))
    assert ids(read("some.jsonl", data)) == ["NCT00000001", "fault some.jsonl:2", "NCT00000002"]


@pytest.mark.parametrize("number", [None, "", "NCT123", "ISRCTN12345678", 5])
def test_a_record_without_a_registry_number_is_a_fault(number: object):
    found = read("one.json", json.dumps({"protocolSection": {"identificationModule": {"nctId": number}}}).encode())
    assert ids(found) == ["fault one.json"]


def test_an_older_encoding_loses_no_record():
    chinese = json.dumps(study(1, "小细胞肺癌"), ensure_ascii=False).encode("gb18030")
    western = json.dumps(study(2, "Étude randomisée"), ensure_ascii=False).encode("cp1252")
    found = read("some.jsonl", chinese + b"\n" + western + b"\n")
    assert [one.title for one in found if isinstance(one, Record)] == ["小细胞肺癌", "Étude randomisée"]


def test_chinese_is_known_by_its_common_signs_and_the_west_by_its_rare_ones():
    chinese = json.dumps(study(1, "小细胞肺癌 朱镕基"), ensure_ascii=False).encode("gb18030")
    western = json.dumps(study(2, "L’étude à Genève – “Ménière”"), ensure_ascii=False).encode("cp1252")
    found = read("some.jsonl", chinese + b"\n" + western + b"\n")
    assert [one.title for one in found if isinstance(one, Record)] == [
        "小细胞肺癌 朱镕基",
        "L’étude à Genève – “Ménière”",
    ]


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    bomb = zipped(a_json=b" " * 5_000_000, b_json=b" " * 5_000_000)
    found = read("bomb.zip", bomb, Limits(archive=6_000_000))
    assert ids(found) == ["fault bomb.zip"]


def test_a_file_of_an_archive_that_is_too_long_is_named_and_the_rest_is_read():
    archive = zipped(a_json=b" " * 5_000_000, b_json=json.dumps(study(2)).encode())
    assert ids(read("all.zip", archive, Limits(record=1_000_000))) == ["fault all.zip/a.json", "NCT00000002"]


def test_a_line_that_is_too_long_is_named_and_the_next_is_read():
    data = lines(study(1, "x" * 5_000), study(2))
    found = read("some.jsonl", data, Limits(record=1_000))
    assert ids(found) == ["fault some.jsonl:1", "NCT00000002"]


def test_ten_million_letters_in_one_record_are_read():
    found = read("long.json", json.dumps(study(1, "y" * 10_000_000)).encode())
    assert ids(found) == ["NCT00000001"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.json", b""),
        ("cut.jsonl.gz", gzip.compress(lines(study(1)) * 1000)[:60]),
        ("cut.zip", zipped(a_json=b"{}")[:40]),
        ("words.json", b"no record at all"),
        ("deep.json", b"[" * 100_000),
        ("number.json", b"17"),
    ],
    ids=by_name,
)
def test_a_damaged_file_is_a_fault_in_words_never_a_traceback(name: str, data: bytes):
    found = read(name, data)
    assert isinstance(found[-1], ReadFault)
    assert found[-1].where.startswith(name.removesuffix(".gz"))
    assert found[-1].says.zh


def test_of_a_packed_file_that_is_cut_off_the_records_before_the_cut_are_read():
    packed = gzip.compress(
        lines(*(study(number, random.Random(number).randbytes(200).hex()) for number in range(2000)))
    )
    found = ids(read("cut.jsonl.gz", packed[: len(packed) // 2]))
    assert found[:3] == ["NCT00000000", "NCT00000001", "NCT00000002"]
    assert 900 < len(found) < 1100
    assert found[-1] == "fault cut.jsonl.gz"

"""Files of lines told apart by where their lines stand: whoever reads a stretch finds what the whole file holds there."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.read import Entry, Limits, ReadFault, Stretch, read_entries, read_parts, read_stretch
from equipoise.registry.read import lines as lines_of_files
from equipoise.registry.record import Record

FORMS = [
    b"",
    b"\n",
    b"{}",
    b"{}\n",
    b'{"a": 1}\n\n  \n{broken\n{"b": 2}',
    b"x" * 40 + b"\n" + b"y" * 90 + b"\nz\n",
    b"a\r\nb\r\n",
]


def told(parts: list[Entry | Record | ReadFault]) -> list[str]:
    return [
        f"{one.where} {one.words.decode()}" if isinstance(one, Entry) else f"{one.where} fault"
        for one in parts
        if isinstance(one, Entry | ReadFault)
    ]


def whole(data: bytes, limits: Limits) -> list[str]:
    return told(list(read_entries("some.jsonl", io.BytesIO(data), limits)))


def by_stretches(data: bytes, limits: Limits) -> tuple[list[Stretch], list[str]]:
    parts = list(read_parts("some.jsonl", io.BytesIO(data), "anywhere", limits))
    stretches = [one for one in parts if isinstance(one, Stretch)]
    read = [one for part in stretches for one in read_stretch(part, io.BytesIO(data), limits)]
    return stretches, told([*read, *(one for one in parts if not isinstance(one, Stretch))])


@given(
    data=st.one_of(st.sampled_from(FORMS), st.text("ab{}\n \r", max_size=200).map(str.encode)), size=st.integers(1, 60)
)
def test_stretches_of_any_length_hold_what_the_file_holds(data: bytes, size: int):
    limits = Limits(record=70)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines_of_files, "STRETCH", size)
        stretches, read = by_stretches(data, limits)
    assert read == whole(data, limits)
    if stretches:
        assert (stretches[0].start, stretches[-1].end) == (0, len(data))
        assert all(one.end == following.start for one, following in pairwise(stretches))
        assert sum(one.count for one in stretches) == len(data.split(b"\n")) - data.endswith(b"\n")


def test_what_is_no_file_of_lines_is_read_as_ever(tmp_path: Path):
    one = b'{"protocolSection": {"identificationModule":\n {"nctId": "NCT00000001"}}}'
    parts = list(read_parts("one.json", io.BytesIO(one), str(tmp_path)))
    assert [type(part) for part in parts] == [Entry]
    assert [type(part) for part in read_parts("none.json", io.BytesIO(b""), str(tmp_path))] == [ReadFault]

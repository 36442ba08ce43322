"""Files that commands write are there whole, whoever else writes them, and take nobody else's place."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from equipoise.cli.written import whole_file


def test_two_who_write_one_file_do_not_mix(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_file(out) as first:
        first.write(b"first ")
        with whole_file(out) as second:
            second.write(b"second")
        assert out.read_bytes() == b"second"
        first.write(b"whole")
    assert out.read_bytes() == b"first whole"
    assert list(tmp_path.iterdir()) == [out]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)
        with whole_file(pipe) as file:
            file.write(b"words")
        assert read.result() == b"words"
    assert stat.S_ISFIFO(pipe.stat().st_mode), "a command run by root would take the place of a device as well"


def test_a_link_goes_on_leading_to_the_file(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"before")
    link.symlink_to(real)
    with whole_file(link) as file:
        file.write(b"after")
    assert (link.is_symlink(), real.read_bytes()) == (True, b"after")


def test_what_stops_the_writer_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"before")
    with pytest.raises(TypeError), whole_file(out) as file:
        file.writelines([b"half", "no bytes"])  # type: ignore[list-item]
    assert out.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [out]
    long = tmp_path / ("n" * 250)
    with whole_file(long) as file:
        file.write(b"as long a name as the disk takes")
    assert long.exists()

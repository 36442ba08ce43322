"""An installation that lies where nothing can be written: on a disk mounted read-only, or in a folder of somebody else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import Terminal


@contextmanager
def closed_to_writing(home: Path) -> Iterator[None]:
    """The home as it is for somebody who may read it alone; root may write everywhere, so the system's answer is put in its place."""
    asked = os.access

    def answered(path: Any, mode: int, **how: Any) -> bool:
        return not (mode & os.W_OK and str(path).startswith(str(home))) and asked(path, mode, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "access", answered)
        yield


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_a_ledger_is_verified_exported_and_shown_without_writing_a_byte(second: Terminal, tmp_path: Path) -> None:
    (second.home / "keys" / "allocation-ASPIRE-3-rehearsal").unlink()
    before, out = everything(second.home), tmp_path / "out.jsonl"
    with closed_to_writing(second.home):
        assert "whole and in order" in second("ledger", "verify").out
        assert second("ledger", "export", "--out", out).status == 0
        assert second("trial", "state", "--json").json["randomised"] == 3
        ended = second("doctor")
    assert everything(second.home) == before, "and no key was made for a look"
    assert second("ledger", "verify", out).status == 0
    assert ended.status == 1, "it can be read and runs no trial"
    assert "is read-only here" in " ".join(ended.out.split())


def test_what_would_write_is_refused_in_words(second: Terminal) -> None:
    before = everything(second.home)
    order = second.home.parent / "order.json"
    order.write_text('{"command": "register_participant", "site": "NORTH"}')
    with closed_to_writing(second.home):
        for words in (
            ("serve", "--port", "8189"),
            ("trial", "act", order, "--as", "demo-coordinator", "--role", "coordinator", "--key", "k"),
        ):
            ended = second(*words)
            assert ended.status == 3
            assert "is read-only here. Nothing was stored." in ended.err
    assert everything(second.home) == before


def test_a_log_beside_the_database_is_never_left_out(second: Terminal) -> None:
    (second.home / "equipoise.sqlite3-wal").write_bytes(b"facts that a server left when it was killed")
    with closed_to_writing(second.home):
        ended = second("ledger", "verify")
    assert ended.status == 3, "read without its log a ledger would seem cut"
    assert "equipoise.sqlite3-wal" in ended.err
    assert "Copy both files" in ended.err

"""The verifier for outsiders (docs/reference/verify_ledger.py) and the worked example of docs/reference/ledger.md."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from equipoise.ledger import COLUMNS, Head, Row, genesis, hash_of, verify
from equipoise.ledger.checkpoint import check, from_text, sign, to_text
from equipoise.ledger.export import from_lines, to_line
from tests.ledger.examples import STUDY, some_rows
from tests.ledger.test_verify import TAMPERED

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
VERIFIER = REFERENCE / "verify_ledger.py"
PAGE = (REFERENCE / "ledger.md").read_text("utf-8")


def run(*arguments: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", VERIFIER, *arguments], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def file_of(rows: list[Row], folder: Path) -> Path:
    path = folder / "ledger.jsonl"
    path.write_bytes(b"".join(to_line(row) for row in rows))
    return path


def test_it_imports_nothing_but_the_standard_library() -> None:
    imports = [
        node
        for node in ast.walk(ast.parse(VERIFIER.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {alias.name if isinstance(node, ast.Import) else node.module for node in imports for alias in node.names}
    assert names <= set(sys.stdlib_module_names)


def test_it_finds_a_sound_file_sound(tmp_path: Path) -> None:
    rows = some_rows(12)
    assert run(file_of(rows, tmp_path)) == (0, f"ok: 12 facts, last hash {rows[-1].hash}\n")


@pytest.mark.parametrize(("tamper", "bad"), [case[:2] for case in TAMPERED.values()], ids=TAMPERED)
def test_it_names_the_same_first_bad_fact(tamper: Callable[[list[Row]], list[Row]], bad: int, tmp_path: Path) -> None:
    code, words = run(file_of(tamper(some_rows(12)), tmp_path))
    assert code == 1
    assert words.startswith(f"BAD fact {bad}: ")


def test_it_names_a_line_that_is_cut_off(tmp_path: Path) -> None:
    path = file_of(some_rows(6), tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    assert run(path) == (1, "BAD fact 6: its line is cut off\n")


def test_what_cannot_be_read_ends_in_words(tmp_path: Path) -> None:
    path, wrong = file_of(some_rows(3), tmp_path), tmp_path / "wrong.json"
    assert run(tmp_path / "nowhere")[0] == 2
    assert run(tmp_path)[0] == 2
    assert run(path, tmp_path / "nowhere")[0] == 2
    for words in (b"", b"[]", b"\xff", b'{"seq":"x"}', b'{"seq":1,"hash":"","study":5}', path.read_bytes()):
        wrong.write_bytes(words)
        assert run(path, wrong) == (2, f"cannot be read: {wrong} is not a checkpoint\n")


def test_a_checkpoint_of_another_study_and_an_empty_file_are_told(tmp_path: Path) -> None:
    path, checkpoint = file_of(some_rows(3), tmp_path), tmp_path / "checkpoint.json"
    checkpoint.write_text('{"study":"NCT00000009","seq":3,"hash":"00"}')
    assert run(path, checkpoint) == (1, "BAD fact 1: the checkpoint is of another study, NCT00000009\n")
    path.write_bytes(b"")
    assert run(path) == (0, "no facts: whole, but it proves nothing\n")


def test_against_a_checkpoint_it_finds_a_cut_tail_and_a_rewritten_chain(tmp_path: Path) -> None:
    rows = some_rows(12)
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    checkpoint = tmp_path / "checkpoint.json"
    head = Head(12, rows[-1].hash)
    checkpoint.write_text(to_text(sign(head, study=STUDY, recorded="", software="", private_key=key)), "utf-8")
    assert run(file_of(rows, tmp_path), checkpoint)[0] == 0
    assert run(file_of(rows[:8], tmp_path), checkpoint) == (
        1,
        "BAD fact 9 is missing: the ledger has 8 facts, the checkpoint saw 12\n",
    )
    forged = [*rows[:11], rows[11]._replace(reason="x")]
    forged[11] = forged[11]._replace(hash=hash_of(forged[11][:-1]))
    assert verify(forged).ok
    code, words = run(file_of(forged, tmp_path), checkpoint)
    assert (code, words.partition(":")[0]) == (1, "BAD fact 12")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_worked_example_of_the_page_is_a_sound_ledger(tmp_path: Path) -> None:
    lines = "".join(blocks("jsonl")).encode()
    found = verify(from_lines(lines.splitlines(keepends=True)), "NCT03410368")
    assert (found.ok, found.count) == (True, 3)
    path = tmp_path / "example.jsonl"
    path.write_bytes(lines)
    assert run(path)[0] == 0
    assert genesis("NCT03410368") in PAGE
    assert found.head.hash in PAGE


def test_the_page_shows_the_bytes_that_are_hashed() -> None:
    (array,) = blocks("json-array")
    rows = list(from_lines("".join(blocks("jsonl")).encode().splitlines(keepends=True)))
    assert hash_of(rows[0][:-1]) == rows[0].hash
    assert array.strip() == json.dumps(list(rows[0])[:-1], ensure_ascii=False, separators=(",", ":"))


def test_the_checkpoint_of_the_page_is_signed_over_its_example() -> None:
    (text,) = blocks("checkpoint")
    checkpoint = from_text(text)
    assert check(checkpoint, Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key)))
    rows = list(from_lines("".join(blocks("jsonl")).encode().splitlines(keepends=True)))
    assert (checkpoint.seq, checkpoint.hash) == (3, rows[-1].hash)


def test_the_page_names_every_column() -> None:
    assert re.findall(r"^\| \d+ \| `(\w+)` \|", PAGE, re.MULTILINE) == list(COLUMNS)

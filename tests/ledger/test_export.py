from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from equipoise.ledger import COLUMNS, LineFault, verify
from equipoise.ledger.export import from_line, from_lines, to_line
from tests.ledger.examples import STUDY, chain_of, command, draft, some_rows

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def test_a_line_is_one_json_object_with_the_columns_in_order() -> None:
    line = to_line(some_rows()[0])
    assert line.count(b"\n") == 1
    assert line.endswith(b"}\n")
    assert list(json.loads(line)) == list(COLUMNS)


def test_the_file_gives_the_same_chain_again() -> None:
    rows = some_rows()
    lines = [to_line(row) for row in rows]
    assert list(from_lines(lines)) == rows
    assert verify(from_lines(lines)).head == verify(rows).head


@given(TEXT, TEXT, st.dictionaries(TEXT, TEXT, max_size=3))
def test_any_words_survive_the_file(actor: str, reason: str, items: dict[str, str]) -> None:
    body = json.dumps(items)
    (row,) = chain_of([(command(1, actor=actor), [draft(reason=reason, body=body)])])
    assert from_line(to_line(row), 1) == row


@given(st.integers(0), st.integers(0, 7))
def test_any_flipped_bit_of_the_file_is_found_at_its_line(place: int, bit: int) -> None:
    sound = b"".join(to_line(row) for row in some_rows(6))
    place %= len(sound)
    damaged = bytearray(sound)
    damaged[place] ^= 1 << bit
    assert verify(from_lines(split(bytes(damaged))), STUDY).bad == sound[:place].count(b"\n") + 1


def split(content: bytes) -> list[bytes]:
    """Lines as a file opened in binary gives them: ended by a line feed alone."""
    return [line + b"\n" for line in content.split(b"\n")[:-1]] + ([tail] if (tail := content.split(b"\n")[-1]) else [])


@given(st.integers(1))
@example(len(to_line(some_rows(6)[0])))  # between two lines
def test_a_file_that_is_cut_within_a_line_names_the_line(cut: int) -> None:
    content = b"".join(to_line(row) for row in some_rows(6))
    cut %= len(content)
    lines = split(content[:cut])
    found = verify(from_lines(lines), STUDY)
    whole = content[:cut].count(b"\n")
    assert found.count == whole
    if content[:cut].endswith(b"\n") or not cut:
        assert found.ok  # a cut between two facts is what a checkpoint is for
    else:
        assert f"Line {whole + 1} is cut off" in str(found.why)


LINE = to_line(some_rows()[2])


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (LINE[:-1], "Line 3 is cut off: it has no end of line. The file ends after fact 2"),
        (LINE[:90], "is cut off"),
        (LINE[:-1] + b"\r\n", "CR LF"),
        (b"\xef\xbb\xbf" + LINE, "byte order mark"),
        (LINE[:40] + b"\n", "not a JSON object"),
        (b"\n", "not a JSON object"),
        (b"[]\n", "not a JSON object"),
        (LINE.replace(b"alice", b"al\xffce"), "not a JSON object in UTF-8"),
        (LINE.replace(b'"actor":"alice",', b""), "does not have the columns of a fact: actor"),
        (LINE.replace(b'"seq":3', b'"seq":"3"'), "does not have the columns of a fact: seq"),
        (LINE.replace(b'"seq":3', b'"seq":3.0'), "columns of a fact: seq|not written"),
        (LINE.replace(b'"seq":3', b'"seq":true'), "does not have the columns of a fact: seq"),
        (LINE.replace(b'{"seq"', b'{"x":1,"seq"'), "does not have the columns of a fact: x"),
        (LINE.replace(b'{"seq"', b'{"seq":9,"seq"'), "not written as the format prescribes"),
        (LINE.replace(b'"seq":3', b'"seq": 3'), "not written as the format prescribes"),
        (LINE.replace(b"alice", b"\\u0061lice"), "not written as the format prescribes"),
    ],
)
def test_a_line_that_is_no_fact_is_named_with_what_is_wrong(line: bytes, word: str) -> None:
    with pytest.raises(LineFault, match=word) as refused:
        from_line(line, 3)
    assert refused.value.line == 3
    assert "第 3 行" in refused.value.text.zh

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from equipoise.ledger import Head, Row, empty, verify
from equipoise.ledger.checkpoint import (
    Checkpoint,
    CheckpointFault,
    check,
    compare,
    from_text,
    sign,
    to_text,
    verify_against,
)
from tests.ledger.examples import STUDY, chain_of, command, draft, some_rows

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def checkpoint_of(rows: list[Row], study: str = STUDY) -> Checkpoint:
    head = Head(rows[-1].seq, rows[-1].hash) if rows else empty(study)
    return sign(head, study=study, recorded="2018-06-01T00:00:00.000000Z", software="equipoise 0.1.0", private_key=KEY)


def test_a_checkpoint_is_what_its_signer_signed_and_nothing_else() -> None:
    checkpoint = checkpoint_of(some_rows())
    assert check(checkpoint, KEY.public_key())
    assert not check(checkpoint, OTHER_KEY.public_key())
    for changed in (
        replace(checkpoint, seq=11),
        replace(checkpoint, hash="0" * 64),
        replace(checkpoint, study="NCT00000002"),
        replace(checkpoint, recorded="2018-06-02T00:00:00.000000Z"),
        replace(checkpoint, software="other"),
        replace(checkpoint, key="0" * 64),
        replace(checkpoint, format=0),
        replace(checkpoint, signature="0" * 128),
        replace(checkpoint, signature="not hexadecimal"),
    ):
        assert not check(changed, KEY.public_key())


def test_a_ledger_that_only_grew_agrees_with_every_checkpoint() -> None:
    rows = some_rows(12)
    checkpoints = [checkpoint_of([]), checkpoint_of(rows[:4]), checkpoint_of(rows)]
    assert verify_against(rows, checkpoints, STUDY).ok


def test_a_cut_tail_is_found_although_the_chain_is_sound() -> None:
    rows = some_rows(12)
    checkpoint = checkpoint_of(rows)
    assert verify(rows[:9]).ok
    found = verify_against(rows[:9], [checkpoint])
    assert (found.ok, found.bad) == (False, 10)
    assert "has 9 facts; the checkpoint of 2018-06-01T00:00:00.000000Z saw 12" in str(found.why)
    assert found.why is not None
    assert "第 10 至第 12 条已被删除" in found.why.zh


def test_a_ledger_that_was_emptied_is_found() -> None:
    found = verify_against([], [checkpoint_of(some_rows(12))], STUDY)
    assert (found.ok, found.bad) == (False, 1)


def test_a_rewritten_chain_is_found_although_it_is_sound_in_itself() -> None:
    rows = some_rows(12)
    forged = chain_of([(command(n), [draft(f"P{n % 3:03d}", "99"), draft(f"P{n % 3:03d}")]) for n in range(1, 8)])
    assert verify(forged).ok
    found = verify_against(forged, [checkpoint_of(rows[:8]), checkpoint_of(rows)])
    assert (found.ok, found.bad) == (False, 8)
    assert "rewritten at this fact or an earlier one" in str(found.why)


def test_a_checkpoint_of_another_study_is_not_this_ledgers() -> None:
    found = verify_against(some_rows(), [checkpoint_of(chain_of([(command(), [draft()])], "NCT2"), "NCT2")])
    assert "checkpoint is of study NCT2" in str(found.why)


def test_a_broken_chain_stays_what_it_was_found_to_be() -> None:
    rows = some_rows(12)
    broken = verify(rows[:3] + rows[4:])
    assert compare(checkpoint_of(rows), broken) == broken


def test_a_checkpoint_comes_back_from_its_text() -> None:
    checkpoint = checkpoint_of(some_rows())
    assert from_text(to_text(checkpoint)) == checkpoint
    assert to_text(checkpoint).count("\n") == 1


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "7", to_text(checkpoint_of([]))[:-40], to_text(checkpoint_of([])).replace(":0,", ':"0",')]
)
def test_a_text_that_is_no_checkpoint_is_named(text: str) -> None:
    with pytest.raises(CheckpointFault, match="not a checkpoint"):
        from_text(text)


def test_a_checkpoint_of_a_newer_format_is_named() -> None:
    with pytest.raises(CheckpointFault, match="format 2; this version of Equipoise knows format 1"):
        from_text(to_text(replace(checkpoint_of([]), format=2)))

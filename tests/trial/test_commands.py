from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from equipoise.trial import commands as act
from equipoise.trial.commands import COMMANDS, name_of, read_command
from tests.trial.test_permissions import sample


@pytest.mark.parametrize("kind", COMMANDS, ids=name_of)
def test_a_command_is_what_its_json_says(kind: type[act.Command]) -> None:
    command = sample(kind)
    assert read_command(msgspec.json.encode(command)) == command


def test_every_command_has_a_name_of_its_own() -> None:
    assert len({name_of(kind) for kind in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize(
    "words",
    [b"", b"{}", b"[]", b"null", b'{"command": "fly"}', b'{"command": "randomise", "participant": 7}', b"\xff\xfe", b'{"command"',
     b'{"command": "dispose_bag", "bag": "x", "volume_ml": "much", "second": "y"}', b"[" * 5000,
     b'{"command": "randomise", "participant": "\xff"}', b'{"command": "save_form", "form": "x", "instance": "1", "items": {"a": '
     + b"[" * 9999],
)  # fmt: skip
def test_what_is_no_command_is_told_with_its_path(words: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_command(words)


def test_decimals_are_read_exactly() -> None:
    words = b'{"command": "dispose_bag", "bag": "x", "volume_ml": "0.1", "second": "y"}'
    command = read_command(words)
    assert isinstance(command, act.DisposeBag)
    assert command.volume_ml == Decimal("0.1")

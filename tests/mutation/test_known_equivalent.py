from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.find_mutants import find_mutants
from tests.mutation.known_equivalent import Equivalent, known_equivalent

ROOT = Path(__file__).resolve().parents[2]
KNOWN = known_equivalent()


@pytest.mark.parametrize("file", sorted({key[0] for key in KNOWN}))
def test_what_is_listed_as_changing_nothing_is_still_a_mutant_of_its_file(file: str) -> None:
    keys = {one.key for one in find_mutants((ROOT / file).read_text("utf-8"), file)[1]}
    gone: set[Equivalent] = {key for key in KNOWN if key[0] == file} - keys
    assert not gone, (
        "the rule was changed: ask again with python -m tests.mutation, and mend tests/mutation/equivalent.yaml"
    )


def test_every_mutant_that_changes_nothing_has_a_reason() -> None:
    assert all(len(because.split()) > 4 for because in KNOWN.values())

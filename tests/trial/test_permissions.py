from __future__ import annotations

from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from msgspec import structs

from equipoise.trial.commands import COMMANDS, Command, name_of
from equipoise.trial.permissions import GATED, MAY, ROLES, may, reads_everything, sees_arm, sees_identity
from tests.rules.example import altered
from tests.trial.stage import Stage, codes, small_study

SAMPLES: dict[Any, Any] = {str: "x", int: 1, bool: True, Decimal: Decimal(1)}


def sample(kind: type[Command]) -> Command:
    """A command of a kind with the least that it needs."""
    hints = get_type_hints(kind)
    needed = [field.name for field in structs.fields(kind) if field.required]
    return kind(
        **{name: SAMPLES.get(hints[name], {} if str(hints[name]).startswith("dict") else ()) for name in needed}
    )


def test_every_command_stands_in_the_table_and_nothing_else() -> None:
    assert set(MAY) == set(COMMANDS)
    assert set(COMMANDS) >= GATED
    assert all(role in ROLES for roles in MAY.values() for role in roles)


@pytest.mark.parametrize("kind", COMMANDS, ids=name_of)
def test_a_command_is_refused_to_every_role_that_the_table_does_not_name(kind: type[Command]) -> None:
    stage = Stage.opened()
    for role in ROLES:
        refused = codes(stage.do(role, sample(kind)))
        assert ("not_permitted" in refused) == (role not in MAY[kind]), (role, refused)
        assert "not_delegated" not in refused


def test_a_role_that_nobody_knows_may_nothing() -> None:
    assert not any(may(role, kind) for role in ("", "nobody", "Investigator", "root") for kind in COMMANDS)


def test_the_inspector_reads_everything_and_does_nothing() -> None:
    assert reads_everything("inspector")
    assert not any(may("inspector", kind) for kind in COMMANDS)
    assert not any(reads_everything(role) for role in ROLES if role != "inspector")


def test_an_open_study_shows_its_arms_and_a_masked_one_hides_them_from_the_masked() -> None:
    assert all(sees_arm(small_study(), role) for role in ROLES)
    design = small_study().design.model_dump(mode="json") | {"masking": "DOUBLE", "masked": ["investigator"]}
    masked = altered(design=design)
    assert not sees_arm(masked, "investigator")
    assert sees_arm(masked, "statistician")


def test_identities_are_for_those_at_the_bedside() -> None:
    assert sees_identity("infusion_nurse")
    assert not any(
        sees_identity(role) for role in ("statistician", "monitor", "data_manager", "inspector", "safety_board")
    )

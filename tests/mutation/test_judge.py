from __future__ import annotations

from typing import Any

from tests.mutation.judge import judge
from tests.mutation.page import write_page


def row(result: str, before: str = "a < b", after: str = "a <= b", boundary: bool = True) -> dict[str, Any]:
    return {
        "file": "src/equipoise/rules/safety/grade.py", "line": 7, "within": "grade", "kind": "comparison",
        "boundary": boundary, "before": before, "after": after, "result": result,
    }  # fmt: skip


KNOWN = {("src/equipoise/rules/safety/grade.py", "grade", "a < b", "a <= b"): "a is never b"}


def test_a_survivor_on_a_boundary_keeps_a_room_open_and_is_printed_with_both_readings() -> None:
    outcome = judge([row("killed", "c < d"), row("survived")], {}, "safety")
    assert outcome.is_open
    assert outcome.report().splitlines() == [
        "src/equipoise/rules/safety/grade.py:7 grade: BOUNDARY",
        "    a < b",
        "    a <= b",
        "safety: 2 mutants, 1 killed, 0 equivalent, 1 surviving, 1 of them on a boundary",
    ]


def test_what_no_test_meets_survives_and_is_told_apart() -> None:
    outcome = judge([row("not met")], {}, "safety")
    assert outcome.is_open
    assert "no test meets it" in outcome.report()


def test_a_survivor_elsewhere_or_one_that_changes_nothing_keeps_no_room_open() -> None:
    assert not judge([row("survived", boundary=False)], {}, "safety").is_open
    outcome = judge([row("survived")], KNOWN, "safety")
    assert (outcome.is_open, len(outcome.equivalent)) == (False, 1)


def test_an_excuse_for_a_mutant_that_is_noticed_keeps_a_room_open() -> None:
    outcome = judge([row("killed")], KNOWN, "safety")
    assert outcome.is_open
    assert "listed as equivalent and was noticed" in outcome.report()


def test_a_page_gets_the_row_of_a_room_that_was_run_and_keeps_the_others() -> None:
    before = write_page("", {"visits": judge([row("killed")], {}, "visits")}, {})
    after = write_page(before, {"safety": judge([row("killed"), row("survived")], KNOWN, "safety")}, KNOWN)
    rows = [line for line in after.splitlines() if line.startswith(("| visits", "| safety"))]
    assert rows == [
        "| visits | 1 | 1 | 0 | 0 |",
        "| safety | 2 | 1 | 1 | 0 |",
        "| safety/grade.py grade | `a < b` | `a <= b` | a is never b |",
    ]

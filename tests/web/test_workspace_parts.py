"""The parts of the workspace that need no server: moments, words, rows of the timeline, breaks in a chain."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from equipoise import web
from equipoise.facts import VOCABULARY
from equipoise.trial.permissions import ROLES
from equipoise.trial.task import URGENCIES
from equipoise.web.moment import NoMoment, parse
from equipoise.web.workspace.draw_timeline import _rows
from equipoise.web.workspace.tags import cells, lasting
from equipoise.web.workspace.words import KINDS, STATES, VISITS, unit_words


def test_every_kind_of_fact_has_words() -> None:
    assert KINDS.keys() == VOCABULARY.keys()


def test_a_moment_is_local_to_the_study_unless_it_names_its_zone() -> None:
    assert parse("2018-09-01T12:00", "Asia/Shanghai") == datetime(2018, 9, 1, 4, 0, tzinfo=UTC)
    assert parse("2018-09-01T12:00Z", "Asia/Shanghai") == datetime(2018, 9, 1, 12, 0, tzinfo=UTC)


def test_a_day_means_its_end() -> None:
    assert parse("2018-09-01", "Asia/Shanghai") == datetime(2018, 9, 1, 15, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize("words", ["yesterday", "2018-13-01", "2018-09-01T25:00", "T", "0001-01-01T00:00"])
def test_words_that_name_no_moment_are_refused(words: str) -> None:
    with pytest.raises(NoMoment):
        parse(words, "Asia/Shanghai")


def test_spans_that_overlap_stand_in_different_rows() -> None:
    assert _rows([(0, 10), (5, 15), (10, 20), (12, 14), (16, 18)]) == [0, 1, 0, 2, 1]


def test_cells_are_written_as_laboratories_write_them() -> None:
    assert cells(1_320_000_000) == "1.32 × 10⁹"
    assert cells(0) == "0"


def test_units_are_printed_as_laboratories_print_them() -> None:
    assert unit_words("umol/L") == "µmol/L"
    assert unit_words("10*9/L") == "×10⁹/L"
    assert unit_words("mm[Hg]") == "mmHg"
    assert unit_words("{INR}") == ""


def test_nothing_lasts_before_its_beginning() -> None:
    assert lasting(None) == ""


def test_every_state_has_a_shape_and_words_in_both_languages() -> None:
    assert len({shape for shape, _, _ in STATES.values()}) == len(STATES)
    assert all(says.en and says.zh for _, _, says in STATES.values())
    assert all(says.en and says.zh for table in (VISITS, URGENCIES, ROLES) for says in table.values())


def test_a_sign_beside_a_name_is_not_drawn_as_a_stop_of_a_unit() -> None:
    style = (Path(web.__file__).parent / "static/equipoise/workspace.css").read_text(encoding="utf-8")
    selectors = [one.strip() for rule in re.findall(r"([^{}]*)\{", style) for one in rule.split(",")]
    of_a_stop = [one for one in selectors if re.search(r"\.stop(?![\w-])", one)]
    assert [one for one in of_a_stop if not one.startswith(".track > .stop")] == [".alert.stop"]

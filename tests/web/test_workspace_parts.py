"""The parts of the workspace that need no server: moments, words, rows of the timeline, breaks in a chain."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from equipoise import web
from equipoise.facts import VOCABULARY
from equipoise.protocol.criteria.say import say_unit
from equipoise.trial.permissions import ROLES
from equipoise.trial.task import URGENCIES
from equipoise.values.text import Text, in_both
from equipoise.web.moment import NoMoment, parse
from equipoise.web.templatetags.words import one_language
from equipoise.web.workspace.draw_timeline import _rows
from equipoise.web.workspace.tags import cells, lasting
from equipoise.web.workspace.words import KINDS, STATES, VISITS


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
    assert say_unit("umol/L") == "µmol/L"
    assert say_unit("10*9/L") == "×10⁹/L"
    assert say_unit("mm[Hg]") == "mmHg"
    assert say_unit("{INR}") == ""
    assert say_unit("mL/min/{1.73_m2}") == "mL/min/1.73 m²"


def test_nothing_lasts_before_its_beginning() -> None:
    assert lasting(None) == ""


def test_every_state_has_a_shape_and_words_in_both_languages() -> None:
    assert len({shape for shape, _, _ in STATES.values()}) == len(STATES)
    assert all(says.en and says.zh for _, _, says in STATES.values())
    assert all(says.en and says.zh for table in (VISITS, URGENCIES, ROLES) for says in table.values())


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        ("Is it so / 是否属实", "Is it so", "是否属实"),
        ("T: 41.2 °C (35–40 °C) / “体温”：41.2 °C 少见", "T: 41.2 °C (35–40 °C)", "“体温”：41.2 °C 少见"),
        ("one / two / 三", "one / two", "三"),
        ("one / two", "one / two", "one / two"),
        ("只有中文 / 两段", "只有中文 / 两段", "只有中文 / 两段"),
    ],
)
def test_words_written_in_both_languages_at_once_are_parted(words: str, en: str, zh: str) -> None:
    assert in_both(words) == Text(en, zh)


def test_a_name_in_two_languages_is_shown_in_that_of_the_page() -> None:
    with override("zh-hans"):
        assert one_language("Infusion nurse 2 / 输注护士 2") == "输注护士 2"
        assert one_language("Wang Fang") == "Wang Fang"
    with override("en"):
        assert one_language("Infusion nurse 2 / 输注护士 2") == "Infusion nurse 2"


def test_a_sign_beside_a_name_is_not_drawn_as_a_stop_of_a_unit() -> None:
    style = (Path(web.__file__).parent / "static/equipoise/workspace.css").read_text(encoding="utf-8")
    selectors = [one.strip() for rule in re.findall(r"([^{}]*)\{", style) for one in rule.split(",")]
    of_a_stop = [one for one in selectors if re.search(r"\.stop(?![\w-])", one)]
    assert [one for one in of_a_stop if not one.startswith(".track > .stop")] == [".alert.stop"]

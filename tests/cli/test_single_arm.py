"""A study with one arm and no randomisation: it checks, rehearses and is told as what it is; and a rehearsal that nobody enters."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.cli import trial as trial_commands
from tests.cli.terminal import ASPIRE, Terminal
from tests.protocol.planting import planted


def single_arm(folder: Path) -> Path:
    """The second study with one arm alone: without randomisation, without masking."""
    copy = planted(folder)
    file = copy / "protocol.yaml"
    words = file.read_text(encoding="utf-8")
    for start, stop in (
        ("  low:\n    label", "interventions:\n  orvilast"),
        ("randomisation:\n  method", "schedule:\n  logs"),
    ):
        words = words[: words.index(start)] + words[words.index(stop) :]
    for old, new in (
        (
            "  masking: QUADRUPLE\n  masked: [participant, coordinator, investigator, monitor, statistician]\n",
            "  masking: NONE\n",
        ),
        ("{high: 0.06, low: 0.08, placebo: 0.12}", "{high: 0.06}"),
        ("{high: 0.0005, low: 0.0005, placebo: 0.0005}", "{high: 0.0005}"),
    ):
        assert words.count(old) == 1, old
        words = words.replace(old, new)
    file.write_text(words, encoding="utf-8")
    return copy


def test_a_study_with_one_arm_needs_no_randomisation_and_its_participants_are_enrolled(
    tmp_path: Path, terminal: Terminal
):
    folder = single_arm(tmp_path)
    assert terminal("study", "check", folder).status == 0
    assert "All participants are in one group." in terminal("study", "show", folder).out
    assert terminal("trial", "rehearse", folder, "--participants", "3").status == 0
    assert "3 enrolled." in terminal("trial", "state").out


def test_what_a_criterion_tests_is_said_under_its_text(terminal: Terminal):
    said = terminal("study", "show", ASPIRE).out
    assert "I1  Age from 18 to 75 years.\n    → age at least 18, and age at most 75\n" in said


def test_a_rehearsal_that_too_few_enter_says_on_what_screening_stopped(tmp_path: Path, terminal: Terminal):
    folder = planted(tmp_path, ("protocol.yaml", "SP.REVPCT: {normal: [20, 3]", "SP.REVPCT: {normal: [5, 0.1]"))
    ended = terminal("trial", "rehearse", folder, "--participants", "2")
    assert "Only 0 of 2 entered the trial. Screening stopped at: I5 not met (" in ended.err


def test_a_rehearsal_that_breaks_off_leaves_its_study_beside_its_facts(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    def break_off(*_: object) -> None:
        raise SystemExit(9)

    monkeypatch.setattr(trial_commands, "play", break_off)
    terminal("trial", "rehearse", ASPIRE, "--participants", "2")
    assert (terminal.home / "studies" / "ASPIRE-3" / "protocol.yaml").is_file()


def test_an_amendment_of_the_allocation_is_committed_anew_and_nobody_is_turned_away(tmp_path: Path, terminal: Terminal):
    folder = planted(tmp_path)
    (folder / "amendments").mkdir()
    (folder / "amendments" / "1.1.yaml").write_text(
        'amendment:\n  version: "1.1"\n  effective: 2026-02-10\n  summary: {en: Other blocks., zh: 调整区组。}\n'
        "  because: {en: Blocks of four were guessed., zh: 四人区组被猜中。}\nchanges:\n  randomisation.blocks: [8, 12]\n",
        encoding="utf-8",
    )
    said = terminal("trial", "rehearse", folder, "--participants", "12").words
    assert "(0 refused)" in said
    assert "12 randomised." in terminal("trial", "state").out

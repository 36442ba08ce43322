"""A study with one arm and no randomisation: it checks, rehearses and is told as what it is; and a rehearsal that nobody enters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from equipoise.cli import rehearse as rehearse_command
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


OF_THE_STUDY = {
    "Randomised, Double-blind": "Open", "的随机、双盲": "的开放", "Randomised, zh: 随机": "None, zh: 无",
    "randomisation, zh: 随机化": "enrolment, zh: 入组", "from randomisation to": "from enrolment to", "自随机化至": "自入组至",
    "自随机至": "自入组至", "All randomised, zh: 全部随机化人群": "All enrolled, zh: 全部入组人群",
}  # fmt: skip
"""What the file of three arms says itself; the words of a study are never changed by the program."""


def single_arm_in_its_own_words(folder: Path) -> Path:
    """The same study, whose own words tell of one arm as well."""
    copy = single_arm(folder)
    file = copy / "protocol.yaml"
    words = file.read_text(encoding="utf-8")
    for pattern, new in OF_THE_STUDY.items():
        assert pattern in words, pattern
        words = words.replace(pattern, new)
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


def test_with_one_arm_nothing_is_drawn_so_there_is_neither_a_key_nor_a_list_to_verify(
    tmp_path: Path, terminal: Terminal
):
    folder = single_arm(tmp_path)
    terminal("trial", "rehearse", folder, "--participants", "3")
    assert not list((terminal.home / "keys").glob("allocation-ASPIRE-3-*"))
    exported = terminal.home / "facts.jsonl"
    terminal("ledger", "export", "--out", exported)
    assert "randomisation.key_committed" not in exported.read_text(encoding="utf-8")
    says = "ASPIRE-3 has one arm: everybody is enrolled in it, and nothing is drawn."
    assert says in terminal("randomisation", "verify").words
    assert says in terminal("randomisation", "report", folder).words


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

    monkeypatch.setattr(rehearse_command, "play", break_off)
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


def test_a_study_is_said_as_its_newest_version_says_it(tmp_path: Path, terminal: Terminal):
    folder = planted(tmp_path)
    (folder / "amendments").mkdir()
    (folder / "amendments" / "1.1.yaml").write_text(
        'amendment:\n  version: "1.1"\n  effective: 2026-02-10\n  summary: {en: Older people., zh: 放宽年龄。}\n'
        "  because: {en: Few came., zh: 入组缓慢。}\nchanges:\n  arms.high.description: {en: 20 mg once a day, zh: 每日一次20 mg}\n",
        encoding="utf-8",
    )
    said = terminal("study", "show", folder).out
    assert "Orvilast 20 mg: 20 mg once a day\n" in said
    assert "This is version 1.1, in force from 10 February 2026" in said


def test_a_single_arm_that_an_amendment_makes_two_has_its_list_from_then_on_and_proves_it(
    tmp_path: Path, terminal: Terminal
):
    folder = single_arm(tmp_path)
    (folder / "amendments").mkdir()
    (folder / "amendments" / "1.1.yaml").write_text(
        'amendment:\n  version: "1.1"\n  effective: 2026-02-20\n  summary: {en: A second arm., zh: 增加一组。}\n'
        "  because: {en: The dose is chosen., zh: 剂量已确定。}\nchanges:\n"
        "  arms.usual: {label: {en: Usual care, zh: 常规治疗}, kind: NO_INTERVENTION, ratio: 1, description: {en: As before, zh: 照旧}}\n"
        "  randomisation: {method: permuted_blocks, blocks: [3, 6]}\n"
        "  simulation.logs.XA.per_month: {high: 0.06, usual: 0.1}\n"
        "  safety.boundary: {rate: 0.9, participants: 240, stop_chance: 0.05, scope: [accrual]}\n"
        "  simulation.logs.DD.per_month: {high: 0.0005, usual: 0.0005}\n",
        encoding="utf-8",
    )
    assert "(0 refused)" in terminal("trial", "rehearse", folder, "--participants", "24").words
    key = terminal.home / "keys" / "allocation-ASPIRE-3-rehearsal"
    proven = terminal("randomisation", "verify", "--key", key)
    assert proven.status == 0, proven.words
    facts = terminal.home / "facts.jsonl"
    terminal("ledger", "export", "--out", facts)
    drawn = [
        row
        for row in map(json.loads, facts.read_text(encoding="utf-8").splitlines())
        if row["kind"] == "participant.randomised"
    ]
    assert {bool(json.loads(row["body"])["draw"]) for row in drawn if row["protocol"] == "1.0"} == {False}
    assert {bool(json.loads(row["body"])["draw"]) for row in drawn if row["protocol"] == "1.1"} == {True}
    assert [json.loads(row["body"])["sequence"] for row in drawn] == [*range(1, 25)]

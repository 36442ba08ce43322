from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from equipoise.protocol.builtin import folder, studies
from equipoise.protocol.load import load, load_versions
from equipoise.protocol.source import MOST_BYTES, parse_yaml, plain
from tests.protocol.planting import ASPIRE, line_of, planted

P, F = "protocol.yaml", "forms.yaml"


def test_the_second_study_loads_without_a_fault():
    loaded = load(ASPIRE)
    assert [str(fault) for fault in (*loaded.faults, *loaded.remarks)] == []
    assert loaded.study is not None
    assert loaded.study.id == "ASPIRE-3"
    assert [arm.ratio for arm in loaded.study.arms.values()] == [2, 1, 1]
    assert loaded.record is None


@pytest.mark.parametrize("name", studies())
def test_a_built_in_study_loads_without_a_fault(name: str):
    home = folder(name)
    assert home is not None
    for loaded in load_versions(home):
        assert [str(fault) for fault in loaded.faults] == []


def test_there_is_no_folder_of_an_unknown_study():
    assert folder("NOWHERE") is None


def test_five_planted_faults_show_five_each_with_its_line(tmp_path: Path):
    changes = (
        (P, "  enrolment: 240", "  enrolment: many"),
        (P, "      window: {before: 5, after: 7}", "      windw: {before: 5, after: 7}"),
        (P, "test: exacerbations >= 1", "test: exacerbation_count >= 1"),
        (F, "    domain: DA", "    domain: DA\n    domain: EX"),
        (F, "PULSE: {label: {en: Pulse, zh: 脉搏}", "PULSE: {label: {en: Pulse}"),
    )
    copy = planted(tmp_path, *changes)
    loaded = load(copy)
    assert loaded.study is None
    assert [(fault.file, fault.line) for fault in loaded.faults] == [
        (P, line_of(copy, P, "enrolment: many")),
        (P, line_of(copy, P, "exacerbation_count")),
        (P, line_of(copy, P, "windw")),
        (F, line_of(copy, F, "PULSE")),
        (F, line_of(copy, F, "domain: EX")),
    ]
    assert str(loaded.faults[2]).endswith("Write `window`.")
    assert all(fault.says.zh and fault.instead.zh for fault in loaded.faults)


def test_a_fault_prints_as_file_line_what_and_what_instead(tmp_path: Path):
    loaded = load(planted(tmp_path, (P, "masking: QUADRUPLE", "masking: QUADRUPEL")))
    assert [str(fault) for fault in loaded.faults] == [
        (
            f"protocol.yaml:{line_of(ASPIRE, P, 'masking: QUADRUPLE')}: `design.masking` cannot be `QUADRUPEL`. "
            "Write `QUADRUPLE` (allowed: `NONE`, `SINGLE`, `DOUBLE`, `TRIPLE`, `QUADRUPLE`)."
        )
    ]
    assert (
        loaded.faults[0]
        .in_("zh")
        .endswith(
            "`design.masking` 不能是 `QUADRUPEL`。请写 `QUADRUPLE`（可选：`NONE`、`SINGLE`、`DOUBLE`、`TRIPLE`、`QUADRUPLE`）。"
        )
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('version: "1.0"', "version: 1.0", '`version` cannot be `1.0`. Put it in quotes: "1.0"'),
        ("time_zone: Asia/Shanghai\n", "", "`time_zone` is missing in the study file. Add `time_zone: …`"),
        ("id: ASPIRE-3", "id: aspire", "`id` cannot be `aspire`. Write 3 to 20 capital letters"),
        (
            'version: "1.0"',
            "version: “1.0”",
            "`version` cannot be `“1.0”`. Write digits, letters and points in plain quotes",
        ),
        ("blocks: [4, 8]", "blocks: 4", "Write a list: each one on a line of its own"),
        (
            "    missed_visit: {",
            "    missed_visits: {",
            "`missed_visits` cannot stand in `simulation.trouble`. Write `missed_visit`",
        ),
        ("  purpose: {", "  purpose： {", "A Chinese sign stands where YAML has its own"),
        (
            "purpose: {en: Treatment, zh: 治疗}",
            "purpose: ｛en: Treatment, zh: 治疗｝",
            "A Chinese sign stands where YAML has its own",
        ),
        ("  purpose: {", "\u00a0 purpose: {", "indented with wide or hard spaces"),
        (
            "days: [14, 28]",
            "days: [14, soon]",
            "`schedule.visits.treatment.days.1` cannot be `soon`. Write a whole number",
        ),
        ("days: [14, 28]", "days: []", "`schedule.visits.treatment.days` is empty. Write at least 1 value in the list"),
        (
            "every: {days: 28, until: 168}",
            "every: {until: 168}",
            "does not have one step. Write either `days` or `months`",
        ),
        ("{days: 28, until: 168}", "{days: 0, until: 168}", "cannot be `0`. Write a number greater than 0"),
        (
            "window: {after: 14}",
            "window: {after: -1}",
            "screening.window` excludes its own day. Write a number of at least 0",
        ),
        ("window_days: [0, 196]", "window_days: [0]", "`1` is missing in `safety.window_days`"),
        ("zh: 湖滨诊所（虚构）}", "zh: 湖滨诊所（虚构）, de: See}", "`de` is not a key of `about.sites.LAKE.name`"),
        ("consent/v1.en.md, zh:", "consent/v1.en.md, fr: x, zh:", "`fr` cannot stand in `consents.main-1.document`"),
        (
            "      ends: [screen_failure, withdrawal, death]",
            "      ends: none",
            "`schedule.visits.screening.ends` cannot be `none`",
        ),
        ("epochs:\n", "epochs: &all\n", "`&all` is YAML shorthand"),
        ("purpose: {en: Treatment", "purpose: !!map {en: Treatment", "is YAML shorthand"),
        ("start: 2026-02-02", "start: *day", "`*day` is YAML shorthand"),
    ],
)
def test_a_slip_is_told_in_plain_words(tmp_path: Path, old: str, new: str, says: str):
    copy = planted(tmp_path, (P, old, new))
    faults = load(copy).faults
    assert any(says in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_a_misspelt_key_is_told_once_and_its_value_is_read(tmp_path: Path):
    loaded = load(planted(tmp_path, (P, "  enrolment: 240", "  enrollment: 240")))
    assert [fault.path for fault in loaded.faults] == ["design.enrollment"]


def test_a_missing_folder_a_missing_file_and_a_missing_part_are_clear(tmp_path: Path):
    assert str(load(tmp_path / "nowhere").faults[0]).startswith("nowhere: There is no such folder.")
    copy = planted(tmp_path)
    (copy / F).unlink()
    assert [str(fault) for fault in load(copy).faults] == [
        "forms.yaml: The file is missing. Put `forms.yaml` into the study folder."
    ]


def test_what_is_not_text_not_utf8_or_too_large_is_said_so(tmp_path: Path):
    copy = planted(tmp_path)
    (copy / F).write_bytes(b"forms:\n  DM: \xff\n")
    assert str(load(copy).faults[0]) == "forms.yaml:2: The text is not UTF-8. Save the file as UTF-8."
    (copy / F).write_bytes(b"#" * (MOST_BYTES + 1))
    assert "larger than 4 MB" in str(load(copy).faults[0])
    (copy / F).write_text("forms:\n  a: \x07\n", encoding="utf-8")
    assert str(load(copy).faults[0]).startswith("forms.yaml:2: The text has a control character")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b: c\n", 1),
        ("a:\n\t- b\n", 2),
        ("a: 'b\n", 2),
        ("a: 1\n--- \nb: 2\n", 2),
        ("- a\n- b\n", 1),
        ("", 1),
        ("[a, b]: c\n", 1),
        ("a: " + "[" * 60 + "\n", 1),
        ("a: 1\na: 2\n", 2),
    ],
)
def test_text_that_is_not_a_study_in_yaml_is_a_fault_with_its_line(text: str, line: int):
    source = parse_yaml(text, "x.yaml")
    assert [fault.line for fault in source.faults] == [line]


def test_scalars_are_read_by_the_core_schema_alone():
    assert plain("no") == "no"
    assert plain("on") == "on"
    assert plain("2026-01-05") == "2026-01-05"
    assert plain("1:30") == "1:30"
    assert plain("true") is True
    assert plain("~") is None
    assert plain("-12") == -12
    assert plain("0.1") == Decimal("0.1")
    assert plain("1e9") == Decimal("1e9")
    assert plain("1e999999999") == "1e999999999"
    assert plain("9" * 400) == "9" * 400


def test_the_second_value_of_a_key_counts_for_nothing_but_a_fault():
    source = parse_yaml("a: {b: 1}\na: {c: 2}\n", "x.yaml")
    assert source.data == {"a": {"b": 1}}
    assert sorted(source.places) == ["", "a", "a.b"]


def test_a_record_outside_the_folder_is_not_read(tmp_path: Path):
    copy = planted(tmp_path, (P, "rests_on:\n", "rests_on:\n  record: ../secret.json\n"))
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    loaded = load(copy)
    assert loaded.record is None
    assert any("is not a file of this folder" in str(fault) for fault in loaded.faults)


def test_a_comment_leaves_the_digest_alone_and_a_value_changes_it(tmp_path: Path):
    plain_digest = load(ASPIRE).digest
    assert len(plain_digest) == 64
    comment = load(planted(tmp_path / "a", (P, "  enrolment: 240", "  enrolment:    240  # planned")))
    value = load(planted(tmp_path / "b", (P, "  enrolment: 240", "  enrolment: 244")))
    assert comment.digest == plain_digest
    assert value.digest != plain_digest


def test_every_path_has_the_line_on_which_it_is_written():
    lines = load(ASPIRE).lines
    assert str(lines.of("design.enrolment")) == f"protocol.yaml:{line_of(ASPIRE, P, 'enrolment: 240')}"
    assert str(lines.of("forms.forms.AE.items.AETERM.label.en")) == f"forms.yaml:{line_of(ASPIRE, F, 'AETERM: {label')}"
    assert lines.of("schedule.visits.call.optional") == lines.of("schedule.visits.call")


def amendment(copy: Path, name: str, text: str) -> None:
    (copy / "amendments").mkdir(exist_ok=True)
    (copy / "amendments" / name).write_text(text, encoding="utf-8")


HEAD = """amendment:
  version: "{version}"
  effective: 2026-06-01
  summary: {{en: A longer window., zh: 延长时间窗。}}
  because: {{en: Visits were late., zh: 访视延迟。}}
changes:
"""


def test_amendments_are_applied_in_order_of_their_version(tmp_path: Path):
    copy = planted(tmp_path)
    amendment(copy, "1.10.yaml", HEAD.format(version="1.10") + "  schedule.visits.call.days: [189]\n")
    amendment(
        copy,
        "1.2.yaml",
        HEAD.format(version="1.2") + "  schedule.visits.call.days: [183]\n  design.maximum_age: null\n",
    )
    versions = load_versions(copy)
    assert [loaded.study.version for loaded in versions if loaded.study] == ["1.0", "1.2", "1.10"]
    assert [loaded.study.schedule.visits["call"].days for loaded in versions if loaded.study] == [
        (182,),
        (183,),
        (189,),
    ]
    assert [loaded.study.design.maximum_age for loaded in versions if loaded.study] == [75, None, None]
    assert len({loaded.digest for loaded in versions}) == 3
    assert load(copy).digest == versions[-1].digest
    assert load(copy, "1.2").digest == versions[1].digest
    assert versions[0].versions == ("1.0", "1.2", "1.10")
    assert versions[0].digest == load(ASPIRE).digest
    assert versions[1].amendment is not None
    assert versions[1].amendment.summary.zh == "延长时间窗。"
    assert versions[2].study is not None
    assert versions[2].study.effective == "2026-06-01"


def test_an_amendment_adds_ids_with_points_in_them(tmp_path: Path):
    copy = planted(tmp_path)
    consent = "{name: {en: Consent 1.1, zh: 知情同意书1.1版}, effective: 2026-06-01}"
    changes = f"  consents.1.1: {consent}\n  simulation.values.VS.PULSE: {{normal: [80, 9]}}\n"
    amendment(copy, "1.1.yaml", HEAD.format(version="1.1") + changes)
    study = load(copy).study
    assert study is not None
    assert list(study.consents) == ["main-1", "1.1"]
    assert study.simulation.values["VS.PULSE"].normal == (80, 9)


def test_a_fault_in_an_amendment_points_into_its_file(tmp_path: Path):
    copy = planted(tmp_path)
    changes = "  schedule.visits.call.window: {before: 3, afer: 3}\n  schedule.visits.nowhere.days: [1]\n"
    amendment(copy, "1.1.yaml", HEAD.format(version="1.1") + changes)
    loaded = load(copy)
    assert [(fault.file, fault.line) for fault in loaded.faults] == [
        ("amendments/1.1.yaml", 7), ("amendments/1.1.yaml", 8)
    ]  # fmt: skip
    assert "leads nowhere" in str(loaded.faults[1])
    assert load(copy, "1.0").faults == ()


def test_an_amendment_named_unlike_its_version_or_without_changes_is_a_fault(tmp_path: Path):
    copy = planted(tmp_path)
    amendment(copy, "1.1.yaml", HEAD.format(version="2.0") + "change: 1\n")
    said = [str(fault) for fault in load(copy).faults]
    assert any("Call the file 2.0.yaml" in words for words in said)
    assert any("`changes` is missing" in words for words in said)
    assert any("`change` is not a key of an amendment" in words for words in said)


def test_an_unknown_version_is_a_fault_that_names_the_known_ones():
    assert "Ask for one of 1.0" in str(load(ASPIRE, "7").faults[0])


AMENDMENT = """amendment:
  version: "9.0"
  effective: 2027-01-01
  summary: {en: A change., zh: 修改。}
  because: {en: A reason., zh: 原因。}
changes:
"""


def test_an_unreadable_study_file_is_told_without_what_its_amendments_would_miss(tmp_path: Path):
    copy = planted(tmp_path, (P, "  purpose: {", "  purpose： {"))
    amendment(copy, "9.0.yaml", AMENDMENT + "  design.enrolment: 300\n")
    assert [fault.file for fault in load(copy).faults] == [P]


def test_a_misspelt_id_in_the_path_of_an_amendment_leads_nowhere(tmp_path: Path):
    copy = planted(tmp_path)
    amendment(copy, "9.0.yaml", AMENDMENT + "  schedule.visits.treatmnt.every: {days: 14, until: 168}\n")
    [fault] = load(copy).faults
    assert "the study file has no `treatmnt` there" in fault.says.en


def test_an_amendment_does_not_hold_before_what_it_amends(tmp_path: Path):
    copy = planted(tmp_path)
    words = AMENDMENT.replace("2027-01-01", "2020-01-01") + "  design.enrolment: 300\n"
    amendment(copy, "9.0.yaml", words)
    [fault] = load(copy).faults
    assert (fault.file, fault.line) == ("amendments/9.0.yaml", 3)
    assert "before the version that it changes" in fault.says.en


@pytest.mark.parametrize("change", ["  arms.low: null\n", "  arms: {high: HIGH, placebo: PLACEBO}\n"])
def test_no_amendment_takes_away_an_arm_to_which_people_were_allocated(tmp_path: Path, change: str):
    copy = planted(tmp_path)
    arm = "{{label: {{en: {0}, zh: 组别}}, kind: OTHER, ratio: 1, description: {{en: A group, zh: 一组}}}}"
    change = change.replace("HIGH", arm.format("High")).replace("PLACEBO", arm.format("Placebo"))
    amendment(copy, "1.1.yaml", HEAD.format(version="1.1") + change)
    told = [str(fault) for fault in load(copy).faults]
    assert any("The arm `low` would be gone" in words and "amendments/1.1.yaml:7" in words for words in told), told

"""The cases that come with Equipoise: an installation shows by them that it decides as written."""

from __future__ import annotations

from equipoise.protocol import builtin
from equipoise.protocol.load import load
from equipoise.validation.find_kinds import find_kinds
from equipoise.validation.own_cases import own_cases
from equipoise.validation.run import run


def test_every_own_case_agrees() -> None:
    outcomes = run(own_cases(), find_kinds())
    assert len(outcomes) > 150
    assert [(one.case.id, one.result, one.differences, one.says) for one in outcomes if one.result != "agrees"] == []


def test_no_file_of_ours_has_a_fault() -> None:
    for file in own_cases():
        assert file.faults == () and file.title and file.notes, file.name
        assert all(case.source for case in file.cases), file.name


def test_every_room_of_rules_brings_cases() -> None:
    rooms = {case.kind.partition(".")[0] for file in own_cases() for case in file.cases}
    assert rooms >= {"eligibility", "randomisation", "product", "response", "safety", "statistics", "design"}


def test_every_criterion_of_the_first_study_is_asked_on_both_sides_of_its_limit() -> None:
    folder = builtin.folder("NCT03410368")
    assert folder is not None
    study = load(folder).study
    assert study is not None
    seen: dict[str, set[str]] = {}
    for file in own_cases():
        for case in file.cases:
            for criterion, verdict in case.expect.items() if case.kind == "eligibility" else ():
                seen.setdefault(criterion, set()).add(verdict)
    for criterion in study.eligibility.criteria:
        assert "passes" in seen[criterion], criterion
        assert seen[criterion] - {"passes"}, criterion


def test_files_are_named_alike_on_every_machine() -> None:
    assert [file.name for file in own_cases()] == [
        "validation/cases/product.json",
        "validation/cases/randomisation.json",
        "validation/cases/response.json",
        "validation/cases/safety.json",
        "validation/cases/statistics.json",
        "studies/NCT03410368/cases/eligibility.json",
    ]

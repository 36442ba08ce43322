"""The reports of a study with one arm: it enrolled and treated its participants, and compared nobody."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from equipoise.facts.participant import EligibilityConfirmed
from equipoise.paper import Fonts
from equipoise.report import Built, Material, Order, files_of, imprint_of
from equipoise.trial.worklist import worklist
from equipoise.values.text import LANGUAGES, Language
from tests.cli.test_single_arm import single_arm, single_arm_in_its_own_words
from tests.rehearsals import play
from tests.report.cut import SOFTWARE

OF_ARMS = {
    "en": r".{30}(?:[Rr]andomis|CONSORT|allocated|by arm|compares? arms|[Hh]azard ratios? |Miettinen|another arm).{30}",
    "zh": r".{12}(?:随机|分配组别|按组|比较各组|检验与风险比|Miettinen|其他组).{12}",
}
ADDRESS = re.compile(
    r"<[^>]*>|columns [a-z_, ]+; the first is \S+|列(?:依次)?为.{0,80}首个|randomised(?=, sum)|enrolment/\S+"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Material:
    done = play(single_arm_in_its_own_words(tmp_path_factory.mktemp("single")), 4, 5)
    trial = done.trial
    day = date.fromisoformat(trial.recorded[-1][:10])
    version = trial.version_on(day)
    return Material(trial, version, imprint_of(trial, version, day, done.store, SOFTWARE), False, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_report_of_a_single_arm_says_that_anybody_was_randomised_or_compared(
    made: Material, language: Language
) -> None:
    files = dict(files_of(made, Order(languages=(language,), formats=("html",)), Fonts(), Built()))
    pages = {name: ADDRESS.sub(" ", page.decode()) for name, page in files.items() if name.endswith(".html")}
    assert len(pages) == 6
    said = {name: found for name, page in pages.items() if (found := re.findall(OF_ARMS[language], page))}
    assert not said
    assert ("All enrolled" if language == "en" else "全部入组受试者") in pages[f"csr.{language}.html"]


def test_the_worklist_of_a_single_arm_asks_to_enrol(tmp_path: Path) -> None:
    gateway = play(single_arm(tmp_path), 3, 5).gateway
    trial = gateway.trial()
    moments = sorted(fact.recorded for one in trial.participants.values() for fact in one.of(EligibilityConfirmed))
    at = datetime.fromisoformat(moments[0])
    asked = [task.says.en for task in worklist(gateway.trial_as_of(at), at, "coordinator") if task.kind == "randomise"]
    assert set(asked) == {"Enrol"}

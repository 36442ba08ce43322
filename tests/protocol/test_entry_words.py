"""Our own words in a study with one arm: people are enrolled, not randomised."""

from __future__ import annotations

from pathlib import Path

import pytest

from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.load import load
from equipoise.protocol.model import Study
from equipoise.values.text import Text
from tests.cli.terminal import ASPIRE


def study(arms: int) -> Study:
    found = load(Path(ASPIRE)).study
    assert found is not None
    return found.model_copy(update={"arms": dict(list(found.arms.items())[:arms])})


@pytest.mark.parametrize(
    ("ours", "of_one_arm"),
    [
        (Text("All randomised", "全部随机化受试者"), Text("All enrolled", "全部入组受试者")),
        (Text("Not randomised", "未随机化"), Text("Not enrolled", "未入组")),
        (Text("day 3 after randomisation", "随机后第3天"), Text("day 3 after enrolment", "入组后第3天")),
        (Text("Randomise a participant", "受试者随机分组"), Text("Enrol a participant", "受试者入组")),
        (Text("Randomise {number}", "随机分组：{number}"), Text("Enrol {number}", "入组：{number}")),
        (Text("Randomisation on hold", "随机入组已暂停"), Text("Enrolment on hold", "入组已暂停")),
        (Text("{k} of {n} allocated", "已随机 {k} / {n} 例"), Text("{k} of {n} enrolled", "已入组 {k} / {n} 例")),
        (Text("Allocation", "随机分配"), Text("Enrolment", "入组")),
        (Text("Adverse events", "不良事件"), Text("Adverse events", "不良事件")),
    ],
)
def test_with_one_arm_our_words_tell_of_an_enrolment_and_with_more_they_stay(ours: Text, of_one_arm: Text) -> None:
    assert entry_words(study(1), ours) == of_one_arm
    assert entry_words(study(2), ours) == ours

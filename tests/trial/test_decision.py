from __future__ import annotations

from equipoise.trial.decision import as_kept, as_told
from equipoise.values.reason import Reason
from equipoise.values.text import Text

SAYS = Text("No.", "不行。")


def test_a_reason_is_told_as_it_was_kept() -> None:
    for reason in (
        Reason("no", SAYS),
        Reason("no", SAYS, (3, 17), "arms.nk", Text("Wait.", "请等待。")),
        Reason("no", SAYS, remedy=Text("", "")),
    ):
        assert as_told(as_kept(reason)) == reason


def test_a_reason_kept_by_an_older_version_is_told_without_what_it_did_not_keep() -> None:
    assert as_told({"code": "no", "en": "No.", "zh": "不行。"}) == Reason("no", SAYS)

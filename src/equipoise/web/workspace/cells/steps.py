"""The steps of this desk by the name of their act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.web.workspace.acting.step import Make
from equipoise.web.workspace.cells import collect_steps, culture_steps, recall_steps, release_steps

PERSON: Final[Mapping[str, Make]] = {"book_collection": collect_steps.book_for}
UNIT: Final[Mapping[str, Make]] = {
    "book_collection": collect_steps.book_unit,
    "refuse_collection": collect_steps.refuse_unit,
    "collect": collect_steps.collect_unit,
    "receive_collection": collect_steps.receive_unit,
    "seed_batch": culture_steps.seed_unit,
    "control_batch": culture_steps.control_unit,
    "formulate_bag": culture_steps.formulate_unit,
    "label_bag": culture_steps.label_unit,
    "record_result": release_steps.result_unit,
    "assess_result": release_steps.assess_unit,
    "sign_exception": release_steps.sign_unit,
    "release_bag": release_steps.release_unit,
    "reject_bag": release_steps.reject_unit,
    "dispatch_bag": culture_steps.dispatch_unit,
    "close_batch": culture_steps.close_unit,
    "take_call_back_step": recall_steps.tell_unit,
    "settle_call_back": recall_steps.settle_unit,
}
STUDY: Final[Mapping[str, Make]] = {"recall_lot": recall_steps.recall_lot}

"""Which act a task of the worklist asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ACTS: Final[Mapping[str, str]] = {
    "book": "book_collection",
    "receive": "receive_collection",
    "discard": "receive_collection",
    "seed": "seed_batch",
    "control": "control_batch",
    "harvest": "formulate_bag",
    "label": "label_bag",
    "test": "record_result",
    "read": "record_result",
    "investigate": "assess_result",
    "sign": "sign_exception",
    "release": "release_bag",
    "dispatch": "dispatch_bag",
    "infuse": "verify_bag",
    "dispose": "dispose_bag",
    "tell": "take_call_back_step",
    "follow_up": "take_call_back_step",
    "settle": "settle_call_back",
    "close": "close_batch",
    "commit_key": "commit_allocation_key",
}
"""What a task asks for, where it is called otherwise than the act that does it."""

"""Builds wanted files in a process of its own, one after the other, so that no page waits while pages are set.

The process reads the ledger up to the fact that was asked for and writes to the shelf alone. It works as long as something is wanted
and ends: its memory is free again.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from equipoise.paper import NoFont, find_fonts
from equipoise.report import Built, Material, files_of, imprint_of
from equipoise.report.clinical_study import numbers
from equipoise.trial.state import fold
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.workspace.reports.file_order import CONTENTS, order_of_file
from equipoise.web.workspace.reports.shelf import Shelf, Wanted

SECONDS: Final = 900
"""After so long something is wrong, and the process ends."""
_BEHIND: Final = 10
"""How far the work stands behind that of the pages."""
_NOT_MADE: Final = Text(
    "The file could not be made. The administrator finds the reason in the log of the server.",
    "文件未能生成，管理员可在服务器日志中查看原因。",
)
_BROKEN_OFF: Final = Text(
    "The file was broken off while it was being made, mostly because memory ran out or the server stopped.",
    "文件生成中断，多因内存不足或服务器停止。",
)
_LOG: Final = logging.getLogger(__name__)


class Entry(msgspec.Struct, frozen=True):
    """A table or listing of the data cut, as the desk of reports lists it."""

    number: str
    key: str
    en: str
    zh: str
    kind: str
    withheld: bool


def make_files(shelf: Shelf) -> None:
    """Build what is wanted until nothing is; files of the same facts share what they are made of."""
    read: dict[Wanted, Material] = {}
    while (wanted := next(shelf.queue(), None)) is not None:
        if not shelf.begin(wanted):
            shelf.fail(wanted, _BROKEN_OFF)
            continue
        try:
            facts = msgspec.structs.replace(wanted, name="")
            if facts not in read:
                read = {facts: material_of_facts(wanted)}
            shelf.put(wanted, build(read[facts], wanted.name))
        except NoFont as fault:
            shelf.fail(wanted, fault.says)
        except Exception:  # noqa: BLE001 - whoever asked is told, and what else is wanted is made
            _LOG.exception("a file of a report could not be made")
            shelf.fail(wanted, _NOT_MADE)
    shelf.tidy()


def material_of_facts(wanted: Wanted) -> Material:
    """What reports are made of, from the ledger up to the fact that was asked for."""
    protocols = trials.study(wanted.study).protocols
    trial = fold(protocols, trials.store().read(wanted.study, 0, wanted.head))
    cut = date.fromisoformat(wanted.cut)
    study = trial.version_on(cut)
    return Material(
        trial, study, imprint_of(trial, study, cut, trials.store()), masked=wanted.masked, sees_closed=wanted.closed
    )


def build(material: Material, name: str) -> bytes:
    """One file by its name. LookupError for a name that no report has, or whose report these readers may not read."""
    if name == CONTENTS:
        return msgspec.json.encode(_contents(material))
    order = order_of_file(name)
    if order is None:
        raise LookupError(name)
    for made, content in files_of(material, order, find_fonts(), Built()):
        if made == name:
            return content
    raise LookupError(name)


def _contents(material: Material) -> list[Entry]:
    view = material.view()
    known = numbers(view)
    shown = ((key, view.display(key)) for key in view.keys)
    return [Entry(known.get(key, ""), key, one.title.en, one.title.zh, one.kind, one.withheld) for key, one in shown]


def main(arguments: list[str], limit: Callable[[int], object] = signal.alarm) -> None:
    """The process: work off the shelf in the folder that is named."""
    logging.basicConfig(level=logging.WARNING)
    limit(SECONDS)
    os.nice(_BEHIND)
    make_files(Shelf(Path(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])

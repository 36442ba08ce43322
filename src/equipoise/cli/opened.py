"""What commands open: a study by id or folder, its ledger, its gateway."""

from __future__ import annotations

from pathlib import Path

from equipoise.cli.output import FINDING, USAGE, end, note
from equipoise.ledger.store import Store
from equipoise.values.text import Text
from equipoise.web.home import Home, home
from equipoise.web.store import open_store
from equipoise.web.trials import Study, StudyFaults, load_study, study_folders


def study_named(named: str) -> Study:
    """A study by its id or its folder; ends with every fault of its file, or with the studies that there are."""
    try:
        return load_study(named, home())
    except StudyFaults as found:
        for fault in found.loaded.faults:
            note(Text(fault.in_("en"), fault.in_("zh")))
        count = len(found.loaded.faults)
        end(FINDING, Text(f"{count} faults in the study file.", f"研究文件有 {count} 处错误。"))
    except LookupError:
        known = ", ".join(study_folders(home()))
        end(
            USAGE,
            Text(
                f"There is no study “{named}”: name a folder, or one of {known}.",
                f"没有研究“{named}”：请指定文件夹，或以下之一：{known}。",
            ),
        )


def store_of(place: Home) -> Store:
    """The ledger's store of this installation."""
    return open_store(place.database_url)


def one_study(store: Store, named: str) -> str:
    """The study meant: the one named, or the only one in the ledger."""
    known = store.studies()
    if not named and len(known) == 1:
        return known[0]
    if named in known:
        return named
    held = ", ".join(known)
    missing = Text(
        f"The ledger holds no facts of {named}; it holds: {held}.", f"账本中没有 {named} 的记录；现有：{held}。"
    )
    several = Text(f"Name a study: {held}.", f"请指定研究：{held}。")
    empty = Text("The ledger is empty: rehearse a study first, or open one.", "账本为空：请先预演或启动一项研究。")
    return end(USAGE, empty if not known else missing if named else several)


def is_folder(named: str) -> bool:
    """Whether a study is named by the path of its folder."""
    return Path(named).is_dir()

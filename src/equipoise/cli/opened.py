"""What commands open: a study by id or folder, its ledger, its gateway."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from equipoise.cli.output import ENVIRONMENT, FINDING, USAGE, end, note
from equipoise.ledger.store import Store
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Trial
from equipoise.values.text import Text
from equipoise.web.home import Home, home
from equipoise.web.store import open_store
from equipoise.web.trials import HeldStudy, StudyFaults, load_study, study_folders

YEARS = range(1900, 2200)
"""Years in which a day can lie that somebody asks for."""


def study_named(named: str) -> HeldStudy:
    """A study by its id or its folder; ends with every fault of its file, or with the studies that there are."""
    try:
        return load_study(named, home())
    except StudyFaults as found:
        for fault in found.loaded.faults:
            note(Text(fault.in_("en"), fault.in_("zh")))
        count = len(found.loaded.faults)
        end(
            FINDING,
            Text(f"{count} {'fault' if count == 1 else 'faults'} in the study file.", f"研究文件有 {count} 处错误。"),
        )
    except LookupError:
        known = ", ".join(study_folders(home()))
        end(
            USAGE,
            Text(
                f"There is no study “{named}”: name a folder, or one of {known}.",
                f"没有研究“{named}”：请指定文件夹，或以下之一：{known}。",
            ),
        )


def there(file: Path, status: int = ENVIRONMENT) -> Path:
    """A file that was named; ends with a word where it is a folder or is not there."""
    if file.is_dir():
        end(status, Text(f"{file} is a folder: name a file.", f"{file} 是文件夹：请指定文件。"))
    if not file.exists():
        end(status, Text(f"There is no file {file}.", f"没有文件 {file}。"))
    return file


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
    """Whether a study is named by the path of its folder: an id at hand comes first, whatever else is called so."""
    return named not in study_folders(home()) and Path(named).is_dir()


def trial_of(study: str, as_of: str) -> tuple[Gateway, Trial, datetime]:
    """The trial of a study as it was known at a past moment or on a day (now, if left out), and that moment.

    A rehearsed trial lives in its own time: its now is its newest fact.
    """
    place = home()
    store = store_of(place)
    found = study_named(study or one_study(store, ""))
    gateway = Gateway(store, found.protocols)  # nobody is allocated here: the key stays where it lies
    trial = gateway.trial()
    if not trial.is_open:
        note(Text("The study is not open yet: no facts.", "研究尚未启动：没有记录。"))
    if as_of:
        at = moment_said(as_of, ZoneInfo(found.protocols.first.time_zone))
        return gateway, gateway.trial_as_of(at), at
    if trial.environment == "rehearsal" and trial.recorded:
        return gateway, trial, datetime.fromisoformat(trial.recorded[-1])
    return gateway, trial, datetime.now(UTC)


def moment_said(words: str, zone: ZoneInfo) -> datetime:
    """A moment as it was written; of a day its end, and both by the study's clock where no zone is given."""
    try:
        moment = datetime.fromisoformat(words)
        if moment.year not in YEARS:
            raise ValueError(words)
        if len(words) == len("2018-09-01"):
            moment = datetime.combine(moment, time.max)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        end(USAGE, Text(f"“{words}” is not a day or moment: write 2018-09-01 or 2018-09-01T12:00:00+08:00.",
                        f"“{words}”不是有效的日期或时间：请写 2018-09-01 或 2018-09-01T12:00:00+08:00。"))  # fmt: skip

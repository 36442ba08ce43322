"""How old a registry record is, and what its status is worth today.

A registry turns an open study that nobody has verified for two years after its completion date into UNKNOWN by itself; copies
go on printing "Recruiting". So the age is computed from the record's own dates each time a page is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from equipoise.protocol.checks.record import SECTION
from equipoise.registry.record import text, value
from equipoise.registry.words import OPEN, STATUSES, word
from equipoise.values.dates import PartialDate, completed_months
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed

STALE_AFTER_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Freshness:
    """The status of the record, when somebody last confirmed it, and whether that still tells anything about today."""

    status: Text
    sponsor_status: Text
    by_registry: bool
    """The registry, not the sponsor, set the status."""
    open: bool
    verified: PartialDate | None
    age: Text | None
    stale: bool
    updated: PartialDate | None
    copied: PartialDate | None

    @property
    def says(self) -> Text:
        """All of it in sentences."""
        said = [_status_words(self)]
        if self.verified is None or self.age is None:
            said.append(Text("The record does not say when its status was verified.", "记录未注明状态核实时间。"))
        else:
            said.append(
                Text("Status verified {day}, {age} ago.", "状态核实于{day}（{age}前）。").format(
                    day=day_words(self.verified), age=self.age
                )
            )
        if self.updated is not None:
            updated = Text("Record last updated {day}.", "记录最后更新于{day}。")
            said.append(updated.format(day=day_words(self.updated)))
        if self.copied is not None:
            copied = Text("This copy shows the registry as of {day}.", "本副本取自注册平台{day}的数据。")
            said.append(copied.format(day=day_words(self.copied)))
        return listed(said, en=" ", zh="")

    @property
    def state(self) -> str:
        """The sign of the status: open, stale or done."""
        return "stale" if self.stale else "open" if self.open else "done"


def freshness(record: Mapping[str, Any], today: date) -> Freshness:
    """What the dates of a record say on a day."""
    status = f"{SECTION}.statusModule"
    shown, sponsors = text(record, f"{status}.overallStatus"), text(record, f"{status}.lastKnownStatus")
    verified = _day(value(record, f"{status}.statusVerifiedDate"))
    is_open = (sponsors or shown) in OPEN
    old = verified is not None and completed_months(verified.latest, today) >= STALE_AFTER_MONTHS
    return Freshness(
        status=word(STATUSES, shown),
        sponsor_status=word(STATUSES, sponsors or shown),
        by_registry=shown == "UNKNOWN" and bool(sponsors),
        open=is_open,
        verified=verified,
        age=age(verified, today) if verified is not None else None,
        stale=shown == "UNKNOWN" or (is_open and old),
        updated=_day(value(record, f"{status}.lastUpdatePostDateStruct.date")),
        copied=_day(value(record, "derivedSection.miscInfoModule.versionHolder")),
    )


def _status_words(fresh: Freshness) -> Text:
    if not fresh.status.en:
        return Text("The record states no status.", "记录未注明状态。")
    if not fresh.by_registry:
        return Text("Status in the record: {status}.", "记录中的状态：{status}。").format(status=fresh.status)
    return Text(
        "The sponsor's last word: {last}. The registry now shows “{status}”: it sets this by itself when an open study is past "
        "its completion date and nobody has verified it for two years.",
        "申办者最后填报的状态：{last}。注册平台现显示“{status}”：研究已过预计完成日期且两年内无人核实时，平台会自动如此标注。",
    ).format(last=fresh.sponsor_status, status=fresh.status)


def age(since: PartialDate, today: date) -> Text:
    """How long ago a date was, in whole months at least: `8 years and 4 months`."""
    years, months = divmod(max(completed_months(since.latest, today), 0), 12)
    if not years and not months:
        return Text("less than a month", "不足 1 个月")
    en = [
        f"{count} {name if count == 1 else name + 's'}" for count, name in ((years, "year"), (months, "month")) if count
    ]
    zh = [f"{count} {name}" for count, name in ((years, "年"), (months, "个月")) if count]
    return Text(" and ".join(en), " ".join(zh))


def _day(words: object) -> PartialDate | None:
    try:
        return PartialDate.parse(str(words)[:10]) if words else None
    except ValueError:
        return None

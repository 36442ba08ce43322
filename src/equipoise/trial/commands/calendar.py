"""What may be asked about the calendar: days on which a site or a laboratory does not work."""

from __future__ import annotations

from equipoise.trial.commands.command import Command


class SetDayOff(Command, frozen=True, kw_only=True, tag="set_day_off"):
    """Close something from a local day to another (empty: that day alone), at a site or (empty) at all.

    `closed`: clinic, apheresis, cell_laboratory, ward, or office for a day off by law. With `worked` nothing is closed: the days,
    of a weekend or off by law, are working days instead.
    """

    first: str
    name: str
    closed: tuple[str, ...] = ()
    last: str = ""
    site: str = ""
    worked: bool = False


class WithdrawDayOff(Command, frozen=True, kw_only=True, tag="withdraw_day_off"):
    """Open again what was closed; `day_off` is the fact that closed it."""

    day_off: int

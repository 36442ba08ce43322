"""Days off are days, in their order, of sites that exist."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault, unknown
from equipoise.protocol.fault import Finding
from equipoise.values.dates import is_day
from equipoise.values.text import Text


def days_off_are_days(case: Case) -> Iterator[Finding]:
    """Each day off has a first and a last day, and names a site of the study or none."""
    for place, off in enumerate(case.study.schedule.days_off):
        path = f"schedule.days_off.{place}"
        wrong = [words for words in (off.first, off.last) if not is_day(words)]
        for words in wrong:
            yield fault(
                path, f"“{words}” is not a day", f"“{words}”不是有效日期", "Write YYYY-MM-DD", "请按 YYYY-MM-DD 填写"
            )
        if not wrong and off.last < off.first:
            yield fault(path, "The last day lies before the first", "截止日早于起始日",
                "Exchange them", "请对调")  # fmt: skip
        if off.site and off.site not in case.study.about.sites:
            yield unknown(f"{path}.site", off.site, case.study.about.sites, Text("site", "研究中心"))

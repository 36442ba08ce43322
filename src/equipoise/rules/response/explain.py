"""Why an assessment was read as it was, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Protocol

from equipoise.rules.response.overall import NonTarget, Overall
from equipoise.rules.response.target import Target
from equipoise.values.quantity import decimal_words
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

RESPONSES: Final[Mapping[str, Text]] = {
    "CR": Text("complete response (CR)", "完全缓解（CR）"),
    "PR": Text("partial response (PR)", "部分缓解（PR）"),
    "SD": Text("stable disease (SD)", "疾病稳定（SD）"),
    "PD": Text("progressive disease (PD)", "疾病进展（PD）"),
    "NE": Text("not evaluable (NE)", "无法评价（NE）"),
    "NON-CR/NON-PD": Text("neither complete response nor progression (non-CR/non-PD)", "非完全缓解/非疾病进展"),
    "NED": Text("no evidence of disease (NED)", "无疾病证据（NED）"),
    "MISSING": Text("no assessment", "无评估"),
}
"""Responses in words."""


class Read(Protocol):
    """What an assessment came to, as far as its reasons tell it."""

    @property
    def sum(self) -> Decimal | None:
        """Of the target lesions, mm."""

    @property
    def baseline_sum(self) -> Decimal | None:
        """At baseline, mm."""

    @property
    def nadir(self) -> Decimal | None:
        """The smallest sum before, mm."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Target lesions that were not measured."""

    @property
    def target(self) -> Target | None:
        """Of the target lesions."""

    @property
    def non_target(self) -> NonTarget | None:
        """Of the others."""

    @property
    def new_lesion(self) -> bool:
        """Whether one appeared."""

    @property
    def overall(self) -> Overall | None:
        """All together."""

    @property
    def dated_back(self) -> bool:
        """Whether a doubtful finding of this day was confirmed later."""

    @property
    def reappeared(self) -> bool:
        """Whether disease is back after a complete response."""

    @property
    def asks(self) -> bool:
        """Whether a person must say if the earlier complete response was one."""

    @property
    def mis_called(self) -> bool:
        """Whether this complete response was none."""

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The facts behind it."""


def why(point: Read) -> tuple[Reason, ...]:
    """The reasons of an overall response: the sum, non-target lesions, new lesions, and what they come to together."""
    if point.overall is None:
        return ()
    overall = Text("Overall: {response}.", "总体评价：{response}。").format(response=RESPONSES[point.overall])
    parts = [*_of_target(point), *_of_the_rest(point), ("response.overall", overall)]
    reasons = [Reason(code, says, point.rests_on, "response.criteria") for code, says in parts]
    return (*reasons[:-1], *_of_switches(point), reasons[-1])


def _of_switches(point: Read) -> Iterator[Reason]:
    """What a switch of the study file, or a person, decided about this assessment."""
    if point.dated_back:
        says = Text(
            "A doubtful finding of this day was confirmed later: it counts from this day.",
            "当日的可疑发现后经证实，自当日起计。",
        )
        yield Reason("response.dated_back", says, point.rests_on, "response.equivocal_dates_back")
    if point.reappeared:
        says = Text("Disease is back after a complete response.", "完全缓解后病灶再现。")
        yield Reason("response.reappeared", says, point.rests_on, "response.reappearance")
    if point.asks:
        says = Text(
            "Disease is seen after a complete response: progression if that response was real, otherwise it was partial.",
            "完全缓解后又见病灶：若此前完全缓解属实则为疾病进展，否则此前应为部分缓解。",
        )
        remedy = Text("Say on the form whether the complete response was real.", "请在表单中注明此前完全缓解是否属实。")
        yield Reason("response.was_it_complete", says, point.rests_on, "response.reappearance", remedy)
    if point.mis_called:
        says = Text(
            "Called a complete response, but lesions were still there later: read as partial.",
            "曾判为完全缓解，但其后仍见病灶：改判为部分缓解。",
        )
        yield Reason("response.mis_called", says, point.rests_on, "response.reappearance")


def _of_target(point: Read) -> Iterator[tuple[str, Text]]:
    if point.target is None or point.sum is None or point.baseline_sum is None or point.nadir is None:
        yield "response.no_target", Text("No target lesions at baseline.", "基线无靶病灶。")
        return
    if point.missing:
        lesions = Text(", ".join(point.missing), "、".join(point.missing))
        yield "response.not_measured", Text("Not measured: {lesions}.", "未测量：{lesions}。").format(lesions=lesions)
    says = Text(
        "Target lesions: sum {sum} mm; baseline {baseline} mm ({from_baseline}), smallest so far {nadir} mm ({from_nadir}): "
        "{response}.",
        "靶病灶：径线总和 {sum} mm；基线 {baseline} mm（{from_baseline}），最低点 {nadir} mm（{from_nadir}）：{response}。",
    )
    yield (
        "response.target",
        says.format(
            sum=decimal_words(point.sum),
            baseline=decimal_words(point.baseline_sum),
            from_baseline=change(point.baseline_sum, point.sum),
            nadir=decimal_words(point.nadir),
            from_nadir=change(point.nadir, point.sum),
            response=RESPONSES[point.target],
        ),
    )


def _of_the_rest(point: Read) -> Iterator[tuple[str, Text]]:
    if point.non_target is not None:
        says = Text("Non-target lesions: {response}.", "非靶病灶：{response}。")
        yield "response.non_target", says.format(response=RESPONSES[point.non_target])
    if point.new_lesion:
        yield "response.new_lesion", Text("A new lesion has appeared.", "出现新病灶。")


def change(before: Decimal, now: Decimal) -> Text:
    """A change in per cent, for people to read; in mm where it grew from nothing."""
    if before == 0:
        return same(f"{now - before:+} mm")
    return same(f"{((now - before) * 100 / before).quantize(Decimal('0.1'), ROUND_HALF_EVEN):+} %")

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
    def rests_on(self) -> tuple[int, ...]:
        """The facts behind it."""


def why(point: Read) -> tuple[Reason, ...]:
    """The reasons of an overall response: the sum, non-target lesions, new lesions, and what they come to together."""
    if point.overall is None:
        return ()
    overall = Text("Overall: {response}.", "总体评价：{response}。").format(response=RESPONSES[point.overall])
    parts = [*_of_target(point), *_of_the_rest(point), ("response.overall", overall)]
    return tuple(Reason(code, says, point.rests_on, "response.criteria") for code, says in parts)


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

"""Why an assessment was read as it was, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from equipoise.rules.response.overall import NonTarget, Overall
from equipoise.rules.response.target import Measured, Target
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


def why(
    target: Target | None,
    now: Measured,
    baseline_sum: Decimal | None,
    nadir: Decimal,
    non_target: NonTarget | None,
    new_lesion: bool,
    overall: Overall,
    facts: tuple[int, ...],
) -> tuple[Reason, ...]:
    """The reasons of an overall response: the sum, non-target lesions, new lesions, and what they come to together."""
    parts = [
        *_of_target(target, now, baseline_sum, nadir),
        *_of_the_rest(non_target, new_lesion),
        (
            "response.overall",
            Text("Overall: {response}.", "总体评价：{response}。").format(response=RESPONSES[overall]),
        ),
    ]
    return tuple(Reason(code, says, facts, "response.criteria") for code, says in parts)


def _of_target(
    target: Target | None, now: Measured, baseline_sum: Decimal | None, nadir: Decimal
) -> Iterator[tuple[str, Text]]:
    if target is None or baseline_sum is None:
        yield "response.no_target", Text("No target lesions at baseline.", "基线无靶病灶。")
        return
    if now.missing:
        says = Text("Not measured: {lesions}.", "未测量：{lesions}。")
        yield "response.not_measured", says.format(lesions=Text(", ".join(now.missing), "、".join(now.missing)))
    says = Text(
        "Target lesions: sum {sum} mm; baseline {baseline} mm ({from_baseline}), smallest so far {nadir} mm ({from_nadir}): "
        "{response}.",
        "靶病灶：径线总和 {sum} mm；基线 {baseline} mm（{from_baseline}），最低点 {nadir} mm（{from_nadir}）：{response}。",
    )
    yield (
        "response.target",
        says.format(
            sum=decimal_words(now.sum),
            baseline=decimal_words(baseline_sum),
            from_baseline=change(baseline_sum, now.sum),
            nadir=decimal_words(nadir),
            from_nadir=change(nadir, now.sum),
            response=RESPONSES[target],
        ),
    )


def _of_the_rest(non_target: NonTarget | None, new_lesion: bool) -> Iterator[tuple[str, Text]]:
    if non_target is not None:
        says = Text("Non-target lesions: {response}.", "非靶病灶：{response}。")
        yield "response.non_target", says.format(response=RESPONSES[non_target])
    if new_lesion:
        yield "response.new_lesion", Text("A new lesion has appeared.", "出现新病灶。")


def change(before: Decimal, now: Decimal) -> Text:
    """A change in per cent, for people to read; in mm where it grew from nothing."""
    if before == 0:
        return same(f"{now - before:+} mm")
    return same(f"{((now - before) * 100 / before).quantize(Decimal('0.1'), ROUND_HALF_EVEN):+} %")

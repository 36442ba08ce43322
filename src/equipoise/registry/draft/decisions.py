"""What a person must decide before anybody uses a draft: the questions that every draft leaves open, and those of its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from equipoise.registry.draft.eligibility import Criteria
from equipoise.registry.draft.said import UNTRANSLATED
from equipoise.registry.record import Record
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that a person must decide: where in the draft, what, and who."""

    where: str
    says: Text
    by: str


_ALWAYS: Final = (
    Decision(
        "about",
        Text(f"Translate every text that begins with “{UNTRANSLATED}”.", f"翻译所有以“{UNTRANSLATED}”开头的文字。"),
        "sponsor",
    ),
    Decision(
        "about.plain",
        Text("Write what is tested and why, in plain words.", "以通俗语言撰写研究内容与目的。"),
        "ethics committee",
    ),
    Decision(
        "consents",
        Text("Provide the consent text and its languages.", "提供知情同意书正文及语言版本。"),
        "ethics committee",
    ),
    Decision("schedule", Text("Add the visits, their windows and forms.", "补充访视、时间窗及表单。"), "investigator"),
    Decision(
        "safety",
        Text("Decide reporting clocks, stopping rules and the time of collection.", "确定报告时限、停止规则及收集期。"),
        "sponsor",
    ),
    Decision("simulation", Text("Replace the priors of the rehearsal.", "替换预演的先验参数。"), "statistician"),
)
_RANGES: Final = Decision(
    "forms.laboratories",
    Text("Enter the reference ranges of the laboratories.", "录入各实验室的参考范围。"),
    "data manager",
)
_ALLOCATION: Final = Decision(
    "randomisation", Text("Decide ratio, block sizes and strata.", "确定分配比例、区组长度及分层因素。"), "statistician"
)
_ZONE: Final = Decision("time_zone", Text("Decide the time zone of the study.", "确定研究所用时区。"), "sponsor")
_ENROLMENT: Final = Decision(
    "design.enrolment", Text("Say how many participants are planned.", "说明计划入组人数。"), "statistician"
)
_ENDPOINTS: Final = Text("Define the endpoint of each outcome: {outcomes}.", "定义各结局指标的终点：{outcomes}。")
_JUDGED: Final = Text(
    "Write a test for, or leave to judgement: {criteria}.", "为以下标准编写判定条件，或保留人工判断：{criteria}。"
)
_TESTED: Final = Text(
    "Confirm the tests that were read from the words: {criteria}.", "确认由原文解读的判定条件：{criteria}。"
)
_UNCLEAR: Final = Text("Say whether these include or exclude: {criteria}.", "说明以下标准为入选还是排除：{criteria}。")


def decisions(
    record: Record, criteria: Criteria, outcomes: Mapping[str, Any], zone: str, *, randomised: bool
) -> Iterator[Decision]:
    """The decisions that a draft waits for, those of every draft first. `randomised`: people are allocated to several arms."""
    yield from _ALWAYS
    yield from _of_criteria(criteria)
    if randomised:
        yield _ALLOCATION
    if not zone:
        yield _ZONE
    if not record.enrolment:
        yield _ENROLMENT
    yield Decision("analysis.endpoints", _ENDPOINTS.format(outcomes=", ".join(outcomes) or "–"), "statistician")


def _of_criteria(criteria: Criteria) -> Iterator[Decision]:
    asked: Sequence[tuple[Text, Sequence[str]]] = (
        (_JUDGED, criteria.judged),
        (_TESTED, criteria.tested),
        (_UNCLEAR, criteria.unclear),
    )
    for says, named in asked:
        if named:
            yield Decision("eligibility", says.format(criteria=", ".join(named)), "investigator")
    if criteria.analytes:
        yield _RANGES

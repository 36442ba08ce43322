"""How response is read, in sentences of both languages: each switch with what it says here, its default and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from equipoise.protocol.model import IRecist, Response
from equipoise.values.text import Text, same

RECIST: Final = same("Eisenhauer 2009")
WORKING_GROUP: Final = Text("RECIST working group", "RECIST 工作组")
IRECIST: Final = same("Seymour 2017")
PRACTICE: Final = Text("left to the protocol", "由方案规定")


@dataclass(frozen=True, slots=True)
class Switch:
    """One point that the literature leaves to the protocol: where it stands, what it says here, and where that comes from."""

    path: str
    says: Text
    is_default: bool
    source: Text


@dataclass(frozen=True, slots=True)
class _About:
    source: Text
    says: Mapping[object, Text] | Text
    """The sentence of each value, or one with `{value}` in it."""


def _either(yes_en: str, yes_zh: str, no_en: str, no_zh: str) -> Mapping[object, Text]:
    return {True: Text(yes_en, yes_zh), False: Text(no_en, no_zh)}


ABOUT: Final[Mapping[str, _About]] = {
    "endpoint": _About(
        PRACTICE,
        {
            "investigator": Text("Endpoints count the investigator's reading.", "终点采用研究者评估。"),
            "central": Text("Endpoints count the central reading.", "终点采用中心阅片。"),
        },
    ),
    "max_targets": _About(RECIST, Text("At most {value} target lesions.", "靶病灶最多 {value} 个。")),
    "max_per_organ": _About(
        RECIST, Text("At most {value} target lesions in one organ.", "每个器官靶病灶最多 {value} 个。")
    ),
    "irradiated": _About(
        RECIST,
        {
            "after_growth": Text(
                "An irradiated lesion is measurable once it has grown since.", "既往放疗的病灶在此后增大方可测量。"
            ),
            "never": Text("An irradiated lesion is never measurable.", "既往放疗的病灶不作为可测量病灶。"),
            "always": Text("An irradiated lesion is measured like any other.", "既往放疗的病灶与其他病灶同样测量。"),
        },
    ),
    "too_small_mm": _About(
        RECIST,
        Text("A target too small to measure counts {value} mm.", "靶病灶过小无法测量时记 {value} mm。"),
    ),
    "missing_target": _About(
        RECIST,
        {
            "progression_if_certain": Text(
                "With a target not measured, progression is called where the others suffice.",
                "有靶病灶未测量时，若其余病灶已足以判断则判为进展。",
            ),
            "not_evaluable": Text("With a target not measured, nothing is called.", "有靶病灶未测量时，一律不可评价。"),
        },
    ),
    "tiny_nadir": _About(
        RECIST,
        {
            "needs_5mm": Text("Progression by the sum needs 20 % and 5 mm.", "按总和判进展须增大≥20% 且≥5 mm。"),
            "percent_alone": Text("Progression by the sum needs 20 % alone.", "按总和判进展仅须增大≥20%。"),
        },
    ),
    "keep_partial_response": _About(
        WORKING_GROUP,
        _either(
            "A partial response lasts until progression.",
            "部分缓解持续至进展。",
            "A partial response ends where the sum rises above 70 % of baseline.",
            "总和升至基线70%以上时，部分缓解终止。",
        ),
    ),
    "equivocal_dates_back": _About(
        RECIST,
        _either(
            "A doubtful finding that is confirmed counts from the day it was first seen.",
            "可疑发现经证实后，自首次发现日起计。",
            "A doubtful finding counts from the day on which it is sure.",
            "可疑发现自确认日起计。",
        ),
    ),
    "reappearance": _About(
        WORKING_GROUP,
        {
            "ask": Text(
                "Disease back after a complete response: a person says whether that response was real.",
                "完全缓解后病灶再现：由人员判断此前完全缓解是否属实。",
            ),
            "progression": Text(
                "Disease back after a complete response is progression.", "完全缓解后病灶再现判为进展。"
            ),
            "partial": Text(
                "Disease back after a complete response makes that response partial.",
                "完全缓解后病灶再现，则此前改判为部分缓解。",
            ),
        },
    ),
    "node_regrowth": _About(
        WORKING_GROUP,
        {
            "by_sum": Text(
                "A node back to 10 mm after a complete response is judged by the sum.",
                "完全缓解后淋巴结回升至 10 mm，按总和判断。",
            ),
            "reappeared": Text(
                "A node back to 10 mm after a complete response is disease that is back.",
                "完全缓解后淋巴结回升至 10 mm 视为病灶再现。",
            ),
        },
    ),
    "symptomatic_is_progression": _About(
        RECIST,
        _either(
            "Symptomatic deterioration without a scan is progression.",
            "无影像证据的症状恶化计为进展。",
            "Symptomatic deterioration without a scan is no progression.",
            "无影像证据的症状恶化不计为进展。",
        ),
    ),
    "confirm": _About(
        RECIST,
        _either(
            "Complete and partial responses are confirmed.",
            "完全缓解与部分缓解须经确认。",
            "Responses need no confirmation.",
            "缓解无须确认。",
        ),
    ),
    "confirm_days": _About(
        RECIST, Text("A response is confirmed {value} days later or more.", "缓解至少在 {value} 天后确认。")
    ),
    "not_evaluable_between": _About(
        RECIST,
        Text(
            "Between a response and its confirmation at most {value} assessment without a result.",
            "缓解与确认之间最多 {value} 次不可评价。",
        ),
    ),
    "stable_between": _About(
        PRACTICE,
        _either(
            "One stable disease may lie between a partial response and its confirmation.",
            "部分缓解与确认之间允许一次疾病稳定。",
            "No stable disease may lie between a partial response and its confirmation.",
            "部分缓解与确认之间不允许疾病稳定。",
        ),
    ),
    "stable_days": _About(RECIST, Text("Stable disease counts from day {value} on.", "疾病稳定自第 {value} 天起计。")),
    "no_assessment": _About(
        PRACTICE,
        {
            "MISSING": Text("Who was never assessed has no best response.", "从未评估者无最佳疗效。"),
            "NE": Text("Who was never assessed is not evaluable.", "从未评估者记为不可评价。"),
        },
    ),
}
"""Switch -> its source and its sentences, in the order in which a reader meets them."""

ABOUT_IRECIST: Final[Mapping[str, _About]] = {
    "growth_mm": _About(
        IRECIST, Text("Growth by {value} mm more confirms progression.", "再增大 {value} mm 即确认进展。")
    ),
    "from_days": _About(
        IRECIST, Text("Progression is confirmed {value} days later or more.", "进展至少在 {value} 天后确认。")
    ),
    "until_days": _About(IRECIST, Text("It should be confirmed within {value} days.", "应在 {value} 天内确认。")),
    "additive": _About(
        WORKING_GROUP,
        _either(
            "Growth at several assessments adds up.",
            "多次评估的增大可累计。",
            "Growth is counted from the last assessment.",
            "增大仅与上次评估比较。",
        ),
    ),
    "lasting_new_lesions": _About(
        WORKING_GROUP,
        {
            "improved": Text(
                "While new lesions stay, a response is called if the lesions of baseline improved since.",
                "新病灶持续存在时，仅当基线病灶此后好转方可判为缓解。",
            ),
            "never": Text("While new lesions stay, no response is called.", "新病灶持续存在时不判缓解。"),
            "always": Text("New lesions that stay forbid no partial response.", "新病灶持续存在不妨碍判为部分缓解。"),
        },
    ),
}


def switches(response: Response) -> tuple[Switch, ...]:
    """Every switch in sentences, for pages and reports; those of iRECIST only where it is read."""
    own = tuple(_said("response", response, ABOUT))
    return own if response.irecist is None else (*own, *_said("response.irecist", response.irecist, ABOUT_IRECIST))


def _said(path: str, part: Response | IRecist, about: Mapping[str, _About]) -> list[Switch]:
    return [
        Switch(
            f"{path}.{name}",
            _sentence(known, getattr(part, name)),
            getattr(part, name) == type(part).model_fields[name].default,
            known.source,
        )
        for name, known in about.items()
    ]


def _sentence(known: _About, value: object) -> Text:
    return known.says.format(value=same(str(value))) if isinstance(known.says, Text) else known.says[value]

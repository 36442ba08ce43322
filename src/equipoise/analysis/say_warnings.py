"""What a reader of the first result must know before believing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from equipoise.analysis.group_arms import Group
from equipoise.analysis.judge_treatment import all_given, has_intervention, received, receives_product, says_completed
from equipoise.analysis.read_participant import FIRST_TREATMENT, Participant
from equipoise.analysis.time_to_event import ORIGIN, TUMOUR_ASSESSMENT, TimeToEventTable
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.values.text import Text, listed, same

FEW_EVENTS = 10
"""Below about ten events an estimate is not worth its digits (Peduzzi et al., J Clin Epidemiol 1995; 48: 1503-10)."""
NAMED_AT_MOST = 8

_NOT_REAL = Text(
    "These facts are of a {environment}: no participant and no result is real.",
    "以下数据来自{environment}，并非真实受试者或结果。",
)
_ENVIRONMENTS = {"rehearsal": Text("rehearsal", "预演"), "training": Text("training", "培训")}
_FEW = Text("{endpoint}: only {n} events; estimates are unreliable.", "{endpoint}：仅 {n} 例事件，估计值不可靠。")
_NONE = Text("{endpoint}: no events yet.", "{endpoint}：尚无事件。")
_NOBODY = Text("{arm}: nobody is randomised yet.", "{arm}：尚无随机化受试者。")
_NOBODY_HERE = Text("{endpoint}: nobody of {arm} is counted.", "{endpoint}：未计入{arm}的受试者。")
_PARTIAL = Text(
    "{endpoint}: the earliest possible day of a partial date counts for {numbers}.",
    "{endpoint}：{numbers} 的日期不完整，按最早可能日计。",
)
_AT_ORIGIN = Text(
    "{endpoint}: nothing is known after day 1 of {numbers}.", "{endpoint}：{numbers} 在第 1 天之后无任何信息。"
)
_NOT_ALL = Text(
    "Treatment is recorded as completed although not every planned course was given: {numbers}.",
    "记录为已完成治疗，但未给予全部计划疗程：{numbers}。",
)
_NONE_GIVEN = Text(
    "Treatment is recorded as completed although no treatment is recorded: {numbers}.",
    "记录为已完成治疗，但无任何用药记录：{numbers}。",
)
_NO_ORIGIN = Text("{endpoint}: time has not begun for {numbers}.", "{endpoint}：{numbers} 的时间起点尚未发生。")
_PREFIX = Text("{endpoint}: {remark}", "{endpoint}：{remark}")

_UNANSWERED = Text(
    "No result is made here of: {outcomes}. The study file names nothing that answers it.",
    "以下指标未在此计算结果：{outcomes}。研究文件未指定相应的分析。",
)

_DAY_ONE = Text("Times count the day of the origin as day 1.", "时间自起点日计，起点日为第 1 天。")
_UNSTRATIFIED = Text(
    "Tests and hazard ratios are not stratified, except where a row says so.", "除注明分层者外，检验与风险比均未分层。"
)
_NOMINAL = Text(
    "p values and intervals are not adjusted for the number of endpoints, arms, subgroups and readings; only the primary endpoint "
    "is a test, all others describe.",
    "p 值与区间未就多个终点、组别、亚组及不同判读作多重性校正；仅主要终点为检验，其余均为描述。",
)
_EVALUABLE = Text(
    "A tumour assessment counts as the last one without an event only if it is evaluable.",
    "仅可评价的肿瘤评估可作为末次无事件评估。",
)
_NO_CONTACTS = Text(
    "The study file declares no contacts: forms entered at visits, collections and infusions count as last known alive.",
    "研究文件未声明随访联系来源：以访视表单、采集与输注日期作为末次确认存活日期。",
)
_NO_CONTACTS_BUT_VISITS = Text(
    "The study file declares no contacts: forms entered at visits count as last known alive.",
    "研究文件未声明随访联系来源：以访视表单日期作为末次确认存活日期。",
)
_AS_ALLOCATED = Text(
    "The study file has no event “first_treatment”: everybody in {arms} counts as having received the intervention.",
    "研究文件未定义 “first_treatment” 事件：{arms}的全部受试者均视为已接受干预。",
)
_WINDOW = Text(
    "Adverse events count from day {first} to day {last} after randomisation, serious ones without an end.",
    "不良事件计入范围为随机化后第 {first} 天至第 {last} 天；严重不良事件不设截止。",
)


def say_warnings(
    environment: str,
    endpoints: Sequence[tuple[Text, TimeToEventTable]],
    groups: Sequence[Group],
    empty: Collection[str],
) -> tuple[Text, ...]:
    """Every warning, in words: facts that are not real, few events, empty arms, dates that were completed or left out.

    `empty` are the groups to which nobody is allocated; of the others an endpoint may still count nobody.
    """
    found = []
    if environment in _ENVIRONMENTS:
        found.append(_NOT_REAL.format(environment=_ENVIRONMENTS[environment]))
    found.extend(_NOBODY.format(arm=group.name) for group in groups if group.key in empty)
    for endpoint, table in endpoints:
        found.extend(_of_endpoint(endpoint, table, [group for group in groups if group.key not in empty]))
    return tuple(dict.fromkeys(found))


def say_contradictions(study: Study, people: Sequence[Participant]) -> tuple[Text, ...]:
    """Where the facts do not agree: treatment said to be completed of which courses are missing, or all."""
    numbers = [
        one.number
        for one in people
        if receives_product(study, one.arm) and says_completed(study, one) and not all_given(study, one)
    ]
    never = [
        one.number
        for one in people
        if has_intervention(study, one.arm) and says_completed(study, one) and not received(study, one)
    ]
    found = ((_NOT_ALL, [number for number in numbers if number not in never]), (_NONE_GIVEN, never))
    return tuple(pattern.format(numbers=_say_numbers(some)) for pattern, some in found if some)


def say_unanswered(study: Study) -> tuple[Text, ...]:
    """The outcomes of which no result is made, because nothing in the study file answers them."""
    outcomes = [outcome.measure.text for outcome in study.analysis.outcomes.values() if outcome.endpoint is None]
    return (_UNANSWERED.format(outcomes=listed(outcomes, en="; ", zh="；")),) if outcomes else ()


def say_conventions(study: Study) -> tuple[Text, ...]:
    """The choices that the analysis makes where neither the record nor the study file does."""
    timed = bool(study.analysis.endpoints)
    found = [_DAY_ONE] if timed else []
    if not study.single_arm:
        found += [_UNSTRATIFIED, _NOMINAL] if timed else [_NOMINAL]
    sources = {source for endpoint in study.analysis.endpoints.values() for source in endpoint.censor}
    if TUMOUR_ASSESSMENT in sources:
        found.append(_EVALUABLE)
    if timed and not study.analysis.contacts:
        found.append(_NO_CONTACTS if study.product is not None else _NO_CONTACTS_BUT_VISITS)
    untold = [
        arm.label.text
        for key, arm in study.arms.items()
        if has_intervention(study, key) and not receives_product(study, key) and FIRST_TREATMENT not in study.events
    ]
    if untold:
        found.append(_AS_ALLOCATED.format(arms=listed(untold)))
    first, last = study.safety.window_days
    return (*found, entry_words(study, _WINDOW).format(first=first, last=last))


def _of_endpoint(endpoint: Text, table: TimeToEventTable, groups: Sequence[Group]) -> Iterator[Text]:
    events = sum(row.event for row in table.rows)
    if events < FEW_EVENTS:
        yield (_FEW if events else _NONE).format(endpoint=endpoint, n=events)
    counted = {row.arm for row in table.rows}
    yield from (_NOBODY_HERE.format(endpoint=endpoint, arm=group.name) for group in groups if group.key not in counted)
    partial = [row.participant for row in table.rows if row.partial]
    at_origin = [row.participant for row in table.rows if row.source == ORIGIN]
    for pattern, numbers in (
        (_PARTIAL, partial),
        (_AT_ORIGIN, at_origin),
        (_NO_ORIGIN, table.without_origin if table.expected else ()),
    ):
        if numbers:
            yield pattern.format(endpoint=endpoint, numbers=_say_numbers(numbers))
    yield from (_PREFIX.format(endpoint=endpoint, remark=remark) for remark in table.remarks)


def _say_numbers(numbers: Sequence[str]) -> Text:
    """Participants by number, or how many where they would fill the page."""
    if len(numbers) > NAMED_AT_MOST:
        return Text(f"{len(numbers)} participants", f"{len(numbers)} 例受试者")
    return listed([same(number) for number in numbers])

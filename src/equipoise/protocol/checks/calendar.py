"""Visits that cannot happen, windows that overlap, and calendars that treat the arms unlike."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import fault, remark
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Study, Visit

TREATMENT = ("collected", "infusion", "course_started")
DAYS_OF_SHORTEST_MONTH = 28


def visits_can_be_reached(case: Case) -> Iterator[Finding]:
    """A visit's anchor can happen in its arms, and does not end the visit before it begins."""
    study = case.study
    for name, visit in study.schedule.visits.items():
        path, event = f"schedule.visits.{name}", study.events.get(visit.anchor)
        if event is None:
            continue
        if event.fact in TREATMENT and not _treated(study, visit):
            yield fault(f"{path}.anchor", f"The visit `{name}` can never be due: nobody in its arms has `{visit.anchor}`",
                f"访视 `{name}` 永远不会到期：其组别中无人会发生 `{visit.anchor}`",
                "Anchor it on another event, or plan it for an arm with the cell product",
                "请改用其他锚定事件，或安排给接受细胞产品的组别")  # fmt: skip
        if event.fact == "progression" and study.response is None:
            yield fault(f"{path}.anchor", f"The visit `{name}` can never be due: no rule of this study finds progression",
                f"访视 `{name}` 永远不会到期：本研究没有判定进展的规则", "Anchor it on another event, or add `response`",
                "请改用其他锚定事件，或补充 `response`")  # fmt: skip
        if event.form is not None and event.form in study.forms.forms and event.form not in due_forms(study):
            yield fault(f"{path}.anchor", f"The visit `{name}` can never be due: the form `{event.form}` is never entered",
                f"访视 `{name}` 永远不会到期：表单 `{event.form}` 从不录入", "Plan the form at a visit, or make it a log",
                "请在访视中安排该表单，或列入随时记录表单")  # fmt: skip
        if event.form is not None and _waits_for_itself(study, name):
            yield fault(f"{path}.anchor",
                f"The visit `{name}` can never be due: the form `{event.form}` of its anchor is only entered at it",
                f"访视 `{name}` 永远不会到期：其锚定事件所需的表单 `{event.form}` 仅在该访视录入",
                "Anchor it on an event that comes before it, such as randomisation", "请改用在其之前发生的事件，如随机化")  # fmt: skip
        if visit.anchor in visit.ends and event.which != "each":
            yield fault(f"{path}.ends", f"The visit `{name}` ends before it begins: its anchor also ends it",
                f"访视 `{name}` 未开始即已结束：锚定事件同时是终止事件", f"Remove `{visit.anchor}` from `ends`",
                f"请从 `ends` 中删除 `{visit.anchor}`")  # fmt: skip


def repetitions_end_after_they_begin(case: Case) -> Iterator[Finding]:
    """Target days rise, and a repetition's last day lies after its first."""
    for name, visit in case.study.schedule.visits.items():
        path = f"schedule.visits.{name}"
        if list(visit.days) != sorted(set(visit.days)):
            yield fault(f"{path}.days", f"The days of `{name}` do not rise", f"`{name}` 的天数未按递增排列",
                "Write each day once, the earliest first", "请按从小到大书写，每天只写一次")  # fmt: skip
        if visit.every is not None and visit.every.until is not None and visit.every.until <= visit.days[-1]:
            yield fault(f"{path}.every.until", f"The repetition of `{name}` ends before it starts",
                f"`{name}` 的重复在开始之前就已结束", f"Write a day after {visit.days[-1]}",
                f"请写第 {visit.days[-1]} 天之后的日子")  # fmt: skip


def windows_keep_apart(case: Case) -> Iterator[Finding]:
    """A day belongs to one occurrence of a visit: the windows of a series do not overlap."""
    for name, visit in case.study.schedule.visits.items():
        step = _shortest_step(visit)
        if step is not None and visit.window.before + visit.window.after >= step:
            yield fault(f"schedule.visits.{name}.window",
                f"The windows of `{name}` overlap: its occurrences are {step} days apart",
                f"`{name}` 的时间窗重叠：相邻两次仅隔 {step} 天",
                f"Let `before` and `after` together be less than {step}", f"`before` 与 `after` 之和应小于 {step}")  # fmt: skip


def arms_are_assessed_alike(case: Case) -> Iterator[Finding]:
    """Tumours are assessed on the same days in all arms: unequal calendars feign or hide an effect on progression."""
    study = case.study
    seen = {
        arm: [_calendar(visit) for visit in study.schedule.visits.values()
              if visit.tumour_assessment and (not visit.arms or arm in visit.arms)]
        for arm in study.arms
    }  # fmt: skip
    first, *others = seen
    unlike = [arm for arm in others if sorted(seen[arm]) != sorted(seen[first])]
    for name, visit in study.schedule.visits.items():
        if unlike and visit.tumour_assessment and visit.arms:
            yield fault(f"schedule.visits.{name}.arms",
                f"Tumours are assessed on other days in `{unlike[0]}` than in `{first}`",
                f"`{unlike[0]}` 组与 `{first}` 组的肿瘤评估日程不同",
                "Give all arms the same assessments: leave `arms` out", "各组的评估日程应一致：请删去 `arms`")  # fmt: skip


def assessments_do_not_follow_treatment(case: Case) -> Iterator[Finding]:
    """A delayed treatment never moves a tumour assessment."""
    for name, visit in case.study.schedule.visits.items():
        event = case.study.events.get(visit.anchor)
        if visit.tumour_assessment and event is not None and event.fact in TREATMENT:
            yield fault(f"schedule.visits.{name}.anchor", f"The tumour assessment `{name}` moves with treatment",
                f"肿瘤评估 `{name}` 会随治疗推迟", "Anchor it on randomisation", "请以随机化为锚定事件")  # fmt: skip


def forms_are_due_somewhere(case: Case) -> Iterator[Finding]:
    """Each form is entered at a visit, as a log, or with a step of the product."""
    due = due_forms(case.study)
    for name, form in case.study.forms.forms.items():
        if name not in due:
            yield fault(f"forms.forms.{name}", f"The form `{name}` is never due", f"表单 `{name}` 从不到期",
                "Name it at a visit or under `schedule.logs`, or remove it", "请在访视或 `schedule.logs` 中列出，或删除该表单")  # fmt: skip
        elif form.log != (name in case.study.schedule.logs):
            yield remark(f"forms.forms.{name}", f"`log` of `{name}` and `schedule.logs` say different things",
                f"`{name}` 的 `log` 与 `schedule.logs` 不一致", "Let both say the same", "请保持两处一致")  # fmt: skip


def _waits_for_itself(study: Study, name: str) -> bool:
    """Whether every way to a visit's anchor leads through the visit itself, directly or by visits that wait for it."""
    schedule = study.schedule
    anywhere = {form for extra in schedule.unscheduled.values() for form in extra.forms} | set(schedule.logs)
    anywhere |= {form for one in schedule.visits.values() for form in one.optional} | _of_steps(study)
    reached: set[str] = set()
    while True:
        entered = anywhere | {form for visit in reached for form in schedule.visits[visit].forms}
        more = {visit for visit, plan in schedule.visits.items() if _happens(study, plan.anchor, entered)} - reached
        if not more:
            break
        reached |= more
    entered = anywhere | {form for visit in schedule.visits.values() for form in visit.forms}
    return name not in reached and _happens(study, schedule.visits[name].anchor, entered)


def _happens(study: Study, anchor: str, entered: Collection[str]) -> bool:
    event = study.events.get(anchor)
    return event is None or event.form is None or event.form in entered


def due_forms(study: Study) -> frozenset[str]:
    """The forms that somebody is ever asked to enter."""
    visits = study.schedule.visits.values()
    at_visits = {form for visit in visits for form in (*visit.forms, *visit.optional)}
    return frozenset(at_visits | _of_steps(study) | set(study.schedule.logs))


def _of_steps(study: Study) -> set[str]:
    """The forms that are entered with a step of the product's chain."""
    steps: set[str] = set()
    if study.product is not None:
        for named in study.product.forms.model_dump(exclude_none=True).values():
            steps.update(named if isinstance(named, (list, tuple)) else (named,))
    return steps


def _treated(study: Study, visit: Visit) -> bool:
    arms = visit.arms or tuple(study.arms)
    return study.product is not None and any(study.arms[arm].cell_product for arm in arms if arm in study.arms)


def _shortest_step(visit: Visit) -> int | None:
    steps = [later - earlier for earlier, later in zip(visit.days, visit.days[1:], strict=False)]
    if visit.every is not None:
        steps.append(visit.every.days or (visit.every.months or 1) * DAYS_OF_SHORTEST_MONTH)
    return min(steps) if steps else None


def _calendar(visit: Visit) -> str:
    return repr((visit.anchor, visit.days, visit.every, visit.window, tuple(sorted(visit.ends))))

"""The safety plan can be carried out: its names lead somewhere, its clocks have one time, its boundary its parameters."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import FORM, ITEM, all_in, fault, unknown
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Boundary, Cytokines, Neurotoxicity, Study
from equipoise.values.dates import is_day
from equipoise.values.text import Text


def safety_names_exist(case: Case) -> Iterator[Finding]:
    """The safety plan reads items, codes, analytes and clocks that exist."""
    study, event = case.study, case.study.safety.event
    form = study.forms.forms.get(event.form)
    if form is None:
        yield unknown("safety.event.form", event.form, study.forms.forms, FORM)
        return
    for key in ("term", "grade", "serious", "related", "onset", "aware", "related_sponsor", "unexpected"):
        word = getattr(event, key)
        if word is not None and word not in form.items:
            yield unknown(f"safety.event.{key}", word, form.items, ITEM)
    for criterion, word in event.criteria.items():
        if word not in form.items:
            yield unknown(f"safety.event.criteria.{criterion}", word, form.items, ITEM)
    related = form.items.get(event.related)
    codes = study.forms.code_lists.get(related.codes or "", {}) if related else {}
    if codes:
        yield from all_in("safety.event.related_values", event.related_values, codes, Text("code", "代码"))
    for analyte in study.safety.laboratory:
        if analyte not in study.forms.analytes:
            yield unknown(f"safety.laboratory.{analyte}", analyte, study.forms.analytes, Text("analyte", "检验项目"))
    for name, plan in (("cytokines", study.safety.cytokines), ("neurotoxicity", study.safety.neurotoxicity)):
        if plan is not None:
            yield from _syndrome(study, f"safety.{name}", plan)


def _syndrome(study: Study, path: str, plan: Cytokines | Neurotoxicity) -> Iterator[Finding]:
    form = study.forms.forms.get(plan.form)
    if form is None:
        yield unknown(f"{path}.form", plan.form, study.forms.forms, FORM)
        return
    if isinstance(plan, Cytokines):
        single = {"temperature": plan.temperature, "hypotension": plan.hypotension, "hypoxia": plan.hypoxia}
        single |= {"treated": plan.treated} if plan.treated else {}
    else:
        single = {key: getattr(plan, key) for key in ("consciousness", "seizure", "motor", "oedema")}
        yield from all_in(f"{path}.ice", plan.ice, form.items, ITEM)
    for key, word in (*single.items(), *((f"other_cause.{sign}", item) for sign, item in plan.other_cause.items())):
        if word not in form.items:
            yield unknown(f"{path}.{key}", word, form.items, ITEM)


def clocks_have_a_time(case: Case) -> Iterator[Finding]:
    """A reporting clock runs for hours or for days, or by a published rule; one that follows another names it."""
    clocks = case.study.safety.clocks
    for name, clock in clocks.items():
        if sum(said is not None for said in (clock.hours, clock.days, clock.rule)) != 1:
            yield fault(f"safety.clocks.{name}", f"The clock `{name}` does not have one time", f"时限 `{name}` 没有唯一的时间",
                "Write one of `hours`, `days` and `rule`", "`hours`、`days`、`rule` 只写其中一个")  # fmt: skip
        if clock.rule is not None and clock.rule.endswith("_follow_up") and clock.after is None:
            yield fault(f"safety.clocks.{name}", f"`{clock.rule}` counts from a report, and `{name}` does not say from which",
                f"`{clock.rule}` 自首次报告起算，但 `{name}` 未指明", "Write `after:`", "请写 `after:`")  # fmt: skip
        if clock.after is not None and (clock.after not in clocks or clock.after == name):
            yield unknown(f"safety.clocks.{name}.after", clock.after, set(clocks) - {name}, Text("clock", "时限"))


def boundary_has_its_parameters(case: Case) -> Iterator[Finding]:
    """A Pocock-type boundary has a chance to stop wrongly; a Bayesian one a prior and the certainty that stops."""
    plan = case.study.safety.boundary
    if plan is None:
        return
    for key in ("stop_chance",) if plan.method == "pocock" else ("prior", "certainty"):
        if getattr(plan, key) is None:
            yield fault("safety.boundary", f"The boundary has no `{key}`", f"停止界值缺少 `{key}`",
                f"Write `{key}:`", f"请写 `{key}:`")  # fmt: skip
    yield from _chances(plan)
    if plan.participants < 1 or plan.first_look > plan.participants:
        yield fault("safety.boundary.participants", "Nobody is ever looked at", "没有可查看的受试者",
            "Write how many participants are treated at most", "请写最多治疗的受试者人数")  # fmt: skip


def _chances(plan: Boundary) -> Iterator[Finding]:
    for key in ("rate", "stop_chance", "certainty"):
        chance = getattr(plan, key)
        if chance is not None and not 0 < chance < 1:
            yield fault(f"safety.boundary.{key}", f"{chance} is not a chance between 0 and 1", f"{chance} 不是 0 与 1 之间的概率",
                "Write for example 0.05", "请写如 0.05")  # fmt: skip
    if plan.prior is not None and min(plan.prior) <= 0:
        yield fault("safety.boundary.prior", "The parameters of a beta prior lie above 0", "Beta 先验的参数须大于 0",
            "Write for example [1, 9]", "请写如 [1, 9]")  # fmt: skip


def holds_and_delays_have_a_cause(case: Case) -> Iterator[Finding]:
    """A hold or a delay says what brings it about; days off are days."""
    safety = case.study.safety
    for name, rule in safety.holds.items():
        if (rule.when is None) == (rule.results is None):
            yield fault(f"safety.holds.{name}", f"The hold `{name}` does not have one cause", f"暂停 `{name}` 没有唯一的原因",
                "Write either `when` or `results`", "`when` 与 `results` 只写其中一个")  # fmt: skip
    for name, delay in safety.delays.items():
        if (delay.when is None) == (delay.event is None):
            yield fault(f"safety.delays.{name}", f"The delay `{name}` does not have one cause", f"推迟 `{name}` 没有唯一的原因",
                "Write either `when` or `event`", "`when` 与 `event` 只写其中一个")  # fmt: skip
    for key in ("holidays", "worked"):
        for place, words in enumerate(getattr(safety.calendar, key)):
            if not is_day(words):
                yield fault(f"safety.calendar.{key}.{place}", f"“{words}” is not a day", f"“{words}”不是有效日期",
                    "Write YYYY-MM-DD", "请按 YYYY-MM-DD 填写")  # fmt: skip

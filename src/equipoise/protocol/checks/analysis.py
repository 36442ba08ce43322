"""Every endpoint, set and listing of the analysis leads somewhere, and an estimand says what its endpoint does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from equipoise.protocol.checks.case import Case
from equipoise.protocol.checks.walk import EVENT, FORM, ITEM, all_in, fault, remark, unknown
from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Estimand, QualityOfLife, Study
from equipoise.values.text import Text

BEFORE_ALLOCATION = ("registered", "consent_signed", "screening_failed")
SET = Text("analysis set", "分析集")
ENDPOINT = Text("endpoint", "终点")
RESPONSE = Text("response", "疗效代码")
BEST: Collection[str] = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE", "MISSING")
SIZES: Mapping[str, int] = {"EORTC QLQ-C30": 30, "EORTC QLQ-LC13": 13}
"""How many items an instrument has."""


def endpoints_have_a_set(case: Case) -> Iterator[Finding]:
    """Whoever is counted is declared, every name is used once, and a sensitivity analysis is one of an endpoint."""
    analysis = case.study.analysis
    kinds: Mapping[str, Mapping[str, object]] = {
        "endpoints": analysis.endpoints,
        "responses": analysis.responses,
        "quality_of_life": analysis.quality_of_life,
        "measures": analysis.measures,
    }
    seen: set[str] = set()
    for kind, declared in kinds.items():
        for name, one in declared.items():
            path = f"analysis.{kind}.{name}"
            chosen = str(getattr(one, "set", ""))
            if chosen not in analysis.sets and "set" not in getattr(one, "model_fields_set", {"set"}):
                known = tuple(f"`{one}`" for one in analysis.sets)
                yield fault(path, f"`{name}` names no set, so that of `{chosen}` would count, which is not there",
                    f"`{name}` 未写明分析集，默认的 `{chosen}` 不存在",
                    f"Write `set:` and one of {', '.join(known)}", f"请写 `set:`，可选：{'、'.join(known)}")  # fmt: skip
            elif chosen not in analysis.sets:
                yield unknown(f"{path}.set", chosen, analysis.sets, SET)
            elif analysis.sets[chosen].of != "randomised":
                yield fault(f"{path}.set", f"`{chosen}` holds people without an arm", f"`{chosen}` 包含未分组者",
                    "Name a set of randomised participants", "请指定随机化受试者的分析集")  # fmt: skip
            if name in seen:
                yield fault(path, f"`{name}` is the name of two endpoints", f"`{name}` 被用作两个终点的名称",
                    "Give one of them another name", "请为其中之一改名")  # fmt: skip
            seen.add(name)
    for name, endpoint in analysis.endpoints.items():
        if endpoint.sensitivity_of is not None and endpoint.sensitivity_of not in analysis.endpoints:
            path = f"analysis.endpoints.{name}.sensitivity_of"
            yield unknown(path, endpoint.sensitivity_of, analysis.endpoints, ENDPOINT)


def looks_lead_to_the_end(case: Case) -> Iterator[Finding]:
    """Interim looks are at an endpoint of the study, rise, and end with all of its events."""
    interim = case.study.analysis.interim
    if interim is None:
        return
    if interim.endpoint not in case.study.analysis.endpoints:
        yield unknown("analysis.interim.endpoint", interim.endpoint, case.study.analysis.endpoints, ENDPOINT)
    shares = interim.looks
    if list(shares) != sorted(set(shares)) or shares[0] <= 0 or shares[-1] != 1:
        yield fault("analysis.interim.looks", "The looks do not rise to 1", "各次分析的信息比例未递增至 1",
            "Write rising shares of the events, the last of them 1", "请写递增的事件比例，末次为 1")  # fmt: skip
    if not 0 < interim.alpha < 0.5:
        yield fault("analysis.interim.alpha", f"`{interim.alpha}` is no one-sided error", f"`{interim.alpha}` 不是单侧检验水准",
            "Write a number between 0 and 0.5, e.g. 0.025", "请写 0 与 0.5 之间的数，如 0.025")  # fmt: skip


def readings_can_be_had(case: Case) -> Iterator[Finding]:
    """What rests on scans is asked only of a study that reads them, and by a reader that it has."""
    study = case.study
    for path, reading in _readings(study):
        if study.response is None:
            yield fault(path, "This study does not read tumour response", "本研究不评价肿瘤疗效",
                "Leave it out, or add the part `response`", "请删除此项，或增加 `response` 部分")  # fmt: skip
        elif reading == "central" and (study.response.readers is None or not study.response.readers.central):
            yield fault(path, "Nobody reads centrally", "未设中心阅片人",
                "Write `investigator`, or name central readers", "请写 `investigator`，或指定中心阅片人")  # fmt: skip
    for name, rate in study.analysis.responses.items():
        yield from all_in(f"analysis.responses.{name}.counts", rate.counts, BEST, RESPONSE)


def rates_have_one_source(case: Case) -> Iterator[Finding]:
    """A response rate counts best responses or an event, and an event on days in their order."""
    study, events = case.study, case.study.events
    for name, rate in study.analysis.responses.items():
        path = f"analysis.responses.{name}"
        if bool(rate.counts) == (rate.event is not None):
            yield fault(path, f"The rate `{name}` does not have one source", f"应答率 `{name}` 没有唯一的来源",
                "Write either `counts` or `event`", "`counts` 与 `event` 只写其中一个")  # fmt: skip
        if rate.event is not None and rate.event not in events:
            yield unknown(f"{path}.event", rate.event, events, EVENT)
        if rate.days is not None and (rate.event is None or rate.days[0] > rate.days[1]):
            yield fault(f"{path}.days", "The days belong to no event, or their last lies before their first",
                "天数未对应任何事件，或终点早于起点", "Write the first and the last day on which `event` counts",
                "请写 `event` 计入的首日与末日")  # fmt: skip
        elif (
            rate.days is not None
            and rate.event in events
            and not _due_within(study, events[rate.event].form, rate.days)
        ):
            yield remark(f"{path}.days", f"No visit brings the form `{events[rate.event].form}` on these days after randomisation",
                f"随机后的这些天内没有任何访视安排表单 `{events[rate.event].form}`",
                "Compare them with the days of the visits, also after amendments", "请与各访视的天数核对（包括修正案之后）")  # fmt: skip


def _due_within(study: Study, form: str | None, days: tuple[int, int]) -> bool:
    """Whether a form is due on one of these days; True where that cannot be told: a log, or an anchor of another day."""
    if form is None or form in study.schedule.logs:
        return True
    for visit in study.schedule.visits.values():
        anchor = study.events.get(visit.anchor)
        if form not in (*visit.forms, *visit.optional) or (anchor is not None and anchor.fact in BEFORE_ALLOCATION):
            continue
        if anchor is None or anchor.fact != "randomised" or (visit.every is not None and visit.every.months):
            return True
        first, last = days[0] - visit.window.after, days[1] + visit.window.before
        again = visit.every.days if visit.every is not None and visit.every.days else 0
        until = min(last, visit.every.until or last) if visit.every is not None else last
        repeated = range(visit.days[-1], until + 1, again) if again else ()
        if any(first <= day <= last for day in (*visit.days, *repeated)):
            return True
    return False


def _readings(study: Study) -> Iterator[tuple[str, str]]:
    for name, endpoint in study.analysis.endpoints.items():
        path = f"analysis.endpoints.{name}"
        if endpoint.reading is not None:
            yield f"{path}.reading", endpoint.reading
        if endpoint.origin == "response":
            yield f"{path}.origin", ""
        if endpoint.dating != "observed":
            yield f"{path}.dating", ""
    for name, rate in study.analysis.responses.items():
        if rate.event is None:
            yield f"analysis.responses.{name}", rate.reading or ""


def sets_rest_on_something(case: Case) -> Iterator[Finding]:
    """The rules of a set name events and forms that exist; whoever is only screened has no treatment."""
    study = case.study
    for name, chosen in study.analysis.sets.items():
        path = f"analysis.sets.{name}"
        yield from all_in(f"{path}.any_of", chosen.any_of, study.events, EVENT)
        for key, exclusion in chosen.without.items():
            if exclusion.form not in study.forms.forms:
                yield unknown(f"{path}.without.{key}.form", exclusion.form, study.forms.forms, FORM)
        if study.response is None and (chosen.baseline or chosen.measurable or chosen.assessed):
            yield fault(path, "This study does not read tumour response", "本研究不评价肿瘤疗效",
                "Leave out the rules about tumours", "请删除与肿瘤评估有关的规则")  # fmt: skip
        if chosen.of == "screened" and chosen.by == "received":
            yield fault(f"{path}.by", "Who is only screened received nothing", "仅筛选者未接受任何治疗",
                "Write `allocated`", "请写 `allocated`")  # fmt: skip


def listings_show_items(case: Case) -> Iterator[Finding]:
    """Listings and questionnaires name items that their forms have."""
    study = case.study
    yield from all_in("analysis.baseline", study.analysis.baseline, study.variables, Text("variable", "变量"))
    covariates = study.analysis.comparison.covariates
    yield from all_in("analysis.comparison.covariates", covariates, study.variables, Text("variable", "变量"))
    for name, listed in study.analysis.listed.items():
        path = f"analysis.listed.{name}"
        form = study.forms.forms.get(listed.form)
        if form is None:
            yield unknown(f"{path}.form", listed.form, study.forms.forms, FORM)
            continue
        yield from all_in(f"{path}.show", listed.show, form.items, ITEM)
        yield from all_in(f"{path}.count_by", listed.count_by, form.items, ITEM)
    for name, asked in study.analysis.quality_of_life.items():
        yield from _questionnaire(study, f"analysis.quality_of_life.{name}", asked)


def _questionnaire(study: Study, path: str, asked: QualityOfLife) -> Iterator[Finding]:
    form = study.forms.forms.get(asked.form)
    if form is None:
        yield unknown(f"{path}.form", asked.form, study.forms.forms, FORM)
        return
    for instrument, items in asked.instruments.items():
        names = [f"{items.prefix}{items.first + place}" for place in range(SIZES[instrument])]
        yield from all_in(f"{path}.instruments.{instrument}", names, form.items, ITEM)


def estimands_agree_with_their_endpoint(case: Case) -> Iterator[Finding]:
    """An intercurrent event that is part of the variable is counted, and one that is censored is not said to be ignored."""
    study = case.study
    for path, estimand in _estimands(study):
        for name, one in estimand.intercurrent.items():
            if one.event is not None and one.event not in study.events:
                yield unknown(f"{path}.estimand.intercurrent.{name}.event", one.event, study.events, EVENT)
    for name, endpoint in study.analysis.endpoints.items():
        if endpoint.estimand is None:
            continue
        path = f"analysis.endpoints.{name}.estimand.intercurrent"
        censored = {endpoint.conventions.new_therapy} if endpoint.conventions is not None else set()
        for key, one in endpoint.estimand.intercurrent.items():
            if one.event is None:
                continue
            if one.strategy == "composite" and one.event not in endpoint.events:
                yield fault(f"{path}.{key}", f"`{one.event}` is not among the events of the endpoint",
                    f"`{one.event}` 不在该终点的事件中", "Add it to the events, or choose another strategy",
                    "请加入事件，或选择其他策略")  # fmt: skip
            if one.strategy == "treatment_policy" and one.event in censored | set(endpoint.ends):
                yield fault(f"{path}.{key}", f"The endpoint is censored at `{one.event}`", f"该终点于 `{one.event}` 删失",
                    "Call it hypothetical or while on treatment", "请写为假想策略或在治策略")  # fmt: skip


def _estimands(study: Study) -> Iterator[tuple[str, Estimand]]:
    analysis = study.analysis
    kinds: Mapping[str, Mapping[str, object]] = {
        "endpoints": analysis.endpoints,
        "responses": analysis.responses,
        "quality_of_life": analysis.quality_of_life,
        "measures": analysis.measures,
    }
    for kind, declared in kinds.items():
        for name, one in declared.items():
            estimand = getattr(one, "estimand", None)
            if isinstance(estimand, Estimand):
                yield f"analysis.{kind}.{name}", estimand

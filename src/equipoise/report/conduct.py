"""How the trial was conducted, counted from the facts: enrolment, consents, amendments, completeness, serious events, boundary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from equipoise.analysis.read_participant import Participant
from equipoise.analysis.tables import Column, Context, Display, Number, Row
from equipoise.analysis.tables.count_rows import count_row, event_row
from equipoise.analysis.tables.display import Entry, words
from equipoise.facts import Body, Fact
from equipoise.facts.events import as_declared
from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn, ParticipantRegistered
from equipoise.facts.product import InfusionStarted
from equipoise.facts.study import ActRefused, AmendmentApproved, HoldLifted, HoldPlaced
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.report.say_acts import say_act, say_held, say_hold_rule
from equipoise.rules.safety import boundary_of, crossed, unacceptable
from equipoise.rules.visits import calendar, queries
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

ENROLMENT = Text("Enrolment by month", "按月入组情况")
CONSENTS = Text("Consent by version", "各版本知情同意签署情况")
COMPLETENESS = Text("Completeness of the data", "数据完整性")
BOUNDARY = Text("Stopping boundary for unacceptable toxicity", "不可接受毒性的停止界值")
CHANGES = Text("Amendments in force", "已生效的方案修订")
HOLDS = Text("Holds", "暂停记录")
REFUSALS = Text("Acts refused at a gate", "被拒绝的关键操作")
_EVERYBODY = Text("Everybody who was screened", "全部筛选者")
_MONTH = Text("Month", "月份")
_STATE = Text("Measure", "指标")
_ALL: Final = "all"
B = TypeVar("B", bound=Body)


def enrolment(context: Context) -> Display:
    """Participants registered and randomised in each month, and the sum until then beside the number planned."""
    zone = context.study.time_zone
    registered = {
        one.number: (fact.day(zone), fact.seq)
        for one in context.people
        if (fact := one.facts.first(ParticipantRegistered)) is not None
    }
    randomised = {one.number: (one.randomised.day, one.randomised.seq) for one in context.people if one.randomised}
    months = sorted({f"{day:%Y-%m}" for day, _ in (*registered.values(), *randomised.values())})
    rows, sofar = [], 0
    for month in months:
        came, went = _of_month(registered, month), _of_month(randomised, month)
        sofar += len(went.participants)
        rows.append(Row(month, same(month), (came, went, Number(same(str(sofar)), (), (), float(sofar)))))
    columns = (
        Column("registered", Text("Registered", "登记")),
        Column("randomised", entry_words(context.study, Text("Randomised", "随机"))),
        Column("sum", entry_words(context.study, Text("Randomised until then", "累计随机"))),
    )
    note = Text("Planned: {n}.", "计划例数：{n}。").format(n=context.study.design.enrolment)
    return Display("enrolment", ENROLMENT, _EVERYBODY, columns, tuple(rows), (note,), _MONTH)


def _of_month(days: Mapping[str, tuple[date, int]], month: str) -> Number:
    found = {number: seq for number, (day, seq) in days.items() if f"{day:%Y-%m}" == month}
    return Number(same(str(len(found))), tuple(found), tuple(found.values()), float(len(found)))


def consents(context: Context) -> Display:
    """Who signed which version of the consent, and who withdrew from what."""
    signed: dict[str, list[Entry]] = {}
    withdrawn: dict[str, list[Entry]] = {}
    for one in context.people:
        for fact in one.facts.of(ConsentSigned):
            signed.setdefault(fact.body.version, []).append(Entry(one.number, _ALL, (fact.seq,)))
        for out in one.facts.of(ConsentWithdrawn):
            for scope in out.body.scopes:
                withdrawn.setdefault(scope, []).append(Entry(one.number, _ALL, (out.seq,)))
    columns = (Column(_ALL, Text("Participants", "受试者")),)
    version = Text("Signed: {name}", "签署：{name}")
    names = {key: one.name for study in context.trial.protocols.versions for key, one in study.consents.items()}
    rows = [
        count_row(f"signed.{key}", version.format(name=names.get(key, same(key))), entries, columns)
        for key, entries in sorted(signed.items())
    ]
    out_of = Text("Withdrew: {scope}", "撤回：{scope}")
    rows += [
        count_row(f"withdrawn.{key}", out_of.format(scope=SCOPES.get(key, same(key))), entries, columns)
        for key, entries in sorted(withdrawn.items())
    ]
    return Display("consents", CONSENTS, _EVERYBODY, columns, tuple(rows), (), Text("Consent", "知情同意"))


SCOPES: Mapping[str, Text] = {
    "treatment": Text("from treatment", "治疗"),
    "procedures": Text("from visits and procedures", "访视与检查"),
    "data": Text("from the use of data", "数据使用"),
}


def completeness(context: Context) -> Display:
    """Required forms of past visits entered and not entered, visits outside their window, questions open."""
    population = context.population()
    columns = population.columns(total=True)
    found: dict[str, list[Entry]] = {key: [] for key in _COMPLETENESS}
    for one, arm in population.of(context.people):
        facts = (one.randomised.seq,) if one.randomised is not None else ()
        for key, seqs in _completeness(context, one):
            found[key].append(Entry(one.number, arm, seqs or facts))
    rows = [event_row(key, label, found[key], columns) for key, label in _COMPLETENESS.items()]
    note = Text(
        "Forms are counted, not participants: those that a visit up to the cut requires.",
        "以表单计数，非受试者数；为截至数据截止日各访视应填的表单。",
    )
    return Display("completeness", COMPLETENESS, context.everybody, columns, tuple(rows), (note,), _STATE)


_COMPLETENESS: Mapping[str, Text] = {
    "entered": Text("Required forms entered", "已填写的应填表单"),
    "missing": Text("Required forms not entered", "未填写的应填表单"),
    "visits": Text("Visits that took place", "已完成的访视"),
    "outside": Text("Visits outside their window", "超窗访视"),
    "missed": Text("Visits missed", "缺失的访视"),
    "asked": Text("Questions asked", "提出的质疑"),
    "open": Text("Questions not settled", "未关闭的质疑"),
}


def _completeness(context: Context, one: Participant) -> Iterator[tuple[str, tuple[int, ...]]]:
    for visit in calendar(context.study, one.facts, as_declared(context.study, one.events), context.until, one.arm):
        if visit.latest > context.until or visit.state == "not_applicable":
            continue
        if visit.day is not None:
            yield "visits", tuple(form.seq for form in visit.forms if form.seq)
        if visit.state == "missed":
            yield "missed", ()
        elif visit.deviation is not None:
            yield "outside", tuple(form.seq for form in visit.forms if form.seq)
        for form in visit.forms:
            if form.required and visit.state in ("done", "late_done", "overdue"):
                yield "entered" if form.entered else "missing", (form.seq,) if form.seq else ()
    for query in queries(one.facts):
        yield "asked", (query.opened.seq,)
        if not query.is_settled:
            yield "open", tuple(fact.seq for fact in query.facts)


@dataclass(frozen=True, slots=True)
class Toxicity:
    """How many were treated, how many of them had unacceptable toxicity, with the facts; and the reason to stop, if there is one."""

    treated: tuple[str, ...]
    toxic: tuple[str, ...]
    facts: tuple[int, ...]
    crossed: Reason | None


def toxicity(context: Context) -> Toxicity:
    """The observed state of the stopping boundary."""
    study = context.study
    treated = [one for one in context.people if _is_treated(study, one)]
    events = {one.number: tuple(found.event.seq for found in unacceptable(study, one.facts)) for one in treated}
    toxic = {number: seqs for number, seqs in events.items() if seqs}
    return Toxicity(
        tuple(one.number for one in treated),
        tuple(toxic),
        tuple(sorted(seq for seqs in toxic.values() for seq in seqs)),
        crossed(study, len(treated), len(toxic)),
    )


def _is_treated(study: Study, one: Participant) -> bool:
    """Whether the boundary watches a participant, as the gate of the trial counts it (`trial/acts/hold.py`)."""
    if study.product is not None:
        return one.facts.first(InfusionStarted) is not None
    return one.arm in study.arms and bool(study.arms[one.arm].interventions)


def boundary(context: Context) -> Display:
    """The boundary step by step with what was observed; the study must have one."""
    plan = context.study.safety.boundary
    assert plan is not None, "only a study with a boundary has its table"
    seen = toxicity(context)
    columns = (Column("treated", Text("Participants treated", "已治疗例数")),)
    rows = [
        Row(
            f"limit.{limit}",
            Text("Stop at {n} with unacceptable toxicity", "出现 {n} 例不可接受毒性即停止").format(n=limit),
            (words(f"{first} – {last}" if first != last else str(first)),),
        )
        for limit, first, last in boundary_of(plan).steps()
    ]
    rows.append(
        Row("observed", Text("Observed: treated", "实际：已治疗"), (_count(seen.treated, ()),)),
    )
    rows.append(
        Row(
            "toxic",
            Text("Observed: with unacceptable toxicity", "实际：发生不可接受毒性"),
            (_count(seen.toxic, seen.facts),),
        )
    )
    said = seen.crossed.says if seen.crossed is not None else Text("The boundary is not crossed.", "未达到停止界值。")
    first, second = plan.prior or (0, 0)
    method = _METHODS[plan.method].format(
        rate=f"{float(plan.rate):g}", n=plan.participants, stop_chance=plan.stop_chance, certainty=plan.certainty,
        prior=f"{float(first):g}, {float(second):g}", look=plan.first_look,
    )  # fmt: skip
    because = (plan.assumed.because,) if plan.assumed is not None else ()
    return Display("boundary", BOUNDARY, _TREATED, columns, tuple(rows), (said, method), _STATE, assumed=because)


_TREATED = Text("Treated participants", "已接受治疗者")
_METHODS = {
    "pocock": Text(
        "Exact boundary of Pocock type (Ivanova et al., Biometrics 2005) at an acceptable rate of {rate}, {n} participants; the chance "
        "to stop at that rate is at most {stop_chance}.",
        "Pocock 型精确界值（Ivanova 等，Biometrics 2005），可接受发生率 {rate}，{n} 例；真实发生率为该值时停止概率不超过 {stop_chance}。",
    ),
    "bayes": Text(
        "Bayesian boundary: stop where the chance that the rate exceeds {rate} is above {certainty}; prior beta({prior}), {n} "
        "participants, looked at from {look} treated on.",
        "贝叶斯界值：发生率超过 {rate} 的概率大于 {certainty} 时停止；先验 beta({prior})，{n} 例，自第 {look} 例治疗者起评估。",
    ),
}


def _count(numbers: Sequence[str], facts: tuple[int, ...]) -> Number:
    return Number(same(str(len(numbers))), tuple(numbers), facts, float(len(numbers)))


def amendments(context: Context) -> Display:
    """Each amendment with its day, what it changes and why, in the words of the study file."""
    columns = tuple(
        Column(key, heading, align="left")
        for key, heading in {
            "version": Text("Version", "版本"),
            "effective": Text("In force from", "生效日"),
            "approved": Text("Recorded", "记录日"),
            "consent": Text("New consent", "新知情同意书"),
            "facts": Text("Fact", "记录序号"),
        }.items()
    )
    rows = []
    for fact in _until(context, AmendmentApproved):
        body = fact.body
        said = (body.version, body.effective, _day(context, fact), body.consent_version or "–", str(fact.seq))
        rows.append(Row(body.version, same(body.version), tuple(words(one, (fact.seq,)) for one in said)))
    return Display("amendments", CHANGES, _EVERYBODY, columns, tuple(rows), kind="listing")


def holds(context: Context) -> Display:
    """Each hold: what it stopped, by which rule, from when to when."""
    heads = {
        "hold": Text("Hold", "编号"),
        "scope": Text("Stopped", "暂停范围"),
        "rule": Text("Rule", "规则"),
        "from": Text("From", "起"),
        "to": Text("Until", "止"),
        "facts": Text("Facts", "记录序号"),
    }
    lifted = {fact.body.hold: fact for fact in _until(context, HoldLifted)}
    rows = []
    for fact in _until(context, HoldPlaced):
        end = lifted.get(fact.body.hold)
        facts = (fact.seq,) if end is None else (fact.seq, end.seq)
        said = (
            same(fact.body.hold), say_held(fact.body.scope), say_hold_rule(context.study, fact.body.rule),
            same(_day(context, fact)), same(_day(context, end) if end is not None else "–"),
            same(", ".join(map(str, facts))),
        )  # fmt: skip
        rows.append(Row(fact.body.hold, same(fact.body.hold), tuple(words(one, facts) for one in said)))
    columns = tuple(Column(key, heading, align="left") for key, heading in heads.items())
    return Display("holds", HOLDS, _EVERYBODY, columns, tuple(rows), kind="listing")


def refusals(context: Context) -> Display:
    """How often each gated act was asked for and refused."""
    found = Counter[str]()
    facts: dict[str, list[int]] = {}
    every: list[Fact[ActRefused]] = list(_until(context, ActRefused))
    for one in context.people:
        every += one.facts.of(ActRefused)
    for fact in every:
        found[fact.body.act] += 1
        facts.setdefault(fact.body.act, []).append(fact.seq)
    rows = tuple(
        Row(act, say_act(context.study, act), (Number(same(str(n)), (), tuple(sorted(facts[act])), float(n)),))
        for act, n in sorted(found.items())
    )
    columns = (Column("times", Text("Refused", "被拒次数")),)
    return Display("refusals", REFUSALS, _EVERYBODY, columns, rows, (), Text("Act", "操作"))


def _until(context: Context, kind: type[B]) -> list[Fact[B]]:
    zone = context.study.time_zone
    return [fact for fact in context.trial.study.of(kind) if fact.day(zone) <= context.until]


def _day(context: Context, fact: Fact[Body]) -> str:
    return fact.day(context.study.time_zone).isoformat()

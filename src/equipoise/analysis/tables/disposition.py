"""What became of participants: the flow as a table, the analysis sets, and who was left out of them for what reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from equipoise.analysis.group_arms import POOLED
from equipoise.analysis.judge_treatment import has_intervention, received, says_completed, why_ended
from equipoise.analysis.read_participant import DEATH, LOST, STUDY_END, WITHDRAWALS, Participant
from equipoise.analysis.same_person import counted_twice
from equipoise.analysis.tables.context import TOTAL, Context, arm_name
from equipoise.analysis.tables.count_rows import count_row
from equipoise.analysis.tables.display import EMPTY, Column, Display, Entry, Number, Row, people, words
from equipoise.facts import Body
from equipoise.facts.participant import IneligibilityFound, ParticipantRegistered, ScreeningFailed
from equipoise.facts.randomisation import OtherTreatmentGiven, RandomisedInError, SamePersonFound
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.values.text import Text, same

TITLE = Text("Disposition of participants", "受试者去向")
STATE = Text("State", "状态")
SETS_TITLE = Text("Analysis sets", "分析集")
EXCLUSIONS_TITLE = Text("Participants left out of analysis sets", "分析集排除者清单")
_SCREENED = Text("Screened", "筛选")
_FAILED = Text("Not randomised", "未随机化")
_WAITING = Text("Still in screening", "仍在筛选")
_RANDOMISED = Text("Randomised", "随机化")
_ERROR = Text("Randomised in error", "误随机")
_UNFIT = Text("Found ineligible later", "事后发现不合格")
_SAME = Text("The same person as an earlier participant", "与此前受试者为同一人")
_OTHER = Text("Given the treatment of another arm", "接受其他组治疗")
_RECEIVED = Text("Received the allocated intervention", "接受所分配的干预")
_GIVEN = Text("Received the intervention", "接受干预")
_NEVER = Text("Did not receive it", "未接受干预")
_COMPLETED = Text("Completed the intervention", "完成干预")
_STOPPED = Text("Stopped the intervention early", "提前终止干预")
_DIED = Text("Died", "死亡")
_LOST = Text("Lost to follow-up", "失访")
_CONTINUING = Text("Still in follow-up", "仍在随访")
_EXCLUDED = Text("Left out: {why}", "排除：{why}")
_NOTHING_TO_GIVE = Text(
    "An arm without a treatment of the study counts as having received what was allocated; there is nothing to complete or stop.",
    "无研究干预的组别视为已接受所分配的干预，无所谓完成或终止。",
)
_FLOW_NOTE = Text(
    "Everybody randomised counts under the allocated arm; reasons are those of the flow of participants.",
    "所有随机者按分配组别计数；原因与受试者流程图一致。",
)
_FLOW_NOTE_OF_ONE = Text(
    "Everybody enrolled counts; reasons are those of the flow of participants.",
    "所有入组者均计入；原因与受试者流程图一致。",
)
_CAUSES = {
    "criteria": Text("Criteria not met", "不符合入排标准"),
    "declined": Text("Declined", "拒绝参加"),
    "other": Text("Other reasons", "其他原因"),
}
_HEADINGS = {
    "participant": Text("Participant", "受试者"),
    "arm": Text("Arm", "组别"),
    "set": Text("Analysis set", "分析集"),
    "why": Text("Why", "原因"),
    "rule": Text("Rule", "规则"),
    "facts": Text("Facts", "记录序号"),
}
Test = Callable[[Participant], tuple[int, ...]]
"""The facts that make a participant count; none if it does not."""


def disposition(context: Context) -> Display:
    """Screened, randomised, treated, stopped and why, lost, dead: by allocated arm and in all.

    Whoever was not randomised has no arm and counts in the last column only.
    """
    population = context.population()
    columns = population.columns(total=True)
    rows: list[Row] = []
    everybody = [one for one in context.people if one.randomised or one.facts.first(ParticipantRegistered)]
    members = context.results.consort.members
    rows.append(_overall("screened", _SCREENED, everybody, columns))
    excluded = [one for one in everybody if one.number in members["excluded"]]
    rows.append(_overall("not_randomised", entry_words(context.study, _FAILED), excluded, columns))
    for cause, label in _CAUSES.items():
        failed = [one for one in excluded if _cause(one) == cause]
        rows.append(_overall(f"not_randomised.{cause}", label, failed, columns, 1))
    waiting = [one for one in everybody if one.number in members["in_screening"]]
    rows.append(_overall("in_screening", _WAITING, waiting, columns))
    randomised = [one for one in everybody if one.randomised is not None]
    rows.extend(
        count_row(key, label, _entries(context, randomised, test), columns, level)
        for key, label, test, level in _tests(context, randomised)
    )
    idle = context.study.gives_treatment and any(not has_intervention(context.study, key) for key in context.study.arms)
    notes = (
        _flow_note(context.study),
        *((_NOTHING_TO_GIVE,) if idle and not context.masked else ()),
        *counted_twice(context.people),
    )
    return Display("disposition", TITLE, context.everybody, columns, tuple(rows), notes, STATE)


def _overall(key: str, label: Text, some: Sequence[Participant], columns: Sequence[Column], level: int = 0) -> Row:
    """A row that has no arms: counted in the last column alone, or in the only one."""
    entries = [Entry(one.number, TOTAL, _first_fact(one)) for one in some]
    cells = [*(EMPTY for _ in columns[1:]), people(entries)]
    return Row(key, label, tuple(cells), level)


def _first_fact(one: Participant) -> tuple[int, ...]:
    failed, came = one.facts.first(ScreeningFailed), one.facts.first(ParticipantRegistered)
    if failed is not None or came is not None:
        return tuple(fact.seq for fact in (failed, came) if fact is not None)[:1]
    return _allocated(one)


def _cause(one: Participant) -> str:
    failed = one.facts.first(ScreeningFailed)
    if failed is not None:
        return failed.body.cause if failed.body.cause in _CAUSES else "other"
    return "declined" if any(one.first(name) is not None for name in WITHDRAWALS) else "other"


def _entries(context: Context, some: Sequence[Participant], test: Test) -> list[Entry]:
    return [
        Entry(one.number, POOLED if context.masked else one.arm or "", facts) for one in some if (facts := test(one))
    ]


def _flow_note(study: Study) -> Text:
    return _FLOW_NOTE_OF_ONE if study.single_arm else _FLOW_NOTE


def _tests(context: Context, randomised: Sequence[Participant]) -> Iterator[tuple[str, Text, Test, int]]:
    study = context.study
    yield "randomised", entry_words(study, _RANDOMISED), _allocated, 0
    yield "in_error", entry_words(study, _ERROR), lambda one: _seqs(one, RandomisedInError), 1
    yield "found_ineligible", _UNFIT, lambda one: _seqs(one, IneligibilityFound), 1
    yield "same_person", _SAME, lambda one: _seqs(one, SamePersonFound), 1
    if not _tells(context):
        if not study.single_arm:
            yield "other_treatment", _OTHER, lambda one: _seqs(one, OtherTreatmentGiven), 1
        if study.gives_treatment:
            yield from _treatment(context, randomised)
    for name in WITHDRAWALS:
        if name in study.events:
            yield name, study.events[name].name, _happened(name), 0
    yield "lost", _LOST, lambda one: () if one.first(DEATH) is not None else _happened(LOST)(one), 0
    yield "died", _DIED, _happened(DEATH), 0
    yield "continuing", _CONTINUING, _continuing, 0


def _treatment(context: Context, randomised: Sequence[Participant]) -> Iterator[tuple[str, Text, Test, int]]:
    study = context.study

    def treated(one: Participant) -> bool:
        return received(study, one)

    def because(why: Text, *, had: bool) -> Test:
        return lambda one: _allocated(one) if treated(one) is had and _why(context, one) == why else ()

    def reasons(*, had: bool) -> list[Text]:
        found = [why for one in randomised if treated(one) is had and (why := _why(context, one)) is not None]
        return sorted(set(found), key=lambda why: why.en)

    yield "received", _GIVEN if study.single_arm else _RECEIVED, lambda one: _allocated(one) if treated(one) else (), 0
    yield "completed", _COMPLETED, lambda one: _allocated(one) if _done(context, one) else (), 1
    yield "stopped", _STOPPED, lambda one: _allocated(one) if treated(one) and _why(context, one) else (), 1
    for place, why in enumerate(reasons(had=True), start=1):
        yield f"stopped.{place}", why, because(why, had=True), 2
    yield "never", _NEVER, lambda one: _allocated(one) if not treated(one) and _why(context, one) else (), 0
    for place, why in enumerate(reasons(had=False), start=1):
        yield f"never.{place}", why, because(why, had=False), 1


def _why(context: Context, one: Participant) -> Text | None:
    """Why treatment ended, of those who were to have one."""
    return why_ended(context.study, one) if has_intervention(context.study, one.arm) else None


def _done(context: Context, one: Participant) -> bool:
    if not has_intervention(context.study, one.arm) or not received(context.study, one):
        return False
    return says_completed(context.study, one) and _why(context, one) is None


def _tells(context: Context) -> bool:
    """Whether having received something tells the arm while the study is masked."""
    return context.masked and len({has_intervention(context.study, key) for key in context.study.arms}) > 1


def _allocated(one: Participant) -> tuple[int, ...]:
    return (one.randomised.seq,) if one.randomised is not None else ()


def _seqs(one: Participant, kind: type[Body]) -> tuple[int, ...]:
    return tuple(fact.seq for fact in one.facts.of(kind))


def _happened(name: str) -> Test:
    def test(one: Participant) -> tuple[int, ...]:
        found = one.first(name)
        return (found.seq,) if found is not None else ()

    return test


def _continuing(one: Participant) -> tuple[int, ...]:
    gone = (DEATH, LOST, STUDY_END, *WITHDRAWALS[1:])
    return _allocated(one) if all(one.first(name) is None for name in gone) else ()


def analysis_sets(context: Context) -> Display:
    """How many belong to each set by arm, and how many were left out by their first reason: each set adds up to the flow."""
    population = context.population()
    columns = population.columns(total=True)
    rows: list[Row] = []
    for key, chosen in context.sets.items():
        if chosen.withheld:
            rows.append(Row(key, chosen.name, tuple(words("•••") for _ in columns)))
            continue
        seqs = {one.number: _first_fact(one) for one in context.people}
        if context.study.analysis.sets[key].of == "screened":
            rows.append(_overall(key, chosen.name, [context.by_number[number] for number in chosen.arm_of], columns))
        else:
            inside = [Entry(number, arm, seqs[number]) for number, arm in chosen.arm_of.items()]
            rows.append(count_row(key, chosen.name, inside, columns))
        outside: dict[Text, list[Entry]] = {}
        for number, reasons in chosen.exclusions.items():
            arm = population.arm_of.get(number, "")
            outside.setdefault(reasons[0].says, []).append(Entry(number, arm, reasons[0].facts))
        rows.extend(
            count_row(f"{key}.{place}", _EXCLUDED.format(why=why), entries, columns, 1)
            for place, (why, entries) in enumerate(sorted(outside.items(), key=lambda pair: pair[0].en), start=1)
        )
    notes = (_flow_note(context.study),)
    return Display("sets", SETS_TITLE, context.everybody, columns, tuple(rows), notes, SETS_TITLE)


def exclusions(context: Context) -> Display:
    """Everybody left out of a set, with every reason, the rule of the study file, and the facts."""
    rows: list[Row] = []
    for chosen in context.sets.values():
        for number, reasons in chosen.exclusions.items():
            one = context.by_number[number]
            for place, reason in enumerate(reasons, start=1):
                arm = arm_name(context, one.arm) if one.arm is not None and not context.masked else same("–")
                facts = ", ".join(str(seq) for seq in reason.facts)
                said = (same(number), arm, chosen.name, reason.says, same(reason.protocol), same(facts))
                cells = tuple(Number(text, (number,), reason.facts) for text in said)
                rows.append(Row(f"{chosen.key}.{number}.{place}", same(number), cells))
    columns = tuple(Column(key, heading, align="left") for key, heading in _HEADINGS.items())
    return Display("listing_exclusions", EXCLUSIONS_TITLE, context.everybody, columns, tuple(rows), kind="listing")

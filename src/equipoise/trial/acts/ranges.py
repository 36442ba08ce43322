"""Acts on reference ranges: set what a laboratory changed, withdraw what was set by mistake.

One person with the password is enough: a range is a copy of the laboratory's own document, which it names. What it does to recorded
values is told first, and whoever sets it says how many they are: nothing recorded is judged anew unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from msgspec.structs import replace

from equipoise.facts import Body, Fact
from equipoise.facts.in_use import RangeInUse, as_range, covers, meets, ranges_in_use, standing_ranges
from equipoise.facts.laboratory import ReferenceRangeSet, ReferenceRangeWithdrawn
from equipoise.protocol.model import Study
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.limits import Effects, Touched, effects
from equipoise.trial.state import Trial
from equipoise.values.dates import is_day
from equipoise.values.quantity import AnalyteUnits, compatible
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

_STREAM: Final = "S"
_OLDEST: Final = 130
_LONGEST: Final = 15
MOST: Final = 500
"""Ranges that one command may set: more is another file."""
FIELDS: Final = (
    "laboratory", "analyte", "unit", "low", "high", "sex", "age_from", "age_to", "valid_from", "valid_to",
)  # fmt: skip
"""What a range is told by: the names in a command and in the first line of a table."""


@dataclass(frozen=True, slots=True)
class Read:
    """Ranges as they were read: one body for each that could be, and for each row that could not why. `effects` of all together."""

    bodies: tuple[ReferenceRangeSet, ...]
    faults: Mapping[int, tuple[Reason, ...]]
    effects: Effects


def set_ranges(trial: Trial, asked: Asked, command: act.SetReferenceRanges) -> Decision:
    """Keep new ranges, all of them or none; refused while the asker has not seen how many recorded values they judge anew."""
    found = read_ranges(trial, asked, command)
    several = len(command.ranges) > 1
    reasons = [_in_row(row, reason) if several else reason for row, every in found.faults.items() for reason in every]
    reasons += _without_grounds(command.reason)
    if not command.source.strip():
        says = Text("Name the laboratory's document with its date.", "请填写检验科文件名称及日期。")
        reasons.append(Reason("source_missing", says))
    if not 0 < len(command.ranges) <= MOST:
        says = Text(f"Set 1 to {MOST} ranges at once.", f"一次可设置 1–{MOST} 个参考区间。")
        reasons.append(Reason("how_many", says))
    if not found.faults:
        reasons += _unseen(trial, found.effects, command.changed)
    if reasons:
        return refuse(*reasons)
    return Accepted(
        tuple(
            Happening(replace(body, touched=found.effects.facts_of(body.analyte)), _STREAM, reason=command.reason)
            for body in found.bodies
        )
    )


def withdraw_range(trial: Trial, asked: Asked, command: act.WithdrawReferenceRange) -> Decision:
    """Take back a range that was set by mistake: what stood before it counts again."""
    standing = next((fact for fact in standing_ranges(trial.study) if fact.seq == command.range), None)
    if standing is None:
        says = Text("No fact {seq} sets a range that counts.", "第 {seq} 条事实并未设置现行参考区间。")
        return refuse(Reason("no_such_range", says.format(seq=command.range)))
    body = ReferenceRangeWithdrawn(range=command.range)
    found = withdrawn_effects(trial, asked, command.range)
    reasons = [*_without_grounds(command.reason), *_unseen(trial, found, command.changed)]
    if reasons:
        return refuse(*reasons)
    body = replace(body, touched=found.facts_of(standing.body.analyte))
    return Accepted((Happening(body, _STREAM, reason=command.reason, cause=standing.seq),))


def withdrawn_effects(trial: Trial, asked: Asked, seq: int) -> Effects:
    """What it would change if the range that a fact set were withdrawn."""
    gone = _unkept(trial, ReferenceRangeWithdrawn(range=seq), 1)
    return effects(trial, (gone,), asked.day(trial.protocols.first))


def read_ranges(trial: Trial, asked: Asked, command: act.SetReferenceRanges) -> Read:
    """The ranges of a command, what is wrong with each, and what all of them would change."""
    study = trial.version_on(asked.day(trial.protocols.first))
    bodies: list[ReferenceRangeSet] = []
    faults: dict[int, tuple[Reason, ...]] = {}
    for row, given in enumerate(command.ranges[:MOST], start=1):
        wrong = tuple(_against(study, given))
        if not wrong:
            body = _body(given, command.source)
            wrong = tuple(_overlaps(study, trial, body, bodies))
            bodies.append(body)
        if wrong:
            faults[row] = wrong
    more = [_unkept(trial, body, number) for number, body in enumerate(bodies, start=1)]
    found = effects(trial, more, asked.day(trial.protocols.first)) if more and not faults else Effects()
    return Read(tuple(bodies), faults, found)


def _unkept(trial: Trial, body: Body, number: int) -> Fact[Body]:
    """A fact as it would be kept: the next of the ledger."""
    return Fact(trial.head + number, _STREAM, "", "", "", "", "", "", "", "", 0, body)


def _body(given: Mapping[str, Any], source: str) -> ReferenceRangeSet:
    words = {name: str(given.get(name, "") or "").strip() for name in FIELDS}
    return ReferenceRangeSet(
        laboratory=words["laboratory"],
        analyte=words["analyte"],
        unit=words["unit"],
        low=words["low"],
        high=words["high"],
        sex=words["sex"],
        age_from=int(words["age_from"]) if words["age_from"] else None,
        age_to=int(words["age_to"]) if words["age_to"] else None,
        valid_from=words["valid_from"],
        valid_to=words["valid_to"],
        source=source.strip(),
    )


def _against(study: Study, given: Mapping[str, Any]) -> Iterator[Reason]:
    """Everything that one range cannot say."""
    words = {name: str(given.get(name, "") or "").strip() for name in FIELDS}
    for name in sorted(set(given) - set(FIELDS)):
        yield Reason("unknown_field", Text("A range has no “{name}”.", "参考区间没有“{name}”项。").format(name=name))
    yield from _names(study, words)
    yield from _numbers(words)
    yield from _whom(words)
    yield from _days(words)


def _names(study: Study, words: Mapping[str, str]) -> Iterator[Reason]:
    laboratories, analytes = study.forms.laboratories, study.forms.analytes
    if words["laboratory"] not in laboratories:
        says = Text("The study has no laboratory “{code}”.", "本研究没有实验室“{code}”。").format(
            code=words["laboratory"]
        )
        yield Reason("unknown_laboratory", says, (), "forms.laboratories", _choose(laboratories))
    analyte = analytes.get(words["analyte"])
    if analyte is None:
        says = Text("The study has no analyte “{code}”.", "本研究没有检验项目“{code}”。").format(code=words["analyte"])
        yield Reason("unknown_analyte", says, (), "forms.analytes", _choose(analytes))
        return
    if not compatible(words["unit"], analyte.unit, AnalyteUnits(analyte.unit, tuple(analyte.factors.items()))):
        says = Text("“{unit}” is no unit of {analyte}.", "“{unit}”不是{analyte}的单位。")
        known = _choose((analyte.unit, *analyte.factors))
        path = f"forms.analytes.{words['analyte']}"
        yield Reason("unknown_unit", says.format(unit=words["unit"], analyte=analyte.name), (), path, known)


def _choose(known: Sequence[str] | Mapping[str, object]) -> Text:
    return Text("Choose among: {all}.", "可选：{all}。").format(all=listed([same(one) for one in known]))


def _numbers(words: Mapping[str, str]) -> Iterator[Reason]:
    read: dict[str, Decimal] = {}
    for name, called in (("low", Text("low limit", "下限")), ("high", Text("high limit", "上限"))):
        if not words[name]:
            continue
        try:
            number = Decimal(words[name])
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0 or len(words[name]) > _LONGEST or "e" in words[name].lower():
            says = Text("The {called} “{words}” is no number.", "{called}“{words}”不是数字。")
            yield Reason("impossible_number", says.format(called=called, words=words[name]))
        else:
            read[name] = number
    if not words["low"] and not words["high"]:
        yield Reason("no_limit", Text("Write a low limit, a high one, or both.", "请填写下限、上限，或两者。"))
    if len(read) == len(("low", "high")) and read["low"] >= read["high"]:
        says = Text("The low limit {low} is not below the high one {high}.", "下限 {low} 不小于上限 {high}。")
        yield Reason("low_not_below_high", says.format(low=words["low"], high=words["high"]))


def _whom(words: Mapping[str, str]) -> Iterator[Reason]:
    if words["sex"] not in ("", "M", "F"):
        says = Text("Write M, F or nothing for the sex.", "性别请填 M、F 或留空。")
        yield Reason("unknown_sex", says)
    ages = [words[name] for name in ("age_from", "age_to") if words[name]]
    if not all(age.isascii() and age.isdecimal() and int(age) <= _OLDEST for age in ages):
        says = Text("An age is a whole number of years, 0 to {most}.", "年龄须为 0–{most} 的整数岁。")
        yield Reason("impossible_age", says.format(most=_OLDEST))
    elif len(ages) == len(("from", "to")) and int(ages[0]) > int(ages[1]):
        yield Reason("impossible_age", Text("The first age is above the last.", "起始年龄大于截止年龄。"))


def _days(words: Mapping[str, str]) -> Iterator[Reason]:
    days = [words["valid_from"], *([words["valid_to"]] if words["valid_to"] else [])]
    wrong = [day for day in days if not is_day(day)]
    for day in wrong:
        remedy = Text("Write YYYY-MM-DD.", "请按 YYYY-MM-DD 填写。")
        yield Reason("impossible_date", Text(f"“{day}” is not a day.", f"“{day}”不是有效日期。"), remedy=remedy)
    if not wrong and words["valid_to"] and words["valid_to"] < words["valid_from"]:
        says = Text("The last day lies before the first.", "截止日早于起始日。")
        yield Reason("ends_before_it_begins", says)


def _overlaps(
    study: Study, trial: Trial, body: ReferenceRangeSet, before: Sequence[ReferenceRangeSet]
) -> Iterator[Reason]:
    """Ranges that would count for the same person on the same day although neither is the closer one."""
    new = as_range(body)
    if any(as_range(other) == new and other.laboratory == body.laboratory for other in before):
        yield Reason("twice", Text("This range stands here twice.", "该参考区间在此重复出现。"))
    plan = _files_own(trial, study)
    beside = [RangeInUse(as_range(other), 0, "") for other in before if other.laboratory == body.laboratory]
    for one in (*ranges_in_use(plan, trial.study, body.laboratory), *beside):
        other = one.range
        if other.analyte != new.analyte or not meets(new, other):
            continue
        facts = (one.seq,) if one.seq else ()
        if other == new:
            yield Reason("nothing_new", Text("This range counts already.", "该参考区间已在使用。"), facts)
        elif not covers(new, other) and not covers(other, new):
            says = Text(
                "It overlaps the range for {whom}: nobody could tell which of the two counts.",
                "与“{whom}”的参考区间重叠，无法确定适用哪一个。",
            ).format(whom=whom(other.sex, other.age_from, other.age_to))
            remedy = Text("Let one of them hold the other, or not meet it.", "请使其一完全包含另一个，或互不重叠。")
            yield Reason("overlaps", says, facts, "" if facts else f"forms.laboratories.{body.laboratory}", remedy)


def _files_own(trial: Trial, study: Study) -> Study:
    """The version as its file has it: facts are laid over it anew."""
    return trial.protocols.get(study.version) or trial.protocols.first


def whom(sex: str | None, age_from: int | None, age_to: int | None) -> Text:
    """For whom a range is, in words."""
    named = {"M": Text("men", "男"), "F": Text("women", "女")}.get(sex or "", Text("all", "全部"))
    if age_from is None and age_to is None:
        return named
    if age_to is None:
        return Text("{sex}, {low} years and older", "{sex}，≥{low} 岁").format(sex=named, low=age_from)
    if age_from is None:
        return Text("{sex}, up to {high} years", "{sex}，≤{high} 岁").format(sex=named, high=age_to)
    return Text("{sex}, {low}–{high} years", "{sex}，{low}–{high} 岁").format(sex=named, low=age_from, high=age_to)


def _in_row(row: int, reason: Reason) -> Reason:
    says = Text("Row {row}: {says}", "第 {row} 行：{says}").format(row=row, says=reason.says)
    return Reason(reason.code, says, reason.facts, reason.protocol, reason.remedy)


def _without_grounds(reason: str) -> list[Reason]:
    if reason.strip():
        return []
    return [Reason("reason_missing", Text("Say why the range changes.", "请说明调整参考区间的原因。"))]


def _unseen(trial: Trial, found: Effects, changed: int) -> Iterator[Reason]:
    """Why values that are recorded already are not judged anew: they are locked, or whoever asks has not seen how many they are."""
    for number in sorted({one.participant for one in found.values if _is_locked(trial, one)}):
        says = Text(
            "Values of {number} would change, and they are locked.", "{number} 的数据已锁定，其数值判读将会改变。"
        )
        remedy = Text("The data manager can unlock them, with a reason.", "数据管理员可说明理由后解锁。")
        yield Reason("locked", says.format(number=number), remedy=remedy)
    if len(found.values) == changed:
        return
    seqs = tuple(sorted({one.value.seq for one in found.values}))
    yield Reason("values_change", in_words(found), seqs[:20], remedy=CONFIRM.format(n=len(found.values)))


def _is_locked(trial: Trial, one: Touched) -> bool:
    facts = trial.participants[one.participant]
    form = facts.form(one.value.form, one.value.instance)
    visit = form.visit or form.instance if form is not None else ""
    return visits.locked(facts, trial.study, one.value.form, one.value.instance, visit) is not None


CONFIRM: Final = Text(
    "Look at them, then set it with the number {n}: `changed`.", "请逐一核对，并以数量 {n}（`changed`）确认。"
)


def in_words(found: Effects) -> Text:
    """What would change and who must look at it, in one paragraph."""
    if not found.values:
        return Text("No recorded value is judged anew.", "不影响任何已录入的数值。")
    parts = [
        Text(
            "Recorded values judged by other limits: {n}, of participants: {people} ({days}).",
            "{people} 例受试者的 {n} 个已录入数值将按新限值判读（{days}）。",
        ).format(n=len(found.values), people=len(found.participants), days=_span(found))
    ]
    if found.regraded:
        parts.append(
            Text(
                "With another grade: {n}; an investigator confirms anew.",
                "其中 {n} 个分级改变：须由研究者重新确认。",
            ).format(n=found.regraded)
        )
    if found.opened:
        parts.append(Text("Questions of edit checks that come up: {n}.", "新提出质疑 {n} 条。").format(n=found.opened))
    if found.closed:
        parts.append(Text("Questions that fall away: {n}.", "不再需要而关闭的质疑 {n} 条。").format(n=found.closed))
    if found.unsigned:
        says = Text(
            "The signed eligibility of {who} ends: an investigator signs again.",
            "{who} 的入选确认签名失效：须由研究者重新签署。",
        )
        parts.append(says.format(who=listed([same(one) for one in found.unsigned])))
    for number, criteria in found.ineligible:
        says = Text(
            "{who} turns out not to have fulfilled {which}: a deviation, told to the investigator.",
            "{who} 将被发现不符合 {which}：记为方案偏离并告知研究者。",
        )
        parts.append(says.format(who=number, which=listed([same(one) for one in criteria])))
    return listed(parts, en=" ", zh="")


def _span(found: Effects) -> Text:
    days = [one.value.day for one in found.values if one.value.day is not None]
    if not days:
        return Text("no day", "无日期")
    return Text("{first} to {last}", "{first}至{last}").format(first=day_words(min(days)), last=day_words(max(days)))

"""Watching an infusion: which vital signs are due when, and what stands against recording them or a reaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from equipoise.facts import Fact, Facts
from equipoise.facts.product import InfusionStarted, ReactionNoted, VitalSignsTaken
from equipoise.protocol.model import Group, Study
from equipoise.rules.product.case import Case, Check, known_bag, not_before
from equipoise.rules.product.chain import chain
from equipoise.rules.product.units import Bag
from equipoise.values.reason import Reason
from equipoise.values.text import Text

SignState = Literal["done", "late", "missed", "due", "coming", "open", "skipped"]
"""Taken; overdue; its time is over, since the next is due; to be taken now; later; not dated yet; no longer asked, because the
infusion ended before."""
REACTIONS: Final[dict[str, Text]] = {
    "continue": Text("goes on as it is", "维持原速"),
    "slow": Text("runs at half its rate", "减速一半"),
    "pause": Text("is paused", "暂停输注"),
    "resume": Text("runs again", "恢复输注"),
    "stop": Text("is stopped for good", "终止输注"),
}
"""What may be done with an infusion, in words."""
_HIGHEST: Final = 5
_LAST: Final = timedelta(hours=2)
"""So long the last reading is waited for."""
_WATCHED: Final = timedelta(days=1)
"""So long after its start nobody watches an infusion any more: no bag lasts and is observed for a day."""
_SOON: Final = timedelta(minutes=5)
"""So long before its moment a reading may be taken as the one that is due."""


@dataclass(frozen=True, slots=True)
class SignDue:
    """Vital signs at one time point: when they are due (None while that cannot be said), where they stand, who took them when.

    `late_by` is how long after its moment a reading was taken, or how long it has been waited for; None while it is in time.
    """

    point: str
    name: Text
    due: datetime | None
    state: SignState
    taken: Fact[VitalSignsTaken] | None = None
    late_by: timedelta | None = None


def signs_due(study: Study, bag: Bag, at: datetime) -> tuple[SignDue, ...]:
    """The vital signs around the infusion of a bag in the order of the study file; empty where it names none."""
    group = signs_group(study)
    if group is None:
        return ()
    taken = {fact.body.point: fact for fact in bag.signs}
    found = [_sign(study, bag, at, point, name, taken.get(point)) for point, name in group.rows.items()]
    return tuple(_missed(one, found[place + 1 :], at) for place, one in enumerate(found))


def sign_wanted(signs: Sequence[SignDue]) -> SignDue | None:
    """The vital signs to be taken now (the newest of them: an older one cannot be caught up), or the next that will be."""
    now = [one for one in signs if one.state in ("late", "due")]
    coming = [one for one in signs if one.state == "coming"]
    return now[-1] if now else next(iter(coming), None)


def signs_wanted(study: Study, facts: Facts, at: datetime) -> tuple[tuple[Bag, SignDue], ...]:
    """Each bag that runs, or ran a short while ago, with the vital signs to be taken next; nothing for whoever is not watched."""
    newest = facts.last(InfusionStarted)
    if newest is None or signs_group(study) is None or at - newest.moment() > _WATCHED:
        return ()
    bags = [one for one in chain(study, facts).bags.values() if one.started and at - one.started.moment() <= _WATCHED]
    found = ((bag, sign_wanted(signs_due(study, bag, at))) for bag in bags)
    return tuple((bag, sign) for bag, sign in found if sign is not None and sign.due is not None)


def signs_group(study: Study) -> Group | None:
    """The vital signs of the infusion form; None for a study that names none."""
    product = study.product
    if product is None or product.forms.infusion is None or product.bedside.signs is None:
        return None
    return study.forms.forms[product.forms.infusion].groups[product.bedside.signs]


def _missed(one: SignDue, later: Sequence[SignDue], at: datetime) -> SignDue:
    """A reading whose successor is due is not waited for any more; it can still be entered if it was taken."""
    if one.state != "late" or one.due is None:
        return one
    following = [each.due for each in later if each.due is not None and each.state != "skipped"]
    until = min(following, default=one.due + _LAST)
    return replace(one, state="missed") if at >= until else one


def _sign(study: Study, bag: Bag, at: datetime, point: str, name: Text, taken: Fact[VitalSignsTaken] | None) -> SignDue:
    assert study.product is not None
    when = study.product.bedside.times.get(point)
    anchor = None if when is None else bag.started if when.after == "start" else bag.ended
    due = anchor.moment() + timedelta(minutes=when.minutes) if when and anchor else None
    allowed = timedelta(minutes=when.late_after if when else 0)
    if taken is not None:
        behind = taken.moment() - due if due else timedelta(0)
        return SignDue(point, name, due, "done", taken, behind if behind > allowed else None)
    if due is None:
        before = when is not None and when.after == "start" and when.minutes < 0 and bag.received is not None
        return SignDue(point, name, None, "due" if before else "open")
    if when is not None and when.after == "start" and bag.ended is not None and due > bag.ended.moment():
        return SignDue(point, name, due, "skipped")
    if at > due + allowed:
        return SignDue(point, name, due, "late", None, at - due)
    return SignDue(point, name, due, "due" if at >= due - _SOON else "coming")


def _signs(case: Case, act: VitalSignsTaken) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    group = signs_group(case.study)
    if group is None or act.point not in group.rows:
        yield Reason(
            "no-such-point",
            Text("The study file has no time point {point}.", "方案中没有时间点 {point}。").format(
                point=act.point or "?"
            ),
            protocol="product.bedside.signs",
        )
        return
    if bag is None:
        return
    yield from not_before(case, bag.received or bag.formulated)
    when = case.product.bedside.times.get(act.point)
    anchor = bag.started if when is None or when.after == "start" else bag.ended
    if anchor is None and when is not None and (when.after == "end" or when.minutes >= 0):
        yield Reason(
            "too-early-for-point",
            Text("{point}: the infusion has not come so far.", "{point}：输注尚未到达该时点。").format(
                point=group.rows[act.point]
            ),
            protocol=f"product.bedside.times.{act.point}",
        )
    for one in bag.signs:
        if one.body.point == act.point and anchor is not None:  # before the infusion begins they may be taken again
            yield Reason(
                "already-taken",
                Text("{point}: these vital signs are recorded.", "{point}：该时点生命体征已记录。").format(
                    point=group.rows[act.point]
                ),
                facts=(one.seq,),
                remedy=Text("A wrong value is corrected in the infusion form.", "如有错误，请在输注记录表中更正。"),
            )
    if not act.signs:
        yield Reason("no-signs", Text("No value is given.", "未填写任何数值。"))


def _reaction(case: Case, act: ReactionNoted) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if act.action not in REACTIONS or not 0 <= act.grade <= _HIGHEST:
        yield Reason(
            "no-such-reaction",
            Text("There is no grade {grade} with “{action}”.", "不存在分级 {grade} 或处理“{action}”。").format(
                grade=act.grade, action=act.action
            ),
        )
    if not act.seen.strip():
        yield Reason("nothing-seen", Text("Say what was seen.", "请填写所见表现。"))
    if bag is None:
        return
    if bag.started is None:
        yield Reason(
            "not-started", Text("This bag was not started.", "该制品袋尚未开始输注。"), facts=(bag.formulated.seq,)
        )
        return
    yield from not_before(case, bag.started)
    ended = bag.ended is not None and bag.ended.moment() < case.at
    if ended and act.action != "continue":
        yield Reason(
            "already-ended",
            Text("This infusion has ended: nothing of it can be changed.", "该次输注已结束，不能再调整。"),
            facts=(bag.ended.seq,) if bag.ended else (),
        )
    if act.action == "resume" and not bag.is_paused:
        yield Reason("not-paused", Text("This infusion is not paused.", "该次输注并未暂停。"), facts=(bag.started.seq,))
    stopped = [fact for fact in bag.reactions if fact.body.action == "stop"]
    if stopped and not ended and act.action not in ("stop", "continue"):
        yield Reason(
            "already-stopped",
            Text("This infusion was stopped for good.", "该次输注已终止。"),
            facts=(stopped[-1].seq,),
            remedy=Text("Record its end.", "请记录结束输注。"),
        )


TAKING_SIGNS: Final[tuple[Check, ...]] = (_signs,)
"""Why vital signs cannot be recorded at this time point. They are a truth: only contradictions are refused."""
REACTING: Final[tuple[Check, ...]] = (_reaction,)
"""Why a reaction cannot be recorded so. What was seen is a truth: only contradictions are refused."""

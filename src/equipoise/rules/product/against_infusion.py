"""What stands against the bedside check, the start and the end of an infusion. No override exists for any of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Final

from equipoise.facts import Fact, Facts
from equipoise.facts.product import BagVerified, InfusionEnded, InfusionStarted
from equipoise.facts.study import ActRefused
from equipoise.rules.product.against_release import expired
from equipoise.rules.product.against_transport import against_temperature, released
from equipoise.rules.product.call_back import stopped
from equipoise.rules.product.case import Case, Check, is_for, known_bag, not_before, positive, two_people
from equipoise.rules.product.course_order import (
    collection_comes_first,
    course_and_day,
    culture_age,
    earlier_bags_are_clean,
    gap_between_courses,
    its_turn,
)
from equipoise.rules.product.dose import cells_in, most_ml
from equipoise.rules.product.release import USUAL_MINUTES, slowest_needed
from equipoise.values.reason import Reason
from equipoise.values.text import Text

VERIFICATION_MINUTES: Final = 30
"""A bedside check holds for half an hour: assumed; after it, the two people compare again."""


MISMATCHES: Final = frozenset({"wristband-mismatch", "other-bag", "unknown-bag"})
"""What is wrong when wristband, bag and order do not belong together."""


def _wristband(case: Case, act: BagVerified) -> Iterator[Reason]:
    if act.wristband != case.chain.participant:
        yield Reason(
            "wristband-mismatch",
            Text(
                "The wristband says {scanned}, and this bag is for {right}.",
                "腕带为 {scanned}，而该制品袋属于 {right}。",
            ).format(scanned=act.wristband or "?", right=case.chain.participant),
            remedy=Text("Stop and call quality.", "立即停止并通知质量部门。"),
        )


def _ordered(case: Case, act: BagVerified) -> Iterator[Reason]:
    """The third of the three: the bag that is there is the bag of the order."""
    if act.ordered and act.ordered != act.bag:
        yield Reason(
            "other-bag",
            Text(
                "The bag says {scanned}, and the order of today names {right}.",
                "制品袋为 {scanned}，而今日医嘱为 {right}。",
            ).format(scanned=act.bag or "?", right=act.ordered),
            remedy=Text("Stop and call quality.", "立即停止并通知质量部门。"),
        )


def _at_the_bedside(case: Case, act: BagVerified | InfusionStarted) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    yield from not_before(case, *bag.steps[-1:])
    yield from released(bag)
    yield from expired(case, bag)
    yield from stopped(case, bag)
    yield from against_temperature(case.product.shelf, bag)
    if bag.received is None:
        yield Reason(
            "not-received",
            Text("The ward has not taken this bag over.", "病房尚未接收该制品袋。"),
            facts=(bag.formulated.seq,),
        )
    if bag.started:
        yield Reason(
            "already-started", Text("Its infusion has begun.", "该制品袋已开始输注。"), facts=(bag.started.seq,)
        )


def _verified(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """Two people compared wristband, bag and order, within the last half hour (invariants 1 and 2)."""
    bag = case.chain.bags.get(act.bag)
    if bag is None:
        return
    check = bag.verified
    if check is None:
        yield Reason(
            "not-verified",
            Text("Nobody has verified this bag at the bedside.", "该制品袋尚未床旁核对。"),
            remedy=Text("Two people compare wristband, bag and order.", "须由两人核对腕带、制品袋与医嘱。"),
        )
        return
    if case.at - check.moment() > timedelta(minutes=VERIFICATION_MINUTES):
        yield Reason(
            "verification-too-old",
            Text("The bedside check is more than {m} minutes old.", "床旁核对已超过 {m} 分钟。").format(
                m=VERIFICATION_MINUTES
            ),
            facts=(check.seq,),
            remedy=Text("Verify again.", "请重新核对。"),
        )
    wrong = last_wrong_scan(case.facts, act.bag)
    if wrong is not None and wrong.seq > check.seq:
        yield Reason(
            "wrong-scan-since",
            Text("Something else was scanned since the bedside check.", "床旁核对之后又扫描到不相符的内容。"),
            facts=(check.seq, wrong.seq),
            remedy=Text("Scan wristband and bag again.", "请重新扫描腕带与制品袋。"),
        )
    if check.body.wristband != case.chain.participant or check.body.second == check.actor:
        yield Reason(
            "verification-invalid", Text("The bedside check does not hold.", "床旁核对无效。"), facts=(check.seq,)
        )


def last_wrong_scan(facts: Facts, bag: str) -> Fact[ActRefused] | None:
    """The newest refused bedside check at which the codes did not belong together; None if there was none for this bag."""
    for fact in reversed(facts.of(ActRefused)):
        asked = fact.body.asked
        if fact.body.act != "verify_bag" or bag not in (asked.get("ordered"), asked.get("bag")):
            continue
        if any(reason.get("code") in MISMATCHES for reason in fact.body.reasons):
            return fact
    return None


def _dose_is_confirmed(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    if case.standing.real and not case.product.dose.confirmed:
        yield Reason(
            "dose-unconfirmed",
            Text(
                "The study file's dose is not confirmed: no real infusion.",
                "方案剂量单位与细胞群尚未确认，不得进行真实输注。",
            ),
            protocol="product.dose.confirmed",
            remedy=Text(
                "The principal investigator confirms unit and population.", "须由主要研究者确认剂量单位与细胞群。"
            ),
        )


def _dose_is_left(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """Given so far and planned do not exceed the most (invariant 10)."""
    bag = case.chain.bags.get(act.bag)
    if bag is None:
        return
    most = most_ml(case.study, case.chain, bag)
    if act.planned_ml > most:
        yield Reason(
            "over-dose",
            Text(
                "{planned} mL are too much: {most} mL may be given.", "{planned} mL 过多：最多可输注 {most} mL。"
            ).format(planned=act.planned_ml, most=most),
            facts=(bag.formulated.seq,),
            protocol="product.dose.most",
            remedy=Text("Draw at most {most} mL.", "最多抽取 {most} mL。").format(most=most),
        )


def _slow_enough(case: Case, act: InfusionStarted) -> Iterator[Reason]:
    """The infusion takes as long as its release asks for, and as its endotoxin, its volume and the day's weight do."""
    bag = case.chain.bags.get(act.bag)
    if bag is None or act.planned_ml <= 0:
        return
    condition = bag.released.body.minutes_at_least if bag.released else 0
    needed = slowest_needed(case.study, case.chain, bag, case.standing.weight_kg, act.planned_ml)
    minutes = max(needed, condition if condition > USUAL_MINUTES else 0)
    if act.planned_minutes < minutes:
        yield Reason(
            "too-fast",
            Text("This volume must run {m} minutes at least.", "该体积输注时间至少为 {m} 分钟。").format(m=minutes),
            facts=(bag.released.seq,) if bag.released else (),
            protocol="product.release.endotoxin_rate",
            remedy=Text("Plan the infusion over {m} minutes or longer.", "请将输注时间安排为 {m} 分钟或更长。").format(
                m=minutes
            ),
        )


def _end(case: Case, act: InfusionEnded) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    if bag.started is None:
        yield Reason(
            "not-started", Text("This bag was not started.", "该制品袋尚未开始输注。"), facts=(bag.formulated.seq,)
        )
        return
    yield from not_before(case, bag.started)
    if bag.ended:
        yield Reason("already-ended", Text("This infusion has ended.", "该次输注已结束。"), facts=(bag.ended.seq,))
    begun = bag.started.body
    if (act.course, act.day) != (begun.course, begun.day):
        yield Reason(
            "wrong-course",
            Text("It began as course {c}, day {d}.", "该袋开始输注时记录为第 {c} 疗程第 {d} 天。").format(
                c=begun.course, d=begun.day
            ),
            facts=(bag.started.seq,),
        )
    filled = bag.formulated.body.volume_ml
    if not 0 <= act.volume_ml <= filled:
        yield Reason(
            "volume-does-not-agree",
            Text(
                "{v} mL cannot come from a bag of {filled} mL.", "容量 {filled} mL 的制品袋不可能输注 {v} mL。"
            ).format(v=act.volume_ml, filled=filled),
            facts=(bag.formulated.seq,),
        )
    if act.minutes < 1:
        yield Reason("no-duration", Text("Say how many minutes it ran.", "请填写输注时长（分钟）。"))
    cells = cells_in(case.study, bag, act.volume_ml)
    if act.cells_given != cells and Fraction(act.volume_ml) >= 0:
        yield Reason(
            "dose-not-computed",
            Text(
                "{v} mL of this bag are {cells} cells, not {given}.", "该袋 {v} mL 含 {cells} 个细胞，而非 {given} 个。"
            ).format(v=act.volume_ml, cells=cells, given=act.cells_given),
            facts=(bag.formulated.seq,),
            protocol="product.dose.population",
        )


VERIFYING: Final[tuple[Check, ...]] = (
    is_for("infusion"), _wristband, _ordered, _at_the_bedside, its_turn, two_people,
)  # fmt: skip
"""Why the bedside check of a bag fails. A mismatch stops the chain: there is no second answer than to call quality."""
STARTING: Final[tuple[Check, ...]] = (
    is_for("infusion"), _at_the_bedside, _verified, _dose_is_confirmed, _dose_is_left, _slow_enough, course_and_day, culture_age,
    gap_between_courses, collection_comes_first, earlier_bags_are_clean, positive,
)  # fmt: skip
"""Why an infusion cannot begin."""
ENDING: Final[tuple[Check, ...]] = (_end,)
"""Why the end of an infusion cannot be recorded so. What went in is a truth: only contradictions are refused."""

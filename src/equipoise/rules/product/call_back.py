"""Bags that turn out to be unfit after they were released: how far the finding reaches, who is told, who is seen again.

A bag is released while its sterility is pending, because fresh cells do not live for fourteen days of culture. When a critical result
then fails, what was not infused is blocked, what was infused is flagged and its participant followed, and the culture that grows
already waits (domain brief 7.6; EU GMP Part IV for ATMP 2017, sections 11 and 14: a procedure for out-of-specification results that
become known after administration). A result that an investigation set aside calls nothing back any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from equipoise.facts import Fact
from equipoise.facts.product import CallBackSettled, CallBackStepTaken, UnitTested
from equipoise.protocol.model import Limit, Product, Study
from equipoise.rules.product.case import Case, Check, not_before, two_people
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.genealogy import recalled
from equipoise.rules.product.judge import calls_back, judge
from equipoise.rules.product.units import Bag
from equipoise.values.reason import Reason
from equipoise.values.text import Text

STEPS: Final = ("told", "followed_up")
Reach = Literal["bag", "batch", "participant"]


@dataclass(frozen=True, slots=True)
class CallBack:
    """A critical result that failed, and what it reaches: every bag is either blocked, infused (or running), or destroyed."""

    result: Fact[UnitTested]
    attribute: str
    name: Text
    says: Text
    """The result in words."""
    reach: Reach
    batch: str
    bags: tuple[str, ...]
    blocked: tuple[str, ...]
    infused: tuple[str, ...]
    cultures: tuple[str, ...]
    """Live cultures that wait: of the participant, where the finding reaches that far."""
    steps: tuple[Fact[CallBackStepTaken], ...]
    settled: Fact[CallBackSettled] | None

    @property
    def is_call_back(self) -> bool:
        """Whether anything had been given, or anybody else's work has to stop; otherwise the bag simply fails its release."""
        return bool(self.infused) or self.reach == "participant"

    def untold(self, product: Product) -> tuple[str, ...]:
        """The roles that were not told yet."""
        told = {step.body.whom for step in self.steps if step.body.step == "told"}
        return tuple(role for role in product.call_back.tell if role not in told)

    def tell_by(self, product: Product) -> datetime:
        """Until when they are told."""
        return self.result.moment() + timedelta(hours=product.call_back.tell_within_hours)

    def follow_ups(self, study: Study) -> tuple[date, ...]:
        """The days on which the infused participant is still to be seen, soonest first."""
        assert study.product is not None
        if not self.infused:
            return ()
        done = sum(step.body.step == "followed_up" for step in self.steps)
        start = self.result.day(study.time_zone)
        return tuple(start + timedelta(days=days) for days in study.product.call_back.follow_up_days)[done:]


def call_backs(study: Study, chain: Chain) -> tuple[CallBack, ...]:
    """Every critical result that failed and still counts, with what it reaches, in ledger order."""
    assert study.product is not None, "a study without a product calls nothing back"
    if not chain.out_of_specification:
        return ()
    invalid = chain.invalid
    return tuple(
        _call_back(chain, fact, limit)
        for fact in chain.out_of_specification
        if fact.seq not in invalid
        and (limit := study.product.release.get(fact.body.attribute)) is not None
        and calls_back(limit, judge(limit, fact.body.value))
    )


def _call_back(chain: Chain, fact: Fact[UnitTested], limit: Limit) -> CallBack:
    bag = chain.bags.get(fact.body.unit)
    batch = chain.batches[bag.batch if bag is not None else fact.body.unit]
    reach: Reach = "batch" if bag is None and limit.reaches == "bag" else limit.reaches
    reached = (bag,) if bag is not None and reach == "bag" else batch.bags
    live = tuple(one.id for one in chain.live) if reach == "participant" else ()
    return CallBack(
        result=fact,
        attribute=fact.body.attribute,
        name=limit.name,
        says=limit.says(fact.body.value),
        reach=reach,
        batch=batch.id,
        bags=tuple(one.id for one in reached),
        blocked=tuple(one.id for one in reached if not one.started and not one.disposed),
        infused=tuple(one.id for one in reached if one.started),
        cultures=live or ((batch.id,) if reach == "batch" and not batch.closed else ()),
        steps=chain.called_back.get(fact.seq, ()),
        settled=chain.settled.get(fact.seq),
    )


def blocked_bags(study: Study, chain: Chain) -> frozenset[str]:
    """Bags that a finding blocks: they are never used and have to be destroyed."""
    return frozenset(bag for found in call_backs(study, chain) for bag in found.blocked)


def stopped(case: Case, bag: Bag) -> Iterator[Reason]:
    """A bag that a failed critical result or a recalled lot reaches goes no further; there is no override.

    Where the result reaches the participant, the bags of other cultures wait until it is settled.
    """
    yield from recalled(case, bag)
    for found in call_backs(case.study, case.chain):
        own = found.result.body.unit == bag.id and bag.released is None  # its own release says so already
        if bag.id in found.bags and not own:
            yield Reason(
                "called-back",
                Text("Called back: {name} of {unit} is {value}.", "已召回：{unit} 的{name}为 {value}。").format(
                    name=found.name, unit=found.result.body.unit, value=found.says
                ),
                facts=(found.result.seq,),
                protocol=f"product.release.{found.attribute}",
                remedy=Text("Keep it apart and call quality.", "请隔离存放并通知质量部门。"),
            )
        elif found.reach == "participant" and not own and not case.chain.may_resume(found.result.seq):
            yield Reason(
                "earlier-bag-failed",
                Text("{name} of bag {bag} failed: {value}.", "制品袋 {bag} 的{name}不合格：{value}。").format(
                    name=found.name, bag=found.result.body.unit, value=found.says
                ),
                facts=(found.result.seq,),
                protocol=f"product.release.{found.attribute}",
            )


def not_stopped(case: Case, act: Any) -> Iterator[Reason]:
    """While a finding that reaches the participant is not settled, nothing new is collected, seeded or harvested."""
    for found in call_backs(case.study, case.chain):
        if _waits(case.chain, found, getattr(act, "batch", "")):
            yield Reason(
                "call-back-open",
                Text(
                    "{name} of {unit} failed: the participant's products wait.",
                    "{unit} 的{name}不合格：该受试者的制品暂停。",
                ).format(name=found.name, unit=found.result.body.unit),
                facts=(found.result.seq,),
                protocol="product.call_back",
                remedy=Text(
                    "Quality and a physician decide after the investigation.", "须经调查后由质量部门与医师共同决定。"
                ),
            )


def waits(study: Study, chain: Chain, batch: str = "") -> bool:
    """Whether nothing new may be collected or seeded, or nothing harvested from this culture, because of a failed result."""
    return any(_waits(chain, found, batch) for found in call_backs(study, chain))


def _waits(chain: Chain, found: CallBack, batch: str) -> bool:
    whole_culture = found.reach != "bag" and found.batch == batch
    return whole_culture or (found.reach == "participant" and not chain.may_resume(found.result.seq))


def _found(case: Case, result: int) -> CallBack | None:
    return next((one for one in call_backs(case.study, case.chain) if one.result.seq == result), None)


def _known(case: Case, act: CallBackStepTaken | CallBackSettled) -> Iterator[Reason]:
    found = _found(case, act.result)
    if found is None:
        yield Reason(
            "no-call-back",
            Text("Fact {n} calls nothing back.", "第 {n} 条事实未引起召回。").format(n=act.result),
            protocol="product.call_back",
        )
        return
    yield from not_before(case, found.result, *found.steps[-1:])
    if found.settled is not None and isinstance(act, CallBackSettled) and found.settled.body.resume == act.resume:
        yield Reason(
            "already-settled",
            Text("This call-back is settled so already.", "该召回已作此结论。"),
            facts=(found.settled.seq,),
        )


def _step(case: Case, act: CallBackStepTaken) -> Iterator[Reason]:
    if act.step not in STEPS:
        yield Reason(
            "unknown-step",
            Text("{step} is no step of a call-back.", "{step} 不是召回步骤。").format(step=act.step or "?"),
            remedy=Text("Choose told or followed_up.", "请选择 told 或 followed_up。"),
        )
    if not act.whom.strip():
        yield Reason("no-one-named", Text("Say who was told or seen.", "请注明告知或随访的对象。"))
    found = _found(case, act.result)
    if found is not None and act.step == "followed_up" and not found.infused:
        yield Reason("nothing-infused", Text("Nothing of it was infused.", "其中没有已输注的制品。"))


def _settle(case: Case, act: CallBackSettled) -> Iterator[Reason]:
    found = _found(case, act.result)
    untold = found.untold(case.product) if found is not None else ()
    if untold:
        yield Reason(
            "not-told",
            Text("Not told yet: {roles}.", "尚未告知：{roles}。").format(roles=", ".join(untold)),
            facts=(act.result,),
            protocol="product.call_back.tell",
            remedy=Text("Tell them and record it.", "请告知并记录。"),
        )


STEP: Final[tuple[Check, ...]] = (_known, _step)
"""Why a step of a call-back cannot be recorded."""
SETTLING: Final[tuple[Check, ...]] = (_known, _settle, two_people)
"""Why a call-back cannot be settled: somebody was not told, or two people have not decided."""

"""An act in its circumstances, and the checks that several acts share.

A check is a small function `(case, act) -> reasons`; an act's checks stand in a tuple, and all of them are always asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from equipoise.facts import Body, Fact, Facts
from equipoise.protocol.model import Product, Study
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.standing import Standing
from equipoise.rules.product.units import Bag, Batch, Collection
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same


@dataclass(frozen=True, slots=True)
class Case:
    """Who does something when, to which participant's product."""

    study: Study
    product: Product
    facts: Facts
    chain: Chain
    at: datetime
    day: date
    actor: str
    standing: Standing


Check = Callable[[Case, Any], Iterable[Reason]]


def is_for(scope: str) -> Check:
    """A check that the participant is to receive the product and that nothing holds this scope (invariants 6 and 7)."""

    def check(case: Case, act: Body) -> Iterator[Reason]:
        yield from _standing(case.standing)
        for held in sorted(
            case.standing.holds & {scope, "manufacturing"} if scope == "collection" else case.standing.holds & {scope}
        ):
            yield Reason(
                f"held-{held}",
                Text("A hold on {what} is in force.", "{what}目前处于暂停状态。").format(
                    what=_SCOPES.get(held, same(held))
                ),
                protocol="safety",
                remedy=Text("The hold must be lifted first.", "须先解除暂停。"),
            )

    return check


_SCOPES = {
    "collection": Text("collections", "采集"),
    "infusion": Text("infusions", "输注"),
    "manufacturing": Text("manufacture", "制备"),
}


def _standing(standing: Standing) -> Iterator[Reason]:
    if not standing.arm_receives_product:
        yield Reason(
            "other-arm",
            Text("The participant is not in an arm that receives the product.", "该受试者所在组不接受本制品。"),
            protocol="arms",
        )
    if not standing.alive:
        yield Reason("dead", Text("The participant has died.", "受试者已死亡。"))
    if not standing.consent_in_force:
        yield Reason(
            "no-consent",
            Text("No consent is in force.", "没有现行有效的知情同意。"),
            protocol="consents",
            remedy=Text("Obtain consent to the version in force.", "须取得现行版本的知情同意。"),
        )
    if standing.withdrawn:
        yield Reason("withdrawn", Text("The participant has withdrawn from treatment.", "受试者已退出治疗。"))
    if standing.ended:
        yield Reason("treatment-ended", Text("The end of treatment is recorded.", "已记录治疗结束。"))
    if standing.progressed:
        yield Reason(
            "progressed",
            Text("Progression is documented: treatment has ended.", "已记录疾病进展，治疗终止。"),
            protocol="response",
        )
    if standing.unacceptable_toxicity:
        yield Reason(
            "toxicity",
            Text("An unacceptable toxicity is open: treatment has ended.", "存在不可接受的毒性，治疗终止。"),
            protocol="safety",
        )


def two_people(case: Case, act: Any) -> Iterator[Reason]:
    """The second person is named, and is another person."""
    second = str(getattr(act, "second", "") or getattr(act, "operator_two", ""))
    if not second.strip():
        yield Reason("no-second", Text("A second person must check this.", "须由第二人核对。"))
    elif second == case.actor:
        yield Reason("same-person", Text("The second person must be another person.", "核对人不得为操作者本人。"))
    elif case.standing.team is not None and second not in case.standing.team:
        yield Reason(
            "second-not-delegated",
            Text("{who} has no duty in this study.", "{who} 在本研究中未承担职责。").format(who=second),
            remedy=Text("The delegation log must name the second person.", "核对人须先列入授权分工表。"),
        )


def not_before(case: Case, *earlier: Fact[Body] | None) -> Iterator[Reason]:
    """Custody has no holes: an act on a unit is not earlier than the steps before it (invariant 4)."""
    for step in earlier:
        if step is not None and step.moment() > case.at:
            yield Reason(
                "before-its-step",
                Text("This moment lies before the unit's previous step.", "该时间早于该单位的上一步骤。"),
                facts=(step.seq,),
                remedy=Text("Check the time.", "请核对时间。"),
            )
            return


def known_collection(case: Case, identifier: str) -> tuple[Collection | None, tuple[Reason, ...]]:
    """A collection by its name, or why there is none."""
    found = case.chain.collection(identifier)
    return found, () if found else (_unknown("collection", Text("collection", "采集"), identifier),)


def known_batch(case: Case, identifier: str) -> tuple[Batch | None, tuple[Reason, ...]]:
    """A batch by its name, or why there is none."""
    found = case.chain.batches.get(identifier)
    return found, () if found else (_unknown("batch", Text("batch", "培养批次"), identifier),)


def known_bag(case: Case, identifier: str) -> tuple[Bag | None, tuple[Reason, ...]]:
    """A bag by its name, or why there is none."""
    found = case.chain.bags.get(identifier)
    return found, () if found else (_unknown("bag", Text("bag", "制品袋"), identifier),)


def _unknown(kind: str, word: Text, identifier: str) -> Reason:
    return Reason(
        f"unknown-{kind}",
        Text("This participant has no {kind} {id}.", "该受试者没有{kind} {id}。").format(
            kind=word, id=identifier or "?"
        ),
        remedy=Text("Read the number from the label again.", "请重新核对标签上的编号。"),
    )


def wrong_name(given: str, right: str) -> Iterator[Reason]:
    """The name of a unit is the one that its participant and number give."""
    if given != right:
        yield Reason(
            "wrong-identifier",
            Text("{given} is not this unit's number.", "{given} 不是该单位的编号。").format(given=given or "?"),
            remedy=Text("It is {right}.", "应为 {right}。").format(right=right),
        )


def percentages(case: Case, act: Any) -> Iterator[Reason]:
    """Shares lie between 0 and 100."""
    for field in ("viability_pct", "nk_pct", "t_cell_pct"):
        value: Decimal | None = getattr(act, field, None)
        if value is not None and not 0 <= value <= 100:
            yield Reason(
                "not-a-percentage",
                Text("{value} is not a percentage.", "{value} 不是有效的百分比。").format(value=value),
                remedy=Text("Enter a value from 0 to 100.", "请填写 0 至 100 之间的数值。"),
            )


def positive(case: Case, act: Any) -> Iterator[Reason]:
    """Volumes and counts are above zero."""
    for field in ("volume_ml", "planned_ml", "mononuclear_cells", "concentration_per_ml", "total_cells"):
        value = getattr(act, field, None)
        if value is not None and value <= 0:
            yield Reason(
                "not-positive",
                Text("{value} is not above zero.", "{value} 须大于零。").format(value=value),
                remedy=Text("Enter the measured value.", "请填写实测值。"),
            )


def hours(count: int) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)

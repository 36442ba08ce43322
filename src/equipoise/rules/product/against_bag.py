"""What stands against filling, labelling, testing, rejecting and destroying a bag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from equipoise.facts.product import BagDisposed, BagFormulated, BagLabelled, BagRejected, UnitTested
from equipoise.protocol.criteria.say import say_unit
from equipoise.rules.product.against_culture import open_batch, refuse_releasers, volume_agrees
from equipoise.rules.product.call_back import not_stopped
from equipoise.rules.product.case import (
    Case,
    Check,
    is_for,
    known_bag,
    known_batch,
    not_before,
    percentages,
    positive,
    two_people,
    wrong_name,
)
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.genealogy import good_lots
from equipoise.rules.product.judge import is_readable
from equipoise.rules.product.name_units import bag_id
from equipoise.rules.product.units import Batch
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text


def labels_agree(printed: int, used: int, destroyed: int, archived: int) -> bool:
    """Whether every printed label is accounted for (invariant 5): used on the bag, destroyed, or archived in the batch record."""
    return used >= 1 and min(destroyed, archived) >= 0 and printed == used + destroyed + archived


def next_bag(chain: Chain, batch: Batch, harvest: int) -> str:
    """The name of the next bag of a harvest."""
    serial = 1 + sum(bag.harvest == harvest for bag in batch.bags)
    return bag_id(chain.participant, batch.collection, harvest, serial)


def _harvest(case: Case, act: BagFormulated) -> Iterator[Reason]:
    batch, unknown = known_batch(case, act.batch)
    yield from unknown
    if batch is None:
        return
    yield from not_before(case, batch.seeded, *(bag.formulated for bag in batch.bags))
    yield from open_batch(batch)
    yield from wrong_name(act.bag, next_bag(case.chain, batch, act.harvest))
    yield from refuse_releasers(batch, {case.actor, act.operator_two})
    yield from _harvest_number(case, batch, act)
    yield from _culture_age(case, batch, act)
    later = [course for course in case.chain.courses if course.collection > batch.collection]
    if later:
        yield Reason(
            "later-course-began",
            Text("A later product is already being given.", "后一批制品已开始输注。"),
            facts=(later[0].infusions[0].started.seq,),
        )


def _harvest_number(case: Case, batch: Batch, act: BagFormulated) -> Iterator[Reason]:
    days = len(case.product.courses.infusion_days)
    if not 1 <= act.harvest <= days:
        yield Reason(
            "no-such-harvest",
            Text(
                "There is no harvest {n}: a culture has {days}.", "不存在第 {n} 次收获：每批培养共 {days} 次。"
            ).format(n=act.harvest, days=days),
            protocol="product.courses.infusion_days",
        )
    for bag in batch.bags:
        same_day = bag.day == case.day
        if bag.harvest > act.harvest or (bag.harvest == act.harvest) is not same_day:
            yield Reason(
                "harvest-out-of-order",
                Text("Harvest {n} was filled on {day}.", "第 {n} 次收获已于{day}分装。").format(
                    n=bag.harvest, day=day_words(bag.day)
                ),
                facts=(bag.formulated.seq,),
                protocol="product.courses.infusion_days",
                remedy=Text("Each day has one harvest, in their order.", "每日仅一次收获，须按次序进行。"),
            )
            return


def _culture_age(case: Case, batch: Batch, act: BagFormulated) -> Iterator[Reason]:
    """The age of the culture at its first harvest, and at its last (invariant 10)."""
    culture = case.product.culture
    age = batch.age(case.day)
    least = culture.earliest_harvest_day + act.harvest - 1
    most = min(culture.days + case.product.limits.hold_days + act.harvest - 1, culture.latest_harvest_day)
    if not least <= age <= most:
        yield Reason(
            "culture-age",
            Text(
                "The culture is {age} days old; harvest {n} falls on day {least} to {most}.",
                "培养已 {age} 天；第 {n} 次收获应在第 {least} 至 {most} 天。",
            ).format(age=age, n=act.harvest, least=least, most=most),
            facts=(batch.seeded.seq,),
            protocol="product.culture",
        )


def _counts(case: Case, act: BagFormulated) -> Iterator[Reason]:
    """What was counted is not less than nothing, and not nothing."""
    if any(one < 0 for one in (*act.counted, act.viability_counted, act.flow_events)):
        yield Reason("not-positive", Text("A number of counted cells is below zero.", "计数细胞数不得小于零。"))
    if act.counted and not sum(act.counted):
        yield Reason("nothing-counted", Text("No cell was counted.", "未计数到细胞。"))


def _labels(case: Case, act: BagLabelled) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    yield from not_before(case, bag.formulated)
    yield from refuse_releasers(case.chain.batches[bag.batch], {case.actor, act.second})
    if bag.labelled:
        yield Reason(
            "already-labelled", Text("This bag is labelled already.", "该制品袋已贴标。"), facts=(bag.labelled.seq,)
        )
    if bag.rejected:
        yield Reason("rejected", Text("This bag was rejected.", "该制品袋已判不合格。"), facts=(bag.rejected.seq,))
    if bag.disposed:
        yield Reason("destroyed", Text("This bag was destroyed.", "该制品袋已销毁。"), facts=(bag.disposed.seq,))
    if not labels_agree(act.printed, act.used, act.destroyed, act.archived):
        yield Reason(
            "labels-do-not-agree",
            Text(
                "Labels do not agree: {printed} printed, {used} used, {destroyed} destroyed, {archived} archived.",
                "标签数量不平衡：打印 {printed}，使用 {used}，销毁 {destroyed}，留样存档 {archived}。",
            ).format(printed=act.printed, used=act.used, destroyed=act.destroyed, archived=act.archived),
            remedy=Text("Find every printed label before going on.", "须找到每一张已打印的标签后再继续。"),
        )


def _result(case: Case, act: UnitTested) -> Iterator[Reason]:
    limit = case.product.release.get(act.attribute)
    if limit is None:
        yield Reason(
            "no-such-attribute",
            Text("The release specification has no line {name}.", "放行质量标准中没有 {name} 项。").format(
                name=act.attribute or "?"
            ),
            protocol="product.release",
        )
    elif limit.computed:
        yield Reason(
            "computed-attribute",
            Text("{name} is computed and not entered.", "{name} 由系统计算，不能录入。").format(name=limit.name),
            protocol=f"product.release.{act.attribute}",
        )
    else:
        if act.measured_in and act.measured_in != limit.unit:
            yield Reason(
                "wrong-unit",
                Text("{name} is measured in {unit}, not {given}.", "{name} 的单位为 {unit}，而非 {given}。").format(
                    name=limit.name, unit=say_unit(limit.unit) or "-", given=say_unit(act.measured_in)
                ),
                protocol=f"product.release.{act.attribute}",
            )
        if not is_readable(limit, act.value):
            yield Reason(
                "not-a-result",
                Text("{value} is no result of {name}.", "{value} 不是“{name}”的有效结果。").format(
                    value=act.value or "?", name=limit.name
                ),
                protocol=f"product.release.{act.attribute}",
            )
    bag, batch = case.chain.bags.get(act.unit), case.chain.batches.get(act.unit)
    if bag is None and batch is None:
        yield from known_bag(case, act.unit)[1]
    elif bag is not None:
        yield from not_before(case, bag.formulated)
    elif batch is not None:
        yield from not_before(case, batch.seeded)


def _rejection(case: Case, act: BagRejected) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    for name in act.attributes:
        if name not in case.product.release:
            yield Reason(
                "no-such-attribute",
                Text("The release specification has no line {name}.", "放行质量标准中没有 {name} 项。").format(
                    name=name
                ),
                protocol="product.release",
            )
    if not act.attributes:
        yield Reason("no-attribute", Text("Say what the bag is rejected for.", "请注明不合格项目。"))
    if bag is None:
        return
    yield from not_before(case, *bag.steps[-1:])
    for step, words in (
        (bag.rejected, Text("This bag is rejected already.", "该制品袋已判不合格。")),
        (bag.started, Text("The infusion of this bag has begun.", "该制品袋已开始输注。")),
        (bag.disposed, Text("This bag was destroyed.", "该制品袋已销毁。")),
    ):
        if step:
            yield Reason("too-late-to-reject", words, facts=(step.seq,))


def _destruction(case: Case, act: BagDisposed) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    yield from not_before(case, *bag.steps[-1:])
    if bag.disposed:
        yield Reason("destroyed", Text("This bag was destroyed.", "该制品袋已销毁。"), facts=(bag.disposed.seq,))
        return
    if bag.started and not bag.ended:
        yield Reason(
            "infusion-running",
            Text("The infusion of this bag is running.", "该制品袋正在输注。"),
            facts=(bag.started.seq,),
        )
        return
    filled = bag.formulated.body.volume_ml
    if not volume_agrees(filled, bag.left_ml - act.volume_ml):
        yield Reason(
            "volume-does-not-agree",
            Text("{left} mL are left in this bag, not {given} mL.", "该袋剩余 {left} mL，而非 {given} mL。").format(
                left=bag.left_ml, given=act.volume_ml
            ),
            facts=tuple(step.seq for step in (bag.formulated, bag.ended) if step),
        )


FORMULATING: Final[tuple[Check, ...]] = (
    is_for("manufacturing"), _harvest, not_stopped, good_lots, _counts, two_people, positive, percentages,
)  # fmt: skip
"""Why a harvest cannot be filled into this bag."""
LABELLING: Final[tuple[Check, ...]] = (_labels, two_people)
"""Why the labels of a bag cannot be recorded so: printed must equal used, destroyed and archived (invariant 5)."""
TESTING: Final[tuple[Check, ...]] = (_result,)
"""Why a result cannot be recorded; results that come after an infusion always can."""
REJECTING: Final[tuple[Check, ...]] = (_rejection,)
"""Why quality cannot reject a bag; a released one can still be called back."""
DISPOSING: Final[tuple[Check, ...]] = (_destruction, two_people)
"""Why the destruction of a bag, or of what is left in it, cannot be recorded so."""

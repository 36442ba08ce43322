"""Where the chain of identity of a bag is broken: what the gate would have refused, looked for again in what is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from equipoise.facts import Body, Fact
from equipoise.protocol.model import Product
from equipoise.rules.product import Bag, Chain, Step, is_excursion, labels_agree
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def breaks(product: Product, chain: Chain, bag: Bag, steps: tuple[Step, ...]) -> tuple[Reason, ...]:
    """Every break, each with the facts that show it; empty for a whole chain."""
    return (
        *_missing(bag),
        *_hands(steps),
        *_order(bag),
        *_identity(chain, bag),
        *_labels(bag),
        *_temperature(product, bag),
    )


def _missing(bag: Bag) -> Iterator[Reason]:
    """Links that a later link needs."""
    links: tuple[tuple[str, Text, Fact[Body] | None], ...] = (
        ("label", Text("label", "贴标"), bag.labelled),
        ("release", Text("release", "放行"), bag.released),
        ("dispatch", Text("dispatch", "发出"), bag.dispatched),
        ("receipt", Text("receipt by the ward", "病房接收"), bag.received),
        ("verification", Text("verification at the bedside", "床旁核对"), bag.verified),
        ("start", Text("start of the infusion", "开始输注"), bag.started),
        ("end", Text("end of the infusion", "结束输注"), bag.ended),
    )
    reached = max((place for place, (_, _, fact) in enumerate(links) if fact is not None), default=-1)
    later = next((fact for _, _, fact in reversed(links) if fact is not None), None)
    for place, (code, name, fact) in enumerate(links):
        if fact is None and place < reached and later is not None:
            yield Reason(f"no_{code}", Text("There is no {name}.", "缺少{name}。").format(name=name), (later.seq,))


def _hands(steps: tuple[Step, ...]) -> Iterator[Reason]:
    """A second person who is the first."""
    for step in steps:
        if len(step.people) > 1 and len(set(step.people)) < len(step.people):
            says = Text("{act}: the second person is the first.", "{act}：双人核对为同一人。").format(act=step.says)
            yield Reason("one_person", says, step.facts)


def _order(bag: Bag) -> Iterator[Reason]:
    """Steps that happened before the step they follow."""
    chained = (
        bag.formulated, bag.labelled, bag.released, bag.dispatched, bag.received, bag.verified, bag.started, bag.ended,
    )  # fmt: skip
    for before, after in pairwise(fact for fact in chained if fact is not None):
        if "T" in before.happened and "T" in after.happened and after.moment() < before.moment():
            says = Text("A step is dated before the step it follows.", "后一步骤的时间早于前一步骤。")
            yield Reason("order", says, (before.seq, after.seq))


def _identity(chain: Chain, bag: Bag) -> Iterator[Reason]:
    if bag.verified is not None and bag.verified.body.wristband != chain.participant:
        says = Text("The wristband {band} is not the participant's.", "腕带 {band} 与受试者不符。")
        yield Reason("wristband", says.format(band=bag.verified.body.wristband), (bag.verified.seq,))


def _labels(bag: Bag) -> Iterator[Reason]:
    if bag.labelled is not None:
        body = bag.labelled.body
        if not labels_agree(body.printed, body.used, body.destroyed, body.archived):
            says = Text("Labels printed, used and destroyed do not agree.", "标签打印、使用与销毁数量不符。")
            yield Reason("labels", says, (bag.labelled.seq,))


def _temperature(product: Product, bag: Bag) -> Iterator[Reason]:
    if bag.received is None or not is_excursion(product.shelf, bag.received.body):
        return
    decided = bag.excursion
    if decided is None and (bag.verified is not None or bag.started is not None):
        says = Text("A temperature excursion was never decided.", "温度偏离未经裁定。")
        yield Reason("excursion", says, (bag.received.seq,))
    elif decided is not None and not decided.body.usable and bag.started is not None:
        says = Text("Given although the excursion made it unusable.", "温度偏离裁定为不可用，但仍输注。")
        yield Reason("excursion", says, (decided.seq, bag.started.seq))

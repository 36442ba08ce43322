"""What stands against the release of a bag by quality."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from equipoise.facts.product import BagReleased
from equipoise.rules.product.call_back import stopped
from equipoise.rules.product.case import Case, Check, is_for, known_bag, not_before
from equipoise.rules.product.dose import cells_in
from equipoise.rules.product.investigate import unsupported
from equipoise.rules.product.judge import bars_release
from equipoise.rules.product.release import USUAL_MINUTES, Line, awaited, release_verdicts
from equipoise.rules.product.shelf import shelf_state_of
from equipoise.rules.product.units import Bag
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed

RELEASES: Final = ("full", "conditional", "exceptional")


def _state(case: Case, act: BagReleased) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    yield from not_before(case, *bag.steps[-1:])
    yield from _blocked(bag)
    if bag.labelled is None:
        yield Reason(
            "not-labelled", Text("This bag is not labelled.", "该制品袋尚未贴标。"), facts=(bag.formulated.seq,)
        )
    yield from expired(case, bag)
    yield from stopped(case, bag)
    if case.actor in case.chain.batches[bag.batch].operators():
        yield Reason(
            "operator-releases",
            Text("{who} worked on this culture and cannot release it.", "{who} 参与了该批次的制备，不得放行。").format(
                who=case.actor
            ),
            facts=(bag.formulated.seq,),
            remedy=Text("Another quality releaser decides.", "须由另一名质量放行人决定。"),
        )
    due = cells_in(case.study, bag)
    if act.dose_cells != due:
        yield Reason(
            "dose-not-computed",
            Text(
                "The bag holds {due} cells by its counts, not {given}.", "按计数该袋含 {due} 个细胞，而非 {given} 个。"
            ).format(due=due, given=act.dose_cells),
            facts=(bag.formulated.seq,),
            protocol="product.dose.population",
        )


def expired(case: Case, bag: Bag) -> Iterator[Reason]:
    """A bag is used before its hours are over."""
    if shelf_state_of(case.product.shelf, bag, case.at) == "expired":
        yield Reason(
            "expired",
            Text("This bag expired {h} hours after it was filled.", "该制品袋自分装起 {h} 小时已过期。").format(
                h=case.product.shelf.hours
            ),
            facts=(bag.formulated.seq,),
            protocol="product.shelf.hours",
        )


def _blocked(bag: Bag) -> Iterator[Reason]:
    for step, code, words in (
        (bag.rejected, "rejected", Text("This bag was rejected.", "该制品袋已判不合格。")),
        (bag.released, "already-released", Text("This bag is released already.", "该制品袋已放行。")),
        (bag.disposed, "destroyed", Text("This bag was destroyed.", "该制品袋已销毁。")),
    ):
        if step:
            yield Reason(code, words, facts=(step.seq,))


def _specification(case: Case, act: BagReleased) -> Iterator[Reason]:
    bag = case.chain.bags.get(act.bag)
    if bag is None:
        return
    minutes = max(act.minutes_at_least, USUAL_MINUTES)
    lines = release_verdicts(case.study, case.chain, bag, case.standing.weight_kg, minutes)
    for line in lines:
        if bars_release(line.outcome, before_release=line.before_release):
            yield from line.reasons
    yield from _kind(case, act, lines)
    waiting = awaited(lines)
    if set(act.awaiting) != set(waiting):
        names = listed(tuple(line.name for line in lines if line.attribute in waiting))
        yield Reason(
            "awaiting-differs",
            Text("Awaited are: {names}.", "待出结果为：{names}。").format(names=names)
            if waiting
            else Text("Nothing is awaited.", "没有待出结果。"),
            protocol="product.release",
        )


def _kind(case: Case, act: BagReleased, lines: tuple[Line, ...]) -> Iterator[Reason]:
    exceptions = [line for line in lines if line.outcome == "exceptional"]
    if act.kind not in RELEASES:
        yield Reason(
            "unknown-release",
            Text("{kind} is no kind of release.", "{kind} 不是有效的放行类型。").format(kind=act.kind or "?"),
            remedy=Text("Choose full, conditional or exceptional.", "请选择 full、conditional 或 exceptional。"),
        )
    elif act.kind == "exceptional":
        if not exceptions:
            yield Reason("no-exception", Text("Nothing is out of specification.", "没有超标项目，无需例外放行。"))
        yield from unsupported(case, act.bag, exceptions)
        if not case.standing.accepts_exceptional:
            yield Reason(
                "exception-not-consented",
                Text("The consent does not allow a product out of specification.", "知情同意未允许使用超标制品。"),
                protocol="consents",
            )
    else:
        for line in exceptions:
            yield from line.reasons
        if act.kind == "full" and awaited(lines):
            yield Reason(
                "results-awaited",
                Text("Results are awaited: the release is conditional.", "仍有结果待出：只能有条件放行。"),
                protocol="product.release",
            )
        if act.kind == "conditional" and not awaited(lines):
            yield Reason(
                "nothing-awaited", Text("No result is awaited: the release is full.", "没有待出结果：应为完全放行。")
            )


RELEASING: Final[tuple[Check, ...]] = (is_for("manufacturing"), _state, _specification)
"""Why quality cannot release a bag in this way: full, conditional (results awaited) or exceptional (argued)."""

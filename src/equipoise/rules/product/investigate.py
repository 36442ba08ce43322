"""The tree of a result out of specification: laboratory phase, full investigation, confirmed or set aside; and the exception.

A result is set aside only where a fault of the test is shown; a repeat alone never clears it (FDA, Investigating Out-of-Specification
Test Results for Pharmaceutical Production, 2006, rev. 2022, sections III to V). A confirmed one is a reason to reject the bag, or,
where the study file allows it and never on a critical line, to release it by exception with named signatures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from equipoise.facts import Fact
from equipoise.facts.product import ExceptionSigned, ResultAssessed, UnitTested
from equipoise.protocol.roles import role_words
from equipoise.rules.product.case import Case, Check, known_bag, not_before, two_people
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.release import Line
from equipoise.rules.product.units import Bag
from equipoise.values.reason import Reason
from equipoise.values.text import Text

State = Literal["laboratory", "full", "set_aside", "confirmed"]
FINDINGS: Final = {"laboratory": ("assignable", "none"), "full": ("assignable", "confirmed")}
"""What each phase can find: the laboratory shows a fault or finds none; the full investigation shows a fault or confirms."""


@dataclass(frozen=True, slots=True)
class Investigation:
    """A result out of specification and where its investigation stands: the phase that is due, or how it ended."""

    result: Fact[UnitTested]
    phases: tuple[Fact[ResultAssessed], ...]

    @property
    def state(self) -> State:
        """The phase that is due, or the end."""
        if not self.phases:
            return "laboratory"
        finding = self.phases[-1].body.finding
        return "set_aside" if finding == "assignable" else "confirmed" if finding == "confirmed" else "full"

    @property
    def is_open(self) -> bool:
        """Whether a phase is still due."""
        return self.state in FINDINGS


def investigations(chain: Chain) -> tuple[Investigation, ...]:
    """Every result out of specification with its investigation, in ledger order."""
    return tuple(Investigation(fact, chain.assessed.get(fact.seq, ())) for fact in chain.out_of_specification)


def unsupported(case: Case, bag_name: str, exceptions: Sequence[Line]) -> Iterator[Reason]:
    """What an exceptional release still lacks: a confirmed result, and each signature that the study file names."""
    bag = case.chain.bags.get(bag_name)
    if bag is None:
        return
    behind = {number for line in exceptions for number in line.facts}
    for one in investigations(case.chain):
        if one.result.seq in behind and one.state != "confirmed":
            yield Reason(
                "investigation-open",
                Text(
                    "The result out of specification is not investigated: {value}.", "超标结果尚未完成调查：{value}。"
                ).format(value=case.product.release[one.result.body.attribute].says(one.result.body.value)),
                facts=(one.result.seq,),
                protocol=f"product.release.{one.result.body.attribute}",
                remedy=Text("Close the investigation first.", "请先完成调查。"),
            )
    for meaning, needed in case.product.exceptional.items():
        if not _signatures(case, bag, meaning, needed.role):
            yield Reason(
                "signature-missing",
                Text("Not signed: {name}.", "尚未签署：{name}。").format(name=needed.name),
                protocol=f"product.exceptional.{meaning}",
                remedy=Text("A person of the role {role} signs it.", "须由 {role} 角色人员签署。").format(
                    role=role_words(needed.role)
                ),
            )


def _signatures(case: Case, bag: Bag, meaning: str, role: str) -> tuple[Fact[ExceptionSigned], ...]:
    """The signatures that count: of the role, by nobody who made or releases the bag, by a different person for each meaning."""
    others = {fact.actor for fact in bag.supported if fact.body.meaning != meaning}
    barred = case.chain.batches[bag.batch].operators() | {case.actor} | others
    return tuple(
        fact
        for fact in bag.supported
        if fact.body.meaning == meaning and fact.role == role and fact.actor not in barred
    )


def _assessed(case: Case, act: ResultAssessed) -> Iterator[Reason]:
    found = next((one for one in investigations(case.chain) if one.result.seq == act.result), None)
    if found is None or (found.result.body.unit, found.result.body.attribute) != (act.unit, act.attribute):
        yield Reason(
            "not-out-of-specification",
            Text("Fact {n} is no such result out of specification.", "第 {n} 条事实不是该项目的超标结果。").format(
                n=act.result
            ),
            protocol="product.release",
        )
        return
    yield from not_before(case, found.result, *found.phases[-1:])
    if act.phase != found.state:
        yield Reason(
            "wrong-phase",
            Text("The phase that is due is: {phase}.", "当前应进行的调查阶段：{phase}。").format(
                phase=_PHASES[found.state]
            ),
            facts=tuple(fact.seq for fact in (found.result, *found.phases)),
        )
    if act.finding not in FINDINGS.get(act.phase, ()):
        yield Reason(
            "unknown-finding",
            Text("{finding} is no finding of this phase.", "{finding} 不是该阶段的结论。").format(
                finding=act.finding or "?"
            ),
            remedy=Text(
                "The laboratory phase finds assignable or none; the full investigation assignable or confirmed.",
                "实验室阶段结论为 assignable 或 none；全面调查结论为 assignable 或 confirmed。",
            ),
        )
    if found.result.actor in (case.actor, act.second):
        yield Reason(
            "analyst-investigates",
            Text("{who} made this test and does not judge it.", "{who} 为该检验的操作者，不得评判该结果。").format(
                who=found.result.actor
            ),
            facts=(found.result.seq,),
        )


_PHASES: Final[dict[State, Text]] = {
    "laboratory": Text("laboratory", "实验室调查"),
    "full": Text("full investigation", "全面调查"),
    "set_aside": Text("none, the result was set aside", "无，该结果已判无效"),
    "confirmed": Text("none, the result is confirmed", "无，该结果已确认超标"),
}


def _signature(case: Case, act: ExceptionSigned) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if act.meaning not in case.product.exceptional:
        yield Reason(
            "unknown-meaning",
            Text("{meaning} is no signature of an exception.", "{meaning} 不是例外放行所需的签署。").format(
                meaning=act.meaning or "?"
            ),
            protocol="product.exceptional",
        )
    if bag is None:
        return
    yield from not_before(case, bag.formulated)
    if case.actor in case.chain.batches[bag.batch].operators():
        yield Reason(
            "operator-signs",
            Text("{who} worked on this culture and cannot support it.", "{who} 参与了该批次的制备，不得签署。").format(
                who=case.actor
            ),
            facts=(bag.formulated.seq,),
        )
    if any(fact.actor == case.actor for fact in bag.supported):
        yield Reason(
            "signed-already",
            Text("{who} has signed for this bag already.", "{who} 已为该制品袋签署。").format(who=case.actor),
        )
    for step, words in (
        (bag.released, Text("This bag is released already.", "该制品袋已放行。")),
        (bag.rejected, Text("This bag was rejected.", "该制品袋已判不合格。")),
        (bag.disposed, Text("This bag was destroyed.", "该制品袋已销毁。")),
    ):
        if step:
            yield Reason("too-late-to-sign", words, facts=(step.seq,))


ASSESSING: Final[tuple[Check, ...]] = (_assessed, two_people)
"""Why a phase of an investigation cannot be closed so."""
SIGNING: Final[tuple[Check, ...]] = (_signature,)
"""Why somebody cannot support the exceptional release of a bag."""

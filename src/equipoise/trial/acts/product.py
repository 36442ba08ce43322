"""Acts on the cell product. Each is one line of a table: how its fact is made, which form it fills, which gate it passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from equipoise.facts import Body
from equipoise.facts import product as fact
from equipoise.facts.fact import day_in, moment_of
from equipoise.rules import eligibility, product, safety, visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import known
from equipoise.trial.acts.casebook import entered
from equipoise.trial.acts.study import STREAM
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, Refused, refuse
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import Person, recalled_lots, standing
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

Make = Callable[[Person, Any], Body]


@dataclass(frozen=True, slots=True)
class _Step:
    """One act of the chain: the fact, the form, and the gate of criteria that is decided anew that day."""

    make: Make
    form: str = ""
    gate: eligibility.GateName | None = None


_ARGUED: Final = (fact.ResultAssessed, fact.ExceptionSigned, fact.CallBackSettled)
"""Facts that say nothing without the reason on them."""
_NO_FORM: Final = Reason(
    "no_form",
    Text("No form belongs to this act: nothing can be entered with it.", "此操作没有对应表单，不能同时录入数据。"),
    protocol="product.forms",
    remedy=Text("Enter the form on its own.", "请单独录入该表单。"),
)


def step(trial: Trial, asked: Asked, command: act.ProductCommand) -> Decision:
    """Decide an act of the chain from vein to vein; the form that belongs to it is entered in the same breath, or neither is."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    if one.study.product is None:
        return refuse(
            Reason("no_product", Text("This study has no cell product.", "本研究没有细胞制品。"), protocol="product")
        )
    line = STEPS[type(command)]
    body = line.make(one, command)
    at = moment_of(asked.happened)
    day = day_in(at, one.study.time_zone)  # what is recorded late is judged as of the day on which it happened
    reasons = product.against(one.study, one.facts, at, asked.by.actor, body, standing(trial, one, day))
    reasons += _gate(one, day, line.gate, unit_of(body)) + _by_right(one, asked, body)
    if isinstance(body, fact.VitalSignsTaken):
        reasons += _impossible_signs(one, asked, body)
    if isinstance(body, fact.CollectionBooked) and not reasons:
        reasons += _room(trial, one, body)
    held = visits.locked(one.facts, trial.study)
    if held is not None:
        reasons += (held,)
    unit = unit_of(body) or one.number
    happenings = [Happening(body, f"U:{unit}", one.number, asked.happened, command.reason)]
    form = getattr(one.study.product.forms, line.form) if line.form else None
    if form is None and (command.items or command.groups):
        reasons += (_NO_FORM,)
    if form and (command.items or command.groups):
        filled = entered(one, asked, form, _instance(one, form, unit), "", command.items, command.groups)
        if isinstance(filled, Refused):
            reasons += filled.reasons
        else:
            happenings += filled.happenings
    return refuse(*reasons) if reasons else Accepted(tuple(happenings))


def unit_of(body: Body) -> str:
    """The unit that a fact of the product is about: bag before batch before collection."""
    for name in ("bag", "unit", "batch", "collection"):
        found = getattr(body, name, "")
        if found:
            return str(found)
    return ""


def _gate(one: Person, day: date, gate: eligibility.GateName | None, unit: str) -> tuple[Reason, ...]:
    """What stands against the act among the criteria that are decided anew for this unit on this day, and what must wait."""
    if gate is None:
        return ()
    waits = safety.delays(one.study, one.facts, day, gate)
    if gate not in one.study.eligibility.gates:
        return waits
    return (*eligibility.assess(one.study, one.facts, day, gate, unit).refusals, *waits)


def _by_right(one: Person, asked: Asked, body: Body) -> tuple[Reason, ...]:
    """What only words or a role can carry: a signature's own role, the reason of a decision that a person takes."""
    reasons = []
    if isinstance(body, fact.ExceptionSigned) and one.study.product is not None:
        needed = one.study.product.exceptional.get(body.meaning)
        if needed is not None and needed.role != asked.by.role:
            reasons.append(
                Reason(
                    "other-role-signs",
                    Text("This signature belongs to another role: {role}.", "该签署属于其他角色：{role}。").format(
                        role=ROLES.get(needed.role, same(needed.role))
                    ),
                    protocol=f"product.exceptional.{body.meaning}",
                )
            )
    cut_short = isinstance(body, fact.InfusionEnded) and not body.completed
    if (cut_short or isinstance(body, _ARGUED)) and not asked.command.reason.strip():
        reasons.append(Reason("reason_missing", Text("This decision needs a reason.", "该决定须填写原因。")))
    return tuple(reasons)


def _impossible_signs(one: Person, asked: Asked, body: fact.VitalSignsTaken) -> tuple[Reason, ...]:
    """What cannot be true of the values, as the form of the infusion would say it."""
    plan = one.study.product
    if plan is None or plan.forms.infusion is None or plan.bedside.signs is None:
        return ()
    group = plan.bedside.signs
    findings = visits.check_row(one.study, plan.forms.infusion, group, body.signs, asked.day(one.study))
    path = f"forms.{plan.forms.infusion}.groups.{group}"
    return tuple(
        Reason("impossible_answer", found.says, protocol=path) for found in findings if found.severity == "hard"
    )


def recall_lot(trial: Trial, asked: Asked, command: act.RecallLot) -> Decision:
    """Recall a lot over the whole study. What was made with it is found by `product.made_with`."""
    reasons = []
    if not command.material.strip() or not command.lot.strip():
        reasons.append(Reason("lot-unnamed", Text("A material or its lot has no name.", "物料或批号为空。")))
    if not command.reason.strip():
        reasons.append(Reason("reason_missing", Text("This decision needs a reason.", "该决定须填写原因。")))
    if (command.material, command.lot) in recalled_lots(trial):
        reasons.append(Reason("already-recalled", Text("This lot is recalled already.", "该批号已召回。")))
    if reasons:
        return refuse(*reasons)
    body = fact.LotRecalled(material=command.material, lot=command.lot)
    return Accepted((Happening(body, STREAM, "", asked.happened, command.reason),))


def _room(trial: Trial, one: Person, body: fact.CollectionBooked) -> tuple[Reason, ...]:
    """Why the laboratory and the ward have no place for one more collection on that day, and for what comes of it.

    Asked only for a day against which nothing else stands.
    """
    day = date.fromisoformat(body.day)
    booked = (facts for facts in trial.participants.values() if facts.first(fact.CollectionBooked) is not None)
    return product.against_capacity(one.study, [product.chain(one.study, facts) for facts in booked], day, one.site)


def _instance(one: Person, form: str, unit: str) -> str:
    """A unit's form by the unit's name; a second one of the same unit (a further control) gets a running number."""
    count = sum(1 for entry in one.facts.forms(form) if entry.instance.partition("/")[0] == unit)
    return f"{unit}/{count + 1}" if count else unit


def _chain(one: Person) -> product.Chain:
    return product.chain(one.study, one.facts)


def _same(kind: type[Body]) -> Make:
    """The fact says what the command says, field by field."""

    def make(one: Person, command: Any) -> Body:
        return kind(**{name: getattr(command, name) for name in kind.__struct_fields__})

    return make


def _book(one: Person, command: act.BookCollection) -> Body:
    return fact.CollectionBooked(
        collection=product.collection_id(one.number, command.number), number=command.number, day=command.day
    )


def _seed(one: Person, command: act.SeedBatch) -> Body:
    collection = _chain(one).collection(command.collection)
    number = collection.number if collection else 0
    return fact.BatchSeeded(
        batch=product.batch_id(one.number, number),
        collection=command.collection,
        second=command.second,
        lots=dict(command.lots),
        expires=dict(command.expires),
    )


def _formulate(one: Person, command: act.FormulateBag) -> Body:
    chain = _chain(one)
    batch = chain.batches.get(command.batch)
    return fact.BagFormulated(
        bag=product.next_bag(chain, batch, command.harvest) if batch else "?",
        batch=command.batch,
        harvest=command.harvest,
        volume_ml=command.volume_ml,
        concentration_per_ml=command.concentration_per_ml,
        viability_pct=command.viability_pct,
        nk_pct=command.nk_pct,
        t_cell_pct=command.t_cell_pct,
        operator_two=command.operator_two,
        counted=command.counted,
        viability_counted=command.viability_counted,
        flow_events=command.flow_events,
        lots=command.lots,
        expires=command.expires,
    )


def _release(one: Person, command: act.ReleaseBag) -> Body:
    chain = _chain(one)
    bag = chain.bags.get(command.bag)
    return fact.BagReleased(
        bag=command.bag,
        kind=command.kind,
        awaiting=product.awaited(product.later_lines(one.study, chain, bag)) if bag else (),
        dose_cells=product.cells_in(one.study, bag) if bag else 0,
        minutes_at_least=command.minutes_at_least,
    )


def _end(one: Person, command: act.EndInfusion) -> Body:
    bag = _chain(one).bags.get(command.bag)
    started = bag.started.body if bag and bag.started else None
    return fact.InfusionEnded(
        bag=command.bag,
        course=started.course if started else 0,
        day=started.day if started else 0,
        volume_ml=command.volume_ml,
        minutes=command.minutes,
        completed=command.completed,
        cells_given=product.cells_in(one.study, bag, command.volume_ml) if bag and bag.started else 0,
    )


STEPS: Final[Mapping[type[act.ProductCommand], _Step]] = {
    act.BookCollection: _Step(_book),
    act.RefuseCollection: _Step(_same(fact.CollectionRefused)),
    act.Collect: _Step(_same(fact.Collected), form="collection", gate="collection"),
    act.ReceiveCollection: _Step(_same(fact.CollectionReceived)),
    act.SeedBatch: _Step(_seed, form="seeding"),
    act.ControlBatch: _Step(_same(fact.BatchTested), form="control"),
    act.FormulateBag: _Step(_formulate),
    act.LabelBag: _Step(_same(fact.BagLabelled)),
    act.RecordResult: _Step(_same(fact.UnitTested)),
    act.AssessResult: _Step(_same(fact.ResultAssessed)),
    act.SignException: _Step(_same(fact.ExceptionSigned)),
    act.ReleaseBag: _Step(_release, form="release"),
    act.RejectBag: _Step(_same(fact.BagRejected), form="release"),
    act.DispatchBag: _Step(_same(fact.BagDispatched)),
    act.ReceiveBag: _Step(_same(fact.BagReceived), form="transport"),
    act.DecideExcursion: _Step(_same(fact.ExcursionDecided)),
    act.VerifyBag: _Step(_same(fact.BagVerified)),
    act.StartInfusion: _Step(_same(fact.InfusionStarted), gate="infusion"),
    act.TakeVitalSigns: _Step(_same(fact.VitalSignsTaken)),
    act.NoteReaction: _Step(_same(fact.ReactionNoted)),
    act.EndInfusion: _Step(_end, form="infusion"),
    act.DisposeBag: _Step(_same(fact.BagDisposed)),
    act.CloseBatch: _Step(_same(fact.BatchClosed)),
    act.TakeCallBackStep: _Step(_same(fact.CallBackStepTaken)),
    act.SettleCallBack: _Step(_same(fact.CallBackSettled)),
}
"""Every act of the chain."""

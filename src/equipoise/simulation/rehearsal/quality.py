"""The virtual quality unit: labels, tests, releases or rejects, judges excursions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from equipoise.protocol.model import Limit
from equipoise.rules import product
from equipoise.simulation.rehearsal.process import Doing, form_for, plan_of
from equipoise.simulation.rehearsal.script import Life
from equipoise.trial import commands as act
from equipoise.trial.person import standing


def label(life: Life, line: product.Due) -> Doing:
    """Label the bag and account for every label."""
    spoilt = 1 if life.happens("label_spoilt") else 0
    command = act.LabelBag(
        participant=life.number,
        bag=line.unit,
        printed=1 + spoilt,
        used=1,
        destroyed=spoilt,
        second=life.second("cell_technician"),
    )
    answer = yield from life.do("cell_technician", command)
    return answer.accepted


def test(life: Life, line: product.Due) -> Doing:
    """Enter the results that release waits for."""
    return (yield from _record(life, line.unit, "before_release", "cell_technician"))


def read(life: Life, line: product.Due) -> Doing:
    """Enter the results that come after release."""
    return (yield from _record(life, line.unit, "after_release", "quality_releaser"))


def _record(life: Life, unit: str, stage: str, role: str) -> Doing:
    """Enter every result of a stage that the unit, a bag or a whole batch, still lacks and that can be had today."""
    state = product.chain(life.person().study, life.facts)
    per = "bag" if unit in state.bags else "batch"
    batch = state.batches[unit] if per == "batch" else state.batches[state.bags[unit].batch]
    tests = batch.results if per == "batch" else state.bags[unit].tests
    known = {fact.body.attribute for fact in tests if fact.body.final}
    filled = batch.bags[0].day if per == "batch" and batch.bags else life.today
    begun = state.bags[unit].day if per == "bag" else filled
    done = False
    for name, limit in plan_of(life).release.items():
        awaited = timedelta(days=limit.final_after_days or 0)
        if limit.stage != stage or limit.per != per or limit.computed or name in known or begun + awaited > life.today:
            continue
        command = act.RecordResult(
            participant=life.number, unit=unit, attribute=name, value=_result(life, limit), measured_in=limit.unit
        )
        answer = yield from life.do(role, command, 10)
        done = done or answer.accepted
    return done


def _result(life: Life, limit: Limit) -> str:
    """A result well inside its limits: the exceptions come from the product itself and from the troubles of the study file."""
    if limit.equals is not None:
        return limit.equals
    low = float(limit.least) if limit.least is not None else 0.0
    high = float(limit.most) if limit.most is not None else max(low * 1.3, 10.0)
    if limit.least is not None and limit.most is None:
        high = min(100.0, high) if limit.unit == "%" else high
    middle = low + (high - low) * (0.75 if limit.least is not None else 0.25)
    return str(Decimal(repr(round(max(life.chance.normal(middle, (high - low) / 14), 0.0), 2))))


def release(life: Life, line: product.Due) -> Doing:
    """Release a bag, exceptionally where that may be argued, or reject it."""
    one = life.person()
    state = product.chain(one.study, one.facts)
    bag = state.bags[line.unit]
    stands = standing(life.trial, one, life.today)
    verdicts = product.release_verdicts(one.study, state, bag, stands.weight_kg)
    failed = tuple(each.attribute for each in verdicts if each.outcome == "fails")
    arguable = tuple(each.attribute for each in verdicts if each.outcome == "exceptional")
    items, groups = form_for(life, plan_of(life).forms.release)
    if failed or (arguable and not stands.accepts_exceptional):
        rejection = act.RejectBag(
            participant=life.number,
            bag=line.unit,
            attributes=failed or arguable,
            reason="Out of specification / 不符合质量标准",
            items=items,
            groups=groups,
        )
        answer = yield from life.do("quality_releaser", rejection)
        return answer.accepted
    kind = "exceptional" if arguable else "conditional" if product.awaited(verdicts) else "full"
    command = act.ReleaseBag(
        participant=life.number,
        bag=line.unit,
        kind=kind,
        reason="Benefit outweighs risk, argued and signed / 经论证获益大于风险" if arguable else "",
        items=items,
        groups=groups,
    )
    answer = yield from life.do("quality_releaser", command)
    if answer.accepted:
        return True
    rejection = act.RejectBag(
        participant=life.number, bag=line.unit, attributes=arguable or ("dose",), reason="Not releasable / 无法放行"
    )
    answer = yield from life.do("quality_releaser", rejection, 10)
    return answer.accepted


def excursion(life: Life, line: product.Due) -> Doing:
    """Judge a bag that was too warm on its way."""
    command = act.DecideExcursion(
        participant=life.number,
        bag=line.unit,
        usable=life.chance.happens(0.5),
        reason="Stability data reviewed / 已审核稳定性数据",
    )
    answer = yield from life.do("quality_releaser", command)
    return answer.accepted


def investigate(life: Life, line: product.Due) -> Doing:
    """Close the phase of an investigation that is due: the virtual laboratory finds no fault of the test, so the result is confirmed."""
    result, phase = line.what
    command = act.AssessResult(
        participant=life.number,
        unit=line.unit,
        attribute=str(line.about),
        result=int(result),
        phase=phase,
        finding="none" if phase == "laboratory" else "confirmed",
        second=life.second("quality_releaser"),
        reason="Records and equipment reviewed, no fault found / 已审核记录与设备，未发现差错",
    )
    answer = yield from life.do("quality_releaser", command)
    return answer.accepted


def sign(life: Life, line: product.Due) -> Doing:
    """Support an exception."""
    command = act.SignException(
        participant=life.number,
        bag=line.unit,
        meaning=line.what[0],
        reason="Benefit outweighs risk, argued and signed / 经论证获益大于风险",
    )
    answer = yield from life.do(line.role, command)
    return answer.accepted


def tell(life: Life, line: product.Due) -> Doing:
    """Tell a role of a call-back."""
    return (yield from _step(life, line, "told", line.what[1]))


def follow_up(life: Life, line: product.Due) -> Doing:
    """See an infused participant after a call-back."""
    return (yield from _step(life, line, "followed_up", life.number))


def _step(life: Life, line: product.Due, step: str, whom: str) -> Doing:
    command = act.TakeCallBackStep(participant=life.number, result=int(line.what[0]), step=step, whom=whom)
    answer = yield from life.do(line.role, command)
    return answer.accepted


def settle(life: Life, line: product.Due) -> Doing:
    """Decide after a call-back: the participant's other products go on."""
    command = act.SettleCallBack(
        participant=life.number,
        result=int(line.what[0]),
        resume=True,
        second=life.second("investigator"),
        reason="Root cause found, other products not concerned / 已查明根本原因，不涉及其他制品",
    )
    answer = yield from life.do("quality_releaser", command)
    return answer.accepted

"""The virtual apheresis unit, cell laboratory and ward: they do what is due, in the order in which it is due."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from equipoise.facts import Answer as FormAnswer
from equipoise.facts.product import CollectionBooked
from equipoise.protocol.model import Limit, Product
from equipoise.rules import product
from equipoise.simulation.rehearsal.answers import Filling, Groups, Items, fill
from equipoise.simulation.rehearsal.gate import make_ready
from equipoise.simulation.rehearsal.harm import happen
from equipoise.simulation.rehearsal.script import Ask, Life, Script
from equipoise.trial import commands as act
from equipoise.trial.gateway import Answer
from equipoise.trial.person import standing

_HOURS: Final = {
    "book": (9, 0), "collect": (8, 10), "receive": (9, 30), "discard": (10, 0), "seed": (10, 30), "control": (9, 10), "harvest": (6, 30),
    "label": (7, 0), "test": (7, 20), "release": (9, 50), "dispatch": (10, 20), "receive_bag": (10, 40),
    "decide_excursion": (10, 50), "infuse": (11, 10), "end_infusion": (11, 20), "dispose": (15, 0), "read": (6, 10),
    "close": (17, 0),
}  # fmt: skip
"""When in the day each act is usually done, local time: the collection before the infusion, with rest between them."""
_TROUBLED_DAYS = 3
_ENDINGS: Final = ("failed", "rejected", "missed", "orphaned")
"""How a culture may end that was not given; the one that is due comes first."""
REACTION: Final = "Infusion related reaction"
"""The CTCAE term of what an infusion may cause."""
Doing = Generator[Ask, Answer | None, bool]


def make(life: Life) -> Script:
    """From the first collection to the last closed culture: whatever the product rules say is due, on its day."""
    refused: dict[tuple[str, str], int] = {}
    while True:
        one = life.person()
        due = product.due(one.study, one.facts, life.now, standing(life.trial(), one, life.today))
        ready = [line for line in due if refused.get((line.unit, line.act), 0) < _TROUBLED_DAYS]
        if not ready:
            if life.over or not one.alive or one.day("end_of_treatment") is not None or not one.active:
                return
            yield from life.wait(life.at(life.today + timedelta(days=3), 8))
            continue
        line = min(ready, key=lambda each: (max(each.earliest, life.today), _HOURS[each.act], each.unit))
        day = max(line.earliest, life.today)
        if day > life.today:
            # Something may change in between: an event, a withdrawal, a scan. Look again each morning.
            yield from life.wait(life.at(min(day, life.today + timedelta(days=7)), 6))
            if life.today < day:
                continue
        yield from life.wait(life.at(day, *_HOURS[line.act]))
        if not _is_still_due(life, line):
            continue  # meanwhile somebody withdrew, progressed, or ended treatment
        done = yield from _DOERS[line.act](life, line)
        if not done:
            refused[(line.unit, line.act)] = refused.get((line.unit, line.act), 0) + 1
            yield from life.wait(life.at(life.today + timedelta(days=1), 6))


def _is_still_due(life: Life, line: product.Due) -> bool:
    one = life.person()
    due = product.due(one.study, one.facts, life.now, standing(life.trial(), one, life.today))
    return any((each.unit, each.act) == (line.unit, line.act) for each in due)


def _did(answer: Answer) -> bool:
    return answer.accepted


def _plan(life: Life) -> Product:
    found = life.person().study.product
    assert found is not None
    return found


def _form(life: Life, form: str | None, settled: dict[str, FormAnswer] | None = None) -> tuple[Items, Groups]:
    if form is None:
        return {}, {}
    return fill(Filling(life.person().study, form, life.today, life.now, settled or {}), life.chance)


def _draw(life: Life, name: str, usual: tuple[float, float], decimals: int = 0) -> Decimal:
    """A figure of the process: by the study file's hint of this name, otherwise around the usual."""
    hint = life.study.simulation.values.get(name)
    if hint is not None and hint.lognormal is not None:
        value = life.chance.lognormal(*map(float, hint.lognormal))
    elif hint is not None and hint.normal is not None:
        value = life.chance.normal(*map(float, hint.normal))
    else:
        value = life.chance.normal(*usual)
    return Decimal(repr(round(max(value, 0.0), decimals)))


def _book(life: Life, line: product.Due) -> Doing:
    coming = product.next_collection(life.person().study, life.facts)
    assert coming is not None
    day = _free_day(life, max(coming.target, life.today), coming.latest)
    command = act.BookCollection(participant=life.number, number=coming.number, day=day.isoformat())
    answer = yield from life.do("coordinator", command)
    return _did(answer)


def _free_day(life: Life, day: date, latest: date) -> date:
    """The first day on which laboratory and ward have room; the wished one where there is none."""
    study, people = life.person().study, life.trial().participants.values()
    chains = [product.chain(study, facts) for facts in people if facts.first(CollectionBooked) is not None]
    days = (day + timedelta(days=later) for later in range((latest - day).days + 1))
    return next((one for one in days if not product.against_capacity(study, chains, one)), day)


def _collect(life: Life, line: product.Due) -> Doing:
    state = product.chain(life.person().study, life.facts)
    found = state.collection(line.unit)
    assert found is not None
    ready = yield from make_ready(life, "collection", line.unit)
    if not ready or life.happens("unfit_for_collection"):
        reason = "Not fit for collection today / 今日不适合采集"
        refusal = act.RefuseCollection(
            participant=life.number, number=found.number, day=life.today.isoformat(), reason=reason
        )
        yield from life.do("apheresis_nurse", refusal, 5)
        return False
    items, groups = _form(life, _plan(life).forms.collection)
    answer = yield from life.do(
        "apheresis_nurse",
        act.Collect(
            participant=life.number,
            collection=line.unit,
            number=found.number,
            second=life.second("apheresis_nurse"),
            volume_ml=_draw(life, "product.volume_ml", (90, 12)),
            mononuclear_cells=int(_draw(life, "product.mononuclear_cells", (5e9, 1.2e9))),
            items=items,
            groups=groups,
        ),
        40,
    )
    return _did(answer)


def _receive(life: Life, line: product.Due) -> Doing:
    state = product.chain(life.person().study, life.facts)
    found = state.collection(line.unit)
    again = found is not None and found.verdict == "quarantined"
    verdict = "accepted" if again or not life.happens("collection_quarantined") else "quarantined"
    command = act.ReceiveCollection(
        participant=life.number,
        collection=line.unit,
        verdict=verdict,
        temperature_c=_draw(life, "product.receipt_c", (18, 1), 1),
    )
    answer = yield from life.do("cell_technician", command)
    return _did(answer)


def _discard(life: Life, line: product.Due) -> Doing:
    command = act.ReceiveCollection(
        participant=life.number,
        collection=line.unit,
        verdict="rejected",
        temperature_c=_draw(life, "product.receipt_c", (18, 1), 1),
        reason="Too old to seed / 超过接种时限",
    )
    answer = yield from life.do("cell_technician", command)
    return _did(answer)


def _seed(life: Life, line: product.Due) -> Doing:
    state = product.chain(life.person().study, life.facts)
    found = next(one for one in state.unseeded if product.batch_id(state.participant, one.number) == line.unit)
    items, groups = _form(life, _plan(life).forms.seeding)
    lot = f"{life.today:%y%m}"
    command = act.SeedBatch(
        participant=life.number,
        collection=found.id,
        second=life.second("cell_technician"),
        lots={"medium": f"M{lot}", "interleukin-2": f"IL{lot}"},
        items=items,
        groups=groups,
    )
    answer = yield from life.do("cell_technician", command)
    return _did(answer)


def _control(life: Life, line: product.Due) -> Doing:
    state = product.chain(life.person().study, life.facts)
    batch = state.batches[line.unit]
    number = (life.today - batch.day).days
    grew = any(test.body.culture_day > 0 for test in batch.tests)
    # A culture that will not grow shows it at its first control after the seeding.
    failing = number > 0 and not grew and life.happens("culture_failure")
    start = state.collections[batch.collection].collected
    cells = start.body.mononuclear_cells / 10 if start else 5e8
    grown = cells * (1.16 ** (number if not failing else number / 4))
    items, groups = _form(life, _plan(life).forms.control)
    command = act.ControlBatch(
        participant=life.number,
        batch=line.unit,
        culture_day=number,
        total_cells=int(life.chance.lognormal(max(grown, 1e6), 1.15)),
        viability_pct=min(Decimal(99), _draw(life, "product.viability_pct", (92, 2), 1)),
        items=items,
        groups=groups,
    )
    answer = yield from life.do("cell_technician", command)
    if failing and answer.accepted:
        close = act.CloseBatch(
            participant=life.number, batch=line.unit, disposition="failed", reason="No growth / 细胞未扩增"
        )
        yield from life.do("cell_technician", close, 60)
    return _did(answer)


def _harvest(life: Life, line: product.Due) -> Doing:
    ready = yield from make_ready(life, "infusion", line.unit)
    state = product.chain(life.person().study, life.facts)
    batch = next(
        one
        for one in state.live
        if any(
            product.next_bag(state, one, n) == line.unit for n in range(1, 1 + len(_plan(life).courses.infusion_days))
        )
    )
    if not ready and not batch.begun:
        return False
    newest = max((bag.harvest for bag in batch.bags), default=0)
    viability = min(Decimal(99), _draw(life, "product.viability_pct", (92, 2.5), 1))
    share = min(Decimal(99), _draw(life, "product.nk_pct", (88, 4), 1))
    volume = _draw(life, "product.bag_ml", (60, 6))
    wanted = _wanted(life, newest + 1)
    if life.happens("out_of_specification"):
        viability = Decimal(66)
    concentration = int(wanted / (float(volume) * float(viability) / 100 * float(share) / 100))
    command = act.FormulateBag(
        participant=life.number,
        batch=batch.id,
        harvest=newest + 1,
        volume_ml=volume,
        concentration_per_ml=concentration,
        viability_pct=viability,
        nk_pct=share,
        t_cell_pct=min(Decimal(100) - share, _draw(life, "product.t_cell_pct", (6, 2), 1)),
        operator_two=life.second("cell_technician"),
    )
    answer = yield from life.do("cell_technician", command)
    return _did(answer)


def _wanted(life: Life, harvest: int) -> float:
    """The cells that a bag is filled for: its share of the middle of the dose range, as the process happens to yield it."""
    dose = _plan(life).dose
    share = dose.daily_fraction[min(harvest, len(dose.daily_fraction)) - 1] if dose.per == "course" else Decimal(1)
    middle = (dose.least + dose.most) / 2 * float(share)
    return life.chance.lognormal(middle, 1.12)


def _label(life: Life, line: product.Due) -> Doing:
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
    return _did(answer)


def _test(life: Life, line: product.Due) -> Doing:
    return (yield from _record(life, line.unit, "before_release", "cell_technician"))


def _read(life: Life, line: product.Due) -> Doing:
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
    for name, limit in _plan(life).release.items():
        awaited = timedelta(days=limit.final_after_days or 0)
        if limit.stage != stage or limit.per != per or limit.computed or name in known or begun + awaited > life.today:
            continue
        command = act.RecordResult(
            participant=life.number, unit=unit, attribute=name, value=_result(life, name, limit), measured_in=limit.unit
        )
        answer = yield from life.do(role, command, 10)
        done = done or answer.accepted
    return done


def _result(life: Life, name: str, limit: Limit) -> str:
    if limit.equals is not None:
        return limit.equals
    hint = f"product.release.{name}"
    low = float(limit.least) if limit.least is not None else 0.0
    high = float(limit.most) if limit.most is not None else max(low * 1.3, 10.0)
    if limit.least is not None and limit.most is None:
        high = min(100.0, high) if limit.unit == "%" else high
    middle = low + (high - low) * (0.75 if limit.least is not None else 0.25)
    value = _draw(life, hint, (middle, (high - low) / 14), 2)
    return str(value)


def _release(life: Life, line: product.Due) -> Doing:
    one = life.person()
    state = product.chain(one.study, one.facts)
    bag = state.bags[line.unit]
    weight = standing(life.trial(), one, life.today).weight_kg
    verdicts = product.release_verdicts(one.study, state, bag, weight)
    failed = tuple(each.attribute for each in verdicts if each.outcome == "fails")
    arguable = tuple(each.attribute for each in verdicts if each.outcome == "exceptional")
    items, groups = _form(life, _plan(life).forms.release)
    if failed or (arguable and not standing(life.trial(), one, life.today).accepts_exceptional):
        rejection = act.RejectBag(
            participant=life.number,
            bag=line.unit,
            attributes=failed or arguable,
            reason="Out of specification / 不符合质量标准",
            items=items,
            groups=groups,
        )
        answer = yield from life.do("quality_releaser", rejection)
        return _did(answer)
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
    return _did(answer)


def _dispatch(life: Life, line: product.Due) -> Doing:
    command = act.DispatchBag(
        participant=life.number, bag=line.unit, temperature_c=_draw(life, "product.bag_c", (5, 0.5), 1), logger="LOG-1"
    )
    answer = yield from life.do("cell_technician", command)
    return _did(answer)


def _receive_bag(life: Life, line: product.Due) -> Doing:
    low, high = _plan(life).shelf.temperature_c
    warm = life.happens("temperature_excursion")
    items, groups = _form(life, _plan(life).forms.transport)
    command = act.ReceiveBag(
        participant=life.number,
        bag=line.unit,
        lowest_c=low + Decimal("1.1"),
        highest_c=high + Decimal("4.0") if warm else high - Decimal("1.2"),
        minutes_outside=45 if warm else 0,
        items=items,
        groups=groups,
    )
    answer = yield from life.do("infusion_nurse", command)
    return _did(answer)


def _excursion(life: Life, line: product.Due) -> Doing:
    command = act.DecideExcursion(
        participant=life.number,
        bag=line.unit,
        usable=life.chance.happens(0.5),
        reason="Stability data reviewed / 已审核稳定性数据",
    )
    answer = yield from life.do("quality_releaser", command)
    return _did(answer)


def _rest(life: Life) -> Script:
    """After a collection the participant rests before anything is infused."""
    made = [
        one.collected.moment()
        for one in product.chain(life.person().study, life.facts).collections.values()
        if one.collected
    ]
    if made:
        yield from life.wait(max(made) + timedelta(hours=_plan(life).limits.rest_before_infusion_hours))


def _infuse(life: Life, line: product.Due) -> Doing:
    yield from _rest(life)
    ready = yield from make_ready(life, "infusion", line.unit)
    if not ready:
        return False
    verified = yield from life.do(
        "infusion_nurse",
        act.VerifyBag(
            participant=life.number, bag=line.unit, wristband=life.number, second=life.second("infusion_nurse")
        ),
        5,
    )
    if not verified.accepted:
        return False
    one = life.person()
    state = product.chain(one.study, one.facts)
    bag = state.bags[line.unit]
    course = state.course_of(bag.batch)
    planned = min(bag.formulated.body.volume_ml, product.most_ml(one.study, state, bag))
    started = yield from life.do(
        "infusion_nurse",
        act.StartInfusion(
            participant=life.number,
            bag=line.unit,
            course=course.number if course else len(state.courses) + 1,
            day=bag.harvest,
            planned_ml=planned,
        ),
        5,
    )
    return started.accepted


def _end(life: Life, line: product.Due) -> Doing:
    one = life.person()
    bag = product.chain(one.study, one.facts).bags[line.unit]
    assert bag.started is not None
    planned = bag.started.body.planned_ml
    stopped = life.happens("infusion_stopped")
    given = (planned * Decimal("0.4")).quantize(Decimal("0.1")) if stopped else planned
    minutes = life.chance.between(30, 60)
    items, groups = _form(life, _plan(life).forms.infusion)
    life.now += timedelta(minutes=minutes)
    command = act.EndInfusion(
        participant=life.number,
        bag=line.unit,
        volume_ml=given,
        minutes=minutes,
        completed=not stopped,
        reason="Infusion reaction / 输注反应" if stopped else "",
        items=items,
        groups=groups,
    )
    answer = yield from life.do("infusion_nurse", command)
    if stopped or life.happens("infusion_reaction"):
        yield from happen(life, REACTION, life.chance.weighted({"1": Decimal(7), "2": Decimal(2), "3": Decimal(1)}))
    return _did(answer)


def _dispose(life: Life, line: product.Due) -> Doing:
    bag = product.chain(life.person().study, life.facts).bags[line.unit]
    given = bag.ended.body.volume_ml if bag.ended else Decimal(0)
    command = act.DisposeBag(
        participant=life.number,
        bag=line.unit,
        volume_ml=bag.formulated.body.volume_ml - given,
        second=life.second("cell_technician"),
        reason="Not to be given / 不再输注",
    )
    answer = yield from life.do("cell_technician", command)
    return _did(answer)


def _close(life: Life, line: product.Due) -> Doing:
    others = (name for name in _ENDINGS if name not in line.what)
    for disposition in (*line.what, *others):
        command = act.CloseBatch(
            participant=life.number, batch=line.unit, disposition=disposition, reason=f"{line.says.en} / {line.says.zh}"
        )
        answer = yield from life.do("cell_technician", command)
        if answer.accepted:
            return True
    return False


_DOERS: Final = {
    "book": _book, "collect": _collect, "receive": _receive, "discard": _discard, "seed": _seed, "control": _control, "harvest": _harvest,
    "label": _label, "test": _test, "release": _release, "dispatch": _dispatch, "receive_bag": _receive_bag,
    "decide_excursion": _excursion, "infuse": _infuse, "end_infusion": _end, "dispose": _dispose, "read": _read,
    "close": _close,
}  # fmt: skip

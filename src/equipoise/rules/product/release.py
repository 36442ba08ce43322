"""The release specification read for one bag: every line passes, fails, is awaited, or may be argued as an exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Final

from equipoise.facts import Fact
from equipoise.facts.product import UnitTested
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Dose, Limit, Study
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.dose import ENDOTOXIN_LIMIT, endotoxin, harvest_cells, whole
from equipoise.rules.product.judge import Outcome, decisive, judge_to_date, number_of, place_of, without_result
from equipoise.rules.product.units import Bag, Batch
from equipoise.values.itself import Itself
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same

USUAL_MINUTES: Final = 60
"""An infusion runs half an hour to an hour; a release counts on the hour (Sakamoto 2015, J Transl Med 13:277)."""
ENDOTOXIN: Final = "endotoxin"
_CELLS: Final = "cells"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the specification for one bag: its outcome, the value, and why."""

    attribute: str
    name: Text
    outcome: Outcome
    value: str
    before_release: bool
    reasons: tuple[Reason, ...] = ()
    facts: tuple[int, ...] = ()


def release_verdicts(
    study: Study, chain: Chain, bag: Bag, weight_kg: Decimal | None = None, minutes: int = USUAL_MINUTES
) -> tuple[Line, ...]:
    """Every line of the release specification for a bag; `minutes` is how long its infusion will last at least."""
    return _verdicts(study, Itself(chain), Itself(bag), weight_kg, minutes)


@lru_cache(maxsize=256)
def _verdicts(
    study: Study, its_chain: Itself[Chain], its_bag: Itself[Bag], weight_kg: Decimal | None, minutes: int
) -> tuple[Line, ...]:
    """The lines, kept for whoever asks next: the worklist, the person who decides, and the gate ask one after the other."""
    chain, bag = its_chain.it, its_bag.it
    assert study.product is not None, "a study without a product releases nothing"
    return tuple(
        _verdict(study, chain, bag, attribute, limit, weight_kg, minutes)
        for attribute, limit in study.product.release.items()
    )


def _verdict(
    study: Study, chain: Chain, bag: Bag, attribute: str, limit: Limit, weight_kg: Decimal | None, minutes: int
) -> Line:
    assert study.product is not None
    batch = chain.batches[bag.batch]
    if limit.computed == "dose":
        return _dose_line(study, batch, bag, attribute, limit)
    if limit.computed == "endotoxin_rate":
        return _endotoxin_line(study.product.release, chain, bag, attribute, weight_kg, minutes)
    if limit.computed:
        return _counted_line(bag, attribute, limit)
    return _tested_line(attribute, limit, results(limit, batch, bag, attribute), chain.invalid)


def later_lines(study: Study, chain: Chain, bag: Bag) -> tuple[Line, ...]:
    """The lines that may be read after the release, which is all that it can wait for; they do not hang on the weight."""
    release = study.product.release if study.product else {}
    return tuple(
        _verdict(study, chain, bag, attribute, limit, None, USUAL_MINUTES)
        for attribute, limit in release.items()
        if limit.stage != "before_release"
    )


def awaited(lines: Sequence[Line]) -> tuple[str, ...]:
    """What a conditional release waits for: lines after release without a final result."""
    return tuple(line.attribute for line in lines if line.outcome == "awaited" and not line.before_release)


def results(limit: Limit, batch: Batch, bag: Bag, attribute: str) -> tuple[Fact[UnitTested], ...]:
    """The results of one attribute for a bag, in ledger order: its own and its batch's, or any of its culture's if one stands for all."""
    tested = _of_bags(Itself(batch)) if limit.per == "batch" else _of_bag(Itself(bag))
    own, whole = tested.get(attribute, ()), _of_batch(Itself(batch)).get(attribute, ())
    return tuple(sorted((*own, *whole), key=lambda fact: fact.seq)) if own and whole else own or whole


_Results = Mapping[str, tuple[Fact[UnitTested], ...]]


@lru_cache(maxsize=256)
def _of_bag(its_bag: Itself[Bag]) -> _Results:
    """The results of a bag itself by attribute; a unit is never changed, only replaced."""
    return _by_attribute(its_bag.it.tests)


@lru_cache(maxsize=256)
def _of_bags(its_batch: Itself[Batch]) -> _Results:
    """The results of all bags of a culture."""
    return _by_attribute(sorted((test for one in its_batch.it.bags for test in one.tests), key=lambda fact: fact.seq))


@lru_cache(maxsize=256)
def _of_batch(its_batch: Itself[Batch]) -> _Results:
    """The results of a culture as one."""
    return _by_attribute(its_batch.it.results)


def _by_attribute(facts: Iterable[Fact[UnitTested]]) -> _Results:
    found: dict[str, tuple[Fact[UnitTested], ...]] = {}
    for fact in facts:
        found[fact.body.attribute] = (*found.get(fact.body.attribute, ()), fact)
    return found


def endotoxin_result(release: Mapping[str, Limit], chain: Chain, bag: Bag) -> tuple[Fraction, int] | None:
    """The endotoxin of a bag in EU/mL and the fact behind it: the highest result that counts, so that no repeat lowers it."""
    limit = release.get(ENDOTOXIN)
    if limit is None:
        return None
    found = (fact for fact in results(limit, chain.batches[bag.batch], bag, ENDOTOXIN) if fact.seq not in chain.invalid)
    read = [(Fraction(number), fact.seq) for fact in found if (number := number_of(fact.body.value)) is not None]
    return max(read, default=None)


def rate_limit(limit: Limit) -> Fraction:
    """The endotoxin that may be given per kilogram and hour."""
    return Fraction(limit.most) if limit.most is not None else ENDOTOXIN_LIMIT


def slowest_needed(study: Study, chain: Chain, bag: Bag, weight_kg: Decimal | None, volume_ml: Decimal) -> int:
    """The minutes that a volume of a bag must run at least so that its endotoxin stays within the rate; 0 where any rate will do."""
    release = study.product.release if study.product else {}
    limit = next((one for one in release.values() if one.computed == "endotoxin_rate"), None)
    found = endotoxin_result(release, chain, bag)
    if limit is None or found is None or weight_kg is None or weight_kg <= 0:
        return 0
    return ceil(endotoxin(found[0], volume_ml, weight_kg, USUAL_MINUTES, rate_limit(limit)).shortest_minutes)


def _line(
    attribute: str, limit: Limit, outcome: Outcome, value: str, facts: tuple[int, ...], remedy: Text | None = None
) -> Line:
    return Line(
        attribute=attribute,
        name=limit.name,
        outcome=outcome,
        value=value,
        before_release=limit.stage == "before_release",
        reasons=tuple(_why(attribute, limit, outcome, value, facts, remedy)),
        facts=facts,
    )


_SAYS: Final[dict[Outcome, Text]] = {
    "fails": Text("{name} fails: {value}{unit}, limit {limit}.", "{name}不合格：{value}{unit}，标准为 {limit}。"),
    "exceptional": Text(
        "{name} is outside its limit: {value}{unit}, limit {limit}; an exceptional release may be argued.",
        "{name}超出标准：{value}{unit}，标准为 {limit}；可申请例外放行。",
    ),
    "awaited": Text("{name} is awaited.", "{name}结果待出。"),
}


def _why(
    attribute: str, limit: Limit, outcome: Outcome, value: str, facts: tuple[int, ...], remedy: Text | None
) -> Iterator[Reason]:
    pattern = _SAYS.get(outcome)
    if pattern is not None:
        says = pattern.format(name=limit.name, value=limit.says(value), unit=_unit(limit), limit=_limit(limit))
        yield Reason(f"{attribute}-{outcome}", says, facts, f"product.release.{attribute}", remedy)


def _limit(limit: Limit) -> Text:
    if limit.equals is not None:
        return limit.says(limit.equals)
    below, above = ("<", ">") if limit.strictly else ("≤", "≥")
    parts = [f"{above} {limit.least}"] if limit.least is not None else []
    parts += [f"{below} {limit.most}"] if limit.most is not None else []
    if not parts:
        return Text("as declared", "见方案规定")
    return Text("{bounds}{unit}", "{bounds}{unit}").format(bounds=", ".join(parts), unit=_unit(limit))


def _unit(limit: Limit) -> Text:
    """The unit behind a figure, as a laboratory prints it; nothing for a test without one."""
    if limit.unit == _CELLS:
        return Text(" cells", " 个细胞")
    return same(f" {say_unit(limit.unit)}" if limit.unit else "")


def _tested_line(
    attribute: str, limit: Limit, found: Sequence[Fact[UnitTested]], invalid: frozenset[int] = frozenset()
) -> Line:
    """What the deciding result says; a result that was set aside leaves its line awaited."""
    deciding = decisive(limit, found, invalid)
    if deciding is None:
        return _line(attribute, limit, without_result(limit), "", ())
    outcome = judge_to_date(limit, deciding.body.value, final=deciding.body.final)
    return _line(attribute, limit, outcome, deciding.body.value, (deciding.seq,))


def _counted_line(bag: Bag, attribute: str, limit: Limit) -> Line:
    filled = bag.formulated.body
    value = {"viability": filled.viability_pct, "purity": filled.nk_pct, "t_cells": filled.t_cell_pct}[
        limit.computed or ""
    ]
    outcome: Outcome = "reported" if limit.report_only else place_of(limit, value)
    return _line(attribute, limit, outcome, str(value), (bag.formulated.seq,))


def _dose_line(study: Study, batch: Batch, bag: Bag, attribute: str, limit: Limit) -> Line:
    """The declared dose: of the day's bags, or of the whole course once its last harvest is filled.

    Too much is no fault of a bag: the rest of the dose is drawn from it. Until the last harvest of a course a bag is only
    refused where its share could not be used even by an exceptional release.
    """
    assert study.product is not None
    declared = study.product.dose
    kept = [one for one in batch.bags if not one.rejected and (one.started or not one.disposed)]
    day = [one for one in kept if one.harvest == bag.harvest]
    facts = tuple(one.formulated.seq for one in day)
    floor = limit.exceptional_least
    if declared.per == "infusion_day":
        return _dose_verdict(attribute, limit, harvest_cells(study, day), declared.least, floor, facts)
    cells = harvest_cells(study, day)
    share = _share(declared, bag.harvest)
    if bag.harvest < len(study.product.courses.infusion_days):
        least = Fraction(floor) * share if floor is not None else Fraction(0)
        return _dose_verdict(attribute, limit, cells, least, None, facts)
    if floor is not None and cells < Fraction(floor) * share:
        return _dose_verdict(attribute, limit, cells, Fraction(floor) * share, None, facts)
    course = tuple(one.formulated.seq for one in kept)
    return _dose_verdict(attribute, limit, harvest_cells(study, kept), declared.least, floor, course)


def _share(declared: Dose, harvest: int) -> Fraction:
    return Fraction(declared.daily_fraction[harvest - 1]) if harvest <= len(declared.daily_fraction) else Fraction(1)


def _dose_verdict(
    attribute: str, limit: Limit, cells: Fraction, least: Fraction | int, floor: Decimal | None, facts: tuple[int, ...]
) -> Line:
    if cells >= least:
        return _line(attribute, limit, "passes", str(whole(cells)), facts)
    arguable = floor is not None and cells >= Fraction(floor) and limit.severity != "critical"
    outcome: Outcome = "exceptional" if arguable else "fails"
    bounded = limit.model_copy(update={"least": Decimal(whole(Fraction(least))), "most": None})
    return _line(attribute, bounded, outcome, str(whole(cells)), facts)


def _endotoxin_line(
    release: Mapping[str, Limit], chain: Chain, bag: Bag, attribute: str, weight_kg: Decimal | None, minutes: int
) -> Line:
    limit = release[attribute]
    found = endotoxin_result(release, chain, bag)
    if found is None or weight_kg is None or weight_kg <= 0:
        wants = Text("The participant's weight is needed.", "需要受试者体重。") if found is not None else None
        return _line(attribute, limit, "awaited", "", (found[1],) if found else (), wants)
    given = endotoxin(found[0], bag.formulated.body.volume_ml, weight_kg, minutes, rate_limit(limit))
    slower = Text("Infuse it over {m} minutes at least.", "输注时间至少 {m} 分钟。").format(
        m=ceil(given.shortest_minutes)
    )
    hundredths = round(given.eu_per_kg_h * 100)
    shown = f"{hundredths // 100}.{hundredths % 100:02}"
    return _line(
        attribute,
        limit,
        "passes" if given.within else "fails",
        shown,
        (found[1],),
        None if given.within else slower,
    )

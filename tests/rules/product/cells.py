"""A small study with a cell product, and short ways to drive its chain step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from equipoise.facts import Body, Fact, History, as_stored
from equipoise.facts import product as made
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.product import (
    Standing,
    against,
    awaited,
    bag_id,
    batch_id,
    cells_in,
    chain,
    collection_id,
    release_verdicts,
)
from equipoise.values.reason import Reason
from tests.rules.example import altered, t


def line(severity: str = "critical", **more: Any) -> dict[str, Any]:
    return {"name": t("line"), "severity": severity, "source": t("-"), **more}


PRODUCT: dict[str, Any] = {
    "name": t("NK cells"),
    "courses": {"number": 6, "interval_days": 14, "infusion_days": [0, 1, 2]},
    "limits": {
        "first_after_randomisation_days": [0, 6],
        "hold_days": 2,
        "gap_days": [13, 42],
        "collections_at_most": 8,
        "retry_after_infusion_days": 3,
        "retry_within_days": 14,
        "latest_recollection_days": 14,
        "finish_within_days": 5,
        "last_start_days": 112,
        "rest_before_infusion_hours": 2,
        "given_if_percent": "80",
    },
    "culture": {
        "days": 14,
        "earliest_harvest_day": 13,
        "latest_harvest_day": 18,
        "controls": [4, 7, 10, 12],
        "live_at_most": 2,
        "seed_within_hours": 24,
    },
    "dose": {
        "least": 1_000_000_000,
        "most": 2_000_000_000,
        "unit": t("NK cells"),
        "per": "course",
        "population": "viable_nk",
        "daily_fraction": ["0.333", "0.333", "0.334"],
        "confirmed": True,
    },
    "release": {
        "appearance": line(equals="no clumps"),
        "dose": line("major", computed="dose", exceptional_least="500000000"),
        "viability": line("major", computed="viability", least="80", exceptional_least="70"),
        "purity": line("major", computed="purity", least="70", exceptional_least="50"),
        "endotoxin": line(most="5", strictly=True, unit="EU/mL"),
        "endotoxin_rate": line(computed="endotoxin_rate", most="5", unit="EU/kg/h"),
        "sterility": line(equals="no growth", stage="after_release", final_after_days=14),
    },
    "shelf": {"hours": 24, "alert_hours": 20, "temperature_c": ["2", "8"], "excursion_minutes": 30},
    "capacity": {
        "incubator_places": 20,
        "collections_a_day": 2,
        "infusions_a_day": 4,
        "collection_weekdays": [1, 2, 3],
    },
}


@lru_cache
def study() -> Study:
    """The small study with its product."""
    return altered(product=PRODUCT)


def changed(**parts: dict[str, Any]) -> Study:
    """The same study with keys of some parts of its product replaced."""
    return altered(product=PRODUCT | {name: PRODUCT[name] | part for name, part in parts.items()})


GOES_ON = Standing(arm_receives_product=True, consent_in_force=True, weight_kg=Decimal(62))
RANDOMISED_ON = date(2026, 5, 29)
HARVEST = {
    "volume_ml": Decimal(40),
    "concentration_per_ml": 18_000_000,
    "viability_pct": Decimal(93),
    "nk_pct": Decimal(86),
    "t_cell_pct": Decimal(6),
}


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@dataclass
class Trail:
    """The product of one participant as it grows: `ask` only asks, `do` does it and insists that nothing stands against it."""

    study: Study = field(default_factory=study)
    standing: Standing = GOES_ON
    history: History = field(default_factory=lambda: History("P001"))

    def __post_init__(self) -> None:
        randomised = Randomised(
            list="1", sequence=1, arm="cells", levels={}, inputs={}, scores={}, draw={}, rests_on=()
        )
        self.add(randomised, at(RANDOMISED_ON))

    def add(self, body: Body, when: datetime, actor: str = "anna", role: str = "-") -> Fact[Any]:
        """One more fact, whatever stands against it."""
        row: dict[str, Any] = {"stream": "participant/P001", "subject": "P001", "received": "", "protocol": "1"}
        row |= {"role": role, "reason": "", "cause": 0, "recorded": as_stored(when), "happened": as_stored(when)}
        fact: Fact[Any] = Fact(seq=len(self.history.facts) + 1, actor=actor, body=body, **row)
        self.history.add(fact)
        return fact

    def ask(self, body: Body, when: datetime, actor: str = "anna", **standing: Any) -> list[str]:
        """The codes of all reasons against an act."""
        return [reason.code for reason in self.reasons(body, when, actor, **standing)]

    def reasons(self, body: Body, when: datetime, actor: str = "anna", **standing: Any) -> Sequence[Reason]:
        return against(self.study, self.history, when, actor, body, replace(self.standing, **standing))

    def do(self, body: Body, when: datetime, actor: str = "anna", role: str = "-") -> Fact[Any]:
        """The act, done."""
        assert self.ask(body, when, actor) == []
        return self.add(body, when, actor, role)

    def book(self, number: int, day: date) -> None:
        name = collection_id("P001", number)
        self.do(made.CollectionBooked(collection=name, number=number, day=day.isoformat()), at(day, 7))

    def collect(self, number: int, day: date, hour: int = 9) -> None:
        """Booked, collected, received and seeded on one day."""
        self.book(number, day)
        self.do(collected(number), at(day, hour))
        name = collection_id("P001", number)
        self.do(
            made.CollectionReceived(collection=name, verdict="accepted", temperature_c=Decimal(20)), at(day, hour, 30)
        )
        self.do(seeded(number), at(day, hour + 1))

    def fill(self, number: int, harvest: int, day: date, **counts: Any) -> str:
        """A harvest filled, labelled and tested."""
        bag = bag_id("P001", number, harvest)
        self.do(formulated(number, harvest, **counts), at(day, 8))
        self.do(made.BagLabelled(bag=bag, printed=3, used=2, destroyed=1, second="bo"), at(day, 8, 20))
        self.do(made.UnitTested(unit=bag, attribute="appearance", value="no clumps"), at(day, 8, 30), "cai")
        self.do(made.UnitTested(unit=bag, attribute="endotoxin", value="0.5", measured_in="EU/mL"), at(day, 9), "cai")
        return bag

    def release(self, bag: str, day: date) -> None:
        self.do(released(self, bag), at(day, 9, 30), "qin")

    def bring(self, bag: str, day: date) -> None:
        """Released, sent, taken over and verified."""
        self.release(bag, day)
        self.do(made.BagDispatched(bag=bag, temperature_c=Decimal(5)), at(day, 11))
        self.do(made.BagReceived(bag=bag, lowest_c=Decimal(4), highest_c=Decimal(6)), at(day, 11, 30), "nie")
        self.do(made.BagVerified(bag=bag, wristband="P001", second="mei"), at(day, 11, 50), "nie")

    def infuse(self, number: int, harvest: int, day: date, course: int) -> None:
        """A harvest of the day filled, brought to the ward and given whole."""
        bag = self.fill(number, harvest, day)
        self.bring(bag, day)
        filled = chain(self.study, self.history).bags[bag]
        volume = filled.formulated.body.volume_ml
        self.do(made.InfusionStarted(bag=bag, course=course, day=harvest, planned_ml=volume), at(day, 12), "nie")
        self.do(ended(self, bag, course, harvest, volume), at(day, 13), "nie")

    def give(self, number: int, first: date, course: int, collect_next: bool = True) -> None:
        """A whole course, with the next collection before its first infusion."""
        if collect_next:
            self.collect(number + 1, first, hour=7)
        for offset in range(3):
            self.read_due(first + timedelta(days=offset))
            self.infuse(number, offset + 1, first + timedelta(days=offset), course)
        self.do(
            made.BatchClosed(batch=batch_id("P001", number), disposition="given"), at(first + timedelta(days=2), 15)
        )

    def read_due(self, day: date) -> None:
        """Every sterility reading that is due."""
        for bag in chain(self.study, self.history).bags.values():
            due = bag.day + timedelta(days=14) <= day
            if due and not any(test.body.attribute == "sterility" for test in bag.tests):
                self.do(made.UnitTested(unit=bag.id, attribute="sterility", value="No growth"), at(day, 7), "cai")


def collected(number: int, second: str = "bo") -> made.Collected:
    return made.Collected(
        collection=collection_id("P001", number),
        number=number,
        second=second,
        volume_ml=Decimal(180),
        mononuclear_cells=5_000_000_000,
    )


def seeded(number: int) -> made.BatchSeeded:
    return made.BatchSeeded(batch=batch_id("P001", number), collection=collection_id("P001", number), second="bo")


def formulated(number: int, harvest: int, **counts: Any) -> made.BagFormulated:
    bag = bag_id("P001", number, harvest)
    return made.BagFormulated(
        bag=bag, batch=batch_id("P001", number), harvest=harvest, operator_two="bo", **(HARVEST | counts)
    )


def released(trail: Trail, bag: str, kind: str = "conditional") -> made.BagReleased:
    state = chain(trail.study, trail.history)
    lines = release_verdicts(trail.study, state, state.bags[bag], trail.standing.weight_kg)
    cells = cells_in(trail.study, state.bags[bag])
    return made.BagReleased(bag=bag, kind=kind, awaiting=awaited(lines), dose_cells=cells)


def ended(trail: Trail, bag: str, course: int, day: int, volume: Decimal) -> made.InfusionEnded:
    cells = cells_in(trail.study, chain(trail.study, trail.history).bags[bag], volume)
    return made.InfusionEnded(
        bag=bag, course=course, day=day, volume_ml=volume, minutes=60, completed=True, cells_given=cells
    )

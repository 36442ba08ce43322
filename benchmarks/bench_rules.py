"""How near the rules come to the machine: each beside a bare loop that the same work cannot do without, in the same run.

    python benchmarks/bench_rules.py

Writes benchmarks/rules.md. Seconds belong to one machine and to what else it does; the ratios are what to compare.
"""

from __future__ import annotations

import hmac
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec

from benchmarks.built_in import STUDY, protocols
from equipoise.facts import Fact, History
from equipoise.facts.casebook import FormSaved
from equipoise.facts.randomisation import AllocationKeyCommitted, Randomised
from equipoise.ledger import MemoryStore
from equipoise.protocol.model import Study
from equipoise.rules import eligibility, randomisation, response, safety
from equipoise.simulation.rehearsal import rehearse
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Protocols

ROUNDS = 5
KEY = bytes(range(32))
VALUES, ALLOCATIONS, TIME_POINTS, LESIONS = 100_000, 10_000, 20, 10


class Figure(NamedTuple):
    """What was measured, what it may take, and what the bare loop beside it took; in seconds of the processor."""

    what: str
    seconds: float
    wanted: float
    limit: str
    bare: float


def best(work: Callable[..., object], made: Callable[[], Any] | None = None) -> float:
    """Processor seconds of the fastest of a few rounds; what `made` makes anew before each round is not counted."""
    times = []
    for _ in range(ROUNDS):
        given = () if made is None else (made(),)
        start = time.process_time()
        work(*given)
        times.append(time.process_time() - start)
    return min(times)


def fact(body: Any, seq: int, day: date) -> Fact[Any]:
    moment = f"{day.isoformat()}T04:00:00.000000Z"
    return Fact(seq, "P:S01-001", "S01-001", day.isoformat(), moment, "", "1", "li.na", "investigator", "", 0, body)


def criteria(known: Protocols) -> Figure:
    """All criteria for a participant whose casebook was just read: of everybody allocated, on the day of allocation."""
    store = MemoryStore()
    gateway = Gateway(store, known, KEY)
    rehearse(gateway, known.first, 20, 1)
    trial = gateway.trial()
    people = [trial.participants[one.subject] for one in trial.allocations]
    day = {one.subject: one.day(known.first.time_zone) for one in trial.allocations}

    def anew() -> list[History]:
        return [History(one.subject, one.facts) for one in people]

    def assess(histories: Sequence[History]) -> None:
        for one in histories:
            eligibility.assess(known.first, one, day[one.subject]).outcomes  # noqa: B018 - made when asked for

    texts = [
        [msgspec.json.encode(each.body) for each in one.facts if isinstance(each.body, FormSaved)] for one in people
    ]
    decode = msgspec.json.Decoder(FormSaved).decode
    count = len(people)
    return Figure(
        f"all {len(known.first.eligibility.criteria)} criteria for one participant, nothing remembered",
        best(assess, anew) / count,
        0.002,
        "JSON of the same forms decoded",
        best(lambda: [decode(text) for person in texts for text in person]) / count,
    )


def grades() -> Figure:
    """Laboratory values of five analytes, with limits and baselines, by CTCAE."""
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("Alanine aminotransferase increased", "U/L", {"high": Decimal(50)}),
        ("Anemia", "g/L", {"low": Decimal(130)}),
        ("Hypokalemia", "mmol/L", {"low": Decimal("3.5")}),
        ("Neutrophil count decreased", "10^9/L", {"low": Decimal("1.8")}),
        ("Creatinine increased", "umol/L", {"high": Decimal(110), "baseline": Decimal(70)}),
    ]
    values = [Decimal(number) / 8 for number in range(VALUES)]

    def graded() -> None:
        for place, value in enumerate(values):
            term, unit, limits = asked[place % len(asked)]
            safety.grade("CTCAE 5.0", term, value, unit, **limits)

    bound = Decimal(50)
    return Figure(
        f"{VALUES:,} laboratory values graded",
        best(graded),
        2.0,
        "five comparisons of decimals each",
        best(lambda: [(v > bound, v < bound, v > bound, v < bound, v == bound) for v in values]),
    )


def tumours(study: Study) -> Figure:
    """Every time point and the best response of one casebook, from its forms on."""
    plan = study.response
    assert plan is not None
    names, start = plan.lesions, date(2018, 6, 1)
    facts = []
    for place in range(TIME_POINTS):
        day = start + timedelta(weeks=6 * place)
        rows = tuple(
            {names.lesion: f"T{number + 1}", names.diameter: {"value": str(40 + number - place), "unit": "mm"}}
            for number in range(LESIONS)
        )
        items = {names.date: day.isoformat(), names.new_lesion: "N"}
        if plan.readers is not None:
            items[plan.readers.item] = plan.readers.investigator[0]
        form = FormSaved(
            form=names.form,
            instance=f"TA.{place + 1}",
            visit=f"TA.{place + 1}",
            items=items,
            groups={names.target: rows},
        )
        facts.append(fact(form, place + 1, day))
    assert len(response.time_points(study, History("S01-001", facts))) == TIME_POINTS
    texts = [msgspec.json.encode(one.body) for one in facts]
    decode = msgspec.json.Decoder(FormSaved).decode
    return Figure(
        f"RECIST 1.1 of a casebook with {TIME_POINTS} time points and {LESIONS} lesions",
        best(lambda history: response.best_response(study, history), lambda: History("S01-001", facts)),
        0.005,
        "JSON of the same forms decoded",
        best(lambda: [decode(text) for text in texts]),
    )


def allocations(study: Study) -> Figure:
    """A whole list computed again from the revealed key and compared with what happened."""
    plan = study.randomisation
    assert plan is not None
    name, day = "main", date(2018, 6, 1)
    committed = AllocationKeyCommitted(
        list=name,
        commitment=randomisation.commitment(KEY),
        scheme=randomisation.scheme(study),
        scheme_hash=randomisation.scheme_hash(study),
    )
    levels = {factor: tuple(one.levels) for factor, one in plan.factors.items()}
    so_far = randomisation.OpenList(study, name, KEY)
    facts: list[Fact[Randomised]] = []
    for place in range(ALLOCATIONS):
        seen = {factor: one[(place // (3**nth + nth)) % len(one)] for nth, (factor, one) in enumerate(levels.items())}
        found = so_far.next(seen)
        body = Randomised(
            list=name,
            sequence=found.sequence,
            arm=found.arm,
            levels=seen,
            inputs=found.inputs,
            scores=found.scores,
            draw=found.draw,
            rests_on=(),
        )
        so_far.add(body)
        facts.append(fact(body, place + 2, day)._replace(subject=f"S01-{place}"))
    promise = fact(committed, 1, day)
    assert randomisation.verify(study, promise, facts, KEY) == ()
    blocks = [str(number).encode() for number in range(ALLOCATIONS)]
    return Figure(
        f"{ALLOCATIONS:,} allocations computed again and compared",
        best(lambda: randomisation.verify(study, promise, facts, KEY)),
        2.0,
        "one HMAC-SHA-256 each",
        best(lambda: [hmac.digest(KEY, block, "sha256") for block in blocks]),
    )


def main() -> None:
    known = protocols()
    figures = [criteria(known), grades(), tumours(known.first), allocations(known.first)]
    page = [
        "# The rules beside the machine's own limits",
        "",
        (
            f"Made by `benchmarks/bench_rules.py`: Python {platform.python_version()}, {os.cpu_count()} processors, study "
            f"{STUDY}. Milliseconds of processor time, fastest of {ROUNDS} rounds, through the functions that everybody calls. "
            "Other work on the machine slows both columns: read the ratio."
        ),
        "",
        "| what | ms | wanted under, ms | limit | ms | times the limit |",
        "|---|---|---|---|---|---|",
    ]
    page += [
        f"| {one.what} | {one.seconds * 1000:,.2f} | {one.wanted * 1000:,.0f} | {one.limit} "
        f"| {one.bare * 1000:,.2f} | {one.seconds / one.bare:.1f} |"
        for one in figures
    ]
    text = "\n".join(page) + "\n"
    sys.stdout.write(text)
    Path(__file__).with_name("rules.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()

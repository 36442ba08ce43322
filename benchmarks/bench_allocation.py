"""Ten thousand allocations of the built-in study recomputed from an exported ledger, for each method.

Writes benchmarks/allocation.md. Seconds belong to one machine.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from itertools import cycle, islice, product
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec

from benchmarks.built_in import protocols
from equipoise.facts import Body
from equipoise.facts.randomisation import AllocationKeyCommitted, Randomised
from equipoise.facts.read import read_fact
from equipoise.ledger import verify as verify_chain
from equipoise.ledger.codec import canonical
from equipoise.ledger.export import from_lines, to_line
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.row import Draft, Envelope
from equipoise.protocol.model import Randomisation, Study
from equipoise.rules import randomisation

REPORT = Path(__file__).with_name("allocation.md")
NUMBER, KEY, NOW = 10_000, bytes(range(32)), "2026-05-22T01:00:00.000000Z"
METHODS: dict[str, dict[str, Any]] = {
    "simple": {},
    "permuted_blocks": {"blocks": (4, 6, 8)},
    "minimisation": {"imbalance": "variance", "probability": "4/5"},
    "biased_coin": {"probability": "2/3"},
    "urn": {"urn": {"alpha": 0, "beta": 1}},
    "big_stick": {"tolerance": 3},
}


def studied(method: str) -> Study:
    """The built-in study with another method."""
    study = protocols().first
    plan = Randomisation.model_validate(
        {"method": method, "factors": study.randomisation.model_dump()["factors"]} | METHODS[method]
    )
    return study.model_copy(update={"randomisation": plan})


def allocated(study: Study) -> list[Body]:
    """The promise of a list and its allocations."""
    so_far = randomisation.OpenList(study, "main", KEY)
    bodies: list[Body] = [
        AllocationKeyCommitted(
            list="main",
            commitment=randomisation.commitment(KEY),
            scheme=randomisation.scheme(study),
            scheme_hash=randomisation.scheme_hash(study),
        )
    ]
    factors = study.randomisation.factors
    strata = [dict(zip(factors, one, strict=True)) for one in product(*(factor.levels for factor in factors.values()))]
    for levels in islice(cycle(strata), NUMBER):
        told = so_far.next(levels)
        body = Randomised(
            list="main", sequence=told.sequence, arm=told.arm, levels=levels, inputs=told.inputs, scores=told.scores,
            draw=told.draw, rests_on=(),
        )  # fmt: skip
        so_far.add(body)
        bodies.append(body)
    return bodies


def exported(study: Study, bodies: Sequence[Body]) -> list[bytes]:
    """The facts as the lines of a file."""
    store = MemoryStore()
    drafts = [
        Draft(f"P:{place}" if place else "L:main", body.KIND, body.SCHEMA, canonical(msgspec.to_builtins(body)),
              f"{place}" if place else "", NOW)
        for place, body in enumerate(bodies)
    ]  # fmt: skip
    with store.writing(study.id) as writing:
        writing.append(Envelope("key-1", "-", "bench", "statistician", "", NOW, study.version), drafts)
    return [to_line(row) for row in store.read(study.id)]


def main() -> None:
    """Measure and write."""
    lines = [
        "# Recomputing a list",
        "",
        f"Made by `benchmarks/bench_allocation.py`: Python {platform.python_version()}, {NUMBER:,} allocations of NCT03410368.",
        "Its eight strata come in turn; seconds of one run.",
        "",
        "| method | read the file and verify the chain, s | recompute, s |",
        "|---|---|---|",
    ]
    for method in METHODS:
        study = studied(method)
        file = exported(study, allocated(study))
        begun = perf_counter()
        rows = list(from_lines(iter(file)))
        assert verify_chain(rows).ok
        promise, *facts = (read_fact(row) for row in rows)
        read = perf_counter()
        assert randomisation.verify(study, promise, facts, KEY) == ()  # type: ignore[arg-type]
        done = perf_counter()
        lines.append(f"| {method} | {read - begun:.2f} | {done - read:.2f} |")
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

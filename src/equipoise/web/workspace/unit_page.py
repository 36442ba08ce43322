"""The chain of identity of a bag, a culture or a collection: one vertical track from vein to vein."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.facts import moment_of
from equipoise.rules import product
from equipoise.rules.product import PLACES, Bag, Batch, Chain, Collection, Counts, Step
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.find_unit import made_unit
from equipoise.web.workspace.release_lines import release_lines
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.unit_breaks import breaks
from equipoise.web.workspace.unit_notes import notes
from equipoise.web.workspace.words import UNITS


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the track. `after` is how long after the step before; `moves` that the place changes here."""

    step: Step
    place: Text
    moves: bool
    after: timedelta | None
    broken: tuple[Reason, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class Count:
    """A population of cells: in the bag, given; `counted` is the one that the dose is declared in."""

    name: Text
    cells: int
    given: int | None
    counted: bool


@workspace_page
def page(request: HttpRequest, scope: Scope, unit: str) -> HttpResponse:
    """The track of a unit with its specification, counts, siblings and descent."""
    one, chain, bag, batch, collection = _find(scope, unit)
    steps = _steps(chain, bag, batch, collection)
    found = breaks(_product(one), chain, bag, steps) if bag is not None else ()
    if wants_csv(request):
        return _csv(scope, unit, steps)
    lines = release_lines(scope, one, chain, bag) if bag is not None else []
    return answer(
        request,
        scope,
        "unit.html",
        {
            "tab": "participants",
            "unit": unit,
            "one": one,
            "product": _product(one),
            "chain": chain,
            "bag": bag,
            "batch": batch,
            "collection": collection,
            "state": UNITS[(bag or batch or collection).state],
            "stops": list(_stops(steps, found, notes(_product(one), one.facts))),
            "breaks": found,
            "release": lines,
            "counts": list(_counts(one, bag)) if bag is not None else [],
            "course": chain.course_of(batch.id) if batch is not None else None,
            "lots": batch.seeded.body.lots if batch is not None else {},
        },
    )


def _product(one: Person) -> Any:
    assert one.study.product is not None
    return one.study.product


def _find(scope: Scope, name: str) -> tuple[Person, Chain, Bag | None, Batch | None, Collection]:
    """The unit and what it descends from; 404 for a name that no participant's chain has."""
    found = made_unit(scope, name)
    collection = found.chain.collections.get(found.number)
    if collection is None:
        raise Http404
    batch = found.batch if name != collection.id else None
    return found.one, found.chain, found.bag, batch, collection


def _steps(chain: Chain, bag: Bag | None, batch: Batch | None, collection: Collection) -> tuple[Step, ...]:
    """The custody of a bag; of a culture or a collection, what its own facts say."""
    if bag is not None:
        return product.custody(chain, bag)
    steps = product.custody_of_culture(chain, collection.number)
    return steps if batch is not None else tuple(step for step in steps if step.unit == collection.id)


def _stops(steps: Sequence[Step], found: Sequence[Reason], noted: Mapping[int, Text]) -> Iterator[Stop]:
    before: Step | None = None
    for step in steps:
        moves = before is None or before.place != step.place
        broken = tuple(reason for reason in found if set(reason.facts) & set(step.facts))
        yield Stop(step, PLACES[step.place], moves, _gap(before, step), broken, noted.get(step.facts[0]))
        before = step


def _gap(before: Step | None, step: Step) -> timedelta | None:
    if before is None or "T" not in before.happened or "T" not in step.happened:
        return None
    return moment_of(step.happened) - moment_of(before.happened)


def _counts(one: Person, bag: Bag) -> Iterator[Count]:
    counts = Counts.of(bag.formulated.body)
    cells = product.dose(counts)
    ended = bag.ended.body if bag.ended is not None else None
    part = ended.volume_ml / counts.volume_ml if ended is not None and counts.volume_ml else None
    names = {
        "total_nucleated": (Text("Nucleated cells", "有核细胞"), cells.total_nucleated),
        "viable": (Text("Viable cells", "活细胞"), cells.viable),
        "viable_nk": (Text("Viable {cells}", "活 {cells}").format(cells=_product(one).dose.target), cells.viable_nk),
        "viable_t": (Text("Viable T cells (CD3+)", "活 T 细胞（CD3+）"), cells.viable_t),
    }
    counted = _product(one).dose.population
    for key, (name, number) in names.items():
        given = None
        if ended is not None and part is not None:
            given = (
                ended.cells_given
                if key == counted
                else int(number * part.as_integer_ratio()[0] / part.as_integer_ratio()[1])
            )
        yield Count(name, int(number), given, key == counted)


def _csv(scope: Scope, unit: str, steps: Sequence[Step]) -> HttpResponse:
    header = ("unit", "happened", "act", "says", "place", "people", "temperature_c", "facts")
    lines = (
        (
            step.unit,
            step.happened,
            step.act,
            say(step.says),
            say(PLACES[step.place]),
            " / ".join(step.people),
            " / ".join(str(degrees) for degrees in step.temperature_c),
            " ".join(str(seq) for seq in step.facts),
        )
        for step in steps
    )
    return csv_answer(f"{scope.name}-{unit}", header, lines)

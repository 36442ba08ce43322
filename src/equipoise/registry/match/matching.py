"""A person against all records: first the index by disease, age and sex, then the criteria of the best few hundred; ranked, explained.

The order: eligible on the stated criteria, possible, excluded. Within each: nearer disease first, then studies that take people now,
then the larger share of criteria that are fulfilled, then the nearer site, then the number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Final

from equipoise.registry.concepts import of_record
from equipoise.registry.match.beside import Beside, diseases_of_study
from equipoise.registry.match.look import look_at
from equipoise.registry.match.nearness import Close, diseases_of, how_close
from equipoise.registry.match.patient import Patient
from equipoise.registry.match.read import Reader
from equipoise.registry.match.structured import against, age_in_days
from equipoise.registry.match.verdict import Assessment, Overall, assess
from equipoise.registry.record import NctId, Record
from equipoise.registry.search.ask import OPEN
from equipoise.registry.search.index import SearchIndex, Wanted
from equipoise.registry.search.tree import And, Everything, Is, Near, Not, TakesAge, Tree
from equipoise.registry.search.why import NearSite, nearest

LOOKED_AT: Final = 200
"""Records whose criteria are read for one question."""
_ORDER: Final[dict[Overall, int]] = {"eligible": 0, "possible": 1, "excluded": 2}
Load = Callable[[Sequence[NctId]], Iterable[Record]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record for a person: what its criteria come to, how close its disease is, and its site nearest to the place asked for."""

    record: Record
    assessment: Assessment
    close: Close
    site: NearSite | None = None

    @property
    def open(self) -> bool:
        """Whether taking part is or will be possible."""
        return self.record.status in OPEN


@dataclass(frozen=True, slots=True)
class Matched:
    """The answer: how many records speak of the disease (and lie near, if that was asked), how many of them take the age and sex, and
    those whose criteria were read, in order."""

    total: int
    fitting: int
    hits: tuple[Hit, ...]


def match(
    patient: Patient, index: SearchIndex, load: Load, reader: Reader, at: date, there: Tree | None = None, *, open_only: bool = False,
    looked_at: int = LOOKED_AT,
) -> Matched:  # fmt: skip
    """The records for a person on a day, with a site `there` where that is asked. Those that their age or sex excludes are looked at
    after all that fit."""
    disease = diseases_of(patient, reader.concepts)
    about = _all(disease, there, Is("OverallStatus", OPEN) if open_only else None)
    fits = _all(about, _age(patient, at), _sex(patient))
    is_open = Is("OverallStatus", OPEN)
    ids: list[NctId] = []
    totals: list[int] = []
    for wanted in (
        _all(fits, is_open),
        _all(fits, Not(is_open)),
        _all(about, Not(fits)) if fits is not about else None,
    ):
        if wanted is None:
            continue
        found = index.search(Wanted(wanted, disease), 0, max(looked_at - len(ids), 1))
        totals.append(found.total)
        ids += found.ids[: looked_at - len(ids)]
    near = there if isinstance(there, Near) else None
    hits = [hit_of(patient, record, reader, at, near) for record in load(ids)] if ids else []
    return Matched(sum(totals), sum(totals[:2]), tuple(sorted(hits, key=_rank)))


def hit_of(patient: Patient, record: Record, reader: Reader, at: date, near: Near | None = None) -> Hit:
    """One record for a person."""
    tagged = of_record(record, reader.concepts)
    look = look_at(patient, at, reader.concepts)
    beside = Beside(patient, diseases_of_study(tagged), reader.concepts)
    made = assess(reader.read(record.criteria), look, at, reader.concepts, against(record, patient, at), beside)
    close = how_close(patient, tagged, reader.concepts)
    return Hit(record, made, close, None if near is None else nearest(near, record))


def _rank(hit: Hit) -> tuple[int, int, bool, float, float, str]:
    made = hit.assessment
    fulfilled = sum(
        one.outcome == ("met" if one.criterion.stated.side == "inclusion" else "not met") for one in made.verdicts
    )
    share = fulfilled / len(made.verdicts) if made.verdicts else 0.0
    if made.overall == "excluded":
        share -= len(made.against) + len(made.structured)
    distance = inf if hit.site is None else hit.site.km
    return _ORDER[made.overall], -int(hit.close.nearness), not hit.open, -share, distance, hit.record.nct_id


def _all(*parts: Tree | None) -> Tree:
    kept = tuple(part for part in parts if part is not None and not isinstance(part, Everything))
    return And(kept) if len(kept) > 1 else kept[0] if kept else Everything()


def _age(patient: Patient, at: date) -> Tree | None:
    low, high = age_in_days(patient, at)
    return (
        None
        if low is None and high is None
        else TakesAge(None if low is None else float(low), None if high is None else float(high))
    )


def _sex(patient: Patient) -> Tree | None:
    return {"F": Is("Sex", ("ALL", "FEMALE")), "M": Is("Sex", ("ALL", "MALE"))}.get(patient.sex)

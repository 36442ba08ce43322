"""What is known about a person under the names that criteria use; None where nothing is, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from equipoise.protocol.criteria import NEVER, Look, Observation, Range
from equipoise.registry.concepts import Concepts, diseases
from equipoise.registry.match.diseases import EVENTS
from equipoise.registry.match.groups import GROUPS, Standing, standing
from equipoise.registry.match.measures import MEASURES
from equipoise.registry.match.patient import Condition, Patient, Treatment
from equipoise.registry.match.states import STATES
from equipoise.registry.match.therapies import THERAPIES, may_be
from equipoise.registry.match.words import called
from equipoise.values.dates import PartialDate, completed_years
from equipoise.values.text import Text

_TUMOUR: Final = "D009369"
_TISSUES: Final = frozenset({"D002277", "D000230", "D002294", "D002295", "D018278", "D018358", "D009362", "D008207"})
"""Tumours by their tissue alone (carcinoma, adenocarcinoma, squamous, transitional and neuroendocrine ones), and metastases."""
_BENIGN: Final = frozenset(
    {
        "D000236",
        "D007889",
        "D008067",
        "D006391",
        "D008202",
        "D009506",
        "D010212",
        "D005350",
        "D009455",
        "D009442",
        "D008579",
        "D009464",
    }
    | {"D011127", "D018256", "D003397", "D007680"}
)
"""Tumours that are benign, most of them: adenoma, leiomyoma, lipoma, haemangioma, lymphangioma, naevus, papilloma, fibroma, neurofibroma,
neurilemmoma, meningioma, polyps, craniopharyngioma. Whether a criterion means them when it says “tumor” is for a person to say."""
_OF_WOMEN: Final = frozenset(one.id for one in STATES.values() if one.kind == "pregnancy")
_HABITS: Final = frozenset({"smoker", "drug_abuse", "apheresis_contraindication"}) | frozenset(
    {
        "D005221",
        "D010146",
        "D059350",
        "D004417",
        "D011537",
        "D001007",
    }  # fatigue, pain, chronic pain, breathlessness, itch, anxiety
)
"""What nobody writes into a list of diseases."""
_UNLISTED: Final = frozenset({"investigational", "vaccine", "live_vaccine"})
"""What a list of treatments need not hold: a drug on it may have been given in a trial, and vaccines are kept elsewhere."""
_FOR_LIFE: Final = EVENTS | {"hiv", "D015658"}
"""What somebody who has it not never had: events, and what does not heal."""


def look_at(patient: Patient, at: date, concepts: Concepts) -> Look:
    """The look-up of one person on a day, for the evaluator of the criteria language."""
    known: dict[str, Observation | None] = {}

    def look(name: str) -> Observation | None:
        if name not in known:
            found = _found(name, patient, at, concepts)
            known[name] = None if found is None else _named(found, called(name, concepts))
        return known[name]

    return look


def _named(found: Observation, name: Text) -> Observation:
    """An observation with what it is called; a yes or no as such, so that it is said in words."""
    return found._replace(name=name, value=found.value == "Y" if found.value in ("Y", "N") else found.value)


def _found(name: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    if name in MEASURES and name != "age":
        return _measured(name, patient, at)
    head, _, rest = name.partition(".")
    find: Callable[[str, Patient, date, Concepts], Observation | None] | None = _VERBS.get(head)
    if find is not None:
        return find(rest, patient, at, concepts)
    if name in ("age", "age_months", "age_weeks", "age_days"):
        return _age(name, patient, at)
    if name == "response":
        return Observation(patient.response) if patient.response else None
    if name == "diagnosis":
        return Observation(patient.diagnosis) if patient.diagnosis is not None else None
    return None


def _measured(name: str, patient: Patient, at: date) -> Observation | None:
    """The newest value; one without a day only where there is no other."""
    own = [one for one in patient.measured if one.measure == name and (one.day is None or one.day <= at)]
    if not own:
        return None
    last = max(own, key=lambda one: (one.day is not None, one.day or date.min))
    measure = MEASURES[name]
    return Observation(
        last.value, last.unit, last.day, 0, last.low, last.high, last.source, None, measure.unit, measure.analyte
    )


def _age(name: str, patient: Patient, at: date) -> Observation | None:
    """The age in completed years, months, weeks or days; a span where the day of birth is not known."""
    if patient.born is not None:
        counts = _COUNTS[name]
        least, most = counts(patient.born.latest, at), counts(patient.born.earliest, at)
    elif patient.aged is not None:
        low, high = (age / _DAYS[name] for age in patient.aged)
        least, most = floor(low), max(ceil(high) - 1, floor(low))
    elif patient.age is not None:
        per_year = {"age": 1, "age_months": 12, "age_weeks": 52, "age_days": 365}[name]
        least = patient.age * per_year
        most = least if name == "age" else (patient.age + 1) * (per_year + (name in ("age_days", "age_weeks"))) - 1
    else:
        return None
    value = Decimal(least) if least == most else Range(Fraction(max(least, 0)), Fraction(most))
    return Observation(value, _UNITS[name], usual=_UNITS[name])


_UNITS: Final = {"age": "a", "age_months": "mo", "age_weeks": "wk", "age_days": "d"}
_DAYS: Final = {
    "age": Fraction(1461, 4),
    "age_months": Fraction(1461, 48),
    "age_weeks": Fraction(7),
    "age_days": Fraction(1),
}
_COUNTS: Final[dict[str, Callable[[date, date], int]]] = {
    "age": completed_years,
    "age_months": lambda born, on: (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day),
    "age_weeks": lambda born, on: (on - born).days // 7,
    "age_days": lambda born, on: (on - born).days,
}


def _answer(name: str, patient: Patient) -> Observation | None:
    found = [one for one in patient.answers if one.name == name]
    if not found:
        return None
    day = max(one.day or date.min for one in found)
    newest = [one for one in found if (one.day or date.min) == day]
    if len({one.yes for one in newest}) > 1:
        return None
    return Observation("Y" if newest[-1].yes else "N", day=newest[-1].day, source=newest[-1].source)


def _has(rest: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    """Whether somebody has it now. Who does not have it does not have it actively, severely or uncontrolled either."""
    said = _answer(f"has.{rest}", patient)
    if said is not None:
        return said
    of, _, qualifier = rest.partition(".")
    wider = _answer(f"has.{_wider(of)}", patient)
    if wider is not None and wider.value == "N":
        return wider
    if not qualifier:
        return _plainly_has(of, patient, concepts)
    plain = _answer(f"has.{of}", patient) or _plainly_has(of, patient, concepts)
    if plain is not None and plain.value == "N":
        return plain
    own = [one for one in patient.conditions if not one.absent and _names(one, of, concepts)]
    if qualifier == "active" and any(one.active for one in own):
        return Observation("Y", source=own[0].source)
    if qualifier in ("confirmed", "diagnosed") and any(one.confirmed for one in own):
        return Observation("Y", source=own[0].source)
    return None


def _plainly_has(of: str, patient: Patient, concepts: Concepts) -> Observation | None:
    own = [one for one in patient.conditions if not one.absent and _names(one, of, concepts)]
    narrower = next((one for one in STATES if _wider(one) == of and _is_yes(f"has.{one}", patient)), "")
    if narrower:
        return Observation("Y", source=STATES[narrower].name.en)
    if any(one.active is not False for one in own):
        return Observation("Y", source=own[0].words)
    if own:
        return Observation("Y", source=own[0].words) if _stays(of) else None
    treated = [one for one in patient.treatments if not one.never and of in one.concepts | one.kinds]
    if treated:
        return Observation("Y", source=treated[0].words) if _stays(of) or any(one.ongoing for one in treated) else None
    return _without(of, patient, concepts)


def _stays(of: str) -> bool:
    return of in STATES and (STATES[of].kind in ("transplant", "prior therapy") or of == "hcv_antibody")


def _wider(of: str) -> str:
    return STATES[of].wider if of in STATES else ""


def _is_yes(name: str, patient: Patient) -> bool:
    said = _answer(name, patient)
    return said is not None and said.value == "Y"


def _without(of: str, patient: Patient, concepts: Concepts, *, ever: bool = False) -> Observation | None:
    """“No” where it was said, where it cannot be, or where the list is complete and names nothing that could be it. That something is
    not there now tells whether it `ever` was for few things alone."""
    if of in _OF_WOMEN and patient.sex == "M":
        return Observation("N")
    above = {of, *concepts.broader.get(of, ())}
    above |= (
        {
            wide
            for one in (*STATES[of].concepts, *_concepts(_wider(of)))
            for wide in (one, *concepts.broader.get(one, ()))
        }
        if of in STATES
        else set()
    )
    for one in patient.conditions:
        if (
            one.absent
            and (not ever or one.never or of in _FOR_LIFE)
            and (one.state == of or not above.isdisjoint(one.concepts))
        ):
            return Observation("N", source=one.words)
    if of == _TUMOUR and any(
        not _BENIGN.isdisjoint(concepts.with_broader(one.concepts)) for one in patient.conditions if not one.absent
    ):
        return None
    if of in _TISSUES and any(
        _TUMOUR in concepts.with_broader(one.concepts) for one in patient.conditions if not one.absent
    ):
        return None  # a cancer that is named by its organ may be of this tissue, and may have spread
    if any(not one.absent and _stands(one, of, concepts) == "perhaps" for one in patient.conditions):
        return None
    asked_only = of in _HABITS or (of in STATES and STATES[of].kind in ("consent", "pregnancy", "prior therapy"))
    wider = any(not above.isdisjoint(one.concepts) for one in patient.conditions if not one.absent)
    unnamed = any(not one.concepts and not one.state and not one.absent for one in patient.conditions)
    if patient.complete_conditions and not asked_only and not wider and not unnamed:
        if of in STATES and STATES[of].kind == "transplant" and not _no_transplant(of, patient):
            return None
        return Observation("N")
    return None


def _no_transplant(of: str, patient: Patient) -> bool:
    treated = any(not one.never and _wider(of) in one.kinds for one in patient.treatments)
    return patient.complete_treatments and not treated


def _concepts(state: str) -> tuple[str, ...]:
    return STATES[state].concepts if state in STATES else ()


def _names(one: Condition, of: str, concepts: Concepts) -> bool:
    """Whether a condition is this one or a kind of it."""
    if one.state and of in (one.state, _wider(one.state)):
        return True
    if of == _TUMOUR and not _BENIGN.isdisjoint(concepts.with_broader(one.concepts)):
        return False
    return _stands(one, of, concepts) == "is"


def _stands(one: Condition, of: str, concepts: Concepts) -> Standing:
    """How a condition stands to what a criterion names, by any of its concepts."""
    found = {standing(one.concepts, wanted, concepts) for wanted in _wanted(of)}
    return "is" if "is" in found else "perhaps" if "perhaps" in found else "is not"


def _wanted(of: str) -> Collection[str]:
    """The concepts that a criterion's name stands for; of those of a state the ones of our own list, of which more is known."""
    own = [one for one in _concepts(of) if one in GROUPS or one in diseases()]
    return own or _concepts(of) if of in STATES else (of,)


def _had(rest: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    of = rest.partition(".")[0]
    said = _answer(f"had.{rest}", patient) or (_answer(f"had.{of}", patient) if rest == of else None)
    if said is not None:
        return said
    now = _answer(f"has.{of}", patient)
    own = [one for one in patient.conditions if not one.absent and _names(one, of, concepts)]
    treated = [one for one in patient.treatments if not one.never and of in one.concepts | one.kinds]
    if own or treated or (now is not None and now.value == "Y"):
        words = own[0].words if own else treated[0].words if treated else ""
        return Observation("Y", source=words) if rest == of else None
    return _without(of, patient, concepts, ever=True)


def _when(rest: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    """The day on which it last began; `none` where it never was."""
    had = _had(rest.partition(".")[0], patient, at, concepts)
    if had is not None and had.value == "N":
        return Observation(NEVER)
    dated = [
        one.onset for one in patient.conditions if not one.absent and _names(one, rest.partition(".")[0], concepts)
    ]
    known = [one for one in dated if one is not None]
    return Observation(max(known, key=lambda one: one.latest)) if known and len(known) == len(dated) else None


def _still(rest: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    """Whether something that began at any time is there on this day. Who never had it has it no longer; a disease of which nobody says
    whether it is over is unknown."""
    said = _answer(f"still.{rest}", patient)
    if said is not None:
        return said
    had = _had(rest, patient, at, concepts)
    if had is None or had.value == "N":
        return had
    own = [one for one in patient.conditions if not one.absent and _names(one, rest, concepts)]
    going = next((one for one in own if one.active), None)
    return None if going is None else Observation("Y", source=going.words)


def _own(kind: str, patient: Patient) -> list[Treatment]:
    return [one for one in patient.treatments if not one.never and kind in one.kinds | one.concepts]


def _never(kind: str, patient: Patient) -> bool:
    """Whether it is known that somebody had no such treatment: it was said, or the list is complete and every entry is known to be of
    another kind."""
    kinds = {kind, *(THERAPIES[kind].wider if kind in THERAPIES else ())}
    if any(one.never and not kinds.isdisjoint(one.kinds | one.concepts) for one in patient.treatments):
        return True
    listed = patient.complete_treatments and kind not in _UNLISTED
    return listed and not _perhaps(kind, patient) and not _own(kind, patient)


def _perhaps(kind: str, patient: Patient) -> list[Treatment]:
    """The treatments of which nobody can tell whether they are of this kind."""
    own = _own(kind, patient)
    return [
        one for one in patient.treatments if not one.never and one not in own and may_be(one.words, one.kinds, kind)
    ]


def _last(kind: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    own = _own(kind, patient)
    if not own:
        return Observation(NEVER) if _never(kind, patient) else None
    if any(one.ongoing for one in own):
        going = next(one for one in own if one.ongoing)
        return Observation(PartialDate(at.year, at.month, at.day), source=going.words)
    ends = [(one.end, one.words) for one in own]
    known = [(end, words) for end, words in ends if end is not None]
    if len(known) < len(ends):
        return None
    end, words = max(known, key=lambda pair: pair[0].latest)
    perhaps = [one for one in _perhaps(kind, patient) if one.kinds]
    if any(one.ongoing or one.end is None or one.end.latest > end.earliest for one in perhaps):
        return None
    return Observation(end, source=words)


def _now(kind: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    said = _answer(f"now.{kind}", patient)
    if said is not None:
        return said
    own = _own(kind, patient)
    if any(one.ongoing for one in own):
        return Observation("Y", source=next(one.words for one in own if one.ongoing))
    ended = all(one.end is not None and one.end.latest <= at for one in own)
    going = any(one.ongoing or one.end is None or one.end.latest > at for one in _perhaps(kind, patient))
    if _never(kind, patient) or (own and ended and not going and patient.complete_treatments):
        return Observation("N")
    return None


def _ever(kind: str, patient: Patient, at: date, concepts: Concepts) -> Observation | None:
    said = _answer(f"ever.{kind}", patient)
    if said is not None:
        return said
    own = _own(kind, patient)
    if own:
        return Observation("Y", source=own[0].words)
    return Observation("N") if _never(kind, patient) else None


_VERBS: Final[dict[str, Callable[[str, Patient, date, Concepts], Observation | None]]] = {
    "has": _has, "had": _had, "when": _when, "still": _still, "last": _last, "now": _now, "ever": _ever,
}  # fmt: skip

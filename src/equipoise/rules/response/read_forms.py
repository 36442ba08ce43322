"""The tumour-assessment forms of a participant as assessments, each reader's apart, from baseline on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from equipoise.facts import Answer, Facts, FormInstance
from equipoise.facts.form_condition import form_holds
from equipoise.facts.form_look import day_of
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import NewLesions, Response, Study
from equipoise.rules.response.assessment import Assessment, NewLesion
from equipoise.rules.response.measurable import Site
from equipoise.rules.response.overall import NonTarget
from equipoise.rules.response.target import Lesion

_NON_TARGET: Final[Mapping[str, NonTarget]] = {
    "CR": "CR",
    "NON-CR/NON-PD": "NON-CR/NON-PD",
    "NONCR/NONPD": "NON-CR/NON-PD",
    "PRESENT": "NON-CR/NON-PD",
    "PD": "PD",
    "NE": "NE",
}
_YES: Final = (True, "Y")
_NO: Final = (False, "N")
Row = Mapping[str, Answer]


def assessments(study: Study, facts: Facts, readers: tuple[str, ...] | None = None) -> tuple[Assessment, ...]:
    """Every dated assessment of these readers (of the investigator where none are named) from baseline on, by day.

    Baseline is the newest assessment until the day of randomisation, or the first one of all if there is none so early.
    """
    plan = study.response
    if plan is None:
        return ()
    wanted = readers if readers is not None or plan.readers is None else plan.readers.investigator
    dated = sorted(_dated(study, plan, facts, wanted), key=lambda found: (found[0], found[1].seq))
    if not dated:
        return ()
    randomised = facts.first(Randomised)
    entered = randomised.day(study.time_zone) if randomised is not None else None
    start = max((place for place, (day, _) in enumerate(dated) if entered is not None and day <= entered), default=0)
    return tuple(
        _known(study, facts, day, form, baseline=place == 0) for place, (day, form) in enumerate(dated[start:])
    )


def _known(study: Study, facts: Facts, day: date, form: FormInstance, *, baseline: bool) -> Assessment:
    """An assessment, read once for each state of its form: the other forms of all readers leave it the very same."""
    plan = study.response
    assert plan is not None, "only who reads response has assessments"
    given = (study, form.seq, day, baseline)
    return facts.remember(("assessment", form.instance), (), lambda: _read(plan, day, form, baseline=baseline), given)


def _dated(
    study: Study, plan: Response, facts: Facts, readers: tuple[str, ...] | None
) -> Iterator[tuple[date, FormInstance]]:
    names = plan.lesions
    for form in facts.forms(names.form):
        if readers is not None and plan.readers is not None and form.items.get(plan.readers.item) not in readers:
            continue
        day = day_of(form.items.get(names.date), study.time_zone)
        if day is not None and (names.where is None or form_holds(study, form, names.where)):
            yield day, form


def _read(plan: Response, day: date, form: FormInstance, *, baseline: bool) -> Assessment:
    names, items = plan.lesions, form.items
    new = tuple(_new(names.new, row) for row in form.groups.get(names.new.group, ())) if names.new is not None else ()
    said, others = items.get(names.new_lesion), items.get(names.non_target)
    suspected = isinstance(others, str) and others in names.suspected
    real = items.get(names.complete_was_real) if names.complete_was_real is not None else None
    return Assessment(
        day,
        tuple(_lesion(plan, row) for row in form.groups.get(names.target, ())),
        "NON-CR/NON-PD" if suspected else _non_target(others),
        new_lesion=said in _YES,
        equivocal=isinstance(said, str) and said in names.equivocal_new,
        new=new,
        suspected=suspected,
        worse=names.worse is not None and items.get(names.worse) in _YES,
        complete_was_real={"Y": True, "N": False, True: True, False: False}.get(real) if _plain(real) else None,
        sites=tuple(_site(plan, row, items) for row in form.groups.get(names.target, ())) if baseline else (),
        seq=form.seq,
        instance=form.instance,
        reader=str(items.get(plan.readers.item) or "") if plan.readers is not None else "",
    )


def _lesion(plan: Response, row: Row) -> Lesion:
    names = plan.lesions
    mm = read_mm(row.get(names.diameter))
    code = row.get(names.state) if names.state is not None else None
    state = names.states.get(code) if isinstance(code, str) else None
    if state == "not_assessed":
        mm = None
    elif mm is None and state in ("too_small", "gone"):
        mm = plan.too_small_mm if state == "too_small" else Decimal(0)
    return Lesion(str(row.get(names.lesion) or ""), mm, row.get(names.node) in _YES, str(row.get(names.organ) or ""))


def _new(names: NewLesions, row: Row) -> NewLesion:
    return NewLesion(
        str(row.get(names.lesion) or ""),
        sure=names.sure is None or row.get(names.sure) not in _NO,
        mm=read_mm(row.get(names.diameter)) if names.diameter is not None else None,
        node=names.node is not None and row.get(names.node) in _YES,
        organ=str(row.get(names.organ) or "") if names.organ is not None else "",
        larger=names.larger is not None and row.get(names.larger) in _YES,
    )


def _site(plan: Response, row: Row, items: Row) -> Site:
    """A target lesion as measurability asks for it; what the form has no item for is taken as CT of a solid lesion."""
    lesion, asked = _lesion(plan, row), plan.lesions.baseline

    def answer(item: str | None) -> Answer:
        return None if item is None else row[item] if item in row else items.get(item)

    method, nature = answer(asked.method), answer(asked.nature)
    return Site(
        lesion.number,
        lesion.mm,
        lesion.node,
        lesion.organ,
        asked.methods.get(method, "ct") if isinstance(method, str) else "ct",
        read_mm(answer(asked.slice)),
        asked.natures.get(nature, "solid") if isinstance(nature, str) else "solid",
        answer(asked.irradiated) in _YES,
        answer(asked.grown_since) in _YES,
    )


def read_mm(answer: Answer) -> Decimal | None:
    """A diameter in mm (an answer in cm or m is converted); None where it is missing, negative or no number."""
    value: Any = answer.get("value") if isinstance(answer, dict) else answer
    unit = str(answer.get("unit") or "mm") if isinstance(answer, dict) else "mm"
    try:
        size = None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None
    if size is None or not size.is_finite() or size < 0 or unit not in _IN_MM:
        return None
    return size * _IN_MM[unit]


_IN_MM: Final = {"mm": 1, "cm": 10, "m": 1000}


def _non_target(answer: Answer) -> NonTarget | None:
    """The state of non-target lesions: not evaluable where it is stated as missing, None where there are none."""
    if isinstance(answer, dict):
        return "NE"
    return _NON_TARGET.get(answer) if isinstance(answer, str) else None


def _plain(answer: Answer) -> bool:
    return isinstance(answer, (bool, str))

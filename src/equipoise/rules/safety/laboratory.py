"""Every laboratory value of a participant with its toxicity grade, and whether it is worse than before treatment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from equipoise.facts import Fact, Facts, FormInstance
from equipoise.facts.form_look import LABORATORY_ITEM, form_day, observed
from equipoise.facts.limits import SexAndBirth
from equipoise.facts.observe import observations, person_of
from equipoise.facts.randomisation import Randomised
from equipoise.facts.safety import GradeConfirmed
from equipoise.protocol.criteria import evaluate, parse
from equipoise.protocol.model import Item, Study
from equipoise.rules.safety.criteria import Row, row_of, unit_key
from equipoise.rules.safety.grade import Exact, Grade, grade
from equipoise.values.quantity import AnalyteUnits, Quantity, UnitFault
from equipoise.values.truth import Truth


@dataclass(frozen=True, slots=True)
class LaboratoryValue:
    """A measured quantity as it was reported, with the limits of normal of its own laboratory where they are known.

    `quantity` is None where the answer is no number, `<0.1` included: a bound is not graded. `version` is that of the study
    file under which it was entered.
    """

    form: str
    instance: str
    item: str
    seq: int
    analyte: str
    day: date | None
    quantity: Quantity | None
    low: Quantity | None
    high: Quantity | None
    version: str = ""


@dataclass(frozen=True, slots=True)
class LaboratoryGrade:
    """The grade of a value by one term of one dictionary. `emergent` says that it is worse than the grade of the baseline value.

    `accepted` is what an investigator said of it, None while nobody did; a later correction of the form makes that void.
    """

    value: LaboratoryValue
    term: str
    grade: Grade
    baseline: LaboratoryValue | None
    emergent: bool
    accepted: bool | None = None
    dictionary: str = ""


def laboratory_grades(study: Study, facts: Facts) -> tuple[LaboratoryGrade, ...]:
    """Each laboratory value that the study grades, by each of its terms, in the order of the forms and of entry.

    The baseline is the newest value on or before the day of randomisation, in every arm alike; until then there is none.
    Values up to it are graded as of a person with a normal baseline. An adverse event is a worsening: `emergent`.
    """
    values = laboratory_values(study, facts)
    baselines = _baselines(study, facts, values)
    grading = _Grading(study, facts)
    said = {(fact.body.form, fact.body.instance, fact.body.item): fact for fact in facts.of(GradeConfirmed)}
    return tuple(
        _with_word(
            grading.of(value, term, baselines.get(value.analyte)),
            said.get((value.form, value.instance, value.item)),
        )
        for value in values
        for term in _terms(study, value.analyte)
    )


Judged = tuple[LaboratoryValue | None, tuple[LaboratoryGrade, ...]]
Ahead = Callable[[str, str, Any, date, str], Judged]


def grades_ahead(study: Study, facts: Facts) -> Ahead:
    """What a value that is not entered yet would be: (form, item, answer, day, laboratory) -> the value with its limits, its grades."""
    baselines = _baselines(study, facts, laboratory_values(study, facts))
    grading, person = _Grading(study, facts), person_of(study, facts)

    def judged(form: str, name: str, answer: Any, day: date, laboratory: str) -> Judged:
        item = study.forms.forms[form].items[name]
        said = observed(study, item, answer, day=day, laboratory=laboratory, person=person)
        if said is None or item.analyte is None:
            return None, ()
        number = _number(str(said.value), said.unit)
        value = LaboratoryValue(form, "", name, 0, item.analyte, day, number, said.low, said.high, study.version)
        baseline = baselines.get(item.analyte)
        return value, tuple(grading.of(value, term, baseline) for term in _terms(study, item.analyte))

    return judged


def laboratory_values(study: Study, facts: Facts) -> tuple[LaboratoryValue, ...]:
    """Every value of an analyte that a participant's forms hold, in the order of the forms and of entry."""
    person = person_of(study, facts)
    found = (
        _value(study, form, path, item, answer, laboratory, person)
        for name in study.forms.forms
        for form in facts.forms(name)
        for path, item, answer, laboratory in _answers(study, form)
    )
    return tuple(value for value in found if value is not None)


def _answers(study: Study, form: FormInstance) -> Iterator[tuple[str, Item, Any, Any]]:
    plan = study.forms.forms[form.form]
    laboratory = form.items.get(LABORATORY_ITEM)
    for name, item in plan.items.items():
        if item.analyte is not None and name in form.items:
            yield name, item, form.items[name], laboratory
    for group, rows in form.groups.items():
        items = {name: item for name, item in plan.groups[group].items.items() if item.analyte is not None}
        for number, row in enumerate(rows):
            for name in items.keys() & row.keys():
                yield f"{group}.{number}.{name}", items[name], row[name], row.get(LABORATORY_ITEM) or laboratory


def _value(
    study: Study, form: FormInstance, path: str, item: Item, answer: Any, laboratory: Any, person: SexAndBirth
) -> LaboratoryValue | None:
    day = form_day(study, form)
    said = observed(study, item, answer, day=day, seq=form.seq, laboratory=laboratory, person=person)
    if said is None:
        return None
    return LaboratoryValue(
        form.form,
        form.instance,
        path,
        form.seq,
        item.analyte or "",
        day,
        _number(str(said.value), said.unit),
        said.low,
        said.high,
        form.entered.protocol,
    )


def _number(words: str, unit: str) -> Quantity | None:
    try:
        return Quantity(Decimal(words), unit)
    except InvalidOperation:
        return None


def _terms(study: Study, analyte: str) -> tuple[str, ...]:
    named = study.safety.laboratory.get(analyte, ())
    return (named,) if isinstance(named, str) else named


def _baselines(study: Study, facts: Facts, values: tuple[LaboratoryValue, ...]) -> Mapping[str, LaboratoryValue]:
    randomised = facts.first(Randomised)
    if randomised is None:
        return {}
    entered = randomised.day(study.time_zone)
    before = [
        value for value in values if value.quantity is not None and value.day is not None and value.day <= entered
    ]
    return {value.analyte: value for value in sorted(before, key=lambda value: (value.day or entered, value.seq))}


def dictionary_of(study: Study, version: str) -> str:
    """The dictionary by which data entered under a version of the study file are graded: a later change grades nothing anew."""
    return study.safety.earlier.get(version, study.safety.dictionary)


@dataclass(slots=True)
class _Grading:
    """The grading of one participant's values: what depends on term and unit alone is worked out once."""

    study: Study
    facts: Facts
    ways: dict[tuple[str, str, str, str], _Way | None] = field(default_factory=dict)
    starts: dict[tuple[int, str, str, str], Grade] = field(default_factory=dict)

    def of(self, value: LaboratoryValue, term: str, baseline: LaboratoryValue | None) -> LaboratoryGrade:
        """The grade of a value by a term, held against the baseline if it is a later one."""
        dictionary = dictionary_of(self.study, value.version)
        if baseline is None or value.day is None or baseline.day is None or value.day <= baseline.day:
            return LaboratoryGrade(
                value, term, self._grade(dictionary, value, term, None), None, False, None, dictionary
            )
        found, start = self._grade(dictionary, value, term, baseline), self._start(dictionary, baseline, term)
        worse = found.grade is not None and found.grade > (start.grade or 0)
        return LaboratoryGrade(value, term, found, baseline, worse, None, dictionary)

    def _start(self, dictionary: str, baseline: LaboratoryValue, term: str) -> Grade:
        key = (baseline.seq, baseline.item, dictionary, term)
        found = self.starts.get(key)
        if found is None:
            found = self.starts[key] = self._grade(dictionary, baseline, term, None)
        return found

    def _grade(self, dictionary: str, value: LaboratoryValue, term: str, baseline: LaboratoryValue | None) -> Grade:
        """The grade in a unit that the criteria name: the reported one if they do, otherwise one that it converts to."""
        if value.quantity is None:
            return grade(dictionary, term, None, None)
        way = self._way(dictionary, term, value.analyte, value.quantity.unit)
        if way is None:
            return grade(dictionary, term, value.quantity.value, None)
        start = baseline.quantity if baseline is not None else None
        anticoagulated = _on_anticoagulants(self.study, self.facts, way.row, value.day)
        for unit in way.wanted:
            try:
                found, low, high, before = (
                    _in(unit, value.quantity, way.units),
                    _in(unit, value.low, way.units),
                    _in(unit, value.high, way.units),
                    _in(unit, start, way.units),
                )
            except UnitFault:
                continue
            return grade(
                dictionary, term, found, unit, low=low, high=high, baseline=before, anticoagulated=anticoagulated
            )
        return Grade(None, "unit")

    def _way(self, dictionary: str, term: str, analyte: str, reported: str) -> _Way | None:
        key = (dictionary, term, analyte, reported)
        if key not in self.ways:
            self.ways[key] = _way(self.study, dictionary, term, analyte, reported)
        return self.ways[key]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a value reported in a unit comes to a unit of the criteria."""

    row: Row
    wanted: tuple[str, ...]
    units: AnalyteUnits | None


def _way(study: Study, dictionary: str, term: str, analyte: str, reported: str) -> _Way | None:
    row = row_of(dictionary, term)
    if row is None:
        return None
    plan = study.forms.analytes.get(analyte)
    units = AnalyteUnits(plan.unit, tuple(plan.factors.items())) if plan is not None else None
    named = "*" in row.units or unit_key(reported) in row.units
    return _Way(row, (reported,) if named else tuple(row.units), units)


def _on_anticoagulants(study: Study, facts: Facts, row: Row, day: date | None) -> bool:
    """Whether the criteria ask for it, and the study's condition says so on the day of the value."""
    condition = study.safety.anticoagulated
    if condition is None or day is None or row.abnormal_when != "anticoagulated":
        return False
    return evaluate(parse(condition), observations(study, facts, day), day).truth is Truth.TRUE


def _with_word(found: LaboratoryGrade, said: Fact[GradeConfirmed] | None) -> LaboratoryGrade:
    if said is None or said.seq < found.value.seq or said.body.grade != found.grade.grade:
        return found
    return replace(found, accepted=said.body.accepted)


def _in(unit: str, quantity: Quantity | None, units: AnalyteUnits | None) -> Exact | None:
    if quantity is None:
        return None
    if quantity.unit == unit or unit_key(quantity.unit) == unit_key(unit):
        return quantity.value
    return quantity.magnitude(unit, units)

"""Cases of eligibility: the criteria of a study file, asked of values that the case states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from equipoise.facts import Fact
from equipoise.facts.form_look import day_of, item_of, items_look, observed
from equipoise.facts.limits import SexAndBirth
from equipoise.facts.participant import CriterionJudged
from equipoise.facts.variable_source import BIRTH_DATE, SEX
from equipoise.protocol.criteria import NEVER, Observation, Range, evaluate, parse
from equipoise.protocol.criteria.operands import moment_of_value
from equipoise.protocol.model import Item, Study, Variable
from equipoise.rules.eligibility import OUTCOMES, GateName, Verdict, applicable, assess_values, supposed
from equipoise.validation.cases import WHY, Found, Given, Kind, Requirement
from equipoise.validation.read_given import (
    as_day,
    fault,
    read_choice,
    read_day,
    read_flag,
    read_object,
    read_words,
    shown,
)
from equipoise.validation.read_study import read_study, study_of
from equipoise.values.dates import PartialDate, completed_years
from equipoise.values.text import Text, listed, same
from equipoise.values.truth import Truth

_GATES: tuple[GateName | None, ...] = (None, "collection", "infusion")
_YES_NO: Mapping[str, str] = {"yes": "Y", "no": "N", "true": "Y", "false": "N"}


class _Values:
    """The facts of a case as the criteria look at them: each name is resolved when it is first asked for."""

    def __init__(self, study: Study, facts: Mapping[str, Any], at: date, events: tuple[str, ...]) -> None:
        self.study, self.facts, self.at, self.events = study, facts, at, events
        self.used: set[str] = set()
        self.person = SexAndBirth()
        self.person = SexAndBirth(self._sex(), self._born())

    def look(self, name: str) -> Observation | None:
        """What the case states of a variable or an event; an event that the assessment supposes is today."""
        stated = self.facts.get(name)
        if name in self.study.events:
            return self._event(name, stated)
        variable = self.study.variables.get(name)
        if variable is None:
            return None
        self.used.add(name)
        if stated is None:
            return self._age(variable) if variable.kind == "age" else None
        return self._stated(name, variable, stated)

    def _event(self, name: str, stated: Any) -> Observation | None:
        self.used.add(name)
        label = self.study.events[name].name
        if stated is None:
            known = self.at if name in self.events else None
        else:
            known = as_day(stated.get("date") if isinstance(stated, Mapping) else stated, f"facts.{name}")
        if known is None or known > self.at:
            return None
        return Observation(PartialDate(known.year, known.month, known.day), "", known, name=label)

    def _stated(self, name: str, variable: Variable, stated: Any) -> Observation | None:
        fields = stated if isinstance(stated, Mapping) else {"value": stated}
        if "value" not in fields:
            raise fault(
                f"facts.{name}", "has no value; write {value, unit, date}", "缺少 value；请写 {value, unit, date}"
            )
        known = item_of(self.study, variable.item)
        if known is None or fields["value"] is None or not self._counts(name, variable, fields):
            return None
        day = self._day(name, fields.get("date"))
        if str(fields["value"]).lower() == NEVER:
            return Observation(NEVER, "", day, name=variable.name)
        if variable.kind == "age":
            return Observation(Decimal(str(fields["value"])), "a", day, name=variable.name, usual="a")
        answer = {
            "value": _answer(self.study, known[2], fields["value"], name),
            "unit": fields.get("unit") or "",
            "high": _limit(fields, "upper_limit", "high"),
            "low": _limit(fields, "lower_limit", "low"),
        }
        bare = not isinstance(stated, Mapping) and known[2].kind != "quantity"
        return observed(
            self.study,
            known[2],
            answer["value"] if bare or known[2].kind in ("date", "moment") else answer,
            day=day,
            laboratory=fields.get("laboratory"),
            person=self.person,
            name=variable.name,
        )

    def _counts(self, name: str, variable: Variable, fields: Mapping[str, Any]) -> bool:
        """Whether the value is one that the variable takes (measured on room air, say), where the case says how it was."""
        form = variable.item.partition(".")[0]
        items = {item.lower(): (item, known) for item, known in self.study.forms.forms[form].items.items()}
        stated = {
            items[field.lower()][0]: _answer(self.study, items[field.lower()][1], value, name)
            for field, value in fields.items()
            if field.lower() in items
        }
        if variable.where is None or not stated:
            return True
        found = evaluate(parse(variable.where), items_look(self.study, form, stated), self.at)
        return found.truth is not Truth.FALSE

    def _day(self, name: str, stated: Any) -> date:
        """The day of a value: the day asked where the case gives none, the earliest day of a partial date."""
        if stated is None:
            return self.at
        found = day_of(stated, self.study.time_zone)
        return found if found is not None else as_day(stated, f"facts.{name}.date")

    def _age(self, variable: Variable) -> Observation | None:
        """Completed years where the case states the birth date alone."""
        source = next((name for name, one in self.study.variables.items() if _same_item(one, variable)), None)
        born = self.look(source) if source is not None else None
        moment = moment_of_value(born) if born is not None else None
        until: date | None = self.at
        if variable.event is not None:
            happened = self.look(variable.event)
            until = happened.day if happened is not None else None
        if moment is None or until is None:
            return None
        least, most = completed_years(moment.last, until), completed_years(moment.first, until)
        value = Decimal(least) if least == most else Range(Fraction(least), Fraction(most))
        return Observation(value, "a", until, name=variable.name, usual="a")

    def _sex(self) -> str | None:
        found = self.look(SEX) if SEX in self.study.variables else None
        return found.value if found is not None and isinstance(found.value, str) else None

    def _born(self) -> PartialDate | None:
        found = self.look(BIRTH_DATE) if BIRTH_DATE in self.study.variables else None
        return found.value if found is not None and isinstance(found.value, PartialDate) else None


def _same_item(one: Variable, other: Variable) -> bool:
    return one.kind == "value" and one.item == other.item


def _limit(fields: Mapping[str, Any], *names: str) -> str | None:
    stated = next((fields[name] for name in names if fields.get(name) is not None), None)
    return None if stated is None else str(stated)


def _answer(study: Study, item: Item, stated: Any, name: str) -> str | bool:
    """The value as the form of the study would hold it: a code by its code or its English word, however written."""
    if isinstance(stated, (Mapping, list)):
        raise fault(
            f"facts.{name}.value", f"write a single value, not {shown(stated)}", f"请写单个值，而不是{shown(stated)}"
        )
    if isinstance(stated, bool):
        return "Y" if stated else "N"
    words = str(stated)
    if item.kind == "yes_no":
        return _YES_NO.get(words.lower(), words.upper())
    codes = study.forms.code_lists.get(item.codes or "", {})
    by_word = {text.en.lower(): code for code, text in codes.items()} | {code.lower(): code for code in codes}
    return by_word.get(words.lower(), words)


def _judged(given: Given, gate: str, at: date) -> dict[str, Fact[CriterionJudged]]:
    """The judgements of the case as the facts that they would be."""
    found: dict[str, Fact[CriterionJudged]] = {}
    for name in read_object(given, "judged", {}):
        one = read_object(given["judged"], name)
        body = CriterionJudged(criterion=name, met=read_flag(one, "met"), gate=gate)
        by, reason = read_words(one, "by"), read_words(one, "reason")
        day = at.isoformat()
        found[name] = Fact(0, "", "", day, day, "", "", by, "investigator", reason, 0, body)
    return found


def assess_case(given: Given) -> Found:
    """Criterion -> verdict on the day, `eligible` for all of them, and why."""
    study = study_of(read_words(given, "study"), read_words(given, "version", None))
    at = read_day(given, "at")
    named = read_choice(given, "gate", ("collection", "infusion"), "")
    gate: GateName | None = "collection" if named == "collection" else "infusion" if named == "infusion" else None
    facts = read_object(given, "facts")
    values = _Values(study, facts, at, supposed(study, gate))
    judged = _judged(given, named, at)
    assessment = assess_values(study, values.look, at, gate, "", judged)
    unused = sorted(set(facts) - set(study.variables) - set(study.events))
    because = {verdict.criterion: _why(verdict, unused) for verdict in assessment.verdicts}
    return {**assessment.outcomes, "eligible": assessment.eligible, WHY: because}


def _why(verdict: Verdict, unused: list[str]) -> Text:
    reasons = [reason.says for reason in verdict.reasons]
    if unused:
        names = same(", ".join(unused))
        reasons.append(
            Text("The study file has no variable {names}.", "研究文件中没有变量 {names}。").format(names=names)
        )
    return Text("{criterion} {outcome}. {why}", "{criterion}{outcome}。{why}").format(
        criterion=verdict.criterion, outcome=OUTCOMES[verdict.outcome], why=listed(reasons, en=" ", zh="")
    )


def requirement(given: Given, field: str) -> Requirement | None:
    """The criterion that a field of `expect` checks, in the record's words, with its place in the record."""
    loaded = read_study(str(given.get("study")), given.get("version"))
    if loaded.study is None:
        return None
    for gate in _GATES:
        for name, path, criterion in applicable(loaded.study, gate):
            if name == field:
                source = ", ".join(criterion.text.record or ()) or path
                return Requirement(f"{loaded.study.id} {name}", criterion.text.text, source)
    return None


KINDS: Mapping[str, Kind] = {"eligibility": assess_case}
REQUIREMENTS: Mapping[str, Callable[[Given, str], Requirement | None]] = {"eligibility": requirement}

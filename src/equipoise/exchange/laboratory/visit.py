"""At which visit the form of a sampling day belongs: where the visit took place that day, otherwise in whose window it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from equipoise.facts import FormInstance
from equipoise.facts.form_look import form_day
from equipoise.protocol.model import Study
from equipoise.rules import visits
from equipoise.rules.visits import Occurrence
from equipoise.trial.permissions import sees_arm
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Spot:
    """The instance of a form for a day; `saved` is the form where it is entered already."""

    instance: str
    visit: str
    says: Text
    saved: FormInstance | None = None


class Visits:
    """The calendar of one participant, as a role may see it, and which places in it are taken."""

    def __init__(self, one: Person, role: str, today: date, outside: str) -> None:
        self._one = one
        self._outside = outside
        calendar = visits.calendar(one.study, one.facts, one.events, today, one.arm)
        hidden = not sees_arm(one.study, role)
        self._calendar = [found for found in calendar if not (hidden and _of_some_arms(one.study, found.visit))]
        self._names = {found.instance: found.name for found in self._calendar}
        self._contacts: dict[tuple[str, date], int] = {}

    def spots(self, form: str, days: Iterable[date]) -> Mapping[date, Spot | Reason]:
        """The spot of a form for each of these days; a day that lies nearest to a visit is served first."""
        found: dict[date, Spot | Reason] = {}
        waiting = sorted(set(days))
        for day in waiting:
            entered = self._entered(form, day)
            if entered is not None:
                found[day] = entered
        taken: set[str] = set()
        offers = self._offers(form, [day for day in waiting if day not in found])
        for _, day, _, instance, name in offers:
            if day not in found and instance not in taken:
                taken.add(instance)
                found[day] = Spot(instance, instance, name)
        number = 0
        for day in waiting:
            if day not in found:
                found[day] = self._beyond(form, day, number)
                number += 1
        return found

    def _offers(self, form: str, days: list[date]) -> list[tuple[tuple[bool, int], date, date, str, Text]]:
        made = [
            (self._distance(occurrence, day), day, occurrence.target, occurrence.instance, occurrence.name)
            for day in days
            for occurrence in self._calendar
            if self._is_free(form, occurrence, day)
        ]
        return sorted(made, key=lambda offer: offer[:4])

    @staticmethod
    def _distance(occurrence: Occurrence, day: date) -> tuple[bool, int]:
        return occurrence.day != day, abs((occurrence.target - day).days)

    @staticmethod
    def _is_free(form: str, occurrence: Occurrence, day: date) -> bool:
        asks = any(due.form == form and not due.entered for due in occurrence.forms)
        here = occurrence.day == day or occurrence.earliest <= day <= occurrence.latest
        return asks and here and occurrence.state != "not_applicable"

    def _entered(self, form: str, day: date) -> Spot | None:
        """The form that is entered for the day; of several the one at a planned visit."""
        there = [one for one in self._one.facts.forms(form) if form_day(self._one.study, one) == day]
        if not there:
            return None
        saved = min(there, key=lambda one: (one.visit or one.instance) not in self._names)
        visit = saved.visit or saved.instance
        return Spot(saved.instance, saved.visit, self._names.get(visit, Text(visit, visit)), saved)

    def _beyond(self, form: str, day: date, number: int) -> Spot | Reason:
        """Where a form goes that no visit waits for: a form entered whenever something happens, an unscheduled contact, or nowhere."""
        study = self._one.study
        taken = {one.instance for one in self._one.facts.forms(form)}
        if study.forms.forms[form].log:
            instance = [str(each) for each in range(1, len(taken) + number + 2) if str(each) not in taken][number]
            return Spot(instance, "", study.forms.forms[form].name)
        kind = next((name for name, plan in study.schedule.unscheduled.items() if form in plan.forms), "")
        if kind and self._outside == "unscheduled":
            return self._unscheduled(kind, day, taken)
        return self._outside_visits(form, day, kind)

    def _unscheduled(self, kind: str, day: date, taken: set[str]) -> Spot:
        """The unscheduled contact of that day, otherwise a new one; further forms of the day join it."""
        name = self._one.study.schedule.unscheduled[kind].name
        here = [one for one in self._calendar if one.visit == kind and one.day == day and one.instance not in taken]
        used = [one.number for one in self._calendar if one.visit == kind]
        used += [number for (known, _), number in self._contacts.items() if known == kind]
        number = self._contacts.setdefault((kind, day), here[0].number if here else max(used, default=0) + 1)
        instance = f"{kind}.{number}"
        return Spot(instance, instance, Text(f"{name.en} {number}", f"{name.zh} {number}"))

    def _outside_visits(self, form: str, day: date, kind: str) -> Reason:
        held = [one for one in self._calendar if one.earliest <= day <= one.latest]
        other = next((one for one in held if any(due.form == form and due.entered for due in one.forms)), None)
        remedy = (
            Text(
                "Correct the day, or let the mapping make an unscheduled contact of it.",
                "请更正日期，或在对应关系中选择作为计划外访视录入。",
            )
            if kind
            else Text("Correct the day.", "请更正日期。")
        )
        if other is not None:
            saved = self._one.facts.at_visit(other.instance).get(form)
            entered = form_day(self._one.study, saved).isoformat() if saved is not None else "?"
            says = Text(
                f"At {other.name.en} this form is entered for {entered}, not for {day.isoformat()}.",
                f"{other.name.zh}的该表单录入日期为 {entered}，而非 {day.isoformat()}。",
            )
            return Reason("visit_taken", says, (saved.seq,) if saved is not None else (), remedy=remedy)
        says = Text(
            f"{day.isoformat()} lies in the window of no visit that waits for this form.",
            f"{day.isoformat()} 不在任何待录入该表单的访视窗口内。",
        )
        return Reason("outside_visits", says, protocol="schedule.visits", remedy=remedy)


def _of_some_arms(study: Study, visit: str) -> bool:
    plan = study.schedule.visits.get(visit)
    return plan is not None and bool(plan.arms) and set(plan.arms) != set(study.arms)

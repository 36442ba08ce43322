"""What an inspector names, and the pages that show it as it stood at the end of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.facts.fact import local_day
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.entry_words import entry_words
from equipoise.values.say_day import day_words
from equipoise.values.text import Text
from equipoise.web.workspace.find_unit import find_unit, is_unit
from equipoise.web.workspace.scope import Scope

_ENROLLED: Final = Text("Enrolment", "入组")
_NOT_YET: Final = Text(
    "Nothing about {name} was recorded by the end of {day}: its first fact is of {first}.",
    "截至 {day} 尚无关于 {name} 的记录，首条记录为 {first}。",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A participant or a unit with its pages, the first one first; or why there are none on that day."""

    name: str
    pages: Sequence[tuple[Text, str]]
    not_yet: Text | None = None


def subject_of(scope: Scope, about: str, day: date | None) -> Subject | None:
    """A participant by the number or a part of it that no other has, or a unit by its name; None where neither is meant."""
    wanted = about.upper()
    if not wanted:
        return None
    numbers = [one for one in scope.trial.participants if wanted == one.upper()] or [
        one for one in scope.trial.participants if wanted in one.upper()
    ]
    if len(numbers) == 1:
        return _participant(scope, numbers[0], day)
    return _unit(scope, wanted, day) if is_unit(scope, wanted) else None


def _participant(scope: Scope, number: str, day: date | None) -> Subject:
    history = scope.trial.participants[number]
    first = local_day(history.facts[0].recorded, scope.zone)
    if day is not None and day < first:
        return _too_early(number, day, first)
    then = _end_of(day)
    pages = [(Text("Casebook", "病例报告表"), scope.to("participants", number, as_of=then))]
    drawn = history.of(Randomised)
    if drawn and (day is None or local_day(drawn[-1].recorded, scope.zone) <= day):
        pages += [
            (_ENROLLED if scope.study.single_arm else Text("Why randomised: allocation and its proof", "随机依据：分配与证明"),
             scope.to("participants", number, "allocation", as_of=then)),
            (entry_words(scope.study, Text("Eligibility as it stood when randomised", "随机时的入排判定")),
             scope.to("participants", number, "eligibility", as_of=drawn[-1].recorded)),
        ]  # fmt: skip
    else:
        pages.append((Text("Eligibility", "入排判定"), scope.to("participants", number, "eligibility", as_of=then)))
    pages.append((Text("Consent", "知情同意"), scope.to("participants", number, "consent", as_of=then)))
    return Subject(number, pages)


def _unit(scope: Scope, name: str, day: date | None) -> Subject:
    found = find_unit(scope, name)
    facts = [fact for fact in found.one.facts.facts if fact.stream == f"U:{name}"]
    first = local_day(facts[0].recorded, scope.zone) if facts else None
    if day is not None and first is not None and day < first:
        return _too_early(name, day, first)
    then = _end_of(day)
    pages = [
        (Text("Chain from vein to vein", "从采集到回输的全程记录"), scope.to("units", name, as_of=then)),
        (Text("Batch record", "批记录"), scope.to("units", name, "record", as_of=then)),
    ]
    if found.bag is not None:
        pages.append((Text("Release", "放行"), scope.to("units", name, "release", as_of=then)))
    pages.append(
        (
            Text("Casebook of {number}", "{number} 病例报告表").format(number=found.one.number),
            scope.to("participants", found.one.number, as_of=then),
        )
    )
    return Subject(name, pages)


def _too_early(name: str, day: date, first: date) -> Subject:
    return Subject(name, (), _NOT_YET.format(name=name, day=day_words(day), first=day_words(first)))


def _end_of(day: date | None) -> str:
    return f"{day}T23:59" if day is not None else ""

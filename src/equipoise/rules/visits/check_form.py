"""What is wrong with a form before it is saved: every answer's type, unit, range and code, what is missing, and the edit checks.

`hard` findings refuse the save; `soft` ones let it through and open a query. Every check looks at the whole form, so that a person
sees all of it at once.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from equipoise.facts.body import Answer
from equipoise.facts.form_condition import Settle, settled_by
from equipoise.facts.form_look import day_of, items_look
from equipoise.facts.limits import NOBODY, SexAndBirth
from equipoise.protocol.criteria import Look, Observation, truth_of
from equipoise.protocol.model import Form, Group, Item, Study
from equipoise.rules.visits.check_answer import CheckAnswer, Fault, accepted, checked, is_missing, is_unanswered
from equipoise.rules.visits.derive import FAR, derive, derived_items
from equipoise.rules.visits.occurrence import Window
from equipoise.values.say_day import day_words
from equipoise.values.text import Text
from equipoise.values.truth import Truth

_PARTIAL = (len("2018"), len("2018-05"))
_BEFOREHAND = timedelta(days=60)
"""How long before somebody comes to the trial an examination may lie that still counts for it."""
_FAR_OUTSIDE = timedelta(days=14)
_WIDTHS = 2
"""A day is far from a window that lies more than two weeks, and twice as many days as the window has, outside of it."""
Rows = Mapping[str, Sequence[Mapping[str, Answer]]]


class Asked(NamedTuple):
    """An item of a form with all that its answers are held against."""

    name: str
    item: Item
    accepts: frozenset[str]
    """The words that are right whatever else is answered; there are none where it takes more than a look at a list."""
    fault_of: CheckAnswer
    required: bool
    settle: Settle | None
    """Whether it is asked at all, where answers of the form alone say so."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """Something that a form should not say. `path` is `ITEM` or `GROUP.row.ITEM`, `check` names what found it."""

    severity: Literal["hard", "soft"]
    path: str
    check: str
    says: Text


def check_form(
    study: Study,
    form_id: str,
    items: Mapping[str, Answer],
    groups: Rows | None = None,
    at: date | None = None,
    around: Look | None = None,
    person: SexAndBirth = NOBODY,
    since: date | None = None,
    window: Window | None = None,
) -> tuple[CheckFinding, ...]:
    """Every finding about a form as it would be saved; empty when all is well. An unknown form is a finding too.

    Conditions are read on the day of the form; on `at` where it has none. `around` is what edit checks see beyond the form;
    without it what they ask for elsewhere is unknown. `person` is whom it is about: limits of normal may depend on it. `since` is the
    day on which the trial first heard of the participant; `window` is that of the visit, if the form belongs to one that is planned.
    """
    form = study.forms.forms.get(form_id)
    if form is None:
        says = Text("There is no form {form}.", "没有表单 {form}。").format(form=form_id)
        return (CheckFinding("hard", "", "no-such-form", says),)
    day = day_of(items.get(form.date), study.time_zone) if form.date else None
    at = day or at or FAR
    look = items_look(study, form_id, items, day=day, person=person)
    found = _items(_asked(study, form_id, ""), form.items, items, items, look, at, "")
    for name, rows in (groups or {}).items():
        found.extend(_group(study, form_id, form, name, rows, items, day, at, person))
    found.extend(_half_dated(form, items))
    found.extend(_long_before(form, day, since) or _far_from_window(form, day, window))
    found.extend(_too_few(form, groups or {}))
    found.extend(_derived(study, form_id, form, items))
    found.extend(_edit_checks(study, form_id, items, _beyond(form, look, around) if around is not None else look, at))
    return tuple(found)


def check_row(
    study: Study,
    form_id: str,
    group: str,
    row: Mapping[str, Answer],
    at: date,
    person: SexAndBirth = NOBODY,
) -> tuple[CheckFinding, ...]:
    """What is wrong or unlikely about the answers of one row by itself, measured before its form is entered; `path` is the item."""
    items = study.forms.forms[form_id].groups[group].items
    look = items_look(study, form_id, {}, group=group, row=row, day=at, person=person)
    found = _items(_asked(study, form_id, group), items, row, {}, look, at, "")
    return tuple(one for one in found if one.check != "required")


def check_across(
    study: Study,
    form_id: str,
    items: Mapping[str, Answer],
    checks: Container[str],
    around: Look | None,
    person: SexAndBirth = NOBODY,
) -> tuple[CheckFinding, ...]:
    """What these edit checks alone find on an entered form: those that look beyond it, after a change elsewhere."""
    form = study.forms.forms[form_id]
    day = day_of(items.get(form.date), study.time_zone) if form.date else None
    look = items_look(study, form_id, items, day=day, person=person)
    look = _beyond(form, look, around) if around is not None else look
    return tuple(_edit_checks(study, form_id, items, look, day or FAR, checks))


def _items(
    asked: Sequence[Asked],
    items: Mapping[str, Item],
    answers: Mapping[str, Answer],
    around: Mapping[str, Answer],
    look: Look,
    at: date,
    prefix: str,
) -> list[CheckFinding]:
    """What is wrong with the answers of a form, or of a row of it: then `around` are those of the form."""
    found = []
    for name in answers:
        if name not in items:
            says = Text("This form has no item {item}.", "本表单没有条目 {item}。").format(item=name)
            found.append(CheckFinding("hard", prefix + name, "no-such-item", says))
    for name, item, accepts, fault_of, required, settle in asked:
        answer = answers.get(name)
        if not answer and is_unanswered(answer):
            if required and (item.when is None or _applies(item.when, settle, around, answers, look, at) is Truth.TRUE):
                says = Text("{item} is not answered.", "“{item}”未填写。").format(item=item.label)
                found.append(CheckFinding("soft", prefix + name, "required", says))
            continue
        if not (isinstance(answer, str) and answer in accepts):
            fault = fault_of(answer)
            if fault is not None:
                found.append(_finding(prefix + name, item, fault))
                continue
        if (
            item.when is not None
            and _applies(item.when, settle, around, answers, look, at) is Truth.FALSE
            and not is_missing(answer)
        ):
            says = Text("{item} is not asked here.", "此处无需填写“{item}”。").format(item=item.label)
            found.append(CheckFinding("soft", prefix + name, "not-asked", says))
    return found


@lru_cache(maxsize=1024)
def _asked(study: Study, form: str, group: str) -> tuple[Asked, ...]:
    """The items of a form, or of one of its groups, made ready once for all entries.

    A required answer is missed only where the item is asked at all; what cannot be told counts as not asked.
    """
    defined = study.forms.forms[form]
    items = defined.groups[group].items if group else defined.items
    return tuple(
        Asked(
            name,
            item,
            accepted(study, item),
            checked(study, item),
            item.required and item.derived is None,
            settled_by(study, form, group, item.when) if item.when is not None else None,
        )
        for name, item in items.items()
    )


def _applies(
    when: str,
    settle: Settle | None,
    around: Mapping[str, Answer],
    answers: Mapping[str, Answer],
    look: Look,
    at: date,
) -> Truth:
    found = settle(around, answers) if settle is not None else None
    return found if found is not None else truth_of(when, look, at)


def _finding(path: str, item: Item, fault: Fault) -> CheckFinding:
    return CheckFinding(fault.severity, path, fault.code, fault.says.format(item=item.label, **fault.values))


def _group(
    study: Study,
    form_id: str,
    form: Form,
    name: str,
    rows: Sequence[Mapping[str, Answer]],
    items: Mapping[str, Answer],
    day: date | None,
    at: date,
    person: SexAndBirth,
) -> Iterator[CheckFinding]:
    group = form.groups.get(name)
    if group is None:
        says = Text("This form has no table {group}.", "本表单没有表格 {group}。").format(group=name)
        yield CheckFinding("hard", name, "no-such-group", says)
        return
    key, asked = next(iter(group.items)), _asked(study, form_id, name)
    for number, row in enumerate(rows):
        look = items_look(study, form_id, items, group=name, row=row, day=day, person=person)
        yield from _items(asked, group.items, row, items, look, at, f"{name}.{number}.")
        if group.rows and row.get(key) not in group.rows:
            says = Text("{group} has no row {row}.", "“{group}”中没有 {row} 行。").format(
                group=group.name, row=row.get(key)
            )
            yield CheckFinding("hard", f"{name}.{number}.{key}", "no-such-row", says)


def _half_dated(form: Form, items: Mapping[str, Answer]) -> Iterator[CheckFinding]:
    """The day of a visit is known to whoever was there: without it the values of the form would count from the first of the month."""
    words = items.get(form.date) if form.date and not form.log else None
    if form.date and isinstance(words, str) and len(words) in _PARTIAL and day_of(words, "UTC") is not None:
        says = Text("{item}: the day is missing: is it really not known?", "“{item}”未填具体日期：是否确实不详？")
        yield CheckFinding("soft", form.date, "day-missing", says.format(item=form.items[form.date].label))


def _long_before(form: Form, day: date | None, since: date | None) -> list[CheckFinding]:
    """Last year's number is written in every January: a visit long before the trial knew of the participant is asked about."""
    if form.date and not form.log and day is not None and since is not None and day < since - _BEFOREHAND:
        says = Text(
            "{item}: {day} is long before the participant came to the trial: is the year right?",
            "“{item}”：{day}远早于该受试者进入本试验，年份是否正确？",
        )
        shown = says.format(item=form.items[form.date].label, day=day_words(day))
        return [CheckFinding("soft", form.date, "long-before", shown)]
    return []


def _far_from_window(form: Form, day: date | None, window: Window | None) -> list[CheckFinding]:
    """The month of another visit is written easily: a day so far outside the window that no delay explains it is asked about.

    A visit a little early or late is a deviation and no question.
    """
    if not form.date or form.log or day is None or window is None:
        return []
    early, late = (window.earliest - day).days, (day - window.latest).days
    if max(early, late) <= max(_FAR_OUTSIDE, _WIDTHS * (window.latest - window.earliest)).days:
        return []
    says = (
        Text(
            "{item}: {day} is {n} days before the window of this visit begins ({limit}): is the date right?",
            "“{item}”：{day}比本次访视窗口的首日（{limit}）早 {n} 天，日期是否正确？",
        )
        if early > late
        else Text(
            "{item}: {day} is {n} days after the window of this visit ended ({limit}): is the date right?",
            "“{item}”：{day}比本次访视窗口的末日（{limit}）晚 {n} 天，日期是否正确？",
        )
    )
    limit = window.earliest if early > late else window.latest
    shown = says.format(
        item=form.items[form.date].label, day=day_words(day), n=max(early, late), limit=day_words(limit)
    )
    return [CheckFinding("soft", form.date, "far-from-window", shown)]


def _too_few(form: Form, groups: Rows) -> Iterator[CheckFinding]:
    for name, group in form.groups.items():
        rows = groups.get(name, ())
        if len(rows) < group.least:
            says = Text("{group} needs {n} rows at least.", "“{group}”至少需要 {n} 行。")
            yield CheckFinding("soft", name, "too-few-rows", says.format(group=group.name, n=group.least))
        yield from _missing_rows(name, group, rows)


def _missing_rows(name: str, group: Group, rows: Sequence[Mapping[str, Answer]]) -> Iterator[CheckFinding]:
    if not group.rows or not rows:
        return
    key = next(iter(group.items))
    there = {row.get(key) for row in rows}
    for wanted, label in group.rows.items():
        if wanted not in there:
            says = Text("{group}: the row {row} is missing.", "“{group}”缺少“{row}”一行。").format(
                group=group.name, row=label
            )
            yield CheckFinding("soft", name, f"row-missing-{wanted}", says)


def _derived(study: Study, form_id: str, form: Form, items: Mapping[str, Answer]) -> Iterator[CheckFinding]:
    stated = [name for name in derived_items(study, form_id) if not is_unanswered(items.get(name))]
    if not stated:
        return
    computed = derive(study, form_id, items)
    for name in stated:
        if items[name] != computed.get(name):
            says = Text("{item} is computed and comes to {value}.", "“{item}”由系统计算，应为 {value}。")
            shown = says.format(item=form.items[name].label, value=computed.get(name, "?"))
            yield CheckFinding("hard", name, "computed", shown)


def _beyond(form: Form, own: Look, around: Look) -> Look:
    """The form's own items, and what lies around it; each is looked up once for all checks."""
    known: dict[str, Observation | None] = {}

    def look(name: str) -> Observation | None:
        if name not in known:
            known[name] = own(name) if name in form.items else around(name)
        return known[name]

    return look


def _edit_checks(
    study: Study,
    form_id: str,
    items: Mapping[str, Answer],
    look: Look,
    at: date,
    only: Container[str] | None = None,
) -> Iterator[CheckFinding]:
    """A check speaks only where it surely fails: what is missing is asked for by `required`."""
    form = study.forms.forms[form_id]
    for name, check in form.checks.items():
        if only is not None and name not in only:
            continue
        found = settled_by(study, form_id, "", check.test)(items, {})
        if found is None:
            found = truth_of(check.test, look, at)
        if found is Truth.FALSE:
            path = next((word for word in _named(check.test) if word in form.items), "")
            yield CheckFinding(check.severity, path, name, check.says)


def _named(test: str) -> Iterator[str]:
    """The words of a condition, in order: the first that is an item carries the finding."""
    word = ""
    for sign in f"{test} ":
        if sign.isalnum() or sign in "_.":
            word += sign
        elif word:
            yield word
            word = ""

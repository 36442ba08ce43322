"""Acts on the casebook's forms: enter, correct, take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

from equipoise.facts import Answer, FormInstance, local_day
from equipoise.facts import casebook as fact
from equipoise.facts.answer_path import answer_at, set_answer
from equipoise.protocol.criteria import Look
from equipoise.protocol.model import Form, Group
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.acts.about import closed, known, on_participant
from equipoise.trial.acts.reading import against_changing, against_reading
from equipoise.trial.decision import Accepted, Asked, Decision, Happening, refuse
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed

Groups = Mapping[str, Sequence[Mapping[str, Answer]]]


def save_form(trial: Trial, asked: Asked, command: act.SaveForm) -> Decision:
    """Enter a form: impossible answers refuse the save, unlikely ones save and open queries."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return refuse(one)
    form = one.study.forms.forms.get(command.form)
    if form is None:
        return refuse(_unknown_form(command.form))
    reasons = [
        *_may_enter(one, asked, command.form, form),
        *closed(trial, one, command.form, command.instance, command.visit or command.instance),
        *_visit_exists(one, command, form),
        *against_reading(one, asked, command),
    ]
    if one.facts.form(command.form, command.instance) is not None:
        reasons.append(
            Reason(
                "entered_already",
                Text("This form is entered already.", "该表单已录入。"),
                remedy=Text("Correct its answers, with a reason.", "请以更正方式修改，并填写原因。"),
            )
        )
    return entered(one, asked, command.form, command.instance, command.visit, command.items, command.groups, reasons)


def entered(
    one: Person,
    asked: Asked,
    form: str,
    instance: str,
    visit: str,
    items: Mapping[str, Answer],
    groups: Groups,
    reasons: Iterable[Reason] = (),
) -> Decision:
    """The facts of an entered form (with its automatic queries), or every reason against it."""
    answers = {**items, **visits.derive(one.study, form, items)}
    around = visits.around(one.study, one.facts, one.events, form, instance, visit, asked.day(one.study), answers)
    whose = visits.whose_limits(one.study, one.facts, form)
    since = visits.first_day(one.study, one.facts)
    window = visits.window(one.study, one.events, one.arm, visit or instance, asked.day(one.study))
    findings = visits.check_form(
        one.study, form, answers, groups, around=around, person=whose, since=since, window=window
    )
    when = form_date(one.study.forms.forms[form], answers) or asked.happened
    against = [*reasons, *_ahead(one, asked, form, when), *_impossible(form, findings)]
    if against:
        return refuse(*against)
    saved = fact.FormSaved(
        form=form,
        instance=instance,
        visit=visit,
        items=answers,
        groups={name: tuple(dict(row) for row in rows) for name, rows in groups.items()},
    )
    unlikely = [finding for finding in findings if finding.severity == "soft"]
    happenings = [Happening(saved, f"P:{one.number}", one.number, when, asked.command.reason)]
    return Accepted((*happenings, *_opened(one, form, instance, unlikely)))


@dataclass(frozen=True, slots=True)
class Entered:
    """An entered form that a command names: whose it is, how it now stands, and what it asks."""

    one: Person
    saved: FormInstance
    form: Form


def entered_form(trial: Trial, asked: Asked, name: str, instance: str) -> Entered | Reason:
    """The entered form that a command names, or the reason why there is none."""
    one = known(trial, asked)
    if isinstance(one, Reason):
        return one
    saved, form = one.facts.form(name, instance), one.study.forms.forms.get(name)
    return not_entered(name, instance) if saved is None or form is None else Entered(one, saved, form)


def form_date(form: Form, answers: Mapping[str, Answer]) -> str:
    """When a form says that it happened; empty where it does not say."""
    words = answers.get(form.date) if form.date else None
    return words if isinstance(words, str) else ""


def correct(trial: Trial, asked: Asked, command: act.CorrectItems) -> Decision:
    """Change answers with a reason; queries of the form's checks open and close with what the answers now are.

    A path behind the last row of a group adds a row to it.
    """
    found = entered_form(trial, asked, command.form, command.instance)
    if isinstance(found, Reason):
        return refuse(found)
    one, saved, form = found.one, found.saved, found.form
    reasons = [
        *_may_enter(one, asked, command.form, form),
        *closed(trial, one, command.form, command.instance, saved.visit or saved.instance),
    ]
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("A correction needs a reason.", "更正须填写原因。")))
    unknown = [
        path for path in command.new if not (path_exists(saved, form, path) or _adds(saved, form, command, path))
    ]
    if unknown or not command.new:
        return refuse(*reasons, *(unknown_item(path) for path in unknown), *([] if command.new else [_nothing_new()]))
    found_now = _corrected(found, command, asked)
    reasons += _impossible(command.form, found_now.findings(one))
    reasons += _ahead(one, asked, command.form, form_date(form, found_now.items))
    changed = {name: answer for name, answer in found_now.items.items() if answer != saved.items.get(name)}
    new = dict(command.new) | changed
    old = {path: answer_at(saved.items, saved.groups, path) for path in new}
    if new == old:
        reasons.append(_nothing_new())
    if reasons:
        return refuse(*reasons)
    body = fact.ItemsCorrected(form=command.form, instance=command.instance, old=old, new=new)
    wanted = visits.wanted_queries(one.study, one.facts, found_now.as_asked, found_now.around)
    return Accepted(
        (
            Happening(body, f"P:{one.number}", one.number, asked.happened, command.reason, saved.seq),
            *_opened(one, command.form, command.instance, wanted.to_open),
            *(Happening(fact.QueryClosed(query=name), f"P:{one.number}", one.number) for name in wanted.to_close),
        )
    )


@dataclass(frozen=True, slots=True)
class _Corrected:
    """A form as it would stand: all its items, the answers to what it asks now, and what its checks see around it."""

    items: Mapping[str, Answer]
    as_asked: FormInstance
    around: Look | None
    today: date

    def findings(self, one: Person) -> Sequence[visits.CheckFinding]:
        """What is wrong with it."""
        form = self.as_asked
        window = visits.window(one.study, one.events, one.arm, form.visit or form.instance, self.today)
        whose = visits.whose_limits(one.study, one.facts, form.form)
        since = visits.first_day(one.study, one.facts)
        return visits.check_form(
            one.study,
            form.form,
            form.items,
            form.groups,
            around=self.around,
            person=whose,
            since=since,
            window=window,
        )


def _corrected(found: Entered, command: act.CorrectItems, asked: Asked) -> _Corrected:
    one, saved, form = found.one, found.saved, found.form
    items, groups = _with(saved, command.new)
    items |= visits.derive(one.study, command.form, items)
    today = asked.day(one.study)
    around = visits.around(one.study, one.facts, one.events, command.form, command.instance, saved.visit, today, items)
    rows = {
        name: [_as_asked_now(form.groups[name], row) for row in rows]
        for name, rows in groups.items()
        if name in form.groups
    }
    return _Corrected(items, replace(saved, items=_as_asked_now(form, items), groups=rows), around, today)


def retract(trial: Trial, asked: Asked, command: act.RetractForm) -> Decision:
    """Take back a form that should never have been entered, with a reason; its open queries are cancelled with it."""
    found = entered_form(trial, asked, command.form, command.instance)
    if isinstance(found, Reason):
        return refuse(found)
    one, saved = found.one, found.saved
    reasons = [
        *_may_enter(one, asked, command.form, found.form),
        *closed(trial, one, command.form, command.instance, saved.visit or saved.instance),
    ]
    if not command.reason:
        reasons.append(Reason("reason_missing", Text("A retraction needs a reason.", "撤销表单须填写原因。")))
    if reasons:
        return refuse(*reasons)
    body = fact.FormRetracted(form=command.form, instance=command.instance)
    asks = [
        query
        for query in visits.queries(one.facts)
        if (query.form, query.instance) == (command.form, command.instance) and not query.is_settled
    ]
    return Accepted(
        (
            on_participant(one, asked, body, saved.seq),
            *(
                on_participant(one, asked, fact.QueryClosed(query=query.id, cancelled=True), query.opened.seq)
                for query in asks
            ),
        )
    )


def _may_enter(one: Person, asked: Asked, name: str, form: Form) -> list[Reason]:
    reasons = against_changing(one, asked) if not isinstance(asked.command, act.SaveForm) else []
    if asked.by.role not in form.by:
        roles = listed([ROLES[role] for role in form.by if role in ROLES])
        reasons.append(
            Reason(
                "not_your_form",
                Text("“{form}” is entered by: {roles}.", "“{form}”由以下角色录入：{roles}。").format(
                    form=form.name, roles=roles
                ),
                protocol=f"forms.forms.{name}.by",
            )
        )
    if one.consent is None:
        reasons.append(
            Reason(
                "no_consent",
                Text(
                    "No consent is signed: nothing may be recorded before it.",
                    "尚未签署知情同意书，此前不得记录任何数据。",
                ),
                remedy=Text("Record the signed consent first.", "请先记录已签署的知情同意书。"),
            )
        )
    if "data" in one.withdrawn:
        reasons.append(
            Reason("data_withdrawn", Text("The participant withdrew the use of data.", "受试者已撤回数据使用授权。"))
        )
    return reasons


def _ahead(one: Person, asked: Asked, form: str, when: str) -> list[Reason]:
    """The reason that a form is about a day that has not come: what is planned is not data."""
    try:
        ahead = bool(when) and local_day(when, one.study.time_zone) > asked.day(one.study)
    except ValueError:
        return []  # the check of the answer says so
    if not ahead:
        return []
    return [
        Reason(
            "in_the_future",
            Text(f"{when} lies in the future.", f"{when} 尚未到来。"),
            protocol=f"forms.forms.{form}.date",
            remedy=Text("Enter the form once it has happened.", "请在发生之后再录入。"),
        )
    ]


def _visit_exists(one: Person, command: act.SaveForm, form: Form) -> list[Reason]:
    reasons = []
    if not command.instance:
        reasons.append(
            Reason("instance_missing", Text("Say which instance of the form this is.", "请指明是第几份表单。"))
        )
    if command.visit and not visits.is_occasion(one.study, command.visit):
        reasons.append(
            Reason(
                "unknown_visit",
                Text(f"There is no visit {command.visit}.", f"没有访视 {command.visit}。"),
                protocol="schedule.visits",
            )
        )
    return reasons


def _impossible(form: str, findings: Sequence[visits.CheckFinding]) -> list[Reason]:
    return [
        Reason("impossible_answer", finding.says, protocol=f"forms.forms.{form}.{finding.path}")
        for finding in findings
        if finding.severity == "hard"
    ]


def _opened(one: Person, form: str, instance: str, findings: Sequence[visits.CheckFinding]) -> list[Happening]:
    number = next_query(one)
    return [
        Happening(
            fact.QueryOpened(
                query=f"Q{number + place:03d}",
                form=form,
                instance=instance,
                item=finding.path,
                words=f"{finding.says.en} / {finding.says.zh}",
                check=finding.check,
            ),
            f"P:{one.number}",
            one.number,
        )
        for place, finding in enumerate(findings)
    ]


def next_query(one: Person) -> int:
    """The running number of the next query of a participant."""
    return 1 + len(one.facts.of(fact.QueryOpened))


def _nothing_new() -> Reason:
    return Reason("nothing_new", Text("Nothing is changed.", "没有任何改动。"))


def _unknown_form(name: str) -> Reason:
    return Reason(
        "unknown_form", Text(f"The study has no form {name}.", f"本研究没有表单 {name}。"), protocol="forms.forms"
    )


def unknown_item(path: str) -> Reason:
    """The reason for an item that a form does not have."""
    return Reason("unknown_item", Text(f"The form has no item {path}.", f"表单中没有项目 {path}。"))


def not_entered(form: str, instance: str) -> Reason:
    """The reason for a form that nobody entered."""
    return Reason("not_entered", Text(f"{form} {instance} is not entered.", f"{form} {instance} 尚未录入。"))


def path_exists(saved: FormInstance, form: Form, path: str) -> bool:
    """Whether an entered form has an item of this path: `ITEM`, or `GROUP.row.ITEM`."""
    name, _, rest = path.partition(".")
    if not rest:
        return name in form.items
    row, _, item = rest.partition(".")
    group = form.groups.get(name)
    return group is not None and item in group.items and row in map(str, range(len(saved.groups.get(name, ()))))


def _as_asked_now(form: Form | Group, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers to what the form asks in the version now in force: an item that an amendment took away faults nobody."""
    return {name: answer for name, answer in answers.items() if name in form.items}


def _adds(saved: FormInstance, form: Form, command: act.CorrectItems, path: str) -> bool:
    """Whether a path belongs to a row that the correction adds: behind the last row, and without a gap."""
    name, _, rest = path.partition(".")
    row, _, item = rest.partition(".")
    group, there = form.groups.get(name), len(saved.groups.get(name, ()))
    if group is None or item not in group.items or not (row.isascii() and row.isdecimal()):
        return False
    named = {one.split(".")[1] for one in command.new if one.startswith(f"{name}.") and one.count(".") == 2}
    return int(row) >= there and {str(number) for number in range(there, int(row) + 1)} <= named


def _with(
    saved: FormInstance, new: Mapping[str, Answer]
) -> tuple[dict[str, Answer], dict[str, list[dict[str, Answer]]]]:
    items, groups = dict(saved.items), deepcopy(saved.groups)
    for path, answer in new.items():
        set_answer(items, groups, path, answer)
    return items, groups

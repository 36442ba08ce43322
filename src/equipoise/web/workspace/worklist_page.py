"""The worklist of a role: one table, grouped by urgency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.roles import roles_of
from equipoise.rules import product
from equipoise.trial.permissions import ROLES
from equipoise.trial.task import URGENCIES, Task, count_by_urgency
from equipoise.trial.worklist import worklist
from equipoise.values.text import Text, listed
from equipoise.web.accounts.active import active
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.scope import Scope, answer, for_blind_readers, workspace_page
from equipoise.web.workspace.shown_tasks import shows
from equipoise.web.workspace.task_address import address

EVERYBODY = "all"
COMES: Final[Mapping[str, Text]] = {
    "investigator": Text(
        "Here will stand eligibility to sign, assessments due, safety reports with their clocks, and queries on your forms.",
        "待签署的入选确认、到期的评估、计时中的安全性报告及需您答复的质疑将显示在此。",
    ),
    "sub_investigator": Text(
        "Here will stand everybody whose consent is to be obtained or signed again, and your forms as their visits fall due.",
        "需取得或重新签署知情同意的受试者，以及到期访视中由您填写的表单将显示在此。",
    ),
    "coordinator": Text(
        "Here will stand the forms of every visit from the day its window opens, who can be randomised, and queries to answer.",
        "访视窗口开放后的待填表单、可随机的受试者及待答复的质疑将显示在此。",
    ),
    "data_manager": Text(
        "Here will stand every query that was answered, to be closed or asked again. Open ones are under Oversight, Queries.",
        "已答复、待关闭或需重新提出的质疑将显示在此；未答复的质疑见“监查总览”中的质疑页。",
    ),
    "monitor": Text(
        "A monitor is given no tasks: what is to be verified, open queries and deviations are under Oversight.",
        "监查员无系统派发的任务；待核查数据、未决质疑与方案偏离见“监查总览”。",
    ),
    "inspector": Text(
        "An inspector is given no tasks. Choose a role above to see its list, also as of a past moment.",
        "检查员无系统派发的任务。可在上方选择角色，查看其当前或既往时点的工作清单。",
    ),
    EVERYBODY: Text(
        "Tasks appear here by themselves as soon as something is to be done.",
        "有待办事项时，任务会自动出现在这里。",
    ),
}
"""What an empty list will hold, by role."""
MOST = 400
"""Lines of one page, the most urgent; nobody reads further, and the filter and the CSV hold them all."""


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one urgency, each with the address at which it is done, and the words of the urgency."""

    urgency: str
    says: Text
    tasks: tuple[tuple[Task, str], ...]


@workspace_page
@for_blind_readers
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The worklist of the role asked for, otherwise of the role in which the person acts."""
    role = scope.role if scope.blind else request.GET.get("role") or scope.role
    if role not in ROLES and role != EVERYBODY:
        raise Http404
    found = tasks_for(scope, role, active(request).person if role == scope.role else "")
    wanted = request.GET.get("q", "").strip()
    kept = [task for task in found if _holds(task, wanted)]
    if wants_csv(request):
        return _csv(scope, role, kept)
    units = _units(scope, kept[:MOST])
    to = {task: address(scope, task, units) for task in kept[:MOST]}
    return answer(
        request,
        scope,
        "worklist.html",
        {
            "tab": "worklist",
            "role": role,
            "role_words": ROLES.get(role, Text("All roles", "全部角色")),
            "roles": {} if scope.blind else roles_of(scope.study),
            "groups": [
                Group(urgency, says, tuple((task, to[task]) for task in kept[:MOST] if task.urgency == urgency))
                for urgency, says in URGENCIES.items()
            ],
            "counts": [(urgency, URGENCIES[urgency], n) for urgency, n in count_by_urgency(found).items()],
            "wanted": wanted,
            "comes": entry_words(scope.study, COMES.get(role, COMES[EVERYBODY])),
            "of_units": any(task.unit for task in kept[:MOST]),
            "of_blocked": any(task.blocked for task in kept[:MOST]),
            "shown": len(kept),
            "left_out": max(0, len(kept) - MOST),
        },
    )


def tasks_for(scope: Scope, role: str, person: str = "") -> Sequence[Task]:
    """Every task of a role (`all` for every role) that the reader may see; with a person, what that person may do."""
    found = worklist(scope.trial, scope.at, None if role == EVERYBODY else role)
    return [task for task in found if shows(scope, task) and person not in task.not_for]


def _units(scope: Scope, tasks: Sequence[Task]) -> frozenset[str]:
    """The units among the tasks that exist already: a bag that is still to be filled has no page."""
    found: set[str] = set()
    for number in {task.participant for task in tasks if task.unit and task.participant}:
        one = scope.person(number)
        chain = product.chain(one.study, one.facts)
        found |= {*chain.bags, *chain.batches, *(collection.id for collection in chain.collections.values())}
    return frozenset(found)


def _holds(task: Task, wanted: str) -> bool:
    """Whether a task has every word of the filter in its words, participant or unit."""
    words = f"{task.says.en} {task.says.zh} {task.participant} {task.unit} {task.form}".casefold()
    return all(word in words for word in wanted.casefold().split())


def _csv(scope: Scope, role: str, tasks: Sequence[Task]) -> HttpResponse:
    header = ("urgency", "role", "act", "what", "participant", "unit", "earliest", "due", "form", "instance", "blocked")
    lines = (
        (
            task.urgency,
            task.role,
            task.kind,
            say(task.says),
            task.participant,
            task.unit,
            task.earliest or "",
            task.by.astimezone(ZoneInfo(scope.zone)).isoformat(timespec="minutes") if task.by else task.due or "",
            task.form,
            task.instance,
            say(listed([reason.says for reason in task.blocked], en=" ", zh="")),
        )
        for task in tasks
    )
    return csv_answer(f"{scope.name}-worklist-{role}", header, lines)

"""The screening log: everybody who was ever registered, where each stands, and the counts of CONSORT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Fact
from equipoise.facts.participant import ConsentSigned, IneligibilityFound, ParticipantRegistered, ScreeningFailed
from equipoise.facts.randomisation import (
    LevelsCorrected,
    OtherTreatmentGiven,
    Randomised,
    RandomisedInError,
    SamePersonFound,
    Unblinded,
)
from equipoise.protocol.entry_words import entry_words
from equipoise.rules import eligibility
from equipoise.trial import commands as act
from equipoise.trial.acts.allocation_errors import ERRORS
from equipoise.trial.permissions import may
from equipoise.trial.person import Person, people
from equipoise.trial.remember import remember
from equipoise.values.dates import days_between
from equipoise.values.text import Text, in_both, listed, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.screening.entry_next import Next, entry_next
from equipoise.web.workspace.screening.entry_steps import CAUSES
from equipoise.web.workspace.screening.versions import again

OUTCOMES: Final[Mapping[str, Text]] = {
    "registered": Text("no consent yet", "尚未签署知情同意"),
    "screening": Text("in screening", "筛选中"),
    "failed": Text("did not enter", "未入组"),
    "left": Text("left before randomisation", "随机前退出"),
    "randomised": Text("randomised", "已随机"),
}
"""Where somebody can stand in the log."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person of the log. `open` are the criteria that do not pass yet; `days` counts from registration to the outcome or today."""

    one: Person
    registered: date
    consented: date | None
    outcome: str
    ended: date | None
    days: int
    open: tuple[str, ...]
    criteria: int
    why: Text | None
    errors: tuple[Text, ...]
    step: Next | None

    @property
    def says(self) -> Text:
        """The outcome in words."""
        return entry_words(self.one.study, OUTCOMES[self.outcome])


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The log, newest first; `?outcome=` filters, `?format=csv` is the whole of it."""
    every = [_line(scope, one) for one in reversed(people(scope.trial, scope.today))]
    if wants_csv(request):
        return _csv(scope, every)
    wanted = request.GET.get("outcome", "")
    due = [line for line in again(scope) if line.signed is None]
    return answer(
        request,
        scope,
        "screening/desk.html",
        {
            "tab": "screening",
            "lines": [line for line in every if not wanted or line.outcome == wanted],
            "every": len(every),
            "wanted": wanted,
            "outcomes": [
                (code, entry_words(scope.study, says), n)
                for code, says in OUTCOMES.items()
                if (n := _count(every, code))
            ],
            "counts": [(entry_words(scope.study, says), n) for says, n in _counts(every)],
            "reasons": _reasons(every),
            "failed": _failed(every),
            "register": not scope.past and may(scope.role, act.RegisterParticipant),
            "again": len(due),
        },
    )


def _line(scope: Scope, one: Person) -> Line:
    """The line of a person; kept until a further fact arrives, or the next day."""
    mark = (one.facts.head, one.study.version, scope.trial.study.head, scope.today, scope.role, scope.past)
    return remember(scope.trial, "screening", (one.number, scope.role), mark, lambda: _found(scope, one))


def _found(scope: Scope, one: Person) -> Line:
    zone = one.study.time_zone
    registered, consent = one.facts.first(ParticipantRegistered), one.facts.first(ConsentSigned)
    failed, randomised = one.facts.first(ScreeningFailed), one.facts.first(Randomised)
    assert registered is not None
    outcome, ended = _outcome(one, failed, randomised)
    began = registered.day(zone)
    waits = outcome == "screening"
    verdicts = eligibility.assess(one.study, one.facts, scope.today, events=one.events).verdicts if waits else ()
    return Line(
        one,
        began,
        consent.day(zone) if consent is not None else None,
        outcome,
        ended,
        max(0, days_between(began, ended or scope.today)),
        tuple(verdict.criterion for verdict in verdicts if not verdict.passes),
        len(verdicts),
        _why(failed) if failed is not None else None,
        tuple(errors(scope, one)),
        entry_next(scope, one) if outcome in ("registered", "screening") else None,
    )


def _outcome(
    one: Person, failed: Fact[ScreeningFailed] | None, randomised: Fact[Randomised] | None
) -> tuple[str, date | None]:
    zone = one.study.time_zone
    if randomised is not None:
        return "randomised", randomised.day(zone)
    if failed is not None:
        return "failed", failed.day(zone)
    if not one.active:
        days = [day for name in ("death", "withdrawn_procedures", "withdrawn_data") if (day := one.day(name))]
        return "left", min(days, default=None)
    return ("screening" if one.consent is not None else "registered"), None


def _why(failed: Fact[ScreeningFailed]) -> Text:
    words = dict(CAUSES).get(failed.body.cause, same(failed.body.cause))
    criteria = listed([same(name) for name in failed.body.criteria])
    parts = [words, *([criteria] if failed.body.criteria else []), *([in_both(failed.reason)] if failed.reason else [])]
    return listed(parts, en=": ", zh="：")


def errors(scope: Scope, one: Person) -> Iterator[Text]:
    """What went wrong with an allocation, in words; what would tell a concealed arm is not said."""
    for found in one.facts.of(IneligibilityFound):
        names = listed([same(name) for name in found.body.criteria])
        says = Text("did not fulfil {names} when randomised", "随机时不符合 {names}")
        yield entry_words(one.study, says).format(names=names)
    for marked in one.facts.of(RandomisedInError):
        what = entry_words(one.study, ERRORS.get(marked.body.error, same(marked.body.error)))
        yield entry_words(one.study, Text("randomised in error: {what}", "误随机：{what}")).format(what=what)
    if one.facts.first(LevelsCorrected) is not None:
        yield Text("levels corrected", "分层因素已更正")
    for twice in one.facts.of(SamePersonFound):
        yield Text("same person as {other}", "与 {other} 为同一人").format(other=twice.body.other)
    if not scope.conceal.arms and one.facts.first(OtherTreatmentGiven) is not None:
        yield Text("given another treatment", "接受了其他组治疗")
    if one.facts.first(Unblinded) is not None:
        yield Text("unblinded", "已揭盲")


def _count(every: Sequence[Line], outcome: str) -> int:
    return sum(line.outcome == outcome for line in every)


def _counts(every: Sequence[Line]) -> Sequence[tuple[Text, int]]:
    """The boxes of CONSORT before allocation: everybody is in exactly one of those after the first."""
    return (
        (Text("assessed for eligibility", "评估合格性"), len(every)),
        (Text("excluded", "排除"), _count(every, "failed") + _count(every, "left")),
        (Text("still in screening", "筛选中"), _count(every, "screening") + _count(every, "registered")),
        (Text("randomised", "随机"), _count(every, "randomised")),
    )


def _reasons(every: Sequence[Line]) -> Sequence[tuple[Text, int]]:
    """Why people were excluded."""
    causes: Counter[str] = Counter()
    for line in every:
        failed = line.one.facts.first(ScreeningFailed)
        if line.outcome == "left":
            causes["declined"] += 1
        elif line.outcome == "failed" and failed is not None:
            causes[failed.body.cause] += 1
    return [(words, causes[code]) for code, words in CAUSES if causes[code]]


def _failed(every: Sequence[Line]) -> Sequence[tuple[str, int]]:
    """The criteria for which people were excluded, the most frequent first; one person may fail several."""
    counts: Counter[str] = Counter()
    for line in every:
        failed = line.one.facts.first(ScreeningFailed)
        counts.update(failed.body.criteria if failed is not None else ())
    return counts.most_common()


def _csv(scope: Scope, every: Sequence[Line]) -> HttpResponse:
    header = (
        "participant", "site", "registered", "consented", "outcome", "ended", "days", "open_criteria", "reason", "allocation_notes",
    )  # fmt: skip
    lines = (
        (
            line.one.number,
            line.one.site,
            line.registered,
            line.consented or "",
            line.outcome,
            line.ended or "",
            line.days,
            " ".join(line.open),
            say(line.why) if line.why is not None else "",
            say(listed(line.errors, en="; ", zh="；")),
        )
        for line in every
    )
    return csv_answer(f"{scope.name}-screening", header, lines)

"""A hold of the whole trial: placed, and lifted once everybody who must has agreed."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404

from equipoise.trial import commands as act
from equipoise.trial.acts.study import SCOPES
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import at_time
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.safety_desk.crumbs import crumbs
from equipoise.web.workspace.safety_desk.holds import Hold, holds
from equipoise.web.workspace.scope import Scope


def place_hold(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Stop some acts for the whole trial."""
    options = list(SCOPES.items())
    if scope.study.product is None:
        options = [one for one in options if one[0] in ("accrual", "infusion")]
    return Step(
        does=act.PlaceHold,
        title=Text("Place a hold", "发起暂停"),
        says=Text(
            "What you choose stops at once for the whole trial, until the hold is lifted. Living cultures are not destroyed by it.",
            "所选操作立即在全试验暂停，直至解除。在培养物不因此销毁。",
        ),
        act=Text("Place the hold", "暂停"),
        done=Text("The hold stands.", "暂停已生效。"),
        back=scope.to("safety"),
        command=lambda given: act.PlaceHold(scope=tuple(given.get("stops", ())), reason=given.reason),
        fields=(
            Field(name="stops", label=Text("What stops", "暂停的操作"), kind="several", options=options),
        ),
        reason=Text("Why", "原因"),
        proof=True,
        crumbs=crumbs(scope),
        tab="safety",
    )  # fmt: skip


def lift_hold(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Agree that a hold ends; whoever agrees last lifts it."""
    standing = [one for one in holds(scope) if one.lifted is None]
    wanted = asked.get("hold") or asked.get("instance", "")
    found = next((one for one in standing if one.number == wanted), None)
    if found is None and len(standing) == 1 and not wanted:
        found = standing[0]
    if found is None:
        raise Http404
    last = _is_last(found)
    return Step(
        does=act.LiftHold,
        title=Text("Lift hold {hold}", "解除暂停 {hold}").format(hold=found.number),
        says=Text("{stops} may go on: yours is the last word that it waits for.", "{stops}将恢复：仅待您同意。").format(
            stops=found.stops
        )
        if last
        else Text(
            "You agree that the hold may end. It stands until everybody who must has agreed.",
            "您同意解除该暂停。所有须同意者同意之前，暂停继续有效。",
        ),
        act=Text("Lift the hold", "解除暂停") if last else Text("Agree", "同意解除"),
        done=Text("The hold is lifted.", "暂停已解除。") if last else Text("You have agreed.", "已记录您的同意。"),
        back=scope.to("safety"),
        command=lambda given: act.LiftHold(hold=found.number, reason=given.reason),
        unit=found.number,
        reason=Text("Why it may end", "解除理由"),
        proof=True,
        rests=[
            (Text("Stops", "暂停范围"), found.stops),
            (Text("Placed", "暂停时间"), same(f"{at_time(found.placed.recorded, scope.zone)}, {found.placed.actor}")),
            (Text("Why", "原因"), same(found.placed.reason)),
            *(
                (
                    one.role,
                    same(f"{one.fact.actor}, {at_time(one.fact.recorded, scope.zone)}: {one.fact.reason}")
                    if one.fact is not None
                    else Text("has not agreed yet", "尚未同意"),
                )
                for one in found.agreements
            ),
        ],
        crumbs=crumbs(scope),
        tab="safety",
    )


def _is_last(hold: Hold) -> bool:
    return sum(one.fact is None for one in hold.agreements) <= 1
